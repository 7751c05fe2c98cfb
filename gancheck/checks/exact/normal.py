"""Expectations of polynomials in standard normal variables, from their moments; and what Gaussian laws make of them."""

from functools import cache
from typing import Any

import sympy
from sympy import exp, integrate, log, oo, pi, sqrt

__all__ = ["Z", "cross_entropy", "entropy", "expected", "kl", "moment"]

Z = sympy.symbols("z1:4", real=True)
"""Independent standard normal variables."""


@cache
def moment(order: int) -> Any:
    """The integral of zⁿ under the standard normal density."""
    z = Z[0]
    return integrate(z**order * exp(-(z**2) / 2) / sqrt(2 * pi), (z, -oo, oo))


def expected(polynomial: Any) -> Any:
    """The expectation of a polynomial in the variables `Z`."""
    terms = sympy.Poly(sympy.expand(polynomial), *Z).terms()
    return sum(c * sympy.prod([moment(power) for power in powers]) for powers, c in terms)


def cross_entropy(mean: Any, variance: Any, of_mean: Any, of_variance: Any) -> Any:
    """E[−log N(of_mean, of_variance)] under N(mean, variance)."""
    deviation = mean + sqrt(variance) * Z[0] - of_mean
    return log(2 * pi * of_variance) / 2 + expected(deviation**2) / (2 * of_variance)


def entropy(variance: Any) -> Any:
    """½ log(2πe·variance), derived as the cross-entropy of a law with itself."""
    return cross_entropy(sympy.Integer(0), variance, sympy.Integer(0), variance)


def kl(mean: Any, variance: Any, of_mean: Any, of_variance: Any) -> Any:
    """E[log N(mean, variance) − log N(of_mean, of_variance)] under the first."""
    return cross_entropy(mean, variance, of_mean, of_variance) - entropy(variance)
