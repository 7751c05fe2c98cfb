"""Whether what a step leaves over is zero: true, false, or not decided.

False only on proof: a number whose exact form is not 0, or an expression whose value at some rational point of its
domain is enclosed by a ball that excludes 0. True only where a number is 0, or where sympy reduces the expression to
0 by rules that hold on all of its domain. Where neither comes out, nothing is decided.

The domain of an expression: its symbols within their assumptions, and the argument of every logarithm positive,
because a step is an equation between real numbers. Thus ``log(1 - y)`` says that y < 1, and a logarithm is expanded
only into factors that are positive by the symbols' assumptions, or because some logarithm of the same expression is
taken of them. A range that no logarithm shows is written into the symbols: ``u/(u + w)`` runs through (0, 1).
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import inf
from typing import Any

import flint
import sympy

from gancheck.checks.exact.balls import NoEnclosure, enclose
from gancheck.numerics.log_form import LogForm

__all__ = ["size_of_remainder", "vanishes"]

POINTS = tuple(
    tuple(sympy.Rational(top, bottom) for top, bottom in row)
    for row in (
        ((2, 7), (3, 5), (5, 11), (1, 3), (7, 13), (4, 9)),
        ((5, 3), (1, 4), (8, 7), (9, 5), (2, 11), (13, 6)),
        ((9, 8), (1, 7), (12, 5), (3, 10), (11, 4), (5, 7)),
        ((4, 3), (6, 11), (2, 9), (14, 5), (3, 8), (10, 7)),
        ((1, 9), (7, 4), (5, 12), (10, 3), (4, 11), (7, 5)),
    )
)
"""Values for up to six symbols, on both sides of 1; more symbols take them again, in turn."""


def vanishes(remainder: Any) -> bool | None:
    """Whether a step's remainder is zero (or the sentence true); None where it is not decided.

    Args:
        remainder: A truth value, or None for a sentence that could not be decided; a number: an int, a fraction, a
            `LogForm`, or an infinity (of which no two are equal to anything); a `flint.arb` ball, which can only be
            shown not to vanish unless it is exactly 0; or a sympy expression.

    Raises:
        TypeError: A remainder of another type, such as a float, which has been rounded.
    """
    if remainder is None:
        return None
    if isinstance(remainder, bool | sympy.logic.boolalg.BooleanAtom):
        return bool(remainder)
    if isinstance(remainder, int | Fraction):
        return remainder == 0
    if isinstance(remainder, LogForm):
        return remainder.is_zero
    if isinstance(remainder, flint.arb):
        return _ball_vanishes(remainder)
    if isinstance(remainder, float) and remainder in (inf, -inf):
        return False
    if not isinstance(remainder, sympy.Basic):
        raise TypeError(f"A {type(remainder).__name__} is no exact remainder.")
    if any(_ball_vanishes(ball) is False for ball in _values(remainder)):
        return False
    return True if _reduces_to_zero(remainder) else None


def size_of_remainder(remainder: Any) -> float:
    """How large a remainder is: ∞ for a false sentence; an expression's greatest value at some rational points."""
    if isinstance(remainder, sympy.Basic) and not isinstance(remainder, sympy.logic.boolalg.BooleanAtom):
        sizes = [float(abs(ball)) for ball in _values(remainder) if _ball_vanishes(ball) is False]
        return max(sizes, default=0.0)
    if isinstance(remainder, bool | sympy.logic.boolalg.BooleanAtom | None):
        return inf if remainder is not None and not remainder else 0.0
    return abs(float(remainder))


def _ball_vanishes(ball: Any) -> bool | None:
    if not ball.contains(0):
        return False
    return True if ball.is_exact() else None


def _values(remainder: sympy.Basic) -> Iterator[Any]:
    """Balls that hold the expression at those of `POINTS` that lie in its domain."""
    symbols = sorted(remainder.free_symbols, key=str)
    for number in range(len(POINTS) if symbols else 1):
        point = {symbol: _coordinate(symbol, number, i) for i, symbol in enumerate(symbols)}
        if None not in point.values():
            try:
                yield enclose(remainder, point)
            except NoEnclosure:
                continue


def _coordinate(symbol: Any, number: int, i: int) -> Any:
    """A value that satisfies what is assumed of the symbol; negative where that is allowed at some of the points."""
    size = sympy.Integer(2 + i + 3 * number) if symbol.is_integer else POINTS[number][i % len(POINTS[number])]
    downwards = number == 1 or (number == 3 and i % 2 == 0)
    negative = symbol.is_nonpositive or (downwards and not symbol.is_nonnegative)
    value = -size if negative else size
    assumed = symbol.assumptions0.items()
    return value if all(getattr(value, f"is_{name}") is truth for name, truth in assumed) else None


def _reduces_to_zero(remainder: sympy.Basic) -> bool:
    """Rational functions by polynomial arithmetic; otherwise the cheap reductions first, none of them forced."""
    if remainder.is_rational_function(*remainder.free_symbols) and sympy.cancel(remainder) == 0:
        return True
    expanded = _expand_logarithms(remainder)
    reductions: tuple[Callable[[], Any], ...] = (
        lambda: sympy.expand(expanded),
        lambda: sympy.expand(sympy.numer(sympy.together(expanded))),
        lambda: sympy.expand_log(sympy.expand(sympy.numer(sympy.together(sympy.expand(expanded))))),
        lambda: sympy.expand(expanded.rewrite(sympy.Abs)),
        lambda: sympy.simplify(expanded),
        lambda: sympy.simplify(remainder),
    )
    return any(reduce() == 0 for reduce in reductions)


def _expand_logarithms(remainder: sympy.Basic) -> Any:
    """Every logarithm of a product of positive factors as a sum of logarithms."""
    arguments = {log.args[0] for log in remainder.atoms(sympy.log)}
    stand_ins = {a: sympy.Dummy(positive=True) for a in map(sympy.factor, arguments) if _sign_unknown(a)}
    factored = remainder.replace(
        lambda node: isinstance(node, sympy.log), lambda node: sympy.log(_factored(node.args[0], stand_ins))
    )
    expanded = sympy.expand_log(factored)
    return expanded.xreplace({dummy: argument for argument, dummy in stand_ins.items()})


def _sign_unknown(argument: Any) -> bool:
    """Whether nothing but its logarithm says that a sum, or a symbol with either sign, is positive."""
    return not argument.is_positive and bool(argument.is_Add or argument.is_Symbol or (-argument).is_Symbol)


def _factored(argument: Any, stand_ins: dict[Any, Any]) -> Any:
    """The factors of a logarithm's argument, those known to be positive as positive symbols."""
    factored = sympy.factor(argument)
    negated = {sympy.expand(-sum_): -dummy for sum_, dummy in stand_ins.items()}
    return factored.xreplace(stand_ins).xreplace(negated)
