r"""The alpha-divergences."""

import math
from typing import Any

import numpy as np

from gancheck.divergences.gaussian_alpha import gaussian_alpha
from gancheck.divergences.gaussian_pair import are_gaussian
from gancheck.divergences.kullback_leibler import kl_estimate
from gancheck.divergences.light_tails import power_total
from gancheck.divergences.log_masses import log_difference
from gancheck.divergences.pairs import align
from gancheck.divergences.pointwise import Pointwise
from gancheck.divergences.scalars import plain
from gancheck.divergences.total import total
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, is_torch, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate
from gancheck.numerics.logspace import at_most, exp_minus_tangent, log_ratio

__all__ = ["alpha_divergence", "alpha_divergence_estimate"]

NEAR = 2.0
"""Log ratios below this are taken by the function φ(t) = e^t - 1 - t, larger ones by their exponentials."""

INDISTINCT = 1e-30
"""An order this near to 1 or 0 gives KL or reverse KL: the next term, |α - 1| ℓ/2 relatively, is far below u."""


def alpha_divergence(p: Any, q: Any, alpha: float) -> Array:
    r"""The alpha-divergence of order α.

    .. math::
        D_\alpha(p \| q) = \frac{1}{\alpha(\alpha - 1)}\Big[\sum_x p^\alpha q^{1-\alpha} - 1\Big], \qquad
        D_1 = \mathrm{KL}(p \| q), \quad D_0 = \mathrm{KL}(q \| p)

    Pins: :math:`D_2` is half of Pearson's divergence, :math:`D_{-1}` half of Neyman's, :math:`D_{1/2} = 4H^2`; and
    :math:`D_\alpha(p \| q) = D_{1-\alpha}(q \| p)`. For :math:`\alpha \ge 1` infinite where p has mass and q has none,
    for :math:`\alpha \le 0` where q has and p has none. Gaussians have the closed form of
    `gancheck.divergences.gaussian_alpha`; outside [0, 1] it is finite exactly while
    :math:`\alpha\Sigma_p^{-1} + (1-\alpha)\Sigma_q^{-1}` is positive definite.

    Args:
        p: A law, unbatched or a batch of B; also a frozen ``scipy.stats`` or a ``torch.distributions`` one.
        q: Another of the same kind.
        alpha: The order α, any finite real number. (Amari's order is 1 - 2α.)

    Returns:
        Nats at α = 0 and 1, a number without unit otherwise; ``()`` or ``(B,)``; between 0 and 1/(α(1-α)) for α in
        (0, 1).

    Raises:
        InvalidInput: ``alpha`` is not a finite number, or the batches, atoms or dimensions do not match.
        UnsupportedPair: One law is discrete and the other a density, the spaces differ, or α is outside [0, 1] and a
            pushforward of unbounded noise is involved, whose tails decide and are not seen by any panel.

    Example:
        >>> import gancheck as gk
        >>> p, q = gk.Discrete(probs=[0.5, 0.5]), gk.Discrete(probs=[0.75, 0.25])
        >>> round(alpha_divergence(p, q, 2.0), 12)
        0.166666666667
        >>> alpha_divergence(gk.Gaussian(0.0, 2.0), gk.Gaussian(0.0, 1.0), 1.5)
        inf

    References:
        [nowozin2016] Table 6 (α-divergence); [cichocki2010] Sec. 2 (in this normalisation).
    """
    return plain(alpha_divergence_estimate(p, q, alpha).value)


def alpha_divergence_estimate(p: Any, q: Any, alpha: float) -> Estimate:
    """The alpha-divergence with a bound on its error: of rounding, or of the panels."""
    alpha = require_order(alpha)
    p, q = align(p, q)
    if alpha < 0.5:
        # D_α(p‖q) = D_{1-α}(q‖p); the distance of the order from 1 is kept, not computed from 1 - α.
        p, q, order, excess = q, p, 1.0 - alpha, -alpha
    else:
        order, excess = alpha, alpha - 1.0
    if abs(excess) < INDISTINCT:
        return kl_estimate(p, q)
    with np.errstate(over="ignore"):  # an overflow to infinity is the rounded value
        if are_gaussian(p, q):
            result = gaussian_alpha(p, q, order, excess)
        elif p.family == "discrete":
            result = _discrete(p, q, order, excess)
        else:
            result = _on_line(p, q, order, excess)
    return result if excess > 0.0 else Estimate(at_most(result.value, -1.0 / (order * excess)), result.error)


def require_order(alpha: Any) -> float:
    """The order as a float.

    Raises:
        InvalidInput: It is no finite real number.
    """
    if isinstance(alpha, bool) or not isinstance(alpha, int | float | np.integer | np.floating):
        raise InvalidInput(f"`alpha` is {alpha!r}; give the order as one finite real number.")
    if not math.isfinite(alpha):
        raise InvalidInput(
            f"`alpha` is {alpha!r}; give a finite order (the limits at infinity are no divergences)."
        )
    return float(alpha)


