"""Enclosures for the claims on the f-divergence family."""

from collections.abc import Callable, Iterator
from typing import Any

from flint import arb

from gancheck.certified import discrete_sums
from gancheck.certified.ball_laws import squared, total
from gancheck.certified.generators import (
    NAMES,
    BallGenerator,
    Vector,
    ball_generator,
    by_definition,
    variational_value,
)
from gancheck.checks.certified.enclosed_claim import EnclosedClaim
from gancheck.checks.certified.problem_balls import laws, numbers

__all__ = ["ABSENT", "ENCLOSED"]

Pairs = Iterator[tuple[arb, arb]]
Formula = Callable[..., arb]


def divergence(p: Vector, q: Vector, name: str, alpha: float | None = None) -> arb:
    """The divergence of that name as it is usually written, with no generator."""
    if name == "alpha" and alpha is not None:
        return _alpha_divergence(p, q, alpha)
    table: dict[str, Callable[[], arb]] = {
        "kl": lambda: discrete_sums.kl(p, q),
        "reverse_kl": lambda: discrete_sums.kl(q, p),
        "jsd": lambda: discrete_sums.jsd(p, q),
        "gan": lambda: 2 * discrete_sums.jsd(p, q) - arb(4).log(),
        "pearson": lambda: discrete_sums.pearson(p, q),
        "neyman": lambda: discrete_sums.pearson(q, p),
        "squared_hellinger": lambda: discrete_sums.squared_hellinger(p, q),
        "total_variation": lambda: discrete_sums.total_variation(p, q),
        "vincze_le_cam": lambda: _vincze_le_cam(p, q),
    }
    return table[name]()


def _vincze_le_cam(p: Vector, q: Vector) -> arb:
    """``Σ (p − q)²/(p + q)``."""
    pairs = [(a, b) for a, b in zip(p, q, strict=True) if not (a.is_zero() and b.is_zero())]
    return total(squared(a - b) / (a + b) for a, b in pairs)


def _alpha_divergence(p: Vector, q: Vector, alpha: float) -> arb:
    """``(Σ p^α q^{1−α} − 1)/(α(α − 1))`` of probabilities; KL's at 1 and 0."""
    if alpha in (0.0, 1.0):
        return discrete_sums.kl(p, q) if alpha == 1.0 else discrete_sums.kl(q, p)
    order = arb(alpha)
    pairs = list(zip(p, q, strict=True))
    alone = [
        any(b.is_zero() and not a.is_zero() for a, b in pairs),
        any(a.is_zero() and not b.is_zero() for a, b in pairs),
    ]
    if (alpha > 1.0 and alone[0]) or (alpha < 0.0 and alone[1]):
        return arb.pos_inf()
    both = [(a, b) for a, b in pairs if not (a.is_zero() or b.is_zero())]
    moment = total((order * a.log() + (1 - order) * b.log()).exp() for a, b in both)
    return (moment - 1) / (order * (order - 1))


def family_sides(problem: Any, formula: Formula) -> Pairs:
    """Each member as usually written against Σ q f(p/q); its value at p = q; the pins of the alpha family."""
    p, q = laws(problem)
    order = float(problem.alpha[0])
    for name in NAMES:
        row = ball_generator(name)
        yield formula(p, q, name), by_definition(p, q, row)
        yield formula(p, p, name), row.offset
    yield formula(p, q, "alpha", order), by_definition(p, q, ball_generator("alpha", order))
    yield formula(p, q, "alpha", 2.0), discrete_sums.pearson(p, q) / 2
    yield formula(p, q, "alpha", -1.0), discrete_sums.pearson(q, p) / 2
    yield formula(p, q, "alpha", 0.5), 4 * discrete_sums.squared_hellinger(p, q)
    yield formula(p, q, "alpha", 1.0), discrete_sums.kl(p, q)
    yield formula(p, q, "alpha", 0.0), discrete_sums.kl(q, p)


def with_swapped_laws(p: Vector, q: Vector, name: str, alpha: float | None = None) -> arb:
    """The divergence of q from p."""
    return divergence(q, p, name, alpha)


def with_amaris_order(p: Vector, q: Vector, name: str, alpha: float | None = None) -> arb:
    """The order a of Amari, α = (1 − a)/2, taken for ours."""
    return divergence(p, q, name, None if alpha is None else (1.0 - alpha) / 2.0)


