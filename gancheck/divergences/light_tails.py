r"""Integrals over the line of a function that grows like a power of the density ratio, where tails decide.

For a > 1, :math:`\int p^a q^{1-a}` is finite for Gaussian mixtures exactly when
:math:`a/\sigma_p^2 + (1-a)/\sigma_q^2 > 0` for the widest components, and most of it may lie far out in the tails of
both.
"""

import math
from typing import Any

from gancheck.distributions.gaussian import panel_edges
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.distributions.pushforward import Pushforward
from gancheck.distributions.uniform import Uniform
from gancheck.divergences.line_integral import TAIL_MASS, line_total, panel_total, require_line
from gancheck.divergences.pointwise import Pointwise
from gancheck.errors import UnsupportedPair
from gancheck.numerics.arrays import Array, namespace
from gancheck.numerics.estimate import Estimate

__all__ = ["power_total"]


def power_total(p: Any, q: Any, function: Pointwise, power: float) -> Estimate:
    """The integral of F ~ p^a q^{1-a}, a > 1, by panels, those added where that lives; infinite where it diverges.

    Raises:
        UnsupportedPair: A law is a pushforward of unbounded noise, or a mixture in several dimensions.
    """
    require_line(p)
    if not (isinstance(p, GaussianMixture) and isinstance(q, GaussianMixture)):
        if not (_bounded(p) or _bounded(q)):
            raise UnsupportedPair(
                "Whether the chi-squared or an alpha-divergence of a pushforward of unbounded noise is finite depends "
                "on tails that no panel sees; give both laws as Gaussians or mixtures, or use a bounded divergence "
                "such as jsd."
            )
        return line_total(p, q, function)
    xp = namespace(p.loc, q.loc)
    edges = xp.concat([p.breakpoints(), q.breakpoints(), _ratio_breakpoints(p, q, power)], axis=-1)
    result = panel_total(p, q, function, edges)
    tail = TAIL_MASS * (1.0 + xp.where(xp.isinf(result.value), 0.0, result.value))
    widest_p, widest_q = (xp.max(xp.where(m.weights > 0, m.scale, 0.0), axis=-1) for m in (p, q))
    finite = (power - 1.0) * widest_p**2 < power * widest_q**2
    return Estimate(xp.where(finite, result.value, math.inf), xp.where(finite, result.error + tail, 0.0))


def _bounded(law: Any) -> bool:
    return isinstance(law, Uniform) or (isinstance(law, Pushforward) and isinstance(law.noise, Uniform))


def _ratio_breakpoints(p: GaussianMixture, q: GaussianMixture, power: float) -> Array:
    r"""Panel edges of each :math:`p_i^a q_j^{1-a}`: a Gaussian where its precision is positive."""
    xp = namespace(p.loc, q.loc)
    mean, other = p.loc[..., :, None], q.loc[..., None, :]
    top, bottom = power / p.scale[..., :, None] ** 2, (power - 1.0) / q.scale[..., None, :] ** 2
    live = (top > bottom) & (p.weights[..., :, None] > 0) & (q.weights[..., None, :] > 0)
    precision = xp.where(live, top - bottom, 1.0)
    centre = mean + xp.where(live, (mean - other) * bottom / precision, 0.0)
    scale = xp.where(live, 1.0 / xp.sqrt(precision), p.scale[..., :, None])
    return xp.reshape(panel_edges(centre, scale), (*p.batch_shape, -1))
