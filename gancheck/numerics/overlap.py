r"""A second, unrelated route to the Jensen-Shannon divergence of two Gaussians on the line.

.. math::
    \mathrm{JSD} = \log 2 - \int G, \qquad
    G = \tfrac12[p\,\operatorname{softplus}(-\ell) + q\,\operatorname{softplus}(\ell)].

With q the narrower law, :math:`G \le \tfrac12 q\,(1.7 + \max(\ell, 0))`, so that all of G lives within
:math:`|z| \le 9.5` of the narrower law's own coordinate, wherever and however wide the other is. G is entire enough
there for the plain trapezoid rule to converge exponentially (Trefethen & Weideman 2014). The accuracy is absolute:
near p = q the difference from log 2 cancels, which the critical line does not; that the two agree is the cross-check.
"""

import math

import numpy as np

from gancheck.numerics.arrays import Array, namespace
from gancheck.numerics.logspace import softplus

__all__ = ["jsd_by_overlap"]

HALF_WIDTH = 9.5
"""Beyond it the narrower law holds less than 2e-21 of its mass."""


def jsd_by_overlap(loc_p: Array, scale_p: Array, loc_q: Array, scale_q: Array, nodes: int = 192) -> Array:
    """JSD in nats of N(loc_p, scale_p²) and N(loc_q, scale_q²), elementwise ``(B,)``; absolute error about 3e-16.

    With 192 nodes no pair of the four standard sets (scale ratios to 1e4, separations to 1000 sigma) errs by more
    than 3e-16; 96 nodes give 1e-11.
    """
    xp = namespace(loc_p, scale_p, loc_q, scale_q)
    narrow_first = scale_p < scale_q
    narrow = xp.where(narrow_first, scale_p, scale_q)[..., None]
    wide = xp.where(narrow_first, scale_q, scale_p)[..., None]
    shift = xp.where(narrow_first, loc_p - loc_q, loc_q - loc_p)[..., None]
    step = 2.0 * HALF_WIDTH / (nodes - 1)
    z = xp.asarray(np.linspace(-HALF_WIDTH, HALF_WIDTH, nodes), device=loc_p.device)
    other = (shift + narrow * z) / wide
    log_narrow = -0.5 * z * z - 0.5 * math.log(2.0 * math.pi)
    log_ratio = -0.5 * other * other + xp.log(narrow / wide) + 0.5 * z * z  # log of wide over narrow, per dz
    integrand = 0.5 * (
        xp.exp(log_narrow + log_ratio) * softplus(-log_ratio) + xp.exp(log_narrow) * softplus(log_ratio)
    )
    return math.log(2.0) - step * xp.sum(integrand, axis=-1)