def without_mass_at_zero(p: Vector, q: Vector, name: str, alpha: float | None = None) -> arb:
    """The sum over the atoms of q alone, by definition."""
    kept = [(arb(0) if b.is_zero() else a, b) for a, b in zip(p, q, strict=True)]
    return by_definition([a for a, _ in kept], [b for _, b in kept], ball_generator(name, alpha))


def _changed(name: str, change: Callable[[arb], arb]) -> Formula:
    """All members as they are, but for one."""

    def formula(p: Vector, q: Vector, member: str, alpha: float | None = None) -> arb:
        found = divergence(p, q, member, alpha)
        return change(found) if member == name else found

    return formula


def bound(p: Vector, q: Vector, t: Vector, name: str, alpha: float | None = None) -> arb:
    """``E_p[T] − E_q[f*(T)]``."""
    return variational_value(p, q, t, ball_generator(name, alpha).conjugate)


def fenchel_sides(problem: Any, formula: Formula) -> Pairs:
    """Critics inside the range of f' and anywhere in the domain of f*, the best one, and f** = f at the first atom."""
    p, q = laws(problem)
    v, order = numbers(problem.output[0]), float(problem.alpha[0])
    for name, alpha in [*((name, None) for name in NAMES), ("alpha", order)]:
        yield from _member(
            p, q, v, ball_generator(name, alpha), lambda *of, n=name, a=alpha: formula(*of, n, a)
        )


def _member(p: Vector, q: Vector, v: Vector, row: BallGenerator, formula: Formula) -> Pairs:
    divergence_ = by_definition(p, q, row)
    yield formula(p, q, [row.activation(x) for x in v]), divergence_
    yield formula(p, q, [row.end - (-x).exp() if row.end.is_finite() else x for x in v]), divergence_
    best = [row.slope(a / b) for a, b in zip(p, q, strict=True)]
    at_best = formula(p, q, best)
    yield at_best, divergence_
    yield divergence_, at_best
    u = p[0] / q[0]
    certified = [formula([u], [arb(1)], [t]) for t in best]
    yield from ((each, row.f(u)) for each in certified)
    yield row.f(u), certified[0]


def bound_with_swapped_laws(p: Vector, q: Vector, t: Vector, name: str, alpha: float | None = None) -> arb:
    """``E_q[T] − E_p[f*(T)]``."""
    return bound(q, p, t, name, alpha)


def bound_without_offset(p: Vector, q: Vector, t: Vector, name: str, alpha: float | None = None) -> arb:
    """The bound on 2·JSD for the one on the game's value."""
    found = bound(p, q, t, name, alpha)
    return found + arb(4).log() if name == "gan" else found


def _with_conjugate(name: str, conjugate: Callable[[arb], arb]) -> Formula:
    """All bounds as they are, but for one member's, which has another f*."""

    def formula(p: Vector, q: Vector, t: Vector, member: str, alpha: float | None = None) -> arb:
        if member != name:
            return bound(p, q, t, member, alpha)
        return variational_value(p, q, t, conjugate)

    return formula


ENCLOSED: tuple[EnclosedClaim, ...] = (
    EnclosedClaim(
        claim="div.f",
        method="exact float64 masses, divided by their exact sum; each member as usually written, and Σ q f(p/q)",
        families=("discrete",),
        formula=divergence,
        sides=family_sides,
        wrong={
            "p and q exchanged": with_swapped_laws,
            "Nowozin's Jensen-Shannon, which is twice ours": _changed("jsd", lambda x: 2 * x),
            "the offset −log 4 forgotten": _changed("gan", lambda x: x + arb(4).log()),
            "half of Vincze–Le Cam": _changed("vincze_le_cam", lambda x: x / 2),
            "Amari's order for α": with_amaris_order,
            "mass where q = 0 dropped": without_mass_at_zero,
        },
    ),
    EnclosedClaim(
        claim="div.fenchel",
        method="exact float64 masses and outputs; T, f* and Σ q f(p/q) in balls, each from its textbook formula",
        families=("discrete",),
        formula=bound,
        sides=fenchel_sides,
        wrong={
            "p and q exchanged": bound_with_swapped_laws,
            "the conjugate of the shifted KL": _with_conjugate("kl", lambda t: t.expm1()),
            "the conjugate of Nowozin's Jensen-Shannon": _with_conjugate(
                "jsd", lambda t: -(2 - t.exp()).log()
            ),
            "total variation's conjugate without its floor": _with_conjugate("total_variation", lambda t: t),
            "the offset −log 4 forgotten": bound_without_offset,
        },
    ),
)

ABSENT: dict[str, str] = {}