def _discrete(p: Any, q: Any, order: float, excess: float) -> Estimate:
    """The sum; each term is off by 56u more than `discrete_total` counts, and by what 4u of its ℓ become."""
    function = AlphaKernel(order, excess)
    result = total(p, q, function.pointwise)
    value = result.value.detach() if is_torch(result.value) else result.value
    extra = 56 * UNIT_ROUNDOFF * value
    if "probs" in (p.given, q.given):
        xp = namespace(value)
        log_p, log_q = p.log_probs, q.log_probs
        ell = xp.abs(log_difference(log_p, log_q))
        felt = xp.where(xp.isfinite(ell), ell, 0.0) * function.sensitivity(log_p, log_q)[1]
        extra = extra + 4 * UNIT_ROUNDOFF * xp.sum(xp.where(xp.isfinite(felt), felt, 0.0), axis=-1)
    return _widened(result, extra)


def _on_line(p: Any, q: Any, order: float, excess: float) -> Estimate:
    function = AlphaKernel(order, excess).pointwise
    result = total(p, q, function) if excess < 0.0 else power_total(p, q, function, order)
    value = result.value.detach() if is_torch(result.value) else result.value
    return _widened(result, 56 * UNIT_ROUNDOFF * value)


def _widened(estimate: Estimate, extra: Array) -> Estimate:
    """The error with something added; an infinite value was decided and has none."""
    xp = namespace(estimate.value)
    error = estimate.error + extra
    error = error.detach() if is_torch(error) else error
    return Estimate(estimate.value, xp.where(xp.isinf(estimate.value), 0.0, error))


class AlphaKernel:
    r"""F for an order a >= 1/2, with b = a - 1 given apart, so that it keeps its digits near a = 1.

    .. math::
        F = \frac pa\left[\varphi(-\ell) + \frac{\varphi(b\ell)}b\right]
          = \frac1a\left[\frac{p(e^{b\ell} - 1)}b - p + q\right], \qquad \varphi(t) = e^t - 1 - t,

    the first form for |ℓ| < 2, the second beyond. For b > 0 both terms of the first are nonnegative. For b < 0 the
    second one is at most 65 % of the first, so that the difference amplifies errors by at most 4.7; the second form
    does by at most 5.3. φ loses a factor of at most 4.4 itself: 56u a term, the error of ℓ apart. With b → 0 it
    becomes KL's p ℓ - p + q.
    """

    def __init__(self, order: float, excess: float) -> None:
        self.order = order
        self.excess = excess
        self.pointwise = Pointwise(self.masses, self.logarithms, self.sensitivity)

    def masses(self, p: Array, q: Array) -> Array:
        """F on masses; the power is taken in four parts, so that it overflows only where F does."""
        xp = namespace(p, q)
        ell = log_ratio(p, q)
        both = (p > 0) & (q > 0)
        far = xp.where(both & (xp.abs(ell) >= NEAR), ell, 0.0)
        quarter = xp.exp(0.25 * self.excess * far)
        power = p * quarter * quarter * quarter * quarter
        return self._joined(p, q, ell, xp.where(both, power, 0.0))

    def logarithms(self, log_p: Array, log_q: Array) -> Array:
        """F on log masses."""
        xp = namespace(log_p, log_q)
        both = (log_p > -math.inf) & (log_q > -math.inf)
        ell = log_difference(log_p, log_q)
        exponent = self.order * xp.where(both, log_p, 0.0) - self.excess * xp.where(both, log_q, 0.0)
        power = xp.where(both, xp.exp(exponent), 0.0)
        return self._joined(xp.exp(log_p), xp.exp(log_q), ell, power)

    def _joined(self, p: Array, q: Array, ell: Array, power: Array) -> Array:
        """Both forms, ``power`` being p e^{bℓ} where both masses are positive and 0 elsewhere."""
        xp, a, b = namespace(p, q), self.order, self.excess
        near = xp.abs(ell) < NEAR
        t = xp.where(near, ell, 0.0)
        close = p * (exp_minus_tangent(-t) + exp_minus_tangent(b * t) / b)
        t = b * ell
        mild = xp.abs(t) < 1.0
        growth = xp.where(mild, p * xp.expm1(xp.where(mild, t, 0.0)), power - p)
        apart = growth / b - p + q
        value = xp.where(near, close, apart) / a
        return xp.where((ell == math.inf) & (p > 0), math.inf, value) if b > 0.0 else value

    def sensitivity(self, log_p: Array, log_q: Array) -> tuple[Array, Array]:
        """p|e^{bℓ} - 1|/|b| and q|e^{aℓ} - 1|/a."""
        xp, a, b = namespace(log_p, log_q), self.order, self.excess
        both = (log_p > -math.inf) & (log_q > -math.inf)
        first, second = xp.where(both, log_p, 0.0), xp.where(both, log_q, 0.0)
        up, down = (
            xp.maximum(b * (first - second), 0.0 * first),
            xp.maximum(a * (first - second), 0.0 * first),
        )
        on_p = -xp.exp(first + up) * xp.expm1(-xp.abs(b * (first - second))) / abs(b)
        on_q = -xp.exp(second + down) * xp.expm1(-xp.abs(a * (first - second))) / a
        alone = xp.exp(log_p) / abs(b), xp.exp(log_q) / a
        return xp.where(both, on_p, alone[0]), xp.where(both, on_q, alone[1])
