"""Strategies for mixtures of Gaussian laws in d dimensions, among them the rings and grids on which GANs lose modes."""

from collections.abc import Collection
from math import isqrt

import numpy as np
from hypothesis import strategies as st

from gancheck.distributions import MultivariateGaussianMixture
from gancheck.strategies.bounds import chosen_kinds, require_integers, require_order
from gancheck.strategies.drawing import numbers, reals, shown_as
from gancheck.strategies.multivariate_gaussian import covariance, require_condition

__all__ = ["MULTIVARIATE_MIXTURE_KINDS", "multivariate_mixtures"]

MULTIVARIATE_MIXTURE_KINDS = ("free", "ring", "grid")
NARROWEST, WIDEST = -2.5, -0.5
"""Decimal logarithms of a ring's or grid's scale, in units of the distance between neighbouring modes."""


def multivariate_mixtures(
    *,
    dim: int = 2,
    min_components: int = 1,
    max_components: int = 9,
    max_condition: float = 1e3,
    kinds: Collection[str] | None = None,
) -> st.SearchStrategy[MultivariateGaussianMixture]:
    """Mixtures of ``min_components`` to ``max_components`` Gaussians in ``dim`` dimensions.

    Kinds: ``"free"`` (weights within two orders of magnitude, locations in [−20, 20], a covariance for each component),
    and in the plane ``"ring"`` and ``"grid"`` (equal round components, their scale 0.3 to 30 % of the distance between
    neighbours; a grid where a square number of components is allowed).

    Examples shrink towards the smallest ring, two narrow components at (±1, 0), which is the shortest to describe; free
    ones towards ``min_components`` standard normal components of equal weight.

    Args:
        dim: The dimension d.
        min_components: Least number of components.
        max_components: Greatest number of components.
        max_condition: Greatest ratio of two eigenvalues of a covariance, from 1 to 1e12.
        kinds: The kinds to draw from; all that the bounds leave by default.

    Raises:
        hypothesis.errors.InvalidArgument: No mixture satisfies the bounds.
    """
    require_integers(1, dim=dim, min_components=min_components, max_components=max_components)
    require_order(min_components=min_components, max_components=max_components)
    require_condition(max_condition)
    sides = [n for n in range(2, isqrt(max_components) + 1) if n * n >= min_components]
    excluded = {} if max_components > 1 else {"ring": f"max_components={max_components!r}"}
    if not sides:
        excluded["grid"] = f"min_components={min_components!r}, max_components={max_components!r}"
    if dim != 2:
        excluded |= {"ring": f"dim={dim!r}", "grid": f"dim={dim!r}"}
    chosen = chosen_kinds(kinds, MULTIVARIATE_MIXTURE_KINDS, excluded)
    return _multivariate_mixtures(dim, min_components, max_components, max_condition, sides, chosen)


@shown_as("multivariate_mixtures")
def _multivariate_mixtures(
    draw: st.DrawFn,
    dim: int,
    min_components: int,
    max_components: int,
    max_condition: float,
    sides: list[int],
    kinds: list[str],
) -> MultivariateGaussianMixture:
    kind = draw(st.sampled_from(kinds))
    if kind == "free":
        size = draw(st.integers(min_components, max_components))
        weights = numbers(draw, size, 1, 100, most=max_components)
        loc = reals(draw, size * dim, -20.0, 20.0, most=max_components * dim).reshape(size, dim)
        spread = np.stack([covariance(draw, dim, max_condition) for _ in range(size)])
        return MultivariateGaussianMixture(weights / weights.sum(), loc, spread)
    length, narrowness = 10.0 ** draw(st.floats(-1.0, 1.0)), 10.0 ** draw(st.floats(NARROWEST, WIDEST))
    if kind == "grid":
        return MultivariateGaussianMixture.grid(draw(st.sampled_from(sides)), length, length * narrowness)
    modes = draw(st.integers(max(min_components, 2), max_components))
    between_neighbours = 2.0 * length * float(np.sin(np.pi / modes))
    return MultivariateGaussianMixture.ring(modes, length, between_neighbours * narrowness)
