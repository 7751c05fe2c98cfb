"""Whether what a step leaves over is zero: true, false, or not decided.

An expression is zero if algebra reduces it to 0. It is not if its value at some point of the symbols' domain, computed
to `DIGITS` digits with sympy's own control of cancellation, is not. Where neither comes out, nothing is decided.
"""

from fractions import Fraction
from typing import Any

import sympy

__all__ = ["size_of_remainder", "vanishes"]

DIGITS = 30
POINTS = tuple(
    tuple(sympy.Rational(top, bottom) for top, bottom in row)
    for row in (
        ((2, 7), (3, 5), (5, 11), (1, 3), (7, 13), (4, 9)),
        ((5, 3), (1, 4), (8, 7), (9, 5), (2, 11), (13, 6)),
        ((1, 9), (7, 8), (12, 5), (3, 10), (11, 4), (5, 7)),
    )
)
"""Values for up to six symbols, all positive and on both sides of 1; more symbols take them again, in turn."""


def vanishes(remainder: Any) -> bool | None:
    """Whether a step's remainder is zero (or the sentence true); None where it is not decided."""
    if isinstance(remainder, bool | sympy.logic.boolalg.BooleanAtom):
        return bool(remainder)
    if isinstance(remainder, int | Fraction):
        return remainder == 0
    if not isinstance(remainder, sympy.Basic):
        return bool(remainder.is_zero)
    if _reduces_to_zero(remainder):
        return True
    return False if size_of_remainder(remainder) > 0.0 else None


def size_of_remainder(remainder: Any) -> float:
    """How large a remainder is: 0 where it vanishes, or is not seen to differ from 0; for an expression at a point."""
    if isinstance(remainder, bool | sympy.logic.boolalg.BooleanAtom):
        return 0.0 if remainder else float("inf")
    if not isinstance(remainder, sympy.Basic):
        return abs(float(remainder))
    symbols = sorted(remainder.free_symbols, key=str)
    sizes = [
        _size_at(remainder, {s: point[i % len(point)] for i, s in enumerate(symbols)}) for point in POINTS
    ]
    return max(sizes)


def _size_at(remainder: sympy.Basic, point: dict[Any, Any]) -> float:
    value = sympy.N(remainder.subs(point), DIGITS)
    if not value.is_number or not value.is_finite:
        return 0.0
    size = float(abs(value))
    return size if size > 10.0 ** (5 - DIGITS) else 0.0


def _reduces_to_zero(remainder: sympy.Basic) -> bool:
    """Try the cheap reductions first."""
    expanded = sympy.expand_log(sympy.expand(remainder), force=True)
    reductions = (
        lambda: expanded,
        lambda: sympy.expand(expanded),
        lambda: sympy.together(expanded),
        lambda: sympy.simplify(remainder),
        lambda: sympy.simplify(sympy.powsimp(expanded, force=True)),
    )
    return any(reduce() == 0 for reduce in reductions)
