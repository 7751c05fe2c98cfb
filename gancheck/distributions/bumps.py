r"""Densities on the line as sums of Gaussian bumps, panel by panel.

.. math:: p(x_T + h_T\theta) = \sum_j c_j\, e^{-(s_j + r_j\theta)^2}

A mixture has its components everywhere. A pushforward by a piecewise linear map has, between two breakpoints, one bump
for each piece that reaches there: which ones is found once a panel, not once a point. Bounded noise makes bumps with
s = r = 0. No logarithm is taken, so that the accuracy is absolute: a density below e^-700 counts as 0.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from gancheck.distributions.affine import Affine
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.gaussian_mixture import GaussianMixture, as_mixture
from gancheck.distributions.piecewise_linear import PiecewiseLinear
from gancheck.distributions.pushforward import Pushforward
from gancheck.distributions.uniform import Uniform
from gancheck.numerics.arrays import Array, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF
from gancheck.numerics.panels import Panels
from gancheck.numerics.ragged import marked

__all__ = ["Blur", "Bumps", "blurred", "bumps_of", "peak"]

ROOT_HALF = math.sqrt(0.5)
ROOT_2PI = math.sqrt(2.0 * math.pi)


class Bumps(NamedTuple):
    """The bumps of all panels, ``(J,)`` each: panel (ascending), rank on it, height c, start s and run r.

    Attributes:
        panels: how many panels there are.
        most: the largest number of bumps on one.
    """

    panels: int
    most: int
    panel: Array
    rank: Array
    height: Array
    start: Array
    run: Array

    def at(self, theta: Array) -> Array:
        """The density at the places θ ``(n,)`` of each panel, ``(T, n)``."""
        xp = namespace(theta)
        if self.most == 0:
            return xp.zeros((self.panels, theta.shape[0]), dtype=theta.dtype, device=theta.device)
        first = self.rank == 0
        density = self._scattered(first, theta)
        for rank in range(1, self.most):
            chosen = self.rank == rank
            density[self.panel[chosen]] += self._values(chosen, theta)
        return density

    def _scattered(self, chosen: Array, theta: Array) -> Array:
        """The bumps of one rank on their panels, 0 on the others."""
        xp, values = namespace(theta), self._values(chosen, theta)
        if values.shape[0] == self.panels:
            return values
        density = xp.zeros((self.panels, theta.shape[0]), dtype=theta.dtype, device=theta.device)
        density[self.panel[chosen]] = values
        return density

    def _values(self, chosen: Array, theta: Array) -> Array:
        xp = namespace(theta)
        values = self.run[chosen][:, None] * theta
        values += self.start[chosen][:, None]
        values *= -values
        values = xp.exp(values)
        values *= self.height[chosen][:, None]
        return values


class Blur(NamedTuple):
    """Places where rounding moves mass, the density there and a bound on the mass, ``(B, M)`` each."""

    place: Array
    density: Array
    mass: Array


def bumps_of(law: Any) -> Callable[[Panels], Bumps] | None:
    """From panels between the law's breakpoints to its bumps there; None for a law that is no sum of bumps."""
    if isinstance(law, Gaussian):
        law = as_mixture(law)
    if isinstance(law, GaussianMixture):
        return lambda panels: _of_components(law, panels)
    if isinstance(law, Pushforward) and isinstance(law.generator, PiecewiseLinear | Affine):
        return _of_pieces(law)
    return None


