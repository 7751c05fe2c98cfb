r"""The Jensen-Shannon divergence, and its distance from log 2."""

import math
from typing import Any

import numpy as np

from gancheck.divergences.discrete_jensen_shannon import jsd_of_rows
from gancheck.divergences.discrete_sum import sum_of_terms
from gancheck.divergences.gaussian_deficit import gaussian_deficit
from gancheck.divergences.gaussian_line import gaussian_jsd
from gancheck.divergences.gaussian_pair import are_gaussian
from gancheck.divergences.line_integral import line_total
from gancheck.divergences.log_masses import log_difference
from gancheck.divergences.overlap_panels import overlap_breakpoints
from gancheck.divergences.pairs import align
from gancheck.divergences.pointwise import Pointwise
from gancheck.divergences.scalars import plain
from gancheck.divergences.total import total
from gancheck.numerics.arrays import Array, is_torch, namespace
from gancheck.numerics.estimate import Estimate
from gancheck.numerics.logspace import at_most, safe_log, softplus

__all__ = ["jsd", "jsd_deficit", "jsd_deficit_estimate", "jsd_estimate"]

LOG_2 = math.log(2.0)


def jsd(p: Any, q: Any) -> Array:
    r"""The Jensen-Shannon divergence of two laws, in nats.

    .. math::
        \mathrm{JSD}(p, q) = \tfrac12\mathrm{KL}(p \| m) + \tfrac12\mathrm{KL}(q \| m), \qquad m = \tfrac12(p + q).

    Computed as :math:`\sum m\,h(r)`, :math:`r = (p-q)/(p+q)`,
    :math:`h(r) = r\operatorname{artanh} r + \tfrac12\log(1-r^2) \ge 0`: a few ulp of
    *relative* error for discrete laws however close they are; for Gaussians in any dimension by a fixed rule on the
    critical line; for other densities on the line by panels. Never negative, never above log 2, and log 2 exactly
    for laws with disjoint supports. This is the divergence, not its square root.

    Args:
        p: A law, unbatched or a batch of B; also a frozen ``scipy.stats`` or a ``torch.distributions`` one.
        q: Another of the same kind.

    Returns:
        Nats, ``()`` or ``(B,)``: a float for unbatched NumPy laws; differentiable for torch ones (gradient 0, not NaN,
        at p = q and at common zeros).

    Raises:
        UnsupportedPair: One law is discrete and the other a density, or the spaces differ.
        InvalidInput: The batches, atoms or dimensions do not match.

    Example:
        >>> import gancheck as gk
        >>> gk.jsd(gk.Discrete(probs=[1.0, 0.0]), gk.Discrete(probs=[0.0, 1.0]))
        0.6931471805599453
        >>> round(gk.jsd(gk.Gaussian(0.0, 1.0), gk.Gaussian(2.0, 0.5)), 12)
        0.474307411229

    References:
        [lin1991] Eq. (3.1); [goodfellow2014] Eq. (6); the series of h: Raj & Wiggins (2008).
    """
    return plain(_estimate(p, q, bounded=False).value)


def jsd_estimate(p: Any, q: Any) -> Estimate:
    """JSD with a bound on its error: of rounding, of the critical-line rule, or of the panels."""
    return _estimate(p, q, bounded=True)


def _estimate(p: Any, q: Any, bounded: bool) -> Estimate:
    p, q = align(p, q)
    if are_gaussian(p, q):
        result = gaussian_jsd(p, q)
    elif p.family == "discrete" and "probs" in (p.given, q.given) and not is_torch(p.probs):
        rows = jsd_of_rows(np.atleast_2d(p.probs), np.atleast_2d(q.probs))
        result = sum_of_terms(np.reshape(rows, p.batch_shape), p.n_atoms)
    else:
        result = total(p, q, JSD, bounded=bounded)
    return Estimate(at_most(result.value, LOG_2), result.error)


