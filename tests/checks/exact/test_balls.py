"""Balls hold the values of expressions, or there is none."""

import mpmath
import pytest
import sympy
from sympy import Rational, erf, exp, gamma, log, pi, sqrt, symbols

from gancheck.checks.exact.balls import NoEnclosure, enclose

X, Y = symbols("x y", real=True)
POINT = {X: Rational(3, 7), Y: Rational(-5, 2)}


@pytest.mark.parametrize(
    "expression",
    [
        X + Y,
        X * Y**3 - pi,
        exp(X) / (1 + exp(Y)),
        log(1 - X),
        sqrt(X) + X ** Rational(-3, 2),
        X**Y,
        sympy.Max(X, Y, X * Y) - sympy.Min(X, Y),
        sympy.Abs(Y) + sympy.E,
        sympy.sinh(X) * sympy.cosh(Y) + sympy.tanh(X),
        sympy.sin(X) + sympy.atan(Y),
        erf(X) + gamma(X),
    ],
    ids=str,
)
def test_the_ball_holds_the_value(expression):
    ball = enclose(expression, POINT)
    with mpmath.workdps(60):
        value = sympy.lambdify((X, Y), expression, "mpmath")(*(mpmath.mpf(v.p) / v.q for v in POINT.values()))
        text = mpmath.nstr(value, 40)
    assert abs(float(ball) - float(text)) < 1e-14
    assert float(ball.rad()) < 1e-35


@pytest.mark.parametrize(
    "expression",
    [
        log(Y),
        log(X - Rational(3, 7)),
        1 / (X - Rational(3, 7)),
        Y ** Rational(1, 2),
        symbols("t") + X,
        sympy.Function("f")(X),
        sympy.I * X,
        sympy.oo + 0 * X,
    ],
    ids=str,
)
def test_without_a_real_value_there_is_no_ball(expression):
    with pytest.raises(NoEnclosure):
        enclose(expression, POINT)
