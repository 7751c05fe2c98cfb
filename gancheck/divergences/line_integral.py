"""Integrals over the line of a function of two densities, by panels, in blocks of rows."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from gancheck.distributions.gaussian import LOG_SQRT_2PI
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.divergences.atoms import common_atoms
from gancheck.divergences.discrete_sum import discrete_total
from gancheck.divergences.pointwise import Pointwise, doubt
from gancheck.errors import UnsupportedPair
from gancheck.numerics.arrays import Array, is_torch, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate
from gancheck.numerics.quadrature import integrate

__all__ = ["TAIL_MASS", "line_total", "log_density_of", "panel_total", "require_line"]

TAIL_MASS = 9e-22
"""No law on the line holds more mass outside its breakpoints: they are images of 9.6 sigma, or of a bounded noise."""

ROWS_AT_ONCE = 128
"""Rows of a batch worked on at once, so that a panel's nodes for all of them stay in the cache."""


def line_total(
    p: Any, q: Any, function: Pointwise, extra_breakpoints: Array | None = None, *, bounded: bool = True
) -> Estimate:
    """The integral of F over two densities by panels, plus the sum of F over their atoms.

    The error is that of `panel_total`, plus F of the mass that lies outside the outermost breakpoints: `TAIL_MASS` of
    it, times twice the sensitivity of F to mass at the ends (beyond them a log ratio grows no faster than a
    polynomial, and the masses fall off within a panel). Infinite, for it is not computed, without ``bounded``.

    Raises:
        UnsupportedPair: The laws are mixtures in several dimensions.
    """
    require_line(p)
    xp = namespace(p.breakpoints(), q.breakpoints())
    parts = [p.breakpoints(), q.breakpoints()] + ([] if extra_breakpoints is None else [extra_breakpoints])
    edges = xp.concat(parts, axis=-1)
    result = panel_total(p, q, function, edges, bounded=bounded)
    return (
        Estimate(result.value, result.error + TAIL_MASS * _edge_slope(p, q, function, edges))
        if bounded
        else result
    )


def require_line(p: Any) -> None:
    """Refuse laws whose integrals have no panels.

    Raises:
        UnsupportedPair: ``p`` is a mixture in several dimensions.
    """
    if p.family == "multivariate-mixture":
        raise UnsupportedPair(
            f"`p` is a mixture in {p.dimension} dimensions, for whose integrals no quadrature with a stated error is "
            "at hand; give single Gaussians, or bound JSD from below with `gancheck.jsd_lower_bound`."
        )


def panel_total(p: Any, q: Any, function: Pointwise, edges: Array, *, bounded: bool = True) -> Estimate:
    """The integral of F between the edges plus the sum of F over the atoms.

    The error is the quadrature's own, plus the rounding of both log densities times the sensitivity of F.
    """
    if edges.ndim == 2 and edges.shape[0] > ROWS_AT_ONCE:
        xp = namespace(edges)
        rows = [slice(start, start + ROWS_AT_ONCE) for start in range(0, edges.shape[0], ROWS_AT_ONCE)]
        parts = [panel_total(p[row], q[row], function, edges[row], bounded=bounded) for row in rows]
        value, error = (
            xp.concat([getattr(part, name) for part in parts], axis=0) for name in ("value", "error")
        )
        return Estimate(value, error)
    log_densities = log_density_of(p), log_density_of(q)

    def integrand(x: Array) -> Array | Estimate:
        log_p, log_q = (log_density(x) for log_density in log_densities)
        values = function.logarithms(log_p, log_q)
        if not bounded:
            return values
        xp = namespace(values)
        finite = xp.where(xp.isfinite(values), values, 0.0)
        return Estimate(values, doubt(log_p, log_q, function) + 16 * UNIT_ROUNDOFF * finite)

    result = integrate(integrand, edges, bounded=bounded)
    atoms = common_atoms(p, q)
    return result if atoms is None else result + discrete_total(*atoms, function.masses)


def log_density_of(law: Any) -> Callable[[Array], Array]:
    """``law.log_prob``; for mixtures the same sum a component at a time on whole arrays, which is many times faster."""
    if not isinstance(law, GaussianMixture) or is_torch(law.loc):
        log_prob: Callable[[Array], Array] = law.log_prob
        return log_prob
    constants = law.log_weights - np.log(law.scale) - LOG_SQRT_2PI
    column = (None,) if law.batch_shape else ()
    parts = [
        (law.loc[..., k, *column], math.sqrt(0.5) / law.scale[..., k, *column], constants[..., k, *column])
        for k in range(law.n_components)
        if np.any(law.weights[..., k] > 0)
    ]

    def log_density(x: Array) -> Array:
        with np.errstate(
            over="ignore", divide="ignore"
        ):  # a density below the range of float64 has logarithm -inf
            return _log_sum(x, parts)

    return log_density


def _log_sum(x: Array, parts: list[tuple[Array, Array, Array]]) -> Array:
    """Log Σ exp(c_k - (a_k(x - μ_k))²) in buffers: fresh temporaries would take as long as the functions."""
    terms = []
    for loc, a, constant in parts:
        z = x - loc
        z *= a
        z *= z
        terms.append(np.subtract(constant, z, out=z))
    if len(terms) == 1:
        return terms[0]
    top = np.maximum(terms[0], -1e308)  # so that -inf is never subtracted from -inf
    for term in terms[1:]:
        np.maximum(top, term, out=top)
    for term in terms:
        term -= top
        np.maximum(term, -600.0, out=term)  # nothing beside the largest, and exp is slow where it underflows
        np.exp(term, out=term)
    total = terms[0]
    for term in terms[1:]:
        total += term
    np.log(total, out=total)
    total += top
    return total


def _edge_slope(p: Any, q: Any, function: Pointwise, edges: Array) -> Array:
    """Twice the largest F per unit of mass at the ends of the line: a tail beyond them falls off within a panel."""
    xp = namespace(edges)
    ends = xp.stack([xp.min(edges, axis=-1), xp.max(edges, axis=-1)], axis=-1)
    log_p, log_q = p.log_prob(ends), q.log_prob(ends)
    mass = xp.maximum(log_p, log_q)
    there = mass > -700.0
    level = xp.where(there, mass, 0.0)
    on_p, on_q = function.sensitivity(
        xp.where(there, log_p - level, 0.0), xp.where(there, log_q - level, 0.0)
    )
    slope = xp.where(there & xp.isfinite(on_p + on_q), on_p + on_q, 0.0)
    return 2.0 * xp.max(slope, axis=-1)
