r"""Divergences as sums and integrals of a function of two masses at one point.

An f-divergence is :math:`\sum_x F(p(x), q(x))` with :math:`F(p, q) = q f(p/q)`, the perspective of f; on the line the
sum becomes an integral over the densities plus the same sum over the atoms that a pushforward may have. The law of
this file: every F is *shifted* so that :math:`F \ge 0` with :math:`F = \partial_p F = \partial_q F = 0` where p = q.
Nothing cancels in the sum then, the accuracy is relative, and the mass defect of rounded inputs
(:math:`\sum p - \sum q \sim 10^{-17}`, which would swamp a small divergence) drops out: what is computed is the
divergence of measures, whose derivative differs from the textbook's by a constant, that is by nothing along the
simplex.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from gancheck.divergences.atoms import common_atoms
from gancheck.numerics.arrays import Array, is_torch, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, rounded
from gancheck.numerics.quadrature import integrate

__all__ = ["Pointwise", "discrete_total", "line_total", "panel_total", "rounding_of_log", "total"]

ATOMS_IN_MEMORY = 2**13
"""Atoms worked on at once: 64 KiB an array. Temporaries stay in the second-level cache, and below the size from which
the allocator maps fresh pages for each one."""

TAIL_MASS = 9e-22
"""No law on the line holds more mass outside its breakpoints: they are images of 9.6 sigma, or of a bounded noise."""


@dataclass(frozen=True)
class Pointwise:
    """F, for masses and for their logarithms.

    ``masses(p, q)`` serves probabilities as given. ``logarithms(log p, log q)`` serves densities and log probabilities,
    which may lie far outside the range of float64. ``sensitivity(log p, log q)`` is at least
    ``(|p dF/dp|, |q dF/dq|)``: what a relative error of either mass is multiplied with.
    """

    masses: Callable[[Array, Array], Array]
    logarithms: Callable[[Array, Array], Array]
    sensitivity: Callable[[Array, Array], tuple[Array, Array]]


def total(p: Any, q: Any, function: Pointwise) -> Estimate:
    """The sum of F over the atoms of two aligned discrete laws, or its integral over the line."""
    if p.family != "discrete":
        return line_total(p, q, function)
    if "probs" in (p.given, q.given):
        return discrete_total(p.probs, q.probs, function.masses)
    log_p, log_q = p.log_probs, q.log_probs
    value = discrete_total(log_p, log_q, function.logarithms)
    reach = discrete_total(log_p, log_q, lambda a, b: _doubt(a, b, function))
    return Estimate(value.value, value.error + reach.value)


def discrete_total(p: Array, q: Array, terms: Callable[[Array, Array], Array]) -> Estimate:
    r"""The sum of nonnegative terms over the last axis, in blocks.

    Each term carries a relative error of at most 16u (the operations of the worst kernel, each counted with the
    amplification that its place allows), a block's pairwise sum at most (16 + log2 n)u more.
    """
    xp = namespace(p, q)
    if is_torch(p) and (p.requires_grad or q.requires_grad):
        value = xp.sum(terms(p, q), axis=-1)
    else:
        rows = [_row_sums(terms, a, b) for a, b in _row_blocks(p, q)]
        value = rows[0] if len(rows) == 1 else xp.concat(rows, axis=0)
    return rounded(value, 32 + int(p.shape[-1]).bit_length())


def _row_blocks(p: Array, q: Array) -> Iterator[tuple[Array, Array]]:
    """Runs of whole rows of at most `ATOMS_IN_MEMORY` atoms, at least one row each."""
    if p.ndim == 1:
        yield p, q
        return
    step = max(1, ATOMS_IN_MEMORY // p.shape[-1])
    for start in range(0, p.shape[0], step):
        yield p[start : start + step], q[start : start + step]


def _row_sums(terms: Callable[[Array, Array], Array], p: Array, q: Array) -> Array:
    """Sums over the last axis; a long row is cut, and the partial sums are added pairwise."""
    xp, n = namespace(p, q), p.shape[-1]
    if n <= ATOMS_IN_MEMORY:
        return xp.sum(terms(p, q), axis=-1)
    starts = range(0, n, ATOMS_IN_MEMORY)
    cuts = [slice(start, start + ATOMS_IN_MEMORY) for start in starts]
    return xp.sum(xp.stack([xp.sum(terms(p[..., c], q[..., c]), axis=-1) for c in cuts], axis=-1), axis=-1)


def line_total(p: Any, q: Any, function: Pointwise, extra_breakpoints: Array | None = None) -> Estimate:
    """The integral of F over two densities by panels, plus the sum of F over their atoms.

    The error is that of `panel_total`, plus F of the mass that lies outside the outermost breakpoints: `TAIL_MASS` of
    it, times twice the sensitivity of F to mass at the ends (beyond them a log ratio grows no faster than a
    polynomial, and the masses fall off within a panel).
    """
    xp = namespace(p.breakpoints(), q.breakpoints())
    parts = [p.breakpoints(), q.breakpoints()] + ([] if extra_breakpoints is None else [extra_breakpoints])
    edges = xp.concat(parts, axis=-1)
    result = panel_total(p, q, function, edges)
    return Estimate(result.value, result.error + TAIL_MASS * _edge_slope(p, q, function, edges))


def panel_total(p: Any, q: Any, function: Pointwise, edges: Array) -> Estimate:
    """The integral of F between the edges plus the sum of F over the atoms.

    The error is the quadrature's own, plus the rounding of both log densities times the sensitivity of F.
    """
    xp = namespace(edges)

    def integrand(x: Array) -> Estimate:
        log_p, log_q = p.log_prob(x), q.log_prob(x)
        values = function.logarithms(log_p, log_q)
        finite = xp.where(xp.isfinite(values), values, 0.0)
        return Estimate(values, _doubt(log_p, log_q, function) + 16 * UNIT_ROUNDOFF * finite)

    result = integrate(integrand, edges)
    atoms = common_atoms(p, q)
    return result if atoms is None else result + discrete_total(*atoms, function.masses)


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


def _doubt(log_p: Array, log_q: Array, function: Pointwise) -> Array:
    """What the rounding of both logarithms does to F."""
    xp = namespace(log_p, log_q)
    on_p, on_q = function.sensitivity(log_p, log_q)
    # A mass of 0 is exact, and moves nothing: its infinite logarithm must not meet its zero share.
    doubt = rounding_of_log(log_p) * on_p + rounding_of_log(log_q) * on_q
    return xp.where(xp.isfinite(doubt), doubt, 0.0)


def rounding_of_log(log_mass: Array) -> Array:
    """A bound on the error of a log density as computed; 0 for a mass of 0.

    z² carries 5u, the sum of its terms and their logarithm a few more; a term is at most the result plus the log of a
    scale, for which 4 is added.
    """
    xp = namespace(log_mass)
    absent = xp.isinf(log_mass)
    return xp.where(absent, 0.0, 8 * UNIT_ROUNDOFF * (4.0 + xp.abs(xp.where(absent, 0.0, log_mass))))
