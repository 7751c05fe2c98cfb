r"""Pearson's and Neyman's chi-squared divergences."""

import math
from typing import Any

import numpy as np

from gancheck.divergences.gaussian_pair import are_gaussian, gaussian_pair
from gancheck.divergences.light_tails import power_total
from gancheck.divergences.log_masses import log_difference, mass_gap
from gancheck.divergences.pairs import align
from gancheck.divergences.pointwise import Pointwise
from gancheck.divergences.scalars import plain
from gancheck.divergences.total import total
from gancheck.numerics.arrays import Array, is_torch, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate

__all__ = ["neyman", "neyman_estimate", "pearson", "pearson_estimate"]


def pearson(p: Any, q: Any) -> Array:
    r"""Pearson's chi-squared divergence.

    .. math:: \chi^2(p \| q) = \sum_x \frac{(p - q)^2}{q}

    Infinite where p has mass and q has none. For Gaussians it is finite exactly when :math:`2\Sigma_q - \Sigma_p` is
    positive definite (on the line :math:`\sigma_p^2 < 2\sigma_q^2`); for mixtures on the line when that holds for the
    widest components.

    Args:
        p: A law, unbatched or a batch of B; also a frozen ``scipy.stats`` or a ``torch.distributions`` one.
        q: Another of the same kind: the denominator.

    Returns:
        A number without unit, ``()`` or ``(B,)``; ``inf`` where the sum diverges or overflows.

    Raises:
        UnsupportedPair: One law is discrete and the other a density, the spaces differ, or a pushforward of unbounded
            noise is involved, whose tails decide and are not seen by any panel.
        InvalidInput: The batches, atoms or dimensions do not match.

    Example:
        >>> import gancheck as gk
        >>> pearson(gk.Gaussian(0.0, 1.5), gk.Gaussian(0.0, 1.0))
        inf

    References:
        [nowozin2016] Table 1; [nielsen2014] for Gaussians.
    """
    return plain(pearson_estimate(p, q).value)


def pearson_estimate(p: Any, q: Any) -> Estimate:
    """Pearson's divergence with a bound on its error."""
    p, q = align(p, q)
    with np.errstate(over="ignore"):  # an overflow to infinity is the rounded value
        if p.family == "discrete":
            return total(p, q, PEARSON)
        if are_gaussian(p, q):
            return _gaussian(p, q)
        return power_total(p, q, PEARSON, 2.0)


def neyman(p: Any, q: Any) -> Array:
    r"""Neyman's chi-squared divergence :math:`\sum (p-q)^2/p`, which is Pearson's of (q, p); see `pearson`."""
    return pearson(q, p)


def neyman_estimate(p: Any, q: Any) -> Estimate:
    """Neyman's divergence with a bound on its error."""
    return pearson_estimate(q, p)


def _gaussian(p: Any, q: Any) -> Estimate:
    r"""The closed form, infinite unless every :math:`x = e^{-2\eta} - 1` is below 1.

    .. math:: \chi^2 = \operatorname{expm1} \sum \left[\frac{g^2(2 + x)}{1 - x} - \tfrac12\log(1 - x^2)\right]
    """
    pair = gaussian_pair(p, q)
    xp = namespace(pair.eta)
    x = xp.expm1(-2.0 * pair.eta)
    finite = xp.all(x < 1.0, axis=-1)
    x = xp.where(finite[..., None], x, 0.0)
    # Where e^{-2η} is far below 1, 1 - x² has no digit left, and its factor 1 + x = e^{-2η} has them all.
    narrow = x < -0.5
    eta = xp.where(finite[..., None], pair.eta, 0.0)
    squares = xp.log1p(xp.where(narrow, -x, -x * x)) - xp.where(narrow, 2.0 * eta, 0.0)
    size = xp.where(
        narrow, xp.log1p(xp.abs(x)) + 2.0 * xp.abs(eta), x * x / xp.where(narrow, 1.0, 1.0 - x * x)
    )
    shift = pair.separation * (2.0 + x) / (1.0 - x)
    exponent = xp.sum(shift - 0.5 * squares, axis=-1)
    if pair.coupling is not None:
        inverse = 1.0 / (1.0 - x.detach())
        exponent = exponent + xp.sum(
            xp.sum(pair.coupling * inverse[..., None, :], axis=-1) * inverse, axis=-1
        )
    value = xp.where(finite, xp.expm1(xp.where(finite, exponent, 0.0)), math.inf)
    drift = (32 + 8 * x.shape[-1]) * UNIT_ROUNDOFF + pair.separation_error
    drift = drift * xp.sum(shift + size, axis=-1)
    sway = 2.0 / (1.0 - x) * (xp.abs(x) + 3.0 * shift)
    level = xp.where(xp.isinf(value), 0.0, value)
    drift = (drift + xp.sum(sway * pair.eta_error, axis=-1)) * (1.0 + level) + 8 * UNIT_ROUNDOFF * level
    drift = drift.detach() if is_torch(drift) else drift
    return Estimate(value, xp.where(xp.isfinite(drift), drift, 0.0))


def _masses(p: Array, q: Array) -> Array:
    xp = namespace(p, q)
    positive = q > 0
    gap = xp.where(positive, p - q, 0.0)
    return xp.where(positive, gap / xp.where(positive, q, 1.0) * gap, xp.where(p > 0, math.inf, 0.0))


def _logarithms(log_p: Array, log_q: Array) -> Array:
    """F is q expm1(ℓ)² up to ℓ = 1, and exp(2 log p - log q) expm1(-ℓ)² beyond, where q expm1(ℓ)² would overflow."""
    xp = namespace(log_p, log_q)
    ell = log_difference(log_p, log_q)
    low = ell <= 1.0
    small = xp.exp(xp.where(low, log_q, 0.0)) * xp.expm1(xp.where(low, ell, 0.0)) ** 2
    beyond = xp.where(low, 1.0, ell)
    large = xp.exp(xp.where(low, 0.0, log_p) + beyond) * xp.expm1(-beyond) ** 2
    return xp.where(low, small, large)


def _sensitivity(log_p: Array, log_q: Array) -> tuple[Array, Array]:
    """2p|x| and q|x||x + 2| with x = p/q - 1: at most 2 q x² + 2|p - q| and q x² + 2|p - q|."""
    terms, gap = _logarithms(log_p, log_q), 2.0 * mass_gap(log_p, log_q)
    return 2.0 * terms + gap, terms + gap


PEARSON = Pointwise(_masses, _logarithms, _sensitivity)
