r"""Both sides of mle.recovery: how the law of samples approaches the law that they were drawn from.

Rows are sequences of which the last element counts: the mean of the statistic at growing m; its excess over the bound;
the mean at a few draws, by enumerating all count vectors; and for three t the probability that the statistic of two
cells is at most t, from the exact binomial law, against the χ² law. In two cells, heaviest atom against the rest, the
divergence is convex in the count and zero at its mean, so that the event is an interval of counts. With the interval's
ends at :math:`u_\pm` standard deviations,

.. math:: |P(\text{interval}) - \chi^2(t)| \le 2 \cdot 0.4748\,\frac{p^2 + r^2}{\sqrt{m p r}}
          + |\Phi(u_+) - \Phi(u_-) - \chi^2(t)|, \qquad r = 1 - p,

by Berry and Esseen's inequality with Shevtsova's constant: the first term falls like :math:`m^{-1/2}`, and so does the
second, in which only the shape of the divergence is.

References:
    [shevtsova2011] Theorem 1.
"""

from collections.abc import Callable
from functools import cache
from itertools import combinations_with_replacement
from math import factorial, prod
from typing import Any

import numpy as np
from scipy.special import ndtr, xlogy
from scipy.stats import chi2

from gancheck.claims.claim import Sides
from gancheck.claims.fits import Population
from gancheck.distributions import Discrete
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, exactly, rounded
from gancheck.theory.binomial import binomial_masses
from gancheck.theory.empirical_divergence import limit_gap

__all__ = ["recovery"]

GROWTH = 32.0 ** np.arange(3)
"""Sample sizes, in units of sum 1/p: the last is 1024, where the first-order term is 1/6144."""
FEW = 4
"""Draws whose count vectors are all enumerated: 126 of them on six atoms."""
LEVELS = (0.5, 1.5, 4.0)
"""Values t of the statistic of two cells: χ² with one degree of freedom is at most these in 52, 78 and 95 of 100."""
HALVINGS = 60
"""Bisections of an interval of shares: to the last bit of its ends."""
BERRY_ESSEEN = 0.4748
"""The constant of [shevtsova2011] for identically distributed summands."""


def recovery(problem: Population, formula: Callable[..., Any]) -> Sides:
    """The mean of 2m·KL, its bound, its value by enumeration, and the law of the statistic of two cells."""
    p: Any = problem.p
    held = p.probs > 0
    mass = np.where(held, p.probs, 1.0)
    draws = np.ceil(np.where(held, 1.0 / mass, 0.0).sum(axis=-1, keepdims=True) * GROWTH)
    freedom = np.broadcast_to(held.sum(axis=-1, keepdims=True) - 1.0, draws.shape)
    found = formula(p, draws)
    scaled = Estimate(found.factor * found.mean.value, found.factor * found.mean.error)
    limit = Estimate(freedom, limit_gap(p, draws) + UNIT_ROUNDOFF * (8.0 * freedom + p.n_atoms))
    rows = [
        (scaled, limit),
        _excess(scaled, draws, freedom),
        _few(p, formula, draws.shape),
        *_two_cells(p, draws, formula),
    ]
    return _stacked([lhs for lhs, _ in rows]), _stacked([rhs for _, rhs in rows])


def _excess(scaled: Estimate, draws: Array, freedom: Array) -> tuple[Estimate, Estimate]:
    """The largest excess so far over 2m·log(1 + (k−1)/m), against 0."""
    ceiling = rounded(2.0 * draws * np.log1p(freedom / draws), 8)
    excess = np.maximum.accumulate(np.maximum(scaled.value - ceiling.value, 0.0), axis=-1)
    doubt = np.maximum.accumulate(scaled.error + ceiling.error, axis=-1)
    return Estimate(excess, doubt), exactly(np.zeros_like(freedom))


def _few(p: Discrete, formula: Callable[..., Any], shape: tuple[int, ...]) -> tuple[Estimate, Estimate]:
    """E KL of a few draws against the sum over all count vectors: ``Σ P(c) KL(c/m‖p)``."""
    stated = formula(p, np.full((len(p), 1), FEW)).mean
    vectors, ways = _count_vectors(p.n_atoms, FEW)
    probs = p.probs[:, None, :]
    chance = ways * np.prod(probs**vectors, axis=-1)
    share = vectors / FEW
    safe = np.where(probs > 0, probs, 1.0)
    divergence = (xlogy(share, share) - share * np.log(safe)).sum(axis=-1)
    size = (abs(xlogy(share, share)) + share * abs(np.log(safe))).sum(axis=-1)
    # A vector's chance and divergence have some 3m + 2n roundings, their sum one a vector.
    enumerated = rounded(
        (chance * divergence).sum(axis=-1),
        len(ways) + 3 * FEW + 2 * p.n_atoms + 16,
        (chance * size).sum(axis=-1),
    )
    defect = p.n_atoms * UNIT_ROUNDOFF
    return (
        _repeated(Estimate(stated.value[:, 0], stated.error[:, 0]), shape),
        _repeated(Estimate(enumerated.value, enumerated.error + defect), shape),
    )


