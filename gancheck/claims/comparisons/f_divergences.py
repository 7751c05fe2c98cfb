"""Both sides of the claims on the f-divergence family."""

from collections.abc import Callable
from typing import Any

import numpy as np

from gancheck.claims.claim import Sides
from gancheck.claims.comparisons.divergences import beside, widened
from gancheck.claims.comparisons.gaussian_divergences import diagonal_rounding
from gancheck.claims.cubature import moments
from gancheck.claims.definition import definition
from gancheck.claims.family import CriticPair, OrderedPair
from gancheck.claims.gaussian_grid import diagonalised, jsd_on_grid, vincze_le_cam_on_grid
from gancheck.distributions import Discrete
from gancheck.divergences.chi_squared import neyman_estimate, pearson_estimate
from gancheck.divergences.f_divergence import f_divergence_estimate
from gancheck.divergences.generator import Generator
from gancheck.divergences.generators import GENERATORS, generator
from gancheck.divergences.jensen_shannon import jsd_estimate
from gancheck.divergences.kullback_leibler import kl_estimate, reverse_kl_estimate
from gancheck.divergences.squared_hellinger import squared_hellinger_estimate
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, rounded

__all__ = ["family", "fenchel"]

Column = tuple[Estimate, Estimate]

PINS: tuple[tuple[float, Callable[[Any, Any], Estimate]], ...] = (
    (2.0, lambda p, q: 0.5 * pearson_estimate(p, q)),
    (-1.0, lambda p, q: 0.5 * neyman_estimate(p, q)),
    (0.5, lambda p, q: 4.0 * squared_hellinger_estimate(p, q)),
    (1.0, kl_estimate),
    (0.0, reverse_kl_estimate),
)
"""What the alpha-divergence of an order is, by another formula."""


def family(problem: OrderedPair, formula: Callable[..., Any]) -> Sides:
    """Twenty-five columns.

    Each member by name against its definition (nine, and the drawn order); the value at equal laws, f(1) (nine); the
    pins of the alpha family (five); the game's 2·JSD − log 4 (one). In several dimensions eight: the last six, and
    JSD and Vincze–Le Cam against a grid.
    """
    p, q = problem.p, problem.q
    columns: list[Column] = []
    if problem.family == "multivariate-gaussian":
        return beside(*_in_space(p, q, formula), *_pins(p, q, formula))
    for name, row in GENERATORS.items():
        columns.append((formula(p, q, name), definition(p, q, name)))
        columns.append((formula(p, p, name), rounded(np.full(len(p), row.offset), 4)))
    columns.append(_orders(problem, formula))
    return beside(*columns, *_pins(p, q, formula))


def _pins(p: Any, q: Any, formula: Callable[..., Any]) -> list[Column]:
    """Members by their neighbours."""
    game = 2.0 * jsd_estimate(p, q) - 2.0 * np.log(2.0)
    return [
        *((formula(p, q, "alpha", alpha=order), other(p, q)) for order, other in PINS),
        (formula(p, q, "gan"), widened(game, np.full(len(p), 4.0 * UNIT_ROUNDOFF))),
    ]


def _in_space(p: Any, q: Any, formula: Callable[..., Any]) -> list[Column]:
    """Two members by a grid over all coordinates; a relative change of a mass moves JSD by ε and the other by 3ε."""
    (loc_p, covariance_p), (loc_q, covariance_q) = moments(p), moments(q)
    pair, slack = (
        diagonalised(loc_p, covariance_p, loc_q, covariance_q),
        diagonal_rounding(covariance_p, covariance_q),
    )
    return [
        (formula(p, q, "jsd"), widened(jsd_on_grid(pair), slack)),
        (formula(p, q, "vincze_le_cam"), widened(vincze_le_cam_on_grid(pair), 3.0 * slack)),
    ]


def _orders(problem: OrderedPair, formula: Callable[..., Any]) -> Column:
    """The alpha-divergence of each problem's own order, by name and by definition."""
    rows = [
        (problem.p[i : i + 1], problem.q[i : i + 1], float(problem.alpha[i]))
        for i in range(len(problem.alpha))
    ]
    named = [formula(p, q, "alpha", alpha=order) for p, q, order in rows]
    defined = [definition(p, q, "alpha", order) for p, q, order in rows]
    return _stacked(named), _stacked(defined)


def _stacked(estimates: list[Estimate]) -> Estimate:
    return Estimate(
        *(np.concatenate([getattr(each, part) for each in estimates]) for part in ("value", "error"))
    )


