"""An enclosure: two float64 between which the truth provably lies."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import inf, isinf, nextafter
from typing import Any

import numpy as np
from flint import arb

from gancheck.certified.precision import working_precision
from gancheck.errors import InvalidInput

__all__ = ["BITS", "Enclosure", "above", "below", "enclose"]

BITS = (64, 128, 256, 512, 1024, 2048)
"""The working precisions that are tried, in order, until a ball is as small as asked."""


@dataclass(frozen=True)
class Enclosure:
    """``lower <= truth <= upper``, for one problem or for a batch.

    The ends are the ball's, rounded outwards to float64, so that they lie at least one unit in the last place apart
    unless the truth is a float64 and known exactly.

    Attributes:
        lower: A float, or ``(B,)``.
        upper: A float, or ``(B,)``.
    """

    lower: Any
    upper: Any

    @property
    def radius(self) -> Any:
        """Half the width, not rounded down; 0 where both ends are one infinity."""
        lower, upper = np.asarray(self.lower), np.asarray(self.upper)
        same = lower == upper
        width = np.where(same, 0.0, np.where(same, 0.0, upper) - np.where(same, 0.0, lower))
        half = np.where(same, 0.0, np.nextafter(0.5 * width, inf))
        return half if half.ndim else float(half)

    def contains(self, value: Any) -> Any:
        """Whether ``value`` lies between the ends: a bool, or ``(B,)`` of them."""
        inside = (np.asarray(self.lower) <= value) & (value <= np.asarray(self.upper))
        return inside if np.ndim(inside) else bool(inside)


def enclose(
    ball: Callable[[int], arb], rows: int, batched: bool, tol: float, absolute: float = 0.0
) -> Enclosure:
    """Evaluate a ball for each row at rising precision until its radius is at most ``tol`` times its value.

    Args:
        ball: ``row -> ball``, at the working precision that is set.
        rows: How many rows.
        batched: Whether the ends are arrays ``(B,)``; otherwise floats.
        tol: Greatest radius, relative to the value.
        absolute: A radius that is small enough for any value.

    Raises:
        InvalidInput: ``tol`` is not positive.
    """
    if not tol > 0.0:
        raise InvalidInput(f"`tol` is {tol!r}; a relative radius is positive, such as 1e-14.")
    ends = [_ends(partial(ball, row), tol, absolute) for row in range(rows)]
    lower, upper = (np.array(side, dtype=np.float64) for side in zip(*ends, strict=True))
    return Enclosure(lower, upper) if batched else Enclosure(float(lower[0]), float(upper[0]))


def _ends(ball: Callable[[], arb], tol: float, absolute: float) -> tuple[float, float]:
    """The narrowest ends at the first precision that suffices, or at the last."""
    for bits in BITS:
        with working_precision(bits):
            found = ball()
            if not found.is_finite():
                if found > 0 or found < 0:  # one of the infinities, exactly
                    return float(found), float(found)
                continue
            if found.rad() <= tol * abs(found.mid()) or found.rad() <= absolute:
                break
    return below(found), above(found)


def below(ball: arb) -> float:
    """The greatest float64 that is certainly not above the ball; −∞ where it is unbounded."""
    if not ball.is_finite():
        return float(ball) if ball > 0 or ball < 0 else -inf
    exact = ball.lower()
    value = float(exact)
    return value if not isinf(value) and arb(value) <= exact else nextafter(value, -inf)


def above(ball: arb) -> float:
    """The least float64 that is certainly not below the ball; +∞ where it is unbounded."""
    return 0.0 - below(-ball)