def _two_cells(p: Discrete, draws: Array, formula: Callable[..., Any]) -> list[tuple[Estimate, Estimate]]:
    """P(factor · KL ≤ t) for the heaviest atom against the rest, and what the stated χ² law gives, for each t."""
    top = p.probs.max(axis=-1)
    alone = ((p.probs > 0).sum(axis=-1) < 2) | (top >= 1.0)
    # Two cells with mass; the other atoms of the law stay, with none.
    cells = np.zeros((len(p), max(p.n_atoms, 2)))
    cells[:, 0], cells[:, 1] = np.where(alone, 1.0, top), np.where(alone, 0.0, 1.0 - top)
    stated = formula(Discrete(probs=cells), draws)
    # One atom alone is always found: the statistic is 0.
    found = np.zeros((*draws.shape, len(LEVELS), 3))
    found[alone, ..., 0] = 1.0
    ends = _ends(np.where(alone, 0.5, top)[:, None, None], np.array(LEVELS) / (2.0 * draws[..., None]))
    for row, m in np.ndindex(draws.shape):
        if not alone[row]:
            factor = float(stated.factor[row, m])
            found[row, m] = _shares(float(top[row]), int(draws[row, m]), factor, ends[row, m])
    freedom = np.asarray(stated.freedom, dtype=np.float64)[:, None]
    sides = []
    for place, t in enumerate(LEVELS):
        law = np.where(freedom > 0, chi2.cdf(t, np.maximum(freedom, 1.0)), 1.0)
        share, error, gap = np.moveaxis(found[..., place, :], -1, 0)
        sides.append((Estimate(share, error), Estimate(np.broadcast_to(law, draws.shape), gap)))
    return sides


def _shares(p: float, m: int, factor: float, ends: Array) -> list[tuple[float, float, float]]:
    """At each t: P(factor · KL ≤ t) for Bin(m, p), its error, and how far 2m·KL provably is from its limit.

    The interval's ends are those of 2m·KL, as differences of the share from p.
    """
    counts, weight, steps = binomial_masses(p, m)
    deviation = np.sqrt(m * p * (1.0 - p))
    divergence = _divergence(counts / m, p)
    slope = abs(counts / m - p) / (p * (1.0 - p))
    lattice = 2.0 * BERRY_ESSEEN * (p * p + (1.0 - p) ** 2) / deviation
    found = []
    for t, (low, high) in zip(LEVELS, ends * m / deviation, strict=True):
        # A divergence within its rounding of the limit may be on either side.
        doubt = 16.0 * UNIT_ROUNDOFF * (slope + divergence + t / factor)
        inside, unsure = divergence <= t / factor - doubt, abs(divergence - t / factor) < doubt
        either = 0.5 * float(weight[unsure].sum())
        shape = abs(float(ndtr(high) - ndtr(low)) - float(chi2.cdf(t, 1.0)))
        error = either + (12.0 * steps + 32.0) * UNIT_ROUNDOFF
        found.append((float(weight[inside].sum()) + either, error, lattice + shape + 1e3 * UNIT_ROUNDOFF))
    return found


def _divergence(share: Array, p: Array | float) -> Array:
    """KL of Bern(share) and Bern(p), as two nonnegative terms: (1 + δ)log(1 + δ) − δ each."""
    moved = share - p

    def term(mass: Array | float, by: Array) -> Array:
        delta = by / mass
        return mass * (xlogy(1.0 + delta, 1.0 + delta) - delta)

    return np.maximum(term(p, moved) + term(1.0 - p, -moved), 0.0)


def _ends(p: Array, limit: Array) -> Array:
    """How far below and above p a share's divergence reaches the limit, ``(..., 2)``; 0 or 1 if it never does."""
    sign = np.array([-1.0, 1.0])
    low = np.zeros((*limit.shape, 2))
    high = np.broadcast_to(np.stack([p, 1.0 - p], axis=-1), low.shape)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        reached = _divergence(p[..., None] + sign * middle, p[..., None]) > limit[..., None]
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    return np.asarray(sign * 0.5 * (low + high))


@cache
def _count_vectors(atoms: int, draws: int) -> tuple[Array, Array]:
    """All vectors of counts, and in how many orders each can be drawn."""
    batches = np.array(list(combinations_with_replacement(range(atoms), draws)))
    counts = (batches[:, :, None] == np.arange(atoms)).sum(axis=1)
    ways = [factorial(draws) / prod(map(factorial, row)) for row in counts.tolist()]
    return counts, np.array(ways)


def _repeated(estimate: Estimate, shape: tuple[int, ...]) -> Estimate:
    """One number a problem as a constant sequence."""
    value, error = (np.broadcast_to(np.asarray(x)[:, None], shape) for x in (estimate.value, estimate.error))
    return Estimate(value, error)


def _stacked(rows: list[Estimate]) -> Estimate:
    """Sequences ``(B, M)`` as ``(B, rows, M)``."""
    return Estimate(
        np.stack([row.value for row in rows], axis=1), np.stack([row.error for row in rows], axis=1)
    )
