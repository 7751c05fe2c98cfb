r"""The error function of either library and, from it, the mass of the standard normal law between two points."""

import math

import numpy as np
import scipy.special

from gancheck.numerics.arrays import Array, is_torch, namespace

__all__ = ["erf", "erfc", "normal_mass"]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(12)
_INV_SQRT_2PI = 1.0 / math.sqrt(2.0 * math.pi)


def erf(x: Array) -> Array:
    r""":math:`\operatorname{erf}(x) = \frac{2}{\sqrt\pi} \int_0^x e^{-t^2} dt`."""
    return x.erf() if is_torch(x) else scipy.special.erf(x)


def erfc(x: Array) -> Array:
    r""":math:`1 - \operatorname{erf}(x)`, relatively accurate for large ``x``."""
    return x.erfc() if is_torch(x) else scipy.special.erfc(x)


def normal_mass(lower: Array, width: Array) -> Array:
    r""":math:`\Phi(\ell + w) - \Phi(\ell)` for :math:`w \ge 0`, with small *relative* error also as w goes to 0.

    A width w below :math:`1/(1 + |\ell|)` is integrated by 12 Gauss-Legendre nodes: the density's growth over the panel
    is :math:`e^{-\ell w t - w^2 t^2/2}` with :math:`|\ell w| < 1`, whose 24th derivative leaves less than 1e-20.
    Wider ones are a difference of ``erfc`` at both ends, of which the farther is at most a part :math:`e^{-1/2}` of the
    nearer.
    """
    xp = namespace(lower, width)
    flipped = lower + 0.5 * width < 0
    near = xp.where(flipped, -(lower + width), lower)  # the end nearer to the mean, after reflection
    narrow = width * (1.0 + xp.abs(near)) < 1.0
    w = xp.where(narrow, width, 0.0)[..., None]
    t = xp.asarray(0.5 * (_NODES + 1.0), device=lower.device)
    weights = xp.asarray(0.5 * _WEIGHTS * _INV_SQRT_2PI, device=lower.device)
    at = near[..., None] + w * t
    small = w[..., 0] * xp.sum(weights * xp.exp(-0.5 * at * at), axis=-1)
    far = xp.where(narrow, 1.0, near + width)
    start = xp.where(narrow, 0.0, near)
    root = math.sqrt(0.5)
    across = 0.5 * (erf(far * root) - erf(start * root))
    tail = 0.5 * (erfc(start * root) - erfc(far * root))
    return xp.where(narrow, small, xp.where(start <= 0, across, tail))
