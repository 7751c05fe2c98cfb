r"""The total variation distance."""

from typing import Any

import numpy as np

from gancheck.distributions.gaussian import Gaussian
from gancheck.divergences.crossings import crossings
from gancheck.divergences.gaussian_pair import gaussian_pair
from gancheck.divergences.line_integral import line_total, require_line
from gancheck.divergences.log_masses import mass_gap
from gancheck.divergences.pairs import align
from gancheck.divergences.pointwise import Pointwise
from gancheck.divergences.scalars import plain
from gancheck.divergences.total import total
from gancheck.errors import UnsupportedPair
from gancheck.numerics.arrays import Array, is_torch, namespace
from gancheck.numerics.error_function import erf, normal_mass
from gancheck.numerics.estimate import Estimate, rounded
from gancheck.numerics.logspace import at_most

__all__ = ["total_variation", "total_variation_estimate"]


FARTHEST = 1e100
"""A root beyond this, in standard deviations, is as good as none; its square still is a float64."""


def total_variation(p: Any, q: Any) -> Array:
    r"""The total variation distance, between 0 and 1.

    .. math:: \mathrm{TV}(p, q) = \tfrac12\sum_x |p(x) - q(x)| = \max_A |p(A) - q(A)|

    Exact for Gaussians on the line: with :math:`x_\pm` the roots of the quadratic :math:`\log p = \log q`, it is
    :math:`[\Phi_p - \Phi_q](x_+) - [\Phi_p - \Phi_q](x_-)` for the narrower p; both brackets have one sign and each
    is taken as a mass between close points, so that the relative accuracy is kept near p = q. Gaussians in several
    dimensions with one covariance: :math:`\operatorname{erf}(\Delta/2\sqrt2)`, Δ Mahalanobis' distance. Other
    densities on the line: by panels between the points where p - q changes its sign.

    Args:
        p: A law, unbatched or a batch of B; also a frozen ``scipy.stats`` or a ``torch.distributions`` one.
        q: Another of the same kind.

    Returns:
        A number without unit, ``()`` or ``(B,)``; 1 for disjoint supports. (Half the L1 distance, not the whole.)

    Raises:
        UnsupportedPair: One law is discrete and the other a density, or the laws are Gaussians in several dimensions
            with unequal covariances, for which no closed form is known.
        InvalidInput: The batches, atoms or dimensions do not match.

    Example:
        >>> import gancheck as gk
        >>> gk.total_variation(gk.Discrete(probs=[0.5, 0.5]), gk.Discrete(probs=[0.75, 0.25]))
        0.25
        >>> round(gk.total_variation(gk.Gaussian(0.0, 1.0), gk.Gaussian(2.0, 1.0)), 12)
        0.682689492137

    References:
        [nowozin2016] Table 1; [devroye2018] for Gaussians.
    """
    return plain(total_variation_estimate(p, q).value)


def total_variation_estimate(p: Any, q: Any) -> Estimate:
    """TV with a bound on its error."""
    p, q = align(p, q)
    if isinstance(p, Gaussian) and isinstance(q, Gaussian):
        result = _gaussians_on_line(p, q)
    elif p.family == "multivariate-gaussian":
        result = _gaussians_of_one_covariance(p, q)
    elif p.family == "discrete":
        result = total(p, q, TOTAL_VARIATION)
    else:
        require_line(p)
        result = line_total(p, q, TOTAL_VARIATION, crossings(p, q))
    return Estimate(at_most(result.value, 1.0), result.error)


def _gaussians_on_line(p: Gaussian, q: Gaussian) -> Estimate:
    r"""In the narrower law's coordinate z, with :math:`w = ze^{-\eta} - D` the wider one's, D the shift in its units.

    The roots solve :math:`z^2 - w^2 = 2\eta`, that is :math:`a z^2 + 2bz - c = 0` with :math:`a = 1 - e^{-2\eta}`,
    :math:`b = De^{-\eta}`, :math:`c = D^2 + 2\eta`, and at them :math:`z - w = 2\eta/(z + w)`. The derivative of the
    result with respect to a root is 0, so the error of the roots does not matter; 64 roundings remain. An error of η
    is multiplied by at most ½E|z² - 1| < 1.
    """
    pair = gaussian_pair(p, q)
    xp = namespace(pair.eta)
    eta, separation = xp.abs(pair.eta[..., 0]), pair.separation[..., 0]
    apart = separation > 0
    same = ~apart & (eta == 0)
    eta = xp.where(
        same, 1.0, xp.where(eta > 300.0, 300.0, eta)
    )  # where same, any pair: the result is replaced
    shrink = xp.exp(-eta)
    square = xp.where(separation < 1e200, separation, 1e200)
    shift = xp.where(apart, xp.sqrt(xp.where(apart, square, 1.0) * (1.0 + shrink**2)), 0.0)
    a, b, c = -xp.expm1(-2.0 * eta), shift * shrink, shift**2 + 2.0 * eta
    root = b + xp.sqrt(b * b + a * c)
    bent = a * FARTHEST > root
    upper, lower = c / root, -xp.where(bent, root / xp.where(bent, a, 1.0), FARTHEST)
    gain = shift - upper * xp.expm1(-eta)  # z - w at the upper root
    loss = 2.0 * eta / (shift - lower * (1.0 + shrink))  # w - z at the lower root
    value = normal_mass(upper - gain, gain) + normal_mass(lower, loss)
    value = xp.where(same, 0.0 * square, value)
    size = value.detach() if is_torch(value) else value
    return Estimate(value, rounded(size, 64).error + pair.separation_error * size + pair.eta_error[..., 0])


def _gaussians_of_one_covariance(p: Any, q: Any) -> Estimate:
    r""":math:`\operatorname{erf}(\Delta/2\sqrt2)`, :math:`\Delta^2 = 2\sum g_i^2`, for one covariance; else refused."""
    xp = namespace(p.loc, q.loc)
    unequal = xp.any(p.covariance_matrix != q.covariance_matrix, axis=(-2, -1))
    if bool(xp.any(unequal)):
        where = f" in row {int(np.argmax(np.asarray(unequal.tolist())))}" if unequal.ndim else ""
        raise UnsupportedPair(
            "The total variation of Gaussians in several dimensions is known in closed form for equal covariances "
            f"only, and `p` and `q` have different ones{where}; bracket it by the squared Hellinger distance, "
            "H² <= TV <= sqrt(H² (2 - H²))."
        )
    pair = gaussian_pair(p, q)
    square = xp.sum(pair.separation, axis=-1)
    positive = square > 0
    distance = xp.where(positive, xp.sqrt(xp.where(positive, square, 1.0)), 0.0)
    value = erf(0.5 * distance)
    size = value.detach() if is_torch(value) else value
    return Estimate(value, rounded(size, 32).error + pair.separation_error * size)


def _masses(p: Array, q: Array) -> Array:
    return 0.5 * namespace(p, q).abs(p - q)


def _logarithms(log_p: Array, log_q: Array) -> Array:
    return 0.5 * mass_gap(log_p, log_q)


def _sensitivity(log_p: Array, log_q: Array) -> tuple[Array, Array]:
    """½p and ½q: TV alone has a kink where p = q, so its terms do not lose their first derivative there."""
    xp = namespace(log_p, log_q)
    return 0.5 * xp.exp(log_p), 0.5 * xp.exp(log_q)


TOTAL_VARIATION = Pointwise(_masses, _logarithms, _sensitivity)
