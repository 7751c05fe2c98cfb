r"""The Vincze-Le Cam divergence, also called triangular discrimination."""

from typing import Any

from gancheck.divergences.gaussian_line import line_sum
from gancheck.divergences.gaussian_pair import are_gaussian, gaussian_pair
from gancheck.divergences.log_masses import log_difference
from gancheck.divergences.pairs import align
from gancheck.divergences.pointwise import Pointwise
from gancheck.divergences.scalars import plain
from gancheck.divergences.total import total
from gancheck.numerics.arrays import Array, is_torch, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate
from gancheck.numerics.logspace import at_most
from gancheck.numerics.secant_line import SECANT_RULE

__all__ = ["vincze_le_cam", "vincze_le_cam_estimate"]


def vincze_le_cam(p: Any, q: Any) -> Array:
    r"""The Vincze-Le Cam divergence, between 0 and 2.

    .. math:: \sum_x \frac{(p - q)^2}{p + q} = 2 - 4\sum_x \frac{pq}{p + q}

    Summed in the first form, which is relatively accurate near p = q. For Gaussians, in any dimension, it is a fixed
    sum over the critical line (see `gancheck.numerics.secant_line`); other densities on the line are integrated by
    panels. It is what the discriminator of a least-squares GAN estimates, whatever its two targets: in [mao2017] as
    Pearson's divergence of p + q from 2q, the same integral in another normalisation.

    Args:
        p: A law, unbatched or a batch of B; also a frozen ``scipy.stats`` or a ``torch.distributions`` one.
        q: Another of the same kind.

    Returns:
        A number without unit, ``()`` or ``(B,)``; 2 for disjoint supports.

    Raises:
        UnsupportedPair: One law is discrete and the other a density, or the spaces differ.
        InvalidInput: The batches, atoms or dimensions do not match.

    Example:
        >>> import gancheck as gk
        >>> p, q = gk.Discrete(probs=[0.75, 0.25]), gk.Discrete(probs=[0.25, 0.75])
        >>> vincze_le_cam(p, q)
        0.5
        >>> round(vincze_le_cam(gk.Gaussian(0.0, 1.0), gk.Gaussian(2.0, 0.5)), 12)
        1.48308404238

    References:
        [mao2017] Sec. 3.2 (the relation to f-divergence); [topsoe2000] (triangular discrimination).
    """
    return plain(vincze_le_cam_estimate(p, q).value)


def vincze_le_cam_estimate(p: Any, q: Any) -> Estimate:
    """The Vincze-Le Cam divergence with a bound on its error: of rounding, of the rule, or of the panels."""
    p, q = align(p, q)
    result = _gaussian(p, q) if are_gaussian(p, q) else total(p, q, VINCZE_LE_CAM)
    return Estimate(at_most(result.value, 2.0), result.error)


def _gaussian(p: Any, q: Any) -> Estimate:
    r"""The sum over the critical line, with V for its value.

    The bound: the rule's, relative; 64 + 8d roundings of 1 - Re M. A relative error of all g² moves V by at most 3V of
    it: :math:`|\partial M/\partial\log g^2| \le \sqrt{1 + 4t^2}\,(1 - \operatorname{Re} M)`, at most
    :math:`(1 + 2t)(\tfrac12 + 1.18 t^2) V`, whose second part the weights sum to 1.9 V. An error of η moves it by
    :math:`|\partial V/\partial\eta| \le 2\sqrt V`: with :math:`r = (p-q)/(p+q)`,
    :math:`\int p\,r^2(2-r)^2 \le 2V` and likewise for q; Cauchy-Schwarz with the Fisher information 2 of a log scale,
    of which p and q take complementary shares where :math:`\sigma_p^2 + \sigma_q^2` is held.
    """
    pair = gaussian_pair(p, q)
    xp = namespace(pair.eta)
    value = line_sum(pair, SECANT_RULE)
    size = value.detach() if is_torch(value) else value
    rounding = (64 + 8 * pair.eta.shape[-1]) * UNIT_ROUNDOFF + 3.0 * pair.separation_error
    drift = 2.0 * xp.sqrt(size) * xp.sqrt(xp.sum(pair.eta_error**2, axis=-1))
    return Estimate(value, (SECANT_RULE.relative_bound + rounding) * size + drift)


def _masses(p: Array, q: Array) -> Array:
    xp = namespace(p, q)
    s, gap = p + q, p - q
    return gap / xp.where(s > 0, s, 1.0) * gap


def _logarithms(log_p: Array, log_q: Array) -> Array:
    """F is a expm1(-|ℓ|)² / (1 + exp(-|ℓ|)) with a the larger mass."""
    xp = namespace(log_p, log_q)
    fall = xp.expm1(-xp.abs(log_difference(log_p, log_q)))
    return xp.exp(xp.maximum(log_p, log_q)) * fall * fall / (2.0 + fall)


def _sensitivity(log_p: Array, log_q: Array) -> tuple[Array, Array]:
    """The pair p|r|(2 - r) and q|r|(2 + r), with r = tanh(ℓ/2)."""
    xp = namespace(log_p, log_q)
    r = xp.tanh(0.5 * log_difference(log_p, log_q))
    return xp.exp(log_p) * xp.abs(r) * (2.0 - r), xp.exp(log_q) * xp.abs(r) * (2.0 + r)


VINCZE_LE_CAM = Pointwise(_masses, _logarithms, _sensitivity)