def fenchel(problem: CriticPair, formula: Callable[..., Any]) -> Sides:
    """Six columns for each member, the drawn order's alpha-divergence among them.

    The bound of the drawn critic, T inside the range of f', below the divergence; that of a critic anywhere in the
    domain of f*; the bound at T = f'(p/q) equal to it (two); f** = f at every p/q: no critic that is one number
    certifies more than f(p/q) of a single atom, and f'(p/q) certifies it (two, the atom that comes nearest).
    """
    columns: list[Column] = []
    for name in GENERATORS:
        columns += _member(problem, formula, GENERATORS[name], {})
    by_row = [
        _member(_row(problem, i), formula, generator("alpha", alpha=float(order)), {"alpha": float(order)})
        for i, order in enumerate(problem.alpha)
    ]
    columns += [
        (_stacked([row[k][0] for row in by_row]), _stacked([row[k][1] for row in by_row]))
        for k in range(len(by_row[0]))
    ]
    return beside(*columns)


def _row(problem: CriticPair, i: int) -> CriticPair:
    cut = slice(i, i + 1)
    return CriticPair(problem.p[cut], problem.q[cut], problem.output[cut], problem.alpha[cut])


def _member(
    problem: CriticPair, formula: Callable[..., Any], row: Generator, order: dict[str, float]
) -> list[Column]:
    p, q, v = problem.p, problem.q, problem.output
    divergence = f_divergence_estimate(p, q, row.name, **order)
    best = row.slope(p.probs / q.probs)
    at_best = formula(p, q, best, row.name, **order)
    # T = f'(p/q) is rounded, and so is p/q: T moves by 8u of its parts, and the bound by p + q f*'(T) = 2p times that.
    parts = 1.0 + np.abs(best) + (p.probs / q.probs) * row.curvature(p.probs / q.probs)
    moved = 8.0 * UNIT_ROUNDOFF * np.sum(2.0 * p.probs * parts, axis=-1)
    defect = _defect(problem, row)
    at_best = widened(at_best, moved + defect)
    inside, anywhere = row.activation(v), _onto_domain(row, v)
    return [
        (widened(formula(p, q, inside, row.name, **order), defect), divergence),
        (widened(formula(p, q, anywhere, row.name, **order), defect), divergence),
        (at_best, divergence),
        (divergence, at_best),
        *_biconjugate(problem, formula, row, order, best),
    ]


def _onto_domain(row: Generator, v: Array) -> Array:
    """Outputs all over the domain of f*: v itself, or, where it ends, as far below the end as e^-v above 0."""
    end = row.slope_at_infinity
    return v if np.isinf(end) else np.minimum(end - np.exp(-v), np.nextafter(end, -np.inf))


def _defect(problem: CriticPair, row: Generator) -> Array:
    """A divergence by name does not see that masses are rounded; the bound does, as f'(1)(Σp − Σq) + f(1)(Σq − 1)."""
    p, q = problem.p.probs, problem.q.probs
    spare = p.shape[-1] * UNIT_ROUNDOFF
    slope = abs(float(row.slope(np.ones(1))[0]))
    gap = np.abs((p - q).sum(axis=-1)) + spare
    return slope * gap + abs(row.offset) * (np.abs(q.sum(axis=-1) - 1.0) + spare)


def _biconjugate(
    problem: CriticPair, formula: Callable[..., Any], row: Generator, order: dict[str, float], best: Array
) -> list[Column]:
    r"""f(u) = sup_t [ut − f*(t)] at u = p/q of the first atom, t = f'(u) and the slopes of the other atoms among them.

    f* is taken from the formula: its bound for the laws δ and δ on one atom is t − f*(t).
    """
    u = problem.p.probs[:, :1] / problem.q.probs[:, :1]
    one = Discrete(probs=np.ones((best.size, 1)))
    found = formula(one, one, np.reshape(best, (-1, 1)), row.name, **order)
    dual, error = (np.reshape(part, best.shape) for part in (found.value, found.error))
    # u t − f*(t) = (u − 1) t + [t − f*(t)], each of a few roundings.
    values = (u - 1.0) * best + dual
    error = error + rounded(values, 16, (u + 1.0) * np.abs(best) + np.abs(dual)).error
    pieces = np.abs(row.f(u)) + 1.0 + u * (1.0 + np.abs(best[:, :1]) + np.abs(np.log(u)))
    target = Estimate(row.f(u)[:, 0], rounded(pieces[:, 0], 64).error)
    highest = Estimate(values.max(axis=-1), error.max(axis=-1))
    return [(highest, target), (target, Estimate(values[:, 0], error[:, 0]))]
