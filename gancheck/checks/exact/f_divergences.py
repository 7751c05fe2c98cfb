"""Derivations of the claims on the f-divergence family."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import sympy
from sympy import Rational, exp, log

from gancheck.checks.exact.derivation import Derivation, Step
from gancheck.checks.exact.generator_symbols import ALPHA, OUTPUT, RATIO, SYMBOLS, GeneratorSymbols

__all__ = ["ABSENT", "DERIVATIONS"]

Expression = Any
Formula = Callable[..., Expression]

p, q, d = sympy.symbols("p q d", positive=True)
T = sympy.Symbol("T", real=True)
BETA = sympy.Symbol("beta", real=True, nonzero=True)
HALF = Rational(1, 2)

DUALS = {
    "kl": "reverse_kl",
    "pearson": "neyman",
    "jsd": "jsd",
    "gan": "gan",
    "squared_hellinger": "squared_hellinger",
    "vincze_le_cam": "vincze_le_cam",
}
"""f°(u) = u f(1/u) is the generator of the divergence with p and q exchanged."""

INFINITE = ("kl", "pearson", "alpha")
"""Members of which f'(∞) is infinite, or is so for some α."""


def atom(name: str, x: Expression, y: Expression) -> Expression:
    """The term of a divergence at an atom of masses x and y, as it is usually written."""
    if name == "total_variation":
        return abs(x - y) / 2
    return SYMBOLS[name].atom(x, y)


def _changed(name: str, change: Callable[[Expression, Expression], Expression]) -> Formula:
    """The terms of all members, but for one."""
    return lambda member, x, y: change(x, y) if member == name else atom(member, x, y)


def definition_steps(formula: Formula, problem: Any) -> Iterator[Step]:
    """Each member is q f(p/q), f is convex, and its ends, its value at 1, its dual and its pins are as claimed."""
    for name, row in SYMBOLS.items():
        bend = sympy.simplify(sympy.diff(row.f, RATIO, 2))
        yield Step(f"{name}: f''(u) > 0 for u > 0", bool(bend.is_positive))
        term = row.f.subs(RATIO, p / q) * q
        yield Step(f"{name}: the term at an atom is q f(p/q)", formula(name, p, q) - term)
        yield Step(f"{name}: at p = q it is q f(1)", formula(name, q, q) - row.offset * q)
        if name not in INFINITE:
            slope = sympy.limit(sympy.diff(row.f, RATIO), RATIO, sympy.oo)
            yield Step(f"{name}: where q = 0 it is p f'(∞)", formula(name, p, sympy.Integer(0)) - p * slope)
    yield from _total_variation(formula)
    for name, dual in DUALS.items():
        flipped = RATIO * SYMBOLS[name].f.subs(RATIO, 1 / RATIO)
        yield Step(f"{name}: u f(1/u) is the generator of {dual}", flipped - SYMBOLS[dual].f)
        yield Step(f"{name}: exchanging p and q gives {dual}", formula(name, p, q) - atom(dual, q, p))
    yield from _alpha(formula)


def _total_variation(formula: Formula) -> Iterator[Step]:
    """½|u − 1| on both sides of its kink, p = q ± d."""
    name = "total_variation"
    yield Step(f"{name}: q f(p/q) above the kink", formula(name, q + d, q) - q * ((q + d) / q - 1) / 2)
    yield Step(f"{name}: q f(p/q) below the kink", formula(name, p, p + d) - (p + d) * (1 - p / (p + d)) / 2)
    yield Step(f"{name}: where q = 0 it is p f'(∞)", formula(name, p, sympy.Integer(0)) - p / 2)


def _alpha(formula: Formula) -> Iterator[Step]:
    """Pins, limits and the reflection α ↔ 1 − α."""
    family = formula("alpha", p, q)
    for order, factor, other in (
        (2, HALF, "pearson"),
        (-1, HALF, "neyman"),
        (HALF, 4, "squared_hellinger"),
    ):
        yield Step(
            f"α = {order}: {factor} times {other}", family.subs(ALPHA, order) - factor * atom(other, p, q)
        )
    yield Step("α → 1: KL(p‖q)", sympy.limit(family, ALPHA, 1) - (atom("kl", p, q) - p + q))
    yield Step("α → 0: KL(q‖p)", sympy.limit(family, ALPHA, 0) - (atom("reverse_kl", p, q) + p - q))
    yield Step("α ↔ 1 − α: p and q exchanged", family - SYMBOLS["alpha"].atom(q, p).subs(ALPHA, 1 - ALPHA))


def _without_mass_at_zero(name: str, x: Expression, y: Expression) -> Expression:
    return sympy.Integer(0) if y == 0 else atom(name, x, y)


def bound(name: str, x: Expression, y: Expression, t: Expression) -> Expression:
    """The variational value x t − y f*(t) at an atom of masses x and y, with f* in closed form."""
    return x * t - y * conjugate(name, t)


def conjugate(name: str, t: Expression) -> Expression:
    """f*(t); for total variation the larger of t and −½."""
    return sympy.Max(t, -HALF) if name == "total_variation" else SYMBOLS[name].conjugate(t)


def _with_conjugate(name: str, other: Callable[[Expression], Expression]) -> Formula:
    """The bounds of all members, but for one whose conjugate is another."""
    return lambda member, x, y, t: x * t - y * other(t) if member == name else bound(member, x, y, t)


