"""How far two balls fail a relation, in three values: certainly holding, certainly violated, or not yet known.

A failure is enclosed from both sides. It is *certain* where the least failure is positive: no point of the left ball
and point of the right one stand in the relation. The relation *holds to the resolution* where the most failure is at
most `resolution`. Anything else needs a higher precision.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from math import inf, nan, nextafter
from typing import TYPE_CHECKING, Any

from gancheck.claims.relation import ARGMAX, AT_LEAST, AT_MOST, CONVERGES, Relation

if TYPE_CHECKING:
    from flint import arb

__all__ = ["ABSOLUTE", "RELATIVE", "Failure", "failures"]

RELATIVE = 2.0**-52
"""Two sides that agree to this part of the larger agree to sixteen digits."""

ABSOLUTE = 2.0**-104
"""Two sides within 5e-32 of each other are not told apart, however small they are."""


@dataclass(frozen=True)
class Failure:
    """By how much a relation fails between two balls, in the units of the sides.

    Attributes:
        lhs: Midpoint of the left side.
        rhs: Midpoint of the right side.
        least: The failure is certainly at least this.
        most: And certainly at most this; NaN where a side is undefined.
        resolution: What is not told apart from no failure.
    """

    lhs: float
    rhs: float
    least: float
    most: float
    resolution: float

    @property
    def holds(self) -> bool | None:
        """True, False, or None where this precision does not decide."""
        if self.least > 0.0:
            return False
        return True if self.most <= self.resolution else None

    @property
    def severity(self) -> float:
        """``most / resolution``, at most 1 where the relation holds."""
        return self.most / self.resolution if self.most == self.most else inf


def failures(relation: Relation, pairs: "Iterable[tuple[Any, Any]]") -> list[Failure]:
    """One failure a pair of balls; one in all for the relations along an axis, of which each pair is a place."""
    from flint import arb

    balls = [(arb(lhs), arb(rhs)) for lhs, rhs in pairs]
    if relation is ARGMAX:
        left, right = [lhs for lhs, _ in balls], [rhs for _, rhs in balls]
        return [_shortfall(left, right), _shortfall(right, left)]
    if relation is CONVERGES:
        balls = balls[-1:]
    return [_failure(relation, lhs, rhs) for lhs, rhs in balls]


def _failure(relation: Relation, lhs: "arb", rhs: "arb") -> Failure:
    if relation is AT_LEAST:
        return _reversed(_failure(AT_MOST, rhs, lhs))
    low, high = _difference(lhs, rhs)
    if relation is not AT_MOST:  # EQUAL, IFF on 0 and 1, the limit of CONVERGES
        low, high = max(low, -high), max(high, -low)
    return Failure(float(lhs), float(rhs), max(low, 0.0), _most([high]), _resolution(lhs, rhs))


def _reversed(failure: Failure) -> Failure:
    return Failure(failure.rhs, failure.lhs, failure.least, failure.most, failure.resolution)


def _difference(lhs: "arb", rhs: "arb") -> tuple[float, float]:
    """Between which floats ``lhs − rhs`` lies; 0 for equal infinities, and not to be told for an undefined side."""
    if lhs.is_nan() or rhs.is_nan():
        return -inf, nan
    infinite = [side for side in (lhs, rhs) if _is_infinite(side)]
    if len(infinite) == 2 and (lhs > 0) == (rhs > 0):
        return 0.0, 0.0
    if infinite or not (lhs.is_finite() and rhs.is_finite()):
        return _of_infinities(lhs, rhs)
    difference = lhs - rhs
    return _below(difference.lower()), _above(difference.upper())


def _is_infinite(side: "arb") -> bool:
    """Whether the ball is one of the points +∞ and −∞, not the whole line."""
    return not side.is_finite() and bool(side > 0 or side < 0)


def _of_infinities(lhs: "arb", rhs: "arb") -> tuple[float, float]:
    """The difference where a side is infinite or unbounded."""
    if _is_infinite(lhs) and (rhs.is_finite() or _is_infinite(rhs)):
        return (inf, inf) if lhs > 0 else (-inf, -inf)
    if _is_infinite(rhs) and lhs.is_finite():
        return (-inf, -inf) if rhs > 0 else (inf, inf)
    return -inf, nan


def _below(exact: "arb") -> float:
    """A float not above an exact number; 0 keeps its meaning, so that the sign of a failure survives."""
    from flint import arb

    value = float(exact)
    return value if arb(value) <= exact else nextafter(value, -inf)


def _above(exact: "arb") -> float:
    return -_below(-exact)


def _resolution(lhs: "arb", rhs: "arb") -> float:
    size = max((abs(float(side)) for side in (lhs, rhs) if side.is_finite()), default=0.0)
    return max(RELATIVE * size, ABSOLUTE)


def _shortfall(objective: "list[arb]", other: "list[arb]") -> Failure:
    """How far what maximises ``other`` stays below the maximum of ``objective``; ties make several maximisers."""
    chosen = [
        mine
        for mine, theirs in zip(objective, other, strict=True)
        if not any(theirs < better for better in other)
    ]
    top = reduce(_larger, objective)
    differences = [_difference(top, mine) for mine in chosen]
    best = reduce(_larger, chosen)
    return Failure(
        float(top),
        float(best),
        max(min(low for low, _ in differences), 0.0),
        _most([high for _, high in differences]),
        _resolution(top, best),
    )


def _larger(one: "arb", two: "arb") -> "arb":
    """The larger of two numbers; −∞ is never the larger, nor mixed into a ball."""
    if _is_infinite(one) or _is_infinite(two):
        return one if one > two else two
    return one.max(two)


def _most(values: list[float]) -> float:
    """The largest, at least 0; NaN where one is."""
    return nan if any(value != value for value in values) else max(0.0, *values)
