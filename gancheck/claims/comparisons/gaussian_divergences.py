"""Both sides of what is claimed of KL and JSD of Gaussian laws."""

from collections.abc import Callable
from math import log
from typing import Any

import numpy as np

from gancheck.claims.claim import Sides
from gancheck.claims.cubature import expected_log_ratio, moments
from gancheck.claims.gaussian_grid import MOST_COORDINATES, diagonalised, jsd_on_grid
from gancheck.claims.problems import Pair
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, columns, rounded
from gancheck.numerics.overlap import jsd_by_overlap

__all__ = ["diagonal_rounding", "gaussian_jsd", "gaussian_kl"]


def gaussian_kl(problem: Pair, formula: Callable[..., Any]) -> Sides:
    """The closed form against ``E_p[log p − log q]`` by a cubature that is exact for quadratics."""
    return formula(problem.p, problem.q), expected_log_ratio(problem.p, problem.q)


def gaussian_jsd(problem: Pair, formula: Callable[..., Any]) -> Sides:
    """Three columns.

    On the line: the overlap integral; the pair mapped by ``x ↦ −4(x − μ_q)``; p moved to q's scale, as a
    function of Δ = |μ_p − μ_q|/σ_q alone. In d dimensions: a grid over all coordinates (over the three most
    different ones, the others made equal, where d > 3); the pair mapped by a reflection about μ_q; p with q's
    covariance, as a function of the Mahalanobis distance Δ alone.
    """
    sides = _on_line if problem.family == "gaussian" else _in_space
    return sides(problem.p, problem.q, formula)


def _on_line(p: Any, q: Any, formula: Callable[..., Any]) -> Sides:
    mapped = formula(
        Gaussian(-4.0 * (p.loc - q.loc), 4.0 * p.scale), Gaussian(np.zeros(len(q)), 4.0 * q.scale)
    )
    equal = formula(Gaussian(p.loc, q.scale), q)
    compared, slack = formula(p, q), np.full(len(p), 8.0 * UNIT_ROUNDOFF)
    return (
        columns(compared, mapped, equal),
        columns(
            _overlap(p.loc, p.scale, q.loc, q.scale),
            _widened(compared, slack),
            _widened(_of_distance((p.loc - q.loc) / q.scale), slack),
        ),
    )


def _in_space(p: Any, q: Any, formula: Callable[..., Any]) -> Sides:
    (loc_p, covariance_p), (loc_q, covariance_q) = moments(p), moments(q)
    slack = diagonal_rounding(covariance_p, covariance_q)
    pair = diagonalised(loc_p, covariance_p, loc_q, covariance_q)
    chosen = pair.most_different(MOST_COORDINATES)
    whole = loc_p.shape[-1] <= MOST_COORDINATES
    compared = formula(p if whole else _law(chosen.variance, chosen.offset, chosen.axes, loc_q), q)
    mapped = formula(_reflected(loc_p - loc_q, covariance_p), _reflected(np.zeros_like(loc_q), covariance_q))
    equal = formula(MultivariateGaussian(loc_p, covariance_q), q)
    distance = np.sqrt(np.sum(pair.offset**2, axis=-1))
    return (
        columns(compared, mapped, equal),
        columns(
            _widened(jsd_on_grid(chosen), slack),
            _widened(formula(p, q), slack),
            _widened(_of_distance(distance), slack),
        ),
    )


def _of_distance(distance: Array) -> Estimate:
    """JSD of N(Δ, 1) and N(0, 1)."""
    one = np.ones_like(distance)
    return _overlap(distance, one, np.zeros_like(distance), one)


def _overlap(loc_p: Array, scale_p: Array, loc_q: Array, scale_q: Array) -> Estimate:
    """JSD on the line as log 2 less the overlap: 192 terms that add up to at most log 2, each of a dozen roundings."""
    value = jsd_by_overlap(loc_p, scale_p, loc_q, scale_q)
    return rounded(value, 32, np.full_like(value, log(2.0)))


def diagonal_rounding(covariance_p: Array, covariance_q: Array) -> Array:
    r"""How far the rounding of a diagonalisation moves JSD, ``(B,)``.

    A Cholesky factorisation is exact for a covariance off by d(d+1)u, and an eigenbasis of the whitened Σ_p
    for one off by d·u of its norm (Higham 2002, Theorem 10.3; Chapter 8): relatively to either law at most
    :math:`4d(d+1)u\,\kappa(\Sigma_p)\,\kappa(\Sigma_q)`. A relative change ε of a covariance moves JSD by at
    most :math:`\tfrac{\varepsilon}{2} E|z^\top z + d|\,|\log(p/m)| \le 2 d\,\varepsilon`.
    """
    d = covariance_p.shape[-1]
    condition = np.linalg.cond(covariance_p) * np.linalg.cond(covariance_q)
    return 8.0 * d * d * (d + 1) * UNIT_ROUNDOFF * condition


def _reflected(loc: Array, covariance: Array) -> MultivariateGaussian:
    """The law of ``8 H x`` with the reflection ``H = I − 2vvᵀ/|v|²``, v = (1, 2, …, d)."""
    v = np.arange(1.0, loc.shape[-1] + 1.0)
    mirror = 8.0 * (np.eye(len(v)) - 2.0 * np.outer(v, v) / (v @ v))
    return MultivariateGaussian(loc @ mirror, _symmetric(mirror @ covariance @ mirror))


def _law(variance: Array, offset: Array, axes: Array, origin: Array) -> MultivariateGaussian:
    """The law whose diagonal coordinates are N(δ, diag λ)."""
    loc = origin + (axes @ offset[..., None])[..., 0]
    root = axes * np.sqrt(variance)[:, None, :]
    return MultivariateGaussian(loc, _symmetric(root @ np.swapaxes(root, -1, -2)))


def _symmetric(matrix: Array) -> Array:
    return 0.5 * (matrix + np.swapaxes(matrix, -1, -2))


def _widened(estimate: Estimate, slack: Array) -> Estimate:
    return Estimate(estimate.value, estimate.error + slack)
