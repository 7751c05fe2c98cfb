"""Enclosures for the claims on critics: Wasserstein's distance and gradient penalties."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from flint import acb, arb, arb_series, fmpq

from gancheck.certified.ball_laws import Normal, squared, total
from gancheck.certified.gaussian_pairs import gaussian_total_variation
from gancheck.checks.certified.enclosed_claim import EnclosedClaim
from gancheck.checks.certified.problem_balls import law, numbers, root

__all__ = ["ABSENT", "ENCLOSED"]

Pairs = Iterator[tuple[arb, arb]]
Formula = Callable[..., Any]

REACH = 48
"""Standard deviations over which quantiles are integrated; beyond, e⁻¹¹⁵⁰ of the mass, which is bounded."""


class Atoms(NamedTuple):
    """A law on rational positions in ascending order; the masses add up to 1."""

    positions: list[fmpq]
    masses: list[fmpq]


def _atoms(given: Any) -> Atoms:
    """A discrete law of a batch of one, its masses as the floats say over their exact sum."""
    masses = [_exact(mass) for mass in np.asarray(given.probs)[0]]
    mass = sum(masses, fmpq(0))
    ordered = sorted((_exact(x), each / mass) for x, each in zip(given.atoms, masses, strict=True))
    return Atoms([x for x, _ in ordered], [each for _, each in ordered])


def _exact(x: Any) -> fmpq:
    return fmpq(*float(x).as_integer_ratio())


def distance(p: Any, q: Any) -> arb:
    """W1 as the area between the distribution functions; of Gaussians, the mean of a folded normal law."""
    if isinstance(p, Normal):
        return _folded(p.loc - q.loc, p.scale - q.scale)
    steps = sorted([*zip(*p, strict=True), *zip(q.positions, (-mass for mass in q.masses), strict=True)])
    area, level = fmpq(0), fmpq(0)
    for (x, mass), (following, _) in pairwise(steps):
        level += mass
        area += abs(level) * (following - x)
    return arb(area)


def _folded(mean: arb, scale: arb) -> arb:
    """E|mean + scale·Z|."""
    if scale.contains(0):
        return abs(mean) + arb(0, abs(scale).upper())
    ratio = mean / scale
    return abs(scale) * (
        (2 / arb.pi()).sqrt() * (-ratio * ratio / 2).exp() + ratio * (ratio / arb(2).sqrt()).erf()
    )


def transport(p: Any, q: Any, power: int = 1) -> arb:
    """The mean k-th power of the distance between the quantiles."""
    if isinstance(p, Normal):
        return _over_normal(p.loc - q.loc, p.scale - q.scale, power)
    found = fmpq(0)
    sources, sinks = (list(zip(*each, strict=True))[::-1] for each in (p, q))
    while sources and sinks:
        (x, have), (y, room) = sources.pop(), sinks.pop()
        moved = min(have, room)
        found += moved * abs(x - y) ** power
        if have > moved:
            sources.append((x, have - moved))
        if room > moved:
            sinks.append((y, room - moved))
    return arb(found)


def _over_normal(delta: arb, eta: arb, power: int) -> arb:
    """∫ |δ + ηz|ᵏ φ(z) dz on either side of where its argument vanishes, or in one piece if that is far away."""
    if power == 2:
        return squared(delta) + squared(eta)
    reach = arb(REACH)
    kink = reach if eta.contains(0) else (-delta / eta).min(reach).max(-reach)

    def integrand(z: acb, _: bool) -> acb:
        return (acb(delta) + acb(eta) * z) * (-z * z / 2).exp() / acb(2 * arb.pi()).sqrt()

    inner = sum(
        (abs(acb.integral(integrand, acb(a), acb(b)).real) for a, b in ((-reach, kink), (kink, reach))),
        arb(0),
    )
    density = (-reach * reach / 2).exp()  # both ∫φ and ∫zφ beyond the reach are below it
    tails = (abs(delta) + abs(eta)) * 2 * density
    unsplit = 2 * abs(eta) if eta.contains(0) else arb(0)  # what a kink could change, were it there
    return inner + arb(0, (tails + unsplit).upper())


def wasserstein_sides(problem: Any, formula: Formula) -> Pairs:
    """Critic ≤ W1, and the mean distance of the quantiles both ways."""
    tilt, bend, place = (arb(float(each[0])) for each in (problem.tilt, problem.bend, problem.place))
    on_atoms = problem.family == "discrete"
    read: Callable[[Any], Any] = _atoms if on_atoms else law
    p, q = read(problem.p), read(problem.q)
    stated, quantiles = formula(p, q), transport(p, q)
    if on_atoms:
        means = [
            total(mass * (tilt * arb(x) + bend * abs(arb(x) - place)) for x, mass in zip(*each, strict=True))
            for each in (p, q)
        ]
        value = means[0] - means[1]
    else:
        folded = [_folded(each.loc - place, each.scale) for each in (p, q)]
        value = tilt * (p.loc - q.loc) + bend * (folded[0] - folded[1])
    yield value, stated
    yield quantiles, stated
    yield stated, quantiles


def _difference_of_means(p: Any, q: Any) -> arb:
    if isinstance(p, Normal):
        return arb(abs(p.loc - q.loc))
    means = [sum((x * mass for x, mass in zip(*each, strict=True)), fmpq(0)) for each in (p, q)]
    return arb(abs(means[0] - means[1]))


def _total_variation(p: Any, q: Any) -> arb:
    if isinstance(p, Normal):
        return gaussian_total_variation(p, q)
    return arb(sum((abs(a - b) for a, b in zip(p.masses, q.masses, strict=True)), fmpq(0)) / 2)


class Costs(NamedTuple):
    """`gancheck.theory.penalties.Penalties` in balls."""

    gradient_penalty: arb
    r1: arb
    r2: arb
    zero_centred: arb


Points = Sequence[Sequence[arb]]
Critic = Callable[[Sequence[Any]], Any]


def costs(critic: Critic, real: Points, fake: Points, share: Sequence[arb], gamma: arb) -> Costs:
    """The definitions, with derivatives of the critic's power series."""
    between = _squares(critic, _interpolates(real, fake, share))
    return Costs(
        _mean([squared(root(square) - 1) for square in between]),
        gamma / 2 * _mean(_squares(critic, real)),
        gamma / 2 * _mean(_squares(critic, fake)),
        _mean(between),
    )


