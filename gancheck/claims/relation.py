"""How the two sides of a claim relate, each relation with its one comparison.

A relation turns two arrays into a residual that is zero where the relation holds exactly and says, in the units
of the sides, by how much it fails elsewhere. Infinities of one sign are equal; a NaN on either side is a failure
of infinite size, because an undefined side supports nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["ARGMAX", "AT_LEAST", "AT_MOST", "CONVERGES", "EQUAL", "IFF", "Relation"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Relation:
    """A named relation between two sides.

    Attributes:
        name: As the tables print it, for example ``AT_MOST``.
        symbol: As mathematics writes it, for example ``≤``.
        sentence: What it asserts, in words.
        residual: ``(lhs, rhs) -> failure``, elementwise and nonnegative.
    """

    name: str
    symbol: str
    sentence: str
    residual: Callable[[Floats, Floats], Floats] = field(repr=False)


def _difference(lhs: Floats, rhs: Floats) -> Floats:
    """``lhs − rhs`` where equal infinities differ by 0 and undefined differences by ∞."""
    with np.errstate(invalid="ignore", over="ignore"):
        difference = np.where(lhs == rhs, 0.0, lhs - rhs)
    return np.where(np.isnan(difference), np.inf, difference)


def _inequality(lhs: Floats, rhs: Floats) -> Floats:
    return np.maximum(_difference(lhs, rhs), 0.0)


def _shortfall(objective: Floats, other: Floats) -> Floats:
    """How far the maximiser of ``other`` stays below the maximum of ``objective``, over the last axis."""
    chosen = np.take_along_axis(objective, np.argmax(other, axis=-1)[..., None], axis=-1)[..., 0]
    return _inequality(np.max(objective, axis=-1), chosen)


def _argmax(lhs: Floats, rhs: Floats) -> Floats:
    return np.maximum(_shortfall(lhs, rhs), _shortfall(rhs, lhs))


EQUAL = Relation("EQUAL", "=", "the two sides are equal", lambda lhs, rhs: np.abs(_difference(lhs, rhs)))
AT_MOST = Relation("AT_MOST", "≤", "the left side is at most the right side", _inequality)
AT_LEAST = Relation(
    "AT_LEAST", "≥", "the left side is at least the right side", lambda lhs, rhs: _inequality(rhs, lhs)
)
IFF = Relation(
    "IFF",
    "⇔",
    "the left side is true exactly where the right side is (1 for true, 0 for false)",
    lambda lhs, rhs: np.abs(_difference(lhs, rhs)),
)
ARGMAX = Relation(
    "ARGMAX",
    "argmax",
    "over the last axis, what maximises one side maximises the other",
    _argmax,
)
CONVERGES = Relation(
    "CONVERGES",
    "→",
    "along the last axis, the left side ends at the right side",
    lambda lhs, rhs: np.abs(_difference(lhs[..., -1], rhs[..., -1])),
)
