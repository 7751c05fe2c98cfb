r"""The pointwise inequality of Proposition 1 on a whole interval of y at once, in balls.

:math:`f(y) = a\log y + b\log(1-y)` is concave, so that f lies below its tangent at any point: near a candidate ŷ,
:math:`f(y) - f(\hat y) \le f'(\hat y)(y - \hat y)`, which is 0 for every y exactly if ŷ is the maximiser. Away from it
boxes of y are enclosed and halved until each is decided. The logarithm of a box that touches 0 is not finite: towards
the ends the boxes shrink geometrically, and the last ones are bounded by the tangent alone.

The universal statement has a proof of two lines (log x ≤ x − 1 at y/y* and (1−y)/(1−y*)); what is here judges single
instances, with candidates that may be wrong.
"""

from collections.abc import Iterator

from flint import arb

__all__ = ["is_best", "objective"]

END = 2.0**-40
"""The outermost boxes are [0, 2^-40] and [1 − 2^-40, 1]."""

DEEPEST = 12
"""How often a box is halved before it is left open."""

RESOLUTION = 2.0**-48
"""A gain of this part of a + b is not told apart from none."""


def objective(a: arb, b: arb, y: arb) -> arb:
    """``a log y + b log(1 − y)``, 0·log 0 = 0; −∞ at an end of [0, 1] whose label has mass."""
    if (y.is_zero() and not a.is_zero()) or ((1 - y).is_zero() and not b.is_zero()):
        return arb.neg_inf()
    first = arb(0) if a.is_zero() else a * y.log()
    return first if b.is_zero() else first + b * (1 - y).log()


def is_best(a: arb, b: arb, candidate: arb) -> bool | None:
    """Whether no y of [0, 1] beats the candidate ŷ for masses a and b.

    Args:
        a: Mass of the data law, positive.
        b: Mass of the generator's law, positive.
        candidate: ŷ in (0, 1).

    Returns:
        True or False with certainty (a gain below 2^-48 of a + b counts as none); None where a box stays open.

    Example:
        >>> is_best(arb(3), arb(1), arb(0.75))
        True
        >>> is_best(arb(3), arb(1), arb(0.5))
        False
    """
    at_best = objective(a, b, candidate)
    verdicts = [_box(a, b, candidate, at_best, low, high, DEEPEST) for low, high in _boxes()]
    return False if False in verdicts else None if None in verdicts else True


def _boxes() -> Iterator[tuple[float, float]]:
    """From ½ towards each end, every box half as wide as the one before."""
    top = 0.5
    while top > END:
        yield 0.5 * top, top
        yield 1.0 - top, 1.0 - 0.5 * top
        top *= 0.5
    yield 0.0, top
    yield 1.0 - top, 1.0


def _box(a: arb, b: arb, candidate: arb, at_best: arb, low: float, high: float, halvings: int) -> bool | None:
    y = arb(low).union(arb(high))
    slope = a / candidate - b / (1 - candidate)
    allowed = RESOLUTION * (a + b)
    if objective(a, b, y) < at_best or slope * (y - candidate) < allowed:
        return True
    middle = 0.5 * (low + high)
    if objective(a, b, arb(middle)) > at_best + allowed:
        return False
    if halvings == 0:
        return None
    left = _box(a, b, candidate, at_best, low, middle, halvings - 1)
    if left is not True:
        return left
    return _box(a, b, candidate, at_best, middle, high, halvings - 1)
