"""Derivations of the claims on critics: Wasserstein's distance and gradient penalties."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

import flint
import sympy as sp

from gancheck.checks.exact import drawing
from gancheck.checks.exact.derivation import Derivation, Step
from gancheck.checks.exact.laws import BITS, HALF, at_most, ball, difference, total_variation
from gancheck.claims.rational_problems import Law, RationalCritic

__all__ = ["ABSENT", "DERIVATIONS"]


def _ordered(positions: Law, masses: Law) -> list[tuple[Fraction, Fraction]]:
    return sorted(zip(positions, masses, strict=True))


def _area(positions: Law, p: Law, q: Law) -> Fraction:
    """∫|F_p − F_q|, a step function between the atoms."""
    signed = tuple(a - b for a, b in zip(p, q, strict=True))
    found, level = Fraction(0), Fraction(0)
    atoms = _ordered(positions, signed)
    for (x, mass), (following, _) in pairwise(atoms):
        level += mass
        found += abs(level) * (following - x)
    return found


def _between_quantiles(positions: Law, p: Law, q: Law, power: int = 1) -> Fraction:
    """∫|F_p⁻¹ − F_q⁻¹|ᵏ du: mass goes from the least atom with some left in p to the least with some room in q."""
    sources, sinks = (_ordered(positions, masses)[::-1] for masses in (p, q))
    found = Fraction(0)
    while sources and sinks:
        (x, have), (y, room) = sources.pop(), sinks.pop()
        moved = min(have, room)
        found += moved * abs(x - y) ** power
        if have > moved:
            sources.append((x, have - moved))
        if room > moved:
            sinks.append((y, room - moved))
    return found


def _value(positions: Law, p: Law, q: Law, critic: Law) -> Fraction:
    """E_p c − E_q c of a critic's values at the atoms."""
    del positions
    return sum(((a - b) * c for a, b, c in zip(p, q, critic, strict=True)), Fraction(0))


def _best_critic(positions: Law, p: Law, q: Law) -> Law:
    """The values of the critic whose slope is −sign(F_p − F_q)."""
    height, level, last = Fraction(0), Fraction(0), min(positions)
    found = {}
    for x, a, b in sorted(zip(positions, p, q, strict=True)):
        height += (x - last) * ((level < 0) - (level > 0))
        found[x], level, last = height, level + a - b, x
    return tuple(found[x] for x in positions)


def _wasserstein_steps(formula: Any, problem: RationalCritic) -> Iterator[Step]:
    positions, p, q = problem.positions, problem.p, problem.q
    stated = formula(positions, p, q)
    yield Step("the mean distance of the quantiles", difference(stated, _between_quantiles(positions, p, q)))
    best = _best_critic(positions, p, q)
    yield Step(
        "the value of the critic of slope −sign(F_p − F_q)", difference(stated, _value(positions, p, q, best))
    )
    rises = [
        abs(best[i] - best[j]) <= abs(x - y) for i, x in enumerate(positions) for j, y in enumerate(positions)
    ]
    yield Step("which is 1-Lipschitz", all(rises))
    drawn = tuple(problem.tilt * x + problem.bend * abs(x - problem.place) for x in positions)
    yield Step(
        "no value of another 1-Lipschitz critic is above", at_most(_value(positions, p, q, drawn), stated)
    )


def _second_order(positions: Law, p: Law, q: Law) -> Any:
    with flint.ctx.workprec(BITS):
        return ball(_between_quantiles(positions, p, q, power=2)).sqrt()


APART = RationalCritic(
    (Fraction(4), Fraction(0), Fraction(1)),
    (Fraction(1, 4), Fraction(3, 4), Fraction(0)),
    (Fraction(0), Fraction(0), Fraction(1)),
    Fraction(0),
    Fraction(1),
    Fraction(1),
)
"""Laws of equal means."""

WASSERSTEIN = Derivation(
    claim="loss.wasserstein",
    method="the area between step functions, the transport of mass in order, and the critics, as fractions",
    formula=_area,
    steps=_wasserstein_steps,
    wrong={
        "the absolute value outside the integral": lambda x, p, q: abs(_value(x, p, q, x)),
        "W2 for W1": _second_order,
        "total variation": lambda x, p, q: total_variation(p, q),
        "halved like total variation": lambda x, p, q: HALF * _area(x, p, q),
        "squared": lambda x, p, q: _area(x, p, q) ** 2,
    },
    family="rational",
    problems=drawing.critics,
    witnesses=(APART,),
)


class _Costs(NamedTuple):
    """`gancheck.theory.penalties.Penalties` in symbols."""

    gradient_penalty: Any
    r1: Any
    r2: Any
    zero_centred: Any


