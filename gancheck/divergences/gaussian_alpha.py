r"""The alpha-divergence of two Gaussians, in any dimension, in closed form.

With :math:`M(a) = \int p^a q^{1-a}`, in the coordinates of `gancheck.divergences.gaussian_pair`, with
:math:`t_i = -2\eta_i`, :math:`c = 1 - a` and :math:`V_i = 1 + c(e^{t_i} - 1)`,

.. math::
    \log M(a) = \tfrac12\sum_i J(t_i) - \tfrac12 ac \sum_i g_i^2\,\frac{1 + e^{t_i}}{V_i}, \qquad
    J(t) = ct - \log(1 + c(e^t - 1)),

finite exactly while every V is positive (always for a in [0, 1]), and :math:`D_a = (M(a) - 1)/(a(a-1))`. Both sums have
the sign of a(a-1), so nothing cancels between them. J itself cancels near t = 0 and is there

.. math::
    J(t) = -\log\left(1 + ac\left[\frac{\varphi(-ct)}c + \frac{\varphi(at)}a\right]\right), \qquad
    \varphi(t) = e^t - 1 - t.
"""

import math
from typing import Any

from gancheck.divergences.gaussian_pair import gaussian_pair
from gancheck.numerics.arrays import Array, is_torch, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate
from gancheck.numerics.logspace import exp_minus_tangent

__all__ = ["gaussian_alpha"]

LARGEST = 600.0
"""Beyond e^600 a V with c > 0 is c e^t: c is at least 1e-30."""


def gaussian_alpha(p: Any, q: Any, order: float, excess: float) -> Estimate:
    r"""D_a of aligned Gaussian laws for an order a >= 1/2, given with a - 1, with a bound on its error.

    J errs by 6 roundings of each of its two terms, or, near 0, by 24 of both terms of its sum; V by those of its own,
    :math:`4u(1 + |cx|)/V` relatively, :math:`x = e^t - 1`; an error of η is multiplied by
    :math:`|\partial \log M/\partial\eta| \le |ac|\,[\,|x|/V + |1 - 2c|\,g^2(1 + x)/V^2]`; and M by that of its
    logarithm.
    """
    a, c = order, -excess
    pair = gaussian_pair(p, q)
    xp = namespace(pair.eta)
    t = -2.0 * pair.eta
    x = xp.expm1(xp.where(t < LARGEST, t, LARGEST))
    finite = xp.all(1.0 + c * x > 0.0, axis=-1)
    t, x = (xp.where(finite[..., None], array, 0.0) for array in (t, x))
    v = 1.0 + c * x
    height = pair.finite_separation * (2.0 + x) / v
    bend, doubt = _bend(t, x, a, c)
    exponent = 0.5 * xp.sum(bend - a * c * height, axis=-1)
    if pair.coupling is not None:
        inverse = 1.0 / v.detach()
        form = xp.sum(xp.sum(pair.coupling * inverse[..., None, :], axis=-1) * inverse, axis=-1)
        exponent = exponent + 0.5 * a * c * c * form
    small = xp.where(exponent < 700.0, exponent, math.inf)
    value = xp.where(finite, xp.expm1(small) / (a * excess), math.inf)
    shape = 4 * UNIT_ROUNDOFF * (1.0 + xp.abs(c * x)) / v
    of_height = (16 * UNIT_ROUNDOFF + shape) + pair.separation_error[..., None]
    sway = abs(a * c) * (xp.abs(x) / v + abs(1.0 - 2.0 * c) * pair.finite_separation * (1.0 + x) / v**2)
    drift = xp.sum(doubt + abs(a * c) * height * of_height + sway * pair.eta_error, axis=-1)
    drift = drift + (8 + 4 * t.shape[-1]) * UNIT_ROUNDOFF * xp.abs(exponent)
    level = xp.where(xp.isinf(value), 0.0, value)
    error = drift * xp.exp(xp.where(exponent < 700.0, exponent, 0.0)) / abs(a * excess)
    error = error + 8 * UNIT_ROUNDOFF * level
    error = error.detach() if is_torch(error) else error
    return Estimate(value, xp.where(xp.isfinite(error) & xp.isfinite(value), error, 0.0))


def _bend(t: Array, x: Array, a: float, c: float) -> tuple[Array, Array]:
    """J and a bound on its error; by φ where |t| is below 1 over the larger of a and |c|."""
    xp = namespace(t)
    near = xp.abs(t) * max(a, abs(c)) < 1.0
    low = xp.where(near, t, 0.0)
    first, second = exp_minus_tangent(-c * low) / c, exp_minus_tangent(a * low) / a
    close = -xp.log1p(a * c * (first + second))
    beyond = t >= LARGEST
    inner = xp.where(near | beyond, 0.0, c * x)
    logarithm = xp.where(beyond, t + math.log(abs(c)), xp.log1p(inner))
    apart = c * t - logarithm
    doubt = xp.where(
        near,
        24 * UNIT_ROUNDOFF * abs(a * c) * (xp.abs(first) + second) / xp.exp(-close),
        6 * UNIT_ROUNDOFF * (xp.abs(c * t) + xp.abs(logarithm))
        + 4 * UNIT_ROUNDOFF * xp.abs(inner) / (1.0 + inner),
    )
    return xp.where(near, close, apart), doubt
