r"""The squared Hellinger distance."""

from typing import Any

from gancheck.divergences.gaussian_line import log_cosh
from gancheck.divergences.gaussian_pair import are_gaussian, gaussian_pair
from gancheck.divergences.log_masses import log_difference
from gancheck.divergences.pairs import align
from gancheck.divergences.pointwise import Pointwise
from gancheck.divergences.scalars import plain
from gancheck.divergences.total import total
from gancheck.numerics.arrays import Array, is_torch, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate
from gancheck.numerics.logspace import at_most

__all__ = ["squared_hellinger", "squared_hellinger_estimate"]


def squared_hellinger(p: Any, q: Any) -> Array:
    r"""The squared Hellinger distance, between 0 and 1.

    .. math:: H^2(p, q) = \tfrac12\sum_x (\sqrt{p} - \sqrt{q})^2 = 1 - \sum_x \sqrt{pq}

    Summed in the first form, with :math:`\sqrt p - \sqrt q = (p-q)/(\sqrt p + \sqrt q)`, which is relatively accurate
    near p = q. For Gaussians :math:`\sum\sqrt{pq} = \prod (\cosh\eta)^{-1/2} e^{-g^2/4}`, see
    `gancheck.divergences.gaussian_pair`. Note the factor ½: some authors leave it out.

    Args:
        p: A law, unbatched or a batch of B; also a frozen ``scipy.stats`` or a ``torch.distributions`` one.
        q: Another of the same kind.

    Returns:
        A number without unit, ``()`` or ``(B,)``; 1 for disjoint supports.

    Raises:
        UnsupportedPair: One law is discrete and the other a density, or the spaces differ.
        InvalidInput: The batches, atoms or dimensions do not match.

    References:
        [nowozin2016] Table 1 (without the ½).
    """
    return plain(squared_hellinger_estimate(p, q).value)


def squared_hellinger_estimate(p: Any, q: Any) -> Estimate:
    """H² with a bound on its error."""
    p, q = align(p, q)
    result = _gaussian(p, q) if are_gaussian(p, q) else total(p, q, HELLINGER)
    return Estimate(at_most(result.value, 1.0), result.error)


def _gaussian(p: Any, q: Any) -> Estimate:
    r""":math:`-\operatorname{expm1}\sum(-\tfrac12\log\cosh\eta - \tfrac14 g^2)`; |tanh η| multiplies its error."""
    pair = gaussian_pair(p, q)
    xp = namespace(pair.eta)
    exponent = -0.5 * xp.sum(log_cosh(pair.eta), axis=-1) - 0.25 * xp.sum(pair.separation, axis=-1)
    if pair.coupling is not None:
        half = 1.0 / (1.0 + xp.exp(-2.0 * pair.eta.detach()))
        form = xp.sum(xp.sum(pair.coupling * half[..., None, :], axis=-1) * half, axis=-1)
        exponent = exponent + 0.25 * form
    value = 0.0 - xp.expm1(exponent)  # 0.0, not -0.0, for equal laws
    size = value.detach() if is_torch(value) else value
    drift = xp.sum(xp.abs(xp.tanh(pair.eta)) * pair.eta_error, axis=-1)
    rounding = (32 + 8 * pair.eta.shape[-1]) * UNIT_ROUNDOFF + pair.separation_error
    return Estimate(value, rounding * size + drift)


def _masses(p: Array, q: Array) -> Array:
    xp = namespace(p, q)
    present = (p > 0) | (q > 0)
    a, b = xp.where(p > 0, p, 1.0), xp.where(q > 0, q, 1.0)
    roots = xp.where(p > 0, xp.sqrt(a), 0.0) + xp.where(q > 0, xp.sqrt(b), 0.0)
    gap = (p - q) / xp.where(present, roots, 1.0)
    return 0.5 * gap * gap


def _logarithms(log_p: Array, log_q: Array) -> Array:
    xp = namespace(log_p, log_q)
    size = xp.abs(log_difference(log_p, log_q))
    return 0.5 * xp.exp(xp.maximum(log_p, log_q)) * xp.expm1(-0.5 * size) ** 2


def _sensitivity(log_p: Array, log_q: Array) -> tuple[Array, Array]:
    """½√p|√p - √q| and ½√q|√p - √q|."""
    xp = namespace(log_p, log_q)
    size = xp.abs(log_difference(log_p, log_q))
    gap = -0.5 * xp.exp(0.5 * xp.maximum(log_p, log_q)) * xp.expm1(-0.5 * size)
    return xp.exp(0.5 * log_p) * gap, xp.exp(0.5 * log_q) * gap


HELLINGER = Pointwise(_masses, _logarithms, _sensitivity)