def _interpolates(real: Points, fake: Points, share: Sequence[arb]) -> Points:
    return [
        [e * a + (1 - e) * b for a, b in zip(x, y, strict=True)]
        for e, x, y in zip(share, real, fake, strict=True)
    ]


def _squares(critic: Critic, points: Points) -> list[arb]:
    """‖∇D‖² at each point: the critic on x + h eᵢ to first order in h, for every i."""
    return [
        total(
            squared(critic([arb_series([each, int(i == j)]) for j, each in enumerate(x)])[1])
            for i in range(len(x))
        )
        for x in points
    ]


def _mean(values: Sequence[arb]) -> arb:
    return total(values) / len(values)


def penalty_sides(problem: Any, formula: Formula) -> Pairs:
    """The critic's series against w + a x."""
    w, share = numbers(problem.slope[0]), numbers(problem.share[0])
    real, fake = ([numbers(x) for x in each[0]] for each in (problem.real, problem.fake))
    a, gamma = arb(float(problem.curvature[0])), arb(float(problem.gamma[0]))

    def critic(x: Sequence[Any]) -> Any:
        return sum((v * z + a / 2 * (z * z) for v, z in zip(w, x, strict=True)), arb_series([0]))

    between, data, fakes = (
        [total(squared(v + a * z) for v, z in zip(w, x, strict=True)) for x in points]
        for points in (_interpolates(real, fake, share), real, fake)
    )
    stated = formula(critic, real, fake, share, gamma)
    yield stated.gradient_penalty, _mean([squared(root(square) - 1) for square in between])
    yield stated.r1, gamma * _mean(data) / 2
    yield stated.r2, gamma * _mean(fakes) / 2
    yield stated.zero_centred, _mean(between)


def _not_rooted(critic: Critic, real: Points, fake: Points, share: Sequence[arb], gamma: arb) -> Costs:
    squares = _squares(critic, _interpolates(real, fake, share))
    return costs(critic, real, fake, share, gamma)._replace(
        gradient_penalty=_mean([squared(square - 1) for square in squares])
    )


def _over_the_batch(critic: Critic, real: Points, fake: Points, share: Sequence[arb], gamma: arb) -> Costs:
    squares = _squares(critic, _interpolates(real, fake, share))
    return costs(critic, real, fake, share, gamma)._replace(
        gradient_penalty=squared(root(total(squares)) - 1)
    )


def _mean_over_coordinates(critic: Critic, real: Points, *others: Any) -> Costs:
    right = costs(critic, real, *others)
    return Costs(right.gradient_penalty, *(cost / len(real[0]) for cost in right[1:]))


def _on_the_fakes(critic: Critic, real: Points, *others: Any) -> Costs:
    right = costs(critic, real, *others)
    return right._replace(r1=right.r2)


ENCLOSED: tuple[EnclosedClaim, ...] = (
    EnclosedClaim(
        claim="loss.wasserstein",
        method=(
            "areas and transports of atoms as fractions; of Gaussians the folded mean by erf against the integral over "
            "quantiles, its tails bounded"
        ),
        families=("discrete", "gaussian"),
        formula=distance,
        sides=wasserstein_sides,
        wrong={
            "the absolute value outside the integral": _difference_of_means,
            "W2 for W1": lambda p, q: root(transport(p, q, power=2)),
            "total variation": _total_variation,
            "halved like total variation": lambda p, q: distance(p, q) / 2,
            "squared": lambda p, q: squared(distance(p, q)),
        },
    ),
    EnclosedClaim(
        claim="loss.penalty",
        method="the critic run on power series of balls along every coordinate, against w + a x",
        families=("linear", "quadratic"),
        formula=costs,
        sides=penalty_sides,
        wrong={
            "the norm not rooted": _not_rooted,
            "one norm over the batch": _over_the_batch,
            "the ½ of R1 and R2 lost": lambda d, x, y, e, gamma: costs(d, x, y, e, 2 * gamma),
            "the mean over coordinates for their sum": _mean_over_coordinates,
            "one ε for the whole batch": lambda d, x, y, e, gamma: costs(d, x, y, [e[0]] * len(e), gamma),
            "R1 on the fakes": _on_the_fakes,
        },
    ),
)

ABSENT: dict[str, str] = {}
