r"""Logarithms and exponentials with the conventions of information theory at 0, 1 and infinity.

Conventions: :math:`0 \log 0 = 0`, :math:`\log 0 = -\infty`. No function warns, and none gives a NaN gradient under
torch: an argument that would make the unselected branch of a ``where`` infinite is replaced *before* the
branch is computed, because a gradient of zero times infinity is NaN even where the value is discarded.
"""

import math

import numpy as np

from gancheck.numerics.arrays import Array, namespace

__all__ = [
    "at_most",
    "exp_minus_tangent",
    "log1mexp",
    "log_ratio",
    "log_sigmoid",
    "logaddexp",
    "logsumexp",
    "safe_log",
    "softplus",
    "xlogy",
]

LOG_2 = math.log(2.0)


def safe_log(x: Array) -> Array:
    r""":math:`\log x` for :math:`x \ge 0`, with :math:`\log 0 = -\infty` in silence and gradient 0 there."""
    xp = namespace(x)
    return xp.where(x > 0, xp.log(xp.where(x > 0, x, 1.0)), -math.inf)


def xlogy(x: Array, y: Array) -> Array:
    r""":math:`x \log y` for :math:`x, y \ge 0`; 0 where ``x`` is 0, whatever ``y`` is; -inf where only ``y`` is 0."""
    xp = namespace(x, y)
    x, y = xp.broadcast_arrays(x, y)
    finite = (y > 0) & ~((x == 0) & xp.isinf(y))
    product = x * xp.log(xp.where(finite, y, 1.0))
    return xp.where((y == 0) & (x > 0), -math.inf, product)


def log_ratio(p: Array, q: Array, nowhere: float = 0.0) -> Array:
    r""":math:`\ell = \log(p/q)` for masses or densities p, q >= 0, with small *relative* error also as q goes to p.

    Where p/2 <= q <= 2p the subtraction in ``log1p((p - q)/q)`` is exact (Sterbenz' lemma). Elsewhere the quotient of
    the smaller by the larger cannot overflow; where it would be subnormal, the logarithms are subtracted instead,
    which then differ by more than 600. +-inf where one mass is 0, and ``nowhere`` where both are: 0 in a sum over
    both laws, NaN where the ratio itself is asked for. The gradient is (1/p, -1/q), at p = q too.
    """
    xp = namespace(p, q)
    p, q = xp.broadcast_arrays(p, q)
    ahead = p >= q  # not a minimum and a maximum, which share out their gradient at a tie
    low, high = xp.where(ahead, q, p), xp.where(ahead, p, q)
    positive = low > 0
    low, high = xp.where(positive, low, 1.0), xp.where(positive, high, 1.0)
    close = 0.5 * high <= low
    near = xp.log1p(xp.where(close, (high - low) / xp.where(close, low, 1.0), 0.0))
    quotient = xp.where(close, 1.0, low / high)
    tiny = quotient < 2.0**-1000
    logarithms = xp.log(xp.where(tiny, low, 1.0)) - xp.log(xp.where(tiny, high, 1.0))
    far = xp.where(tiny, logarithms, xp.log(xp.where(tiny, 1.0, quotient)))
    size = xp.where(close, near, -far)
    size = xp.where(positive, size, xp.where((p > 0) | (q > 0), math.inf, nowhere))
    return xp.where(ahead, size, -size)


def softplus(t: Array) -> Array:
    r""":math:`\operatorname{softplus}(t) = \log(1 + e^t)`, within 2 ulp for every ``t``, infinite ones included."""
    xp = namespace(t)
    return xp.maximum(t, xp.zeros_like(t)) + xp.log1p(xp.exp(-xp.abs(t)))


def log_sigmoid(t: Array) -> Array:
    r""":math:`\log\sigma(t) = -\operatorname{softplus}(-t)`: log D of a discriminator with logit ``t``.

    ``log_sigmoid(-t)`` is log(1 - D); the difference 1 - D is never formed.
    """
    return -softplus(-t)


def logaddexp(a: Array, b: Array) -> Array:
    r""":math:`\log(e^a + e^b)`, elementwise; -inf where both are."""
    xp = namespace(a, b)
    a, b = xp.broadcast_arrays(a, b)
    distinct = a != b  # equal infinities would give inf - inf
    gap = xp.where(distinct, xp.abs(xp.where(distinct, a, 1.0) - xp.where(distinct, b, 1.0)), 0.0)
    return xp.maximum(a, b) + xp.log1p(xp.exp(-gap))


def logsumexp(x: Array, axis: int = -1, *, keepdims: bool = False) -> Array:
    r""":math:`\log \sum_i e^{x_i}` along ``axis``; -inf where every term is -inf (an empty sum of probabilities)."""
    xp = namespace(x)
    top = xp.max(x, axis=axis, keepdims=True)
    top = xp.where(xp.isfinite(top), top, 0.0)
    total = xp.sum(xp.exp(x - top), axis=axis, keepdims=True)
    result = top + safe_log(total)
    return result if keepdims else xp.squeeze(result, axis=axis)


def log1mexp(x: Array) -> Array:
    r""":math:`\log(1 - e^x)` for :math:`x \le 0`; -inf at 0.

    ``log(-expm1(x))`` above :math:`-\log 2` and ``log1p(-exp(x))`` below keep the relative error at a few ulp
    (Mächler 2012, *Accurately computing log(1 - exp(-|a|))*).
    """
    xp = namespace(x)
    near = x > -LOG_2
    close = safe_log(-xp.expm1(xp.where(near, x, -LOG_2)))
    return xp.where(near, close, xp.log1p(-xp.exp(xp.where(near, -LOG_2, x))))


def exp_minus_tangent(t: Array) -> Array:
    r""":math:`\varphi(t) = e^t - 1 - t \ge 0`, with small relative error at every ``t``; infinite where e^t overflows.

    Below |t| = 1/2 the difference ``expm1(t) - t`` cancels, so the series :math:`t^2 (1/2! + t/3! + t^2/4! + \dots)` is
    summed to :math:`t^{16}/18!`, whose remainder is below :math:`2^{-17}/19! < u/10^5`. Beyond, the difference
    loses a factor of at most :math:`(e^t - 1)/\varphi(t) \le 4.4`.
    """
    xp = namespace(t)
    near = xp.abs(t) < 0.5
    small = xp.where(near, t, 0.0)
    series = xp.zeros_like(small)
    for k in range(18, 1, -1):
        series = series * small + 1.0 / math.factorial(k)
    large = xp.where(near, 1.0, t)
    with np.errstate(over="ignore"):  # an overflow to infinity is the rounded value
        return xp.where(near, small * small * series, xp.expm1(large) - large)


def at_most(x: Array, bound: float) -> Array:
    """The smaller of ``x`` and ``bound``, for a value that exceeds a bound of the theory by rounding only.

    The gradient passes unchanged, where that of ``minimum`` would be halved at a tie and dropped above it.
    """
    xp = namespace(x)
    plain = x.detach() if hasattr(x, "detach") else x
    excess = plain - bound
    return x - xp.where(excess > 0, excess, 0.0)