def _of_components(law: GaussianMixture, panels: Panels) -> Bumps:
    xp, row = namespace(law.loc), panels.row
    steepness = ROOT_HALF / law.scale
    start = (panels.left[:, None] - law.loc[row]) * steepness[row]
    run = panels.width[:, None] * steepness[row]
    height = (law.weights / (law.scale * ROOT_2PI))[row]
    count, k = start.shape
    index = xp.arange(count * k, device=row.device)
    flat = (xp.reshape(a, (-1,)) for a in (height, start, run))
    return Bumps(count, k, index // k, index % k, *flat)


def _of_pieces(law: Pushforward) -> Callable[[Panels], Bumps]:
    """The pieces that reach a panel's middle; between breakpoints they reach all of it."""
    slopes, intercepts, low, high = _images(law)
    xp = namespace(slopes)

    def bumps(panels: Panels) -> Bumps:
        row, middle = panels.row, panels.middle[:, None]
        places = marked((low[row] < middle) & (middle < high[row]))
        own = row[places.row]
        a, b = slopes[own, places.column], intercepts[own, places.column]
        if isinstance(law.noise, Uniform):
            height = 1.0 / (xp.abs(a) * (law.noise.high - law.noise.low)[own])
            start = run = xp.zeros_like(height)
        else:
            loc, scale = law.noise.loc[own], law.noise.scale[own]
            start = ((panels.left[places.row] - b) / a - loc) * (ROOT_HALF / scale)
            run = panels.width[places.row] / a * (ROOT_HALF / scale)
            height = 1.0 / (xp.abs(a) * scale * ROOT_2PI)
        return Bumps(row.shape[0], places.width, places.row, places.rank, height, start, run)

    return bumps


def blurred(law: Any) -> Blur | None:
    """Where the rounding of a pushforward's breakpoints moves mass, and how much; None for a law without pieces.

    The end ``a t + b`` of a piece's image is off by 2u (|a t| + |b|) at most: with the density there, that is the mass
    that may be missed or counted twice. Slopes that have collapsed make it large, and no float64 could make it smaller.
    """
    if not isinstance(law, Pushforward):
        return None
    slopes, intercepts, left, right = _pieces(law)
    xp = namespace(slopes)
    slope, intercept = xp.concat([slopes] * 2, axis=1), xp.concat([intercepts] * 2, axis=1)
    z = xp.concat([left, right], axis=1)
    live = xp.isfinite(z) & (slope != 0) & xp.concat([left < right] * 2, axis=1)
    slope, z = xp.where(live, slope, 1.0), xp.where(live, z, 0.0)
    if isinstance(law.noise, Uniform):
        height = (1.0 / (law.noise.high - law.noise.low))[:, None] + 0.0 * z
    else:
        height = xp.exp(law.noise.log_prob(z))
    density = xp.where(live, height / xp.abs(slope), 0.0)
    moved = 2.0 * UNIT_ROUNDOFF * (xp.abs(slope * z) + xp.abs(intercept))
    return Blur(slope * z + intercept, density, moved * density)


def peak(law: Any) -> Array:
    """A bound on the density, ``(B,)``: the sum of the heights of all bumps."""
    if isinstance(law, Pushforward):
        slopes, _, left, right = _pieces(law)
        xp = namespace(slopes)
        live = (slopes != 0) & (left < right)
        steep = xp.sum(xp.where(live, 1.0 / xp.abs(xp.where(live, slopes, 1.0)), 0.0), axis=1)
        noise = law.noise
        return steep / (noise.high - noise.low if isinstance(noise, Uniform) else noise.scale * ROOT_2PI)
    mixture = as_mixture(law) if isinstance(law, Gaussian) else law
    return namespace(mixture.loc).sum(mixture.weights / (mixture.scale * ROOT_2PI), axis=-1)


def _images(law: Pushforward) -> tuple[Array, Array, Array, Array]:
    """Slopes, intercepts and the ends of the images of the pieces, ``(B, P)``; an empty image for a flat piece."""
    slopes, intercepts, left, right = _pieces(law)
    xp = namespace(slopes)
    with np.errstate(invalid="ignore", over="ignore"):  # the flat pieces, and images beyond the floats
        ends = slopes * left + intercepts, slopes * right + intercepts
    live = (slopes != 0) & (left < right)
    low = xp.where(live, xp.minimum(*ends), xp.inf)
    return slopes, intercepts, low, xp.where(live, xp.maximum(*ends), -xp.inf)


def _pieces(law: Pushforward) -> tuple[Array, Array, Array, Array]:
    """Slopes, intercepts and the ends in z of the pieces, within the noise, ``(B, P)``."""
    g = law.generator
    if isinstance(g, Affine):
        xp = namespace(g.slope)
        slopes, intercepts = g.slope[:, None], g.intercept[:, None]
        left, right = xp.full_like(slopes, -xp.inf), xp.full_like(slopes, xp.inf)
    else:
        assert isinstance(g, PiecewiseLinear), "asked of a map with pieces"
        xp = namespace(g.slopes)
        slopes, intercepts, (left, right) = g.slopes, g.intercepts, g.edges
    if isinstance(law.noise, Uniform):
        least, most = law.noise.low[:, None], law.noise.high[:, None]
        left, right = (xp.minimum(xp.maximum(end, least), most) for end in (left, right))
    return slopes, intercepts, left, right
