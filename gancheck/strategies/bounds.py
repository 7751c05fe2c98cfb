"""The bounds of a strategy: refused at the call, with both values, where nothing could be drawn."""

import math
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Any

from hypothesis.errors import InvalidArgument

__all__ = ["chosen_kinds", "require_integers", "require_order", "require_reals"]


def require_integers(least: int, **bounds: Any) -> None:
    """Refuse a bound that is not an integer of at least ``least``."""
    for name, value in bounds.items():
        if isinstance(value, bool) or not isinstance(value, int):
            raise InvalidArgument(f"{name}={value!r} is not an integer; give one of at least {least}.")
        if value < least:
            raise InvalidArgument(
                f"{name}={value!r} is less than {least}; give an integer of at least {least}."
            )


def require_reals(**bounds: Any) -> None:
    """Refuse a bound that is not a finite number."""
    for name, value in bounds.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise InvalidArgument(f"{name}={value!r} is not a finite number; give one.")


def require_order(**bounds: Any) -> None:
    """Refuse bounds, named from the least to the greatest, that do not ascend."""
    for low, high in pairwise(bounds):
        if bounds[low] > bounds[high]:
            raise InvalidArgument(
                f"{low}={bounds[low]!r} exceeds {high}={bounds[high]!r}; exchange or widen them."
            )


def chosen_kinds(
    kinds: Collection[str] | None, possible: Sequence[str], excluded: dict[str, str]
) -> list[str]:
    """The kinds to draw from, in the order in which they shrink: those asked for, or all that the bounds leave.

    ``excluded`` says, for each kind that the other bounds rule out, which bound does.
    """
    if kinds is None:
        return [kind for kind in possible if kind not in excluded]
    if isinstance(kinds, str) or not kinds:
        raise InvalidArgument(
            f"kinds={kinds!r} is not a nonempty collection of names; choose from {tuple(possible)}."
        )
    for kind in kinds:
        if kind not in possible:
            raise InvalidArgument(f"kinds={kinds!r} contains {kind!r}; the kinds are {tuple(possible)}.")
        if kind in excluded:
            raise InvalidArgument(
                f"kinds={kinds!r} contains {kind!r}, which {excluded[kind]} makes impossible."
            )
    return [kind for kind in possible if kind in kinds]
