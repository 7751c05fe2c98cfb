"""Panels for what two far densities on the line still share."""

from typing import Any

import numpy as np

from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.numerics.arrays import Array, is_torch, namespace

__all__ = ["overlap_breakpoints"]

DISTANCES = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 40.0)
"""Multiples of a decay length: e^-40 of the overlap lies beyond the last."""


def overlap_breakpoints(p: Any, q: Any) -> Array | None:
    r"""Breakpoints around every point where a component of p crosses one of q; None for laws without components.

    :math:`\min(\sum_i p_i, \sum_j q_j) \le \sum_{ij}\min(p_i, q_j)`, and the overlap of two Gaussians falls off from
    a root of
    :math:`\log p_i = \log q_j` like an exponential, on either side with the slope of one of the two log densities
    there. The panels grow geometrically with those lengths.
    """
    if not (isinstance(p, GaussianMixture) and isinstance(q, GaussianMixture)):
        return None
    xp = namespace(p.loc)
    mean, scale = p.loc[..., :, None], p.scale[..., :, None]
    other, other_scale = q.loc[..., None, :], q.scale[..., None, :]
    # A component of weight 0 crosses nothing; its log weight of −∞ would only spoil the arithmetic.
    log_p, log_q = (xp.where(xp.isfinite(law.log_weights), law.log_weights, 0.0) for law in (p, q))
    log_weights = log_p[..., :, None] - log_q[..., None, :]
    ratio = log_weights + xp.log(other_scale / scale)
    steps = xp.asarray(np.array([sign * d for d in DISTANCES for sign in (-1.0, 1.0)]), device=mean.device)
    edges = []
    for root in _crossings(mean, scale, other, other_scale, ratio):
        for slope in (xp.abs(root - mean) / scale**2, xp.abs(root - other) / other_scale**2):
            length = 1.0 / xp.maximum(slope, 1.0 / xp.maximum(scale, other_scale))
            edges.append(root[..., None] + length[..., None] * steps)
    both = xp.stack(edges, axis=-1)
    # An integral does not depend on where its panels meet; the roots have no derivative where two components are equal.
    both = both.detach() if is_torch(both) else both
    return xp.reshape(both, (*p.batch_shape, -1))


def _crossings(
    mean: Array, scale: Array, other: Array, other_scale: Array, ratio: Array
) -> tuple[Array, Array]:
    """Roots x of -½((x-μ)/σ)² + ½((x-μ')/σ')² + ratio = 0; the point nearest to a root where there is none."""
    xp = namespace(mean)
    a = 0.5 * (1.0 / other_scale**2 - 1.0 / scale**2)
    shift = other - mean
    b = -shift / other_scale**2
    c = 0.5 * shift**2 / other_scale**2 + ratio
    root = xp.sqrt(xp.maximum(b * b - 4.0 * a * c, xp.zeros_like(a)))
    half = -0.5 * (b + xp.where(b >= 0, root, -root))
    # Nearly equal components of unequal weight cross far out, where neither has any mass left: not a root to refine at.
    reach = DISTANCES[-1] * (scale + other_scale) + xp.abs(shift)
    near, also_near = xp.abs(c) < reach * xp.abs(half), xp.abs(half) < reach * xp.abs(a)
    first = xp.where(near, c / xp.where(near, half, 1.0), 0.0)
    second = xp.where(also_near, half / xp.where(also_near, a, 1.0), first)
    return mean + first, mean + second
