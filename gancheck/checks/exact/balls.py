"""The value of an expression at rational points, in balls: what proves that an expression is not zero there."""

from collections.abc import Mapping
from functools import reduce
from operator import add, mul
from typing import Any

import flint
import sympy

__all__ = ["NoEnclosure", "enclose"]

FUNCTIONS = (
    "log exp sin cos tan sec csc cot sinh cosh tanh sech csch coth asin acos atan asinh acosh atanh gamma erf"
)
"""Functions that sympy and Arb call by the same name."""

_BALLS = {getattr(sympy, name): name for name in FUNCTIONS.split()}
_CONSTANTS = {sympy.pi: lambda: flint.arb.pi(), sympy.E: lambda: flint.arb(1).exp()}


class NoEnclosure(Exception):
    """The expression has no real value at the point, or holds something that has no counterpart in balls."""


def enclose(expression: Any, point: Mapping[Any, Any], bits: int = 160) -> Any:
    """A `flint.arb` ball that holds the real value of an expression at a point.

    Args:
        expression: A sympy expression.
        point: A rational for each of its symbols.
        bits: The precision of the arithmetic.

    Raises:
        NoEnclosure: A symbol has no value, a denominator may be 0, the argument of a logarithm is not surely positive,
            or balls do not know a function.
    """
    with flint.ctx.workprec(bits):
        ball = _value(expression, point)
    if not ball.is_finite():
        raise NoEnclosure(str(expression))
    return ball


def _value(node: Any, point: Mapping[Any, Any]) -> Any:
    if node in point:
        node = point[node]
    if node.is_Rational:
        return flint.arb(flint.fmpq(int(node.p), int(node.q)))
    if node in _CONSTANTS:
        return _CONSTANTS[node]()
    arguments = [_value(argument, point) for argument in node.args]
    if node.is_Add:
        return reduce(add, arguments)
    if node.is_Mul:
        return reduce(mul, arguments)
    if node.is_Pow:
        return _power(node, *arguments)
    if node.func == sympy.log and not arguments[0] > 0:
        raise NoEnclosure(f"log of {node.args[0]}")
    if node.func in (sympy.Max, sympy.Min):
        return reduce(lambda a, b: a.max(b) if node.func == sympy.Max else a.min(b), arguments)
    if node.func == sympy.Abs:
        return abs(arguments[0])
    if node.func not in _BALLS or not arguments:
        raise NoEnclosure(f"{node.func} has no enclosure")
    return getattr(arguments[0], _BALLS[node.func])()


def _power(node: Any, base: Any, exponent: Any) -> Any:
    if node.exp.is_Integer:
        if node.exp < 0 and base.contains(0):
            raise NoEnclosure(f"1/{node.base}")
        return base ** int(node.exp)
    if not base > 0:
        raise NoEnclosure(f"{node.base} to the power {node.exp}")
    return (exponent * base.log()).exp()
