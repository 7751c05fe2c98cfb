"""Strategies for Gaussian laws on the line, and pairs of them."""

from collections.abc import Collection
from math import log10

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from gancheck.distributions import Gaussian
from gancheck.strategies.bounds import chosen_kinds, require_order, require_reals
from gancheck.strategies.drawing import shown_as

__all__ = ["GAUSSIAN_PAIR_KINDS", "gaussian_pairs", "gaussians", "log_scales", "require_scales"]

GAUSSIAN_PAIR_KINDS = ("moderate", "equal", "near-equal", "equal-scale", "scale-ratio", "separated")
CLOSEST = 12
"""Near-equal pairs differ by 10**-1 to 10**-12, relative to the scale: below, a location of 20 may absorb it."""
NEARBY = 5.0
"""Separation, in scales, up to which two Gaussians still overlap visibly."""


def gaussians(
    *,
    min_loc: float = -20.0,
    max_loc: float = 20.0,
    min_scale: float = 0.01,
    max_scale: float = 100.0,
) -> st.SearchStrategy[Gaussian]:
    """Gaussian laws with a location and a scale in the given bounds; every order of magnitude of scale is as likely.

    Examples shrink towards the standard normal law, where the bounds contain it.

    Args:
        min_loc: Least location.
        max_loc: Greatest location.
        min_scale: Least scale, positive.
        max_scale: Greatest scale.

    Raises:
        hypothesis.errors.InvalidArgument: No law satisfies the bounds.
    """
    require_reals(min_loc=min_loc, max_loc=max_loc)
    require_order(min_loc=min_loc, max_loc=max_loc)
    require_scales(min_scale, max_scale)
    return _gaussians(min_loc, max_loc, min_scale, max_scale)


def gaussian_pairs(
    *,
    max_scale_ratio: float = 1e4,
    max_separation: float = 1e3,
    kinds: Collection[str] | None = None,
) -> st.SearchStrategy[tuple[Gaussian, Gaussian]]:
    """Pairs (p, q) of Gaussian laws; p is one of `gaussians`, q is placed relative to it.

    Kinds: ``"moderate"`` (scales within a factor of 10, at most 5 scales apart), ``"equal"`` (q = p),
    ``"near-equal"`` (location and scale off by 1e-1 to 1e-12 of the scale), ``"equal-scale"`` (at most 10 scales
    apart), ``"scale-ratio"`` (up to ``max_scale_ratio``) and ``"separated"`` (up to ``max_separation`` as well).

    Examples shrink towards two standard normal laws.

    Args:
        max_scale_ratio: Greatest ratio of the larger scale to the smaller, at least 1.
        max_separation: Greatest distance of the locations, in units of the larger scale.
        kinds: The kinds to draw from; all by default.

    Raises:
        hypothesis.errors.InvalidArgument: No pair satisfies the bounds.
    """
    require_reals(max_scale_ratio=max_scale_ratio, max_separation=max_separation)
    if max_scale_ratio < 1:
        raise InvalidArgument(
            f"max_scale_ratio={max_scale_ratio!r} is less than 1, the ratio of equal scales."
        )
    if max_separation < 0:
        raise InvalidArgument(f"max_separation={max_separation!r} is negative; a distance is at least 0.")
    excluded = {} if max_scale_ratio > 1 else {"scale-ratio": f"max_scale_ratio={max_scale_ratio!r}"}
    excluded |= {} if max_separation > 0 else {"separated": f"max_separation={max_separation!r}"}
    return _gaussian_pairs(
        max_scale_ratio, max_separation, chosen_kinds(kinds, GAUSSIAN_PAIR_KINDS, excluded)
    )


def require_scales(min_scale: float, max_scale: float) -> None:
    """Refuse bounds of scales that are not positive or do not ascend."""
    require_reals(min_scale=min_scale, max_scale=max_scale)
    if min_scale <= 0:
        raise InvalidArgument(
            f"min_scale={min_scale!r} is not positive; a law without spread has no density."
        )
    require_order(min_scale=min_scale, max_scale=max_scale)


def log_scales(min_scale: float, max_scale: float) -> st.SearchStrategy[float]:
    """Decimal logarithms of scales; they shrink towards 0, the scale 1."""
    return st.floats(log10(min_scale), log10(max_scale))


@shown_as("gaussians")
def _gaussians(
    draw: st.DrawFn, min_loc: float, max_loc: float, min_scale: float, max_scale: float
) -> Gaussian:
    loc = draw(st.floats(min_loc, max_loc))
    scale = 10.0 ** draw(log_scales(min_scale, max_scale))
    return Gaussian(loc, min(max(scale, min_scale), max_scale))


@shown_as("gaussian_pairs")
def _gaussian_pairs(
    draw: st.DrawFn, max_ratio: float, max_separation: float, kinds: list[str]
) -> tuple[Gaussian, Gaussian]:
    kind = draw(st.sampled_from(kinds))
    p = draw(_gaussians(-20.0, 20.0, 0.01, 100.0))
    if kind == "equal":
        return p, p
    ratio, separation = _placement(draw, kind, max_ratio, max_separation)
    loc, scale = float(p.loc), float(p.scale)
    return p, Gaussian(loc + separation * scale * max(ratio, 1.0), scale * ratio)


def _placement(draw: st.DrawFn, kind: str, max_ratio: float, max_separation: float) -> tuple[float, float]:
    """The ratio of q's scale to p's, and the distance of the locations in units of the larger scale."""
    if kind == "near-equal":
        distance = 10.0 ** -draw(st.integers(1, CLOSEST))
        ratio = 1.0 + distance * draw(st.integers(-1, 1))
        separation = distance * draw(st.integers(-1, 1))
        return min(max(ratio, 1.0 / max_ratio), max_ratio), min(
            max(separation, -max_separation), max_separation
        )
    most_ratio = {"moderate": min(10.0, max_ratio), "equal-scale": 1.0}.get(kind, max_ratio)
    most_apart = {"moderate": NEARBY, "equal-scale": 2 * NEARBY, "scale-ratio": NEARBY}.get(
        kind, max_separation
    )
    most_apart = min(most_apart, max_separation)
    ratio = 10.0 ** draw(st.floats(-log10(most_ratio), log10(most_ratio)))
    return min(max(ratio, 1.0 / most_ratio), most_ratio), draw(st.floats(-most_apart, most_apart))
