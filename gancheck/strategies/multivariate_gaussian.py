"""Strategies for Gaussian laws in d dimensions, and pairs of them."""

from collections.abc import Collection
from math import log10, pi

import numpy as np
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from gancheck.distributions import MultivariateGaussian
from gancheck.strategies.bounds import chosen_kinds, require_integers, require_order, require_reals
from gancheck.strategies.drawing import Floats, numbers, reals, shown_as

__all__ = [
    "MULTIVARIATE_PAIR_KINDS",
    "covariance",
    "multivariate_gaussian_pairs",
    "multivariate_gaussians",
    "require_condition",
]

MULTIVARIATE_PAIR_KINDS = ("moderate", "equal", "near-equal", "equal-covariance", "separated")
CLOSEST = 12
"""Near-equal pairs differ by 10**-1 to 10**-12, relative to the scale."""
WORST_CONDITION = 1e12
"""Beyond it the law may refuse the covariance as singular in float64 (16 digits, less d(d+1) units of rounding)."""


def multivariate_gaussians(
    *, min_dim: int = 1, max_dim: int = 4, max_condition: float = 1e3
) -> st.SearchStrategy[MultivariateGaussian]:
    """Gaussian laws in ``min_dim`` to ``max_dim`` dimensions, their covariances of bounded condition number.

    The covariance is a rotation of a diagonal whose entries span at most ``max_condition``, times a scale from 0.1
    to 10. Examples shrink towards the standard normal law in ``min_dim`` dimensions.

    Args:
        min_dim: Least dimension.
        max_dim: Greatest dimension.
        max_condition: Greatest ratio of two eigenvalues of the covariance, from 1 to 1e12.

    Raises:
        hypothesis.errors.InvalidArgument: No law satisfies the bounds.
    """
    _require(min_dim, max_dim, max_condition)
    return _multivariate_gaussians(min_dim, max_dim, max_condition)


def multivariate_gaussian_pairs(
    *,
    min_dim: int = 1,
    max_dim: int = 4,
    max_condition: float = 1e3,
    max_separation: float = 1e3,
    kinds: Collection[str] | None = None,
) -> st.SearchStrategy[tuple[MultivariateGaussian, MultivariateGaussian]]:
    """Pairs (p, q) of Gaussian laws in one dimension d, from ``min_dim`` to ``max_dim``.

    Kinds: ``"moderate"`` (independent covariances, a few scales apart), ``"equal"`` (q = p), ``"near-equal"``
    (location and covariance off by 1e-1 to 1e-12), ``"equal-covariance"`` and ``"separated"`` (locations up to
    ``max_separation`` apart). Examples shrink towards two standard normal laws in ``min_dim`` dimensions.

    Args:
        min_dim: Least dimension.
        max_dim: Greatest dimension.
        max_condition: Greatest ratio of two eigenvalues of either covariance, from 1 to 1e12.
        max_separation: Greatest distance of the locations, in each coordinate, in largest standard deviations of p.
        kinds: The kinds to draw from; all by default.

    Raises:
        hypothesis.errors.InvalidArgument: No pair satisfies the bounds.
    """
    _require(min_dim, max_dim, max_condition)
    require_reals(max_separation=max_separation)
    if max_separation < 0:
        raise InvalidArgument(f"max_separation={max_separation!r} is negative; a distance is at least 0.")
    excluded = {} if max_separation > 0 else {"separated": f"max_separation={max_separation!r}"}
    chosen = chosen_kinds(kinds, MULTIVARIATE_PAIR_KINDS, excluded)
    return _multivariate_gaussian_pairs(min_dim, max_dim, max_condition, max_separation, chosen)


def _require(min_dim: int, max_dim: int, max_condition: float) -> None:
    require_integers(1, min_dim=min_dim, max_dim=max_dim)
    require_order(min_dim=min_dim, max_dim=max_dim)
    require_condition(max_condition)


def require_condition(max_condition: float) -> None:
    """Refuse a condition number that no covariance has, or that a law refuses as singular."""
    require_reals(max_condition=max_condition)
    if not 1 <= max_condition <= WORST_CONDITION:
        raise InvalidArgument(f"max_condition={max_condition!r} is not between 1 and {WORST_CONDITION:g}.")


@shown_as("multivariate_gaussians")
def _multivariate_gaussians(
    draw: st.DrawFn, min_dim: int, max_dim: int, max_condition: float
) -> MultivariateGaussian:
    dim = draw(st.integers(min_dim, max_dim))
    return MultivariateGaussian(reals(draw, dim, -20.0, 20.0), covariance(draw, dim, max_condition))


@shown_as("multivariate_gaussian_pairs")
def _multivariate_gaussian_pairs(
    draw: st.DrawFn, min_dim: int, max_dim: int, max_condition: float, max_separation: float, kinds: list[str]
) -> tuple[MultivariateGaussian, MultivariateGaussian]:
    kind = draw(st.sampled_from(kinds))
    dim = draw(st.integers(min_dim, max_dim))
    loc, spread = reals(draw, dim, -20.0, 20.0), covariance(draw, dim, max_condition)
    p = MultivariateGaussian(loc, spread)
    if kind == "equal":
        return p, p
    largest = float(np.sqrt(np.diagonal(spread).max()))
    if kind == "near-equal":
        distance = 10.0 ** -draw(st.integers(1, CLOSEST))
        shift = min(distance, max_separation) * largest * numbers(draw, dim, -1, 1)
        return p, MultivariateGaussian(loc + shift, spread * (1.0 + distance * draw(st.integers(-1, 1))))
    most = max_separation if kind == "separated" else min(5.0, max_separation)
    other = loc + largest * reals(draw, dim, -most, most)
    same = kind == "equal-covariance"
    return p, MultivariateGaussian(other, spread if same else covariance(draw, dim, max_condition))


def covariance(draw: st.DrawFn, dim: int, max_condition: float) -> Floats:
    """``R diag(λ) Rᵀ``: R a product of plane rotations, λ spread over at most ``max_condition``."""
    scale = 10.0 ** draw(st.floats(-1.0, 1.0))
    spread = 10.0 ** reals(draw, dim, 0.0, log10(max_condition)) if dim > 1 else np.ones(1)
    root = np.diag(scale * np.sqrt(spread))
    planes = [(i, j) for j in range(dim) for i in range(j)]
    for (i, j), angle in zip(planes, reals(draw, len(planes), -pi, pi), strict=True):
        c, s = np.cos(angle), np.sin(angle)
        root[i], root[j] = c * root[i] - s * root[j], s * root[i] + c * root[j]
    product = root @ root.T
    return np.asarray(0.5 * (product + product.T))
