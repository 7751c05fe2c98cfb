"""Gaussian laws on the line."""

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from gancheck.distributions.derived import derived
from gancheck.distributions.draws import draw_normal, require_size
from gancheck.distributions.normal_integral import normal_cdf, normal_interval
from gancheck.distributions.parameters import (
    as_parameters,
    broadcast_batch,
    refuse_where,
    require_finite,
    require_positive,
)
from gancheck.distributions.rows import batch_size, columns, points, select_rows, with_batch_axis
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, namespace

__all__ = ["PANEL_EDGES", "Gaussian", "panel_edges", "standard_log_density"]

HALF_EDGES = (1.0, 2.0, 3.0, 4.0, 5.2, 6.5, 8.0, 9.6)
PANEL_EDGES = (*(-edge for edge in reversed(HALF_EDGES)), 0.0, *HALF_EDGES)
"""Edges in units of sigma; 16 Gauss-Legendre nodes between two resolve a Gaussian, and 8e-22 lies outside."""

LOG_SQRT_2PI = 0.5 * math.log(2.0 * math.pi)


@dataclass(frozen=True, init=False, eq=False, repr=False)
class Gaussian:
    r"""The Gaussian law :math:`N(\mu, \sigma^2)` on the line, or a batch of B.

    .. math:: \log p(x) = -\frac{(x-\mu)^2}{2\sigma^2} - \log\sigma - \tfrac12\log 2\pi.

    Args:
        loc: Mean :math:`\mu`, a number or ``(B,)``.
        scale: Standard deviation :math:`\sigma > 0`, a number or ``(B,)``.
        log_scale: :math:`\log\sigma` in place of ``scale``; it is kept, so that extreme scales lose nothing.

    Raises:
        InvalidInput: a parameter is NaN or infinite, a scale is not positive, or the shapes do not fit.

    Example:
        >>> p = Gaussian(loc=0.0, scale=2.0)
        >>> p.log_prob([0.0]).round(4)
        array([-1.6121])
        >>> p.cdf([0.0])
        array([0.5])
    """

    family: ClassVar[str] = "gaussian"
    given: str
    loc: Array
    spread: Array

    def __init__(self, loc: Any = 0.0, scale: Any = None, *, log_scale: Any = None) -> None:
        if (scale is None) == (log_scale is None):
            raise InvalidInput("Give exactly one of `scale` and `log_scale`.")
        given = "scale" if log_scale is None else "log_scale"
        loc, spread = as_parameters(**{"loc": loc, given: scale if log_scale is None else log_scale})
        require_finite(loc, "loc")
        if given == "scale":
            require_positive(spread, given)
        else:
            rule = "its exponential must be a positive float64, so it lies between -745 and 709"
            refuse_where(~((spread >= -745.0) & (spread <= 709.0)), spread, given, rule)
        loc, spread = broadcast_batch(("loc", loc), (given, spread))
        for name, value in (("given", given), ("loc", loc), ("spread", spread)):
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        if self.batch_shape:
            return f"Gaussian(loc=<{len(self)}>, {self.given}=<{len(self)}>)"
        return f"Gaussian(loc={float(self.loc)!r}, {self.given}={float(self.spread)!r})"

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """``()`` or ``(B,)``."""
        return tuple(self.loc.shape)

    @derived
    def scale(self) -> Array:
        """Standard deviation: as given, or ``exp(log_scale)``."""
        return self.spread if self.given == "scale" else namespace(self.spread).exp(self.spread)

    @derived
    def log_scale(self) -> Array:
        """``log sigma``: as given, or derived."""
        return self.spread if self.given == "log_scale" else namespace(self.spread).log(self.spread)

    @property
    def mean(self) -> Array:
        """The mean, which is ``loc``."""
        return self.loc

    @property
    def variance(self) -> Array:
        """``sigma^2``."""
        return self.scale**2

    def standardized(self, x: Any) -> Array:
        """``(x - mu) / sigma`` for points ``(N,)`` or ``(B, N)``."""
        x = points(self, x, self.loc)
        with np.errstate(over="ignore"):  # an overflow to infinity is the rounded value
            return (x - columns(self.loc)) / columns(self.scale)

    def log_prob(self, x: Any) -> Array:
        """Log density in nats at ``(N,)`` or ``(B, N)``; -inf where its magnitude overflows."""
        return standard_log_density(self.standardized(x)) - columns(self.log_scale)

    def cdf(self, x: Any) -> Array:
        """P(X <= x)."""
        return normal_cdf(self.standardized(x))

    def interval_probability(self, lower: Array, upper: Array) -> Array:
        """P(lower < X <= upper), with small relative error in both tails; infinite ends allowed."""
        return normal_interval(self.standardized(lower), self.standardized(upper))

    def breakpoints(self) -> Array:
        """``mu + sigma * PANEL_EDGES``, ``(17,)`` or ``(B, 17)``."""
        return panel_edges(self.loc, self.scale)

    def sample(self, size: int, generator: Any) -> Array:
        """Draws ``(size,)`` or ``(B, size)``, differentiable in the parameters."""
        normal = draw_normal(self.loc, self.batch_shape, (require_size(size),), generator)
        return columns(self.loc) + columns(self.scale) * normal

    def batched(self) -> "Gaussian":
        """The same law with a batch axis; B = 1 if it had none."""
        return with_batch_axis(self, ("loc", "spread"))

    def __getitem__(self, index: Any) -> "Gaussian":
        return select_rows(self, ("loc", "spread"), index)

    def __len__(self) -> int:
        return batch_size(self)


def standard_log_density(z: Array) -> Array:
    """``-z^2/2 - log sqrt(2 pi)``."""
    with np.errstate(over="ignore"):
        return -0.5 * (z * z) - LOG_SQRT_2PI


def panel_edges(loc: Array, scale: Array) -> Array:
    """``loc + scale * PANEL_EDGES`` along a new last axis."""
    xp = namespace(loc)
    edges = xp.asarray(PANEL_EDGES, dtype=xp.float64, device=loc.device)
    return loc[..., None] + scale[..., None] * edges