def jsd_deficit(p: Any, q: Any) -> Array:
    r"""How far the Jensen-Shannon divergence stays below its maximum, in nats: :math:`\log 2 - \mathrm{JSD}(p, q)`.

    .. math::
        \log 2 - \mathrm{JSD}(p, q)
        = \tfrac12 \sum p \log\left(1 + \tfrac qp\right) + q \log\left(1 + \tfrac pq\right) \ge 0

    Summed as it stands, so that laws far apart, for which the difference from log 2 has no digit left, still have a
    relatively accurate answer, down to the smallest normal float64; 0 exactly for disjoint supports.

    Args:
        p: A law, as for `jsd`.
        q: Another of the same kind.

    Returns:
        Nats, ``()`` or ``(B,)``.

    Raises:
        UnsupportedPair: As `jsd`.
        InvalidInput: As `jsd`.

    Example:
        >>> import gancheck as gk
        >>> f"{jsd_deficit(gk.Gaussian(0.0, 1.0), gk.Gaussian(40.0, 1.0)):.12g}"
        '8.62441714226e-89'
    """
    return plain(jsd_deficit_estimate(p, q).value)


def jsd_deficit_estimate(p: Any, q: Any) -> Estimate:
    """The deficit log 2 - JSD with a bound on its error, itself small relative to the value."""
    p, q = align(p, q)
    if are_gaussian(p, q):
        return gaussian_deficit(p, q)
    if p.family == "discrete":
        return total(p, q, OVERLAP)
    return line_total(p, q, OVERLAP, overlap_breakpoints(p, q))


def _jsd_masses(p: Array, q: Array) -> Array:
    """F = m h(r) on masses, by artanh r = ½log1p(2r/(1-r)) up to |r| = 0.9, and by two logarithms beyond."""
    xp = namespace(p, q)
    s = p + q
    r = (p - q) / xp.where(s > 0, s, 1.0)
    far = xp.abs(r) >= 0.9
    inner = xp.where(far, 0.0, r)
    near = inner * 0.5 * xp.log1p(2.0 * inner / (1.0 - inner)) + 0.5 * xp.log1p(-inner * inner)
    return xp.where(far, _jsd_far(xp.where(far, p, 1.0), xp.where(far, q, 0.0)), 0.5 * s * near)


def _jsd_far(p: Array, q: Array) -> Array:
    """F = m h(r) where one mass is at least 19 times the other: ½[a log(2a/(a+b)) + b log(2b/(a+b))], b = 0 allowed."""
    xp = namespace(p, q)
    high, low = xp.maximum(p, q), xp.minimum(p, q)
    s = high + low
    small = xp.where(low > 0, 2.0 * (low / s), 1.0)
    return 0.5 * (high * xp.log(2.0 * (high / s)) + low * xp.log(xp.where(small > 0, small, 1.0)))


def _jsd_logarithms(log_p: Array, log_q: Array) -> Array:
    r"""F = m h on log masses, with ℓ = log p - log q, e = exp(-|ℓ|) and r = (1 - e)/(1 + e).

    h is ½|ℓ|r + ½log(1 - r²) up to |ℓ| = 3 and log 2 - log(1 + e) - |ℓ|e/(1 + e) beyond: each where nothing cancels.
    |ℓ| is cut at 45, where |ℓ|e is below u/50: an infinite one would do harm, and a large one make exp underflow, which
    is slow. For that reason, masses below e^-700 count as 0.
    """
    xp = namespace(log_p, log_q)
    if not is_torch(log_p):
        return _jsd_logarithms_in_place(log_p, log_q)
    top, bottom = xp.maximum(log_p, log_q), xp.minimum(log_p, log_q)
    close = bottom > top - 45.0
    size = xp.where(close, top, 45.0) - xp.where(close, bottom, 0.0)
    fall = xp.expm1(-size)  # e - 1
    share = 1.0 / (2.0 + fall)
    near = size < 3.0
    r, e = -fall * share, 1.0 + fall
    logarithm = xp.log1p(xp.where(near, -r * r, e))
    h = xp.where(near, 0.5 * (size * r + logarithm), LOG_2 - logarithm - size * e * share)
    present = top > -700.0
    return 0.5 * present * xp.exp(xp.where(present, top, 0.0)) * (1.0 + e) * h


