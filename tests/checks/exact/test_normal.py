"""Moments and expectations under normal laws."""

import pytest
import sympy
from sympy import Rational, symbols

from gancheck.checks.exact import normal
from gancheck.checks.exact.decision import vanishes

X, Y, Z = normal.Z


@pytest.mark.parametrize("order, value", [(0, 1), (1, 0), (2, 1), (3, 0), (4, 3), (6, 15)])
def test_moments(order, value):
    assert normal.moment(order) == value


def test_independent_variables_factor():
    c = symbols("c")
    assert normal.expected((X + c * Y) ** 2 * Z**2) == 1 + c**2
    assert normal.expected(X * Y) == 0


def test_the_entropy_is_half_log_2_pi_e_times_the_variance():
    v = symbols("v", positive=True)
    assert vanishes(normal.entropy(v) - sympy.log(2 * sympy.pi * sympy.E * v) / 2) is True


def test_kl_of_a_shift():
    half = Rational(1, 2)
    assert (
        vanishes(normal.kl(sympy.Integer(0), sympy.Integer(1), sympy.Integer(1), sympy.Integer(1)) - half)
        is True
    )