Vectors = list[sp.Matrix]


def _costs(critic: Any, real: Vectors, fake: Vectors, share: list[Any], gamma: Any) -> _Costs:
    """The definitions, with derivatives of the critic's expression."""
    between = _squares(critic, _interpolates(real, fake, share))
    return _Costs(
        _mean([(sp.sqrt(square) - 1) ** 2 for square in between]),
        gamma / 2 * _mean(_squares(critic, real)),
        gamma / 2 * _mean(_squares(critic, fake)),
        _mean(between),
    )


def _interpolates(real: Vectors, fake: Vectors, share: list[Any]) -> Vectors:
    return [e * x + (1 - e) * y for e, x, y in zip(share, real, fake, strict=True)]


def _squares(critic: Any, points: Vectors) -> list[Any]:
    """‖∇D‖² at each point."""
    at = sp.Matrix(sp.symbols("z0:2", real=True))
    value = critic(at)
    gradient = [sp.diff(value, z) for z in at]
    return [
        sp.expand(sum(each.subs(dict(zip(at, x, strict=True)), simultaneous=True) ** 2 for each in gradient))
        for x in points
    ]


def _mean(values: list[Any]) -> Any:
    return sp.Add(*values) / len(values)


def _penalty_steps(formula: Any, problem: None) -> Iterator[Step]:
    """Two samples of two coordinates; a sum over more of either has no other algebra."""
    w = sp.Matrix(sp.symbols("w0:2", real=True))
    real, fake = ([sp.Matrix(sp.symbols(f"{name}{i}_0:2", real=True)) for i in range(2)] for name in "xy")
    share, (a, gamma) = list(sp.symbols("e0:2", positive=True)), sp.symbols("a gamma", positive=True)
    stated = formula(lambda x: w.dot(x), real, fake, share, gamma)
    square = w.dot(w)
    linear = _Costs((sp.sqrt(square) - 1) ** 2, gamma / 2 * square, gamma / 2 * square, square)
    for name, one, other in zip(_Costs._fields, stated, linear, strict=True):
        yield Step(f"D(x) = w·x: {name}", sp.expand(one - other))
    stated = formula(lambda x: w.dot(x) + a / 2 * x.dot(x), real, fake, share, gamma)
    between, data, fakes = (
        [sp.expand((w + a * x).dot(w + a * x)) for x in points]
        for points in (_interpolates(real, fake, share), real, fake)
    )
    half = gamma / 2
    quadratic = _Costs(
        _mean([(sp.sqrt(each) - 1) ** 2 for each in between]),
        half * _mean(data),
        half * _mean(fakes),
        _mean(between),
    )
    for name, one, other in zip(_Costs._fields, stated, quadratic, strict=True):
        yield Step(f"D(x) = w·x + a‖x‖²/2: {name}", sp.expand(one - other))


def _with(**changes: Any) -> Any:
    """The definitions, with some of them exchanged for wrong ones."""

    def wrong(*arguments: Any) -> _Costs:
        return _costs(*arguments)._replace(**{name: change(*arguments) for name, change in changes.items()})

    return wrong


def _not_rooted(critic: Any, real: Vectors, fake: Vectors, share: list[Any], gamma: Any) -> Any:
    return _mean([(square - 1) ** 2 for square in _squares(critic, _interpolates(real, fake, share))])


def _over_the_batch(critic: Any, real: Vectors, fake: Vectors, share: list[Any], gamma: Any) -> Any:
    return (sp.sqrt(sp.Add(*_squares(critic, _interpolates(real, fake, share)))) - 1) ** 2


PENALTY = Derivation(
    claim="loss.penalty",
    method="the critics' expressions differentiated, at two data and two fakes in the plane, against w + a x",
    formula=_costs,
    steps=_penalty_steps,
    wrong={
        "the norm not rooted": _with(gradient_penalty=_not_rooted),
        "one norm over the batch": _with(gradient_penalty=_over_the_batch),
        "the ½ of R1 and R2 lost": lambda d, x, y, e, gamma: _costs(d, x, y, e, 2 * gamma),
        "the mean over coordinates for their sum": lambda *given: _Costs(
            _costs(*given).gradient_penalty, *(cost / 2 for cost in _costs(*given)[1:])
        ),
        "one ε for the whole batch": lambda d, x, y, e, gamma: _costs(d, x, y, [e[0], e[0]], gamma),
        "R1 on the fakes": _with(r1=lambda *given: _costs(*given).r2),
    },
)

DERIVATIONS: tuple[Derivation, ...] = (WASSERSTEIN, PENALTY)

ABSENT: dict[str, str] = {}