def fenchel_steps(formula: Formula, problem: Any) -> Iterator[Step]:
    """The conjugate by maximisation, Fenchel's equality, and that T = f'(p/q) is a maximum; f** = f."""
    yield from _total_variation_bound(formula)
    for name, row in SYMBOLS.items():
        yield from (
            Step(each.sentence, _in_beta(each.remainder)) for each in _smooth_bound(name, row, formula)
        )


def _smooth_bound(name: str, row: GeneratorSymbols, formula: Formula) -> Iterator[Step]:
    """With t running over the range of f', by a positive s, and p = q u."""
    slope = sympy.diff(row.f, RATIO)
    root, t = _maximiser(row, slope), row.outputs
    yield Step(f"{name}: f'(u) = t at the u found", slope.subs(RATIO, root) - t)
    supremum = root * t - row.f.subs(RATIO, root)
    yield Step(f"{name}: f*(t) = sup_u [ut − f(u)], solved", formula(name, p, q, t) - (p * t - q * supremum))
    u, best = (root, t) if name == "alpha" else (RATIO, slope)
    bend = sympy.diff(row.f, RATIO, 2).subs(RATIO, u)
    yield Step(
        f"{name}: at T = f'(p/q) it is q f(p/q)", formula(name, q * u, q, best) - q * row.f.subs(RATIO, u)
    )
    yield Step(f"{name}: f**(u) = f(u)", formula(name, u, 1, best) - row.f.subs(RATIO, u))
    first, second = (sympy.diff(formula(name, p, q, T), T, k).subs(T, best).subs(p, q * u) for k in (1, 2))
    yield Step(f"{name}: its derivative in T is 0 there", first)
    yield Step(f"{name}: its second derivative is −q/f''(p/q) < 0", second + q / bend)
    yield Step(f"{name}: the activation of log u is f'(u)", row.activation(log(RATIO)) - slope)


def _total_variation_bound(formula: Formula) -> Iterator[Step]:
    """Apart, because of the kink: t inside (−½, ½), below, and at both ends."""
    name, x, low = "total_variation", RATIO / (1 + RATIO) - HALF, -HALF - d
    yield Step(f"{name}: f*(t) = −f(0) below −½", formula(name, p, q, low) - (p * low + q / 2))
    yield Step(f"{name}: T = ½ is best where p > q", formula(name, q + d, q, HALF) - d / 2)
    yield Step(f"{name}: T = −½ is best where p < q", formula(name, p, p + d, -HALF) - d / 2)
    yield Step(f"{name}: f*(t) = t for −½ < t < ½", formula(name, p, q, x) - (p - q) * x)


def _in_beta(remainder: Expression) -> Expression:
    """With α = 1 + β, β not 0, sympy knows that powers of s^{1/β} are powers of s."""
    return remainder.subs(ALPHA, 1 + BETA) if isinstance(remainder, sympy.Basic) else remainder


def _maximiser(row: GeneratorSymbols, slope: Expression) -> Expression:
    """The positive u with f'(u) = t, by solving; for the power family by its inverse."""
    if row is SYMBOLS["alpha"]:
        return OUTPUT ** (1 / (ALPHA - 1))
    roots = sympy.solve(sympy.simplify(slope) - row.outputs, RATIO)
    sample = {OUTPUT: Rational(1, 3)}
    (root,) = (each for each in roots if bool(sympy.N(each.subs(sample)) > 0))
    return root


WRONG_DEFINITIONS: Mapping[str, Formula] = {
    "p and q exchanged": lambda name, x, y: atom(name, y, x) if 0 not in (x, y) else atom(name, x, y),
    "Nowozin's Jensen-Shannon, which is twice ours": _changed("jsd", lambda x, y: 2 * atom("jsd", x, y)),
    "the offset −log 4 forgotten": _changed("gan", lambda x, y: atom("gan", x, y) + y * log(4)),
    "half of Vincze–Le Cam": _changed("vincze_le_cam", lambda x, y: atom("vincze_le_cam", x, y) / 2),
    "Amari's order for α": _changed("alpha", lambda x, y: atom("alpha", x, y).subs(ALPHA, (1 - ALPHA) / 2)),
    "mass where q = 0 dropped": _without_mass_at_zero,
}

WRONG_BOUNDS: Mapping[str, Formula] = {
    "p and q exchanged": lambda name, x, y, t: bound(name, y, x, t),
    "the conjugate of the shifted KL": _with_conjugate("kl", lambda t: exp(t) - 1),
    "the conjugate of Nowozin's Jensen-Shannon": _with_conjugate("jsd", lambda t: -log(2 - exp(t))),
    "total variation's conjugate without its floor": _with_conjugate("total_variation", lambda t: t),
    "the offset −log 4 forgotten": lambda name, x, y, t: (
        bound(name, x, y, t) + (y * log(4) if name == "gan" else 0)
    ),
}

DERIVATIONS: tuple[Derivation, ...] = (
    Derivation(
        claim="div.f",
        method="terms at one atom of masses p and q, for all p, q, α > 0 at once: algebra and limits in symbols",
        formula=atom,
        steps=definition_steps,
        wrong=WRONG_DEFINITIONS,
    ),
    Derivation(
        claim="div.fenchel",
        method="f* by solving f'(u) = t and substituting, for every t in the range of f' at once",
        formula=bound,
        steps=fenchel_steps,
        wrong=WRONG_BOUNDS,
    ),
)

ABSENT: dict[str, str] = {}
