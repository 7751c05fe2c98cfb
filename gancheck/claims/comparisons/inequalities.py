"""Both sides of the inequalities between total variation, Hellinger, KL, Jeffreys and JSD.

Each is stated in the form that loses nothing to a root or a logarithm near p = q. Most hold atom by atom, so
that masses which miss 1 by a relative δ still satisfy them; the others move by δ times one of their sides,
which is added.
"""

from collections.abc import Callable
from math import inf, log
from typing import Any

import numpy as np

from gancheck.claims.channels import mass_defect, mass_gap
from gancheck.claims.claim import Sides
from gancheck.claims.comparisons.divergences import beside, increasing, widened
from gancheck.claims.problems import Pair
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate

__all__ = ["inequalities", "reverse_pinsker_factor"]

LOG_2 = log(2.0)


def inequalities(problem: Pair, formula: Callable[..., Any]) -> Sides:
    """Ten columns, and where the supremum of p/q is at hand (atoms, Gaussians) one more.

    Pinsker; Bretagnolle-Huber; Le Cam (two); log 2 − H_b((1−TV)/2) ≤ JSD; JSD ≤ log 2·TV; log 2·H² ≤ JSD; JSD
    ≤ H²; JSD ≤ J/4; JSD ≤ log(2/(1 + e^{−J/2})); reverse Pinsker.
    """
    p, q = problem.p, problem.q
    jsd, kl, tv, hellinger = (
        formula(p, q, name) for name in ("jsd", "kl", "total_variation", "squared_hellinger")
    )
    jeffreys = kl + formula(q, p, "kl")
    defect = mass_defect(p, q) + 8.0 * UNIT_ROUNDOFF
    distance = _relaxed(tv, defect)
    sentences = [
        (increasing(lambda t: 2.0 * t * t, distance, 0.0, 1.0, 2), kl),
        (increasing(np.square, distance, 0.0, 1.0, 1), increasing(_one_minus_exp, kl, 0.0, inf, 2)),
        (hellinger, tv),
        (
            increasing(np.square, distance, 0.0, 1.0, 1),
            _relaxed(increasing(lambda h: h * (2.0 - h), hellinger, 0.0, 1.0, 2), defect),
        ),
        (increasing(_entropy_deficit, distance, 0.0, 1.0, 8), jsd),
        (jsd, LOG_2 * tv),
        (LOG_2 * hellinger, jsd),
        (jsd, hellinger),
        (jsd, 0.25 * jeffreys),
        (jsd, _relaxed(increasing(_crooks, _relaxed(jeffreys, defect), 0.0, inf, 4), defect)),
    ]
    if problem.family in ("discrete", "gaussian"):
        sentences.append((kl, _reverse_pinsker(p, q, distance)))
    return beside(*sentences)


def _relaxed(estimate: Estimate, relative: Array) -> Estimate:
    """The estimate with a relative error added; an infinite value has none."""
    finite = np.where(np.isfinite(estimate.value), np.abs(estimate.value), 0.0)
    return widened(estimate, relative * finite)


def _one_minus_exp(x: Array) -> Array:
    return -np.expm1(-x)


def _entropy_deficit(t: Array) -> Array:
    """``log 2 − H_b((1−t)/2) = t artanh t + ½ log(1 − t²)``, by two logarithms where t is near 1."""
    inner, rest = np.minimum(t, 0.9), 1.0 - t
    near = inner * np.arctanh(inner) + 0.5 * np.log1p(-inner * inner)
    far = 0.5 * ((1.0 + t) * np.log1p(t) + rest * np.log(np.where(rest > 0, rest, 1.0)))
    return np.where(t < 0.9, near, far)


def _crooks(jeffreys: Array) -> Array:
    """``log(2/(1 + e^{−J/2}))``."""
    return -np.log1p(0.5 * np.expm1(-0.5 * jeffreys))


def _reverse_pinsker(p: Any, q: Any, tv: Estimate) -> Estimate:
    """``c TV`` with the factor of `reverse_pinsker_factor`; ∞ where p/q is unbounded.

    TV is half of ∫(p − q)₊ + ∫(q − p)₊, and either part exceeds it by half of what the masses differ.
    """
    above, below, scale = _log_ratio_range(p, q)
    bounded = np.isfinite(above)
    factor = reverse_pinsker_factor(np.where(bounded, above, 0.0), below)
    doubt = 8.0 * UNIT_ROUNDOFF * (1.0 + scale)
    part = tv.value + 0.5 * mass_gap(p, q)
    error = (factor + doubt) * tv.error + (doubt + 4.0 * UNIT_ROUNDOFF * factor) * part
    return Estimate(np.where(bounded, factor * part, inf), np.where(bounded, error, 0.0))


def reverse_pinsker_factor(above: Array, below: Array) -> Array:
    r"""The best c with ``KL ≤ c TV`` when :math:`e^{-b} \le p/q \le e^{a}`: ``a/(1 − e^{−a}) − b/(e^b − 1)``.

    ``t log t`` is convex and 0 at t = 1, so that it lies below its chords on either side of 1, and
    ``E_q (p/q − 1)`` is TV above 1 and −TV below.
    """
    small_a, small_b = above > 0.0, (below > 0.0) & (below < 700.0)
    a, b = np.where(small_a, above, 1.0), np.where(small_b, below, 1.0)
    upper = np.where(small_a, a / -np.expm1(-a), 1.0)
    lower = np.where(small_b, b / np.expm1(b), np.where(below > 0.0, 0.0, 1.0))
    return upper - lower


def _log_ratio_range(p: Any, q: Any) -> tuple[Array, Array, Array]:
    """``sup log(p/q)``, ``sup log(q/p)``, and the size of the numbers that they were computed from."""
    if p.family == "gaussian":
        return _gaussian_range(p, q)
    log_p, log_q = p.log_probs, q.log_probs
    either = (p.probs > 0) | (q.probs > 0)
    with np.errstate(invalid="ignore"):
        ratio = np.where(either, log_p - log_q, 0.0)
    size = np.where(np.isfinite(ratio), np.abs(np.where(either, log_p, 0.0)), 0.0)
    return (
        np.maximum(ratio.max(axis=-1), 0.0),
        np.maximum(-ratio.min(axis=-1), 0.0),
        2.0 * size.max(axis=-1) + 1.0,
    )


def _gaussian_range(p: Any, q: Any) -> tuple[Array, Array, Array]:
    """p/q is bounded where p is narrower, by its value at the vertex of the log ratio; q/p is not, unless p = q."""
    narrower = p.scale < q.scale
    equal = (p.scale == q.scale) & (p.loc == q.loc)
    room = np.where(narrower, (q.scale - p.scale) * (q.scale + p.scale), 1.0)
    vertex = np.log(q.scale / p.scale) + 0.5 * (p.loc - q.loc) ** 2 / room
    above = np.where(equal, 0.0, np.where(narrower, np.maximum(vertex, 0.0), inf))
    return above, np.where(equal, 0.0, inf), np.where(narrower, 1.0 + np.abs(vertex), 1.0)