def _jsd_logarithms_in_place(log_p: Array, log_q: Array) -> Array:
    """`_jsd_logarithms` once more for NumPy, in few buffers: fresh temporaries take longer than the functions."""
    top, size = np.maximum(log_p, log_q), np.minimum(log_p, log_q)
    with np.errstate(invalid="ignore"):  # -inf - -inf, which fmin passes over
        np.subtract(top, size, out=size)
    np.fmin(size, 45.0, out=size)
    e = np.expm1(-size)
    share = e + 2.0
    np.divide(1.0, share, out=share)
    r = e * share
    e += 1.0
    near = size < 3.0
    logarithm = r * r
    np.negative(logarithm, out=logarithm)
    np.copyto(logarithm, e, where=~near)
    np.log1p(logarithm, out=logarithm)
    r *= size
    np.subtract(logarithm, r, out=r)
    r *= 0.5
    share *= e
    share *= size
    share += logarithm
    h = np.subtract(LOG_2, share, out=share)
    np.copyto(h, r, where=near)
    e += 1.0
    h *= e
    h *= 0.5
    h *= top > -700.0
    np.maximum(top, -700.0, out=top)
    h *= np.exp(top, out=top)
    return h


def _jsd_sensitivity(log_p: Array, log_q: Array) -> tuple[Array, Array]:
    """½p|log(1+r)| and ½q|log(1-r)|."""
    xp = namespace(log_p, log_q)
    ell = log_difference(log_p, log_q)
    ell = xp.clip(ell, -800.0, 800.0)
    on_p, on_q = xp.abs(LOG_2 - softplus(-ell)), xp.abs(LOG_2 - softplus(ell))
    return 0.5 * xp.exp(log_p) * on_p, 0.5 * xp.exp(log_q) * on_q


def _overlap_masses(p: Array, q: Array) -> Array:
    """½a[(1+ρ)log(1+ρ) - ρ log ρ] with a the larger mass and ρ = b/a."""
    xp = namespace(p, q)
    high, low = xp.maximum(p, q), xp.minimum(p, q)
    rho = low / xp.where(high > 0, high, 1.0)
    log_rho = xp.where(rho > 0, safe_log(xp.where(rho > 0, rho, 1.0)), 0.0)
    return 0.5 * ((high + low) * xp.log1p(rho) - low * log_rho)


def _overlap_logarithms(log_p: Array, log_q: Array) -> Array:
    """The same on log masses: ½b[(1 + 1/ρ)log1p(ρ) + |ℓ|], with log1p(ρ)/ρ → 1 where ρ = exp(-|ℓ|) underflows."""
    xp = namespace(log_p, log_q)
    size = xp.abs(log_difference(log_p, log_q))
    size = xp.where(size > 1500.0, 1500.0, size)
    rho = xp.exp(-size)
    per_rho = xp.where(rho > 1e-20, xp.log1p(rho) / xp.where(rho > 1e-20, rho, 1.0), 1.0)
    low = xp.exp(xp.minimum(log_p, log_q))
    return 0.5 * low * (per_rho * (1.0 + rho) + size)


def _overlap_sensitivity(log_p: Array, log_q: Array) -> tuple[Array, Array]:
    """½p log(1 + q/p) and ½q log(1 + p/q), each at most the overlap, which is their sum (Euler)."""
    xp = namespace(log_p, log_q)
    ell = xp.clip(log_difference(log_p, log_q), -1500.0, 1500.0)
    return 0.5 * xp.exp(log_p) * softplus(-ell), 0.5 * xp.exp(log_q) * softplus(ell)


JSD = Pointwise(_jsd_masses, _jsd_logarithms, _jsd_sensitivity)

OVERLAP = Pointwise(_overlap_masses, _overlap_logarithms, _overlap_sensitivity)
