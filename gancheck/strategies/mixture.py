"""Strategies for mixtures of Gaussian laws on the line, and pairs of them."""

from collections.abc import Collection
from math import log10

import numpy as np
from hypothesis import strategies as st

from gancheck.distributions import GaussianMixture
from gancheck.strategies.bounds import chosen_kinds, require_integers, require_order, require_reals
from gancheck.strategies.drawing import numbers, reals, shown_as
from gancheck.strategies.gaussian import require_scales

__all__ = ["MIXTURE_PAIR_KINDS", "mixture_pairs", "mixtures"]

MIXTURE_PAIR_KINDS = ("moderate", "equal", "near-equal", "missed-mode", "separated")
CLOSEST = 9
"""Near-equal pairs differ by 10**-1 to 10**-9, relative to scales and weights."""
FAR = 1000.0
"""A shift that leaves no overlap, in units of the largest scale."""


def mixtures(
    *,
    min_components: int = 1,
    max_components: int = 4,
    min_loc: float = -20.0,
    max_loc: float = 20.0,
    min_scale: float = 0.01,
    max_scale: float = 20.0,
) -> st.SearchStrategy[GaussianMixture]:
    """Mixtures of ``min_components`` to ``max_components`` Gaussians, their weights within two orders of magnitude.

    Examples shrink towards ``min_components`` standard normal components of equal weight, where the bounds admit
    them.

    Args:
        min_components: Least number of components.
        max_components: Greatest number of components.
        min_loc: Least location of a component.
        max_loc: Greatest location.
        min_scale: Least scale, positive.
        max_scale: Greatest scale.

    Raises:
        hypothesis.errors.InvalidArgument: No mixture satisfies the bounds.
    """
    require_integers(1, min_components=min_components, max_components=max_components)
    require_order(min_components=min_components, max_components=max_components)
    require_reals(min_loc=min_loc, max_loc=max_loc)
    require_order(min_loc=min_loc, max_loc=max_loc)
    require_scales(min_scale, max_scale)
    return _mixtures(min_components, max_components, (min_loc, max_loc), (min_scale, max_scale))


def mixture_pairs(
    *, min_components: int = 1, max_components: int = 4, kinds: Collection[str] | None = None
) -> st.SearchStrategy[tuple[GaussianMixture, GaussianMixture]]:
    """Pairs (p, q) of mixtures on the line.

    Kinds: ``"moderate"`` (independent), ``"equal"`` (q = p), ``"near-equal"`` (weights, locations and scales off by
    1e-1 to 1e-9), ``"missed-mode"`` (q is p without one of its components, as after mode collapse) and
    ``"separated"`` (q is p moved 1000 of its largest scales away).

    Examples shrink towards two standard normal laws, written as mixtures of ``min_components`` components.

    Args:
        min_components: Least number of components of p.
        max_components: Greatest number of components of either.
        kinds: The kinds to draw from; all that the bounds leave by default.

    Raises:
        hypothesis.errors.InvalidArgument: No pair satisfies the bounds.
    """
    require_integers(1, min_components=min_components, max_components=max_components)
    require_order(min_components=min_components, max_components=max_components)
    excluded = {} if max_components > 1 else {"missed-mode": f"max_components={max_components!r}"}
    return _mixture_pairs(min_components, max_components, chosen_kinds(kinds, MIXTURE_PAIR_KINDS, excluded))


@shown_as("mixtures")
def _mixtures(
    draw: st.DrawFn,
    min_components: int,
    max_components: int,
    locs: tuple[float, float],
    scales: tuple[float, float],
) -> GaussianMixture:
    size = draw(st.integers(min_components, max_components))
    most = max_components
    weights = numbers(draw, size, 1, 100, most=most)
    loc = reals(draw, size, *locs, most=most)
    scale = np.clip(10.0 ** reals(draw, size, log10(scales[0]), log10(scales[1]), most=most), *scales)
    return GaussianMixture(weights / weights.sum(), loc, scale)


@shown_as("mixture_pairs")
def _mixture_pairs(
    draw: st.DrawFn, min_components: int, max_components: int, kinds: list[str]
) -> tuple[GaussianMixture, GaussianMixture]:
    kind = draw(st.sampled_from(kinds))
    least = max(min_components, 2) if kind == "missed-mode" else min_components
    p = draw(_mixtures(least, max_components, (-20.0, 20.0), (0.01, 20.0)))
    if kind == "moderate":
        return p, draw(_mixtures(min_components, max_components, (-20.0, 20.0), (0.01, 20.0)))
    if kind == "equal":
        return p, p
    if kind == "missed-mode":
        kept = np.arange(p.n_components) != draw(st.integers(0, p.n_components - 1))
        return p, GaussianMixture(p.weights[kept] / p.weights[kept].sum(), p.loc[kept], p.scale[kept])
    if kind == "separated":
        return p, GaussianMixture(p.weights, p.loc + FAR * p.scale.max(), p.scale)
    return p, _near(draw, p)


def _near(draw: st.DrawFn, p: GaussianMixture) -> GaussianMixture:
    """The law p with every parameter moved by δ, 0 or −δ, relative to its scale or weight."""
    distance = 10.0 ** -draw(st.integers(1, CLOSEST))
    weight, loc, scale = (distance * numbers(draw, p.n_components, -1, 1) for _ in range(3))
    weights = p.weights * (1.0 + weight)
    return GaussianMixture(weights / weights.sum(), p.loc + loc * p.scale, p.scale * (1.0 + scale))
