"""True only by reduction, false only by proof, and otherwise nothing."""

from fractions import Fraction
from math import inf, isinf

import flint
import pytest
import sympy
from sympy import Abs, Integer, Max, Min, Rational, exp, log, sqrt, symbols

from gancheck.checks.exact.decision import size_of_remainder, vanishes
from gancheck.numerics.log_form import LogForm

A, B, Y, U, W = symbols("a b y u w", positive=True)
X, Z = symbols("x z", real=True)
N = sympy.Symbol("n", integer=True, positive=True)
EVEN = sympy.Symbol("m", even=True)

IDENTITIES = [
    log(A / (A + B)) - log(A) + log(A + B),
    A * log(Y) + B * log(1 - Y) - log(Y**A * (1 - Y) ** B),
    log((1 - A / (A + B)) / (1 - Y)) - log(B) + log(A + B) + log(1 - Y),
    (A**2 - B**2) / (A - B) - A - B,
    exp(X + Z) - exp(X) * exp(Z),
    sqrt(X**2) - Abs(X),
    Max(X, Z) + Min(X, Z) - X - Z,
    Max(X, Z) - Min(X, Z) - Abs(X - Z),
    log(Integer(12)) - 2 * log(Integer(2)) - log(Integer(3)),
    sympy.cosh(X) ** 2 - sympy.sinh(X) ** 2 - 1,
]

NEAR_IDENTITIES = [
    log(A / (A + B)) - log(A) + log(A + B) + Rational(1, 10**25),
    log(1 + Rational(1, 10**12)) - Rational(1, 10**12),
    sympy.pi - Rational(355, 113),
    exp(sympy.pi * sqrt(163)) - 640320**3 - 744,
    sqrt(X**2) - X,
    Max(X, Z) - Z,
    (X - 1) * (X + 1) - X**2,
    log(1 - Y) + Y,
]


@pytest.mark.parametrize("remainder", IDENTITIES, ids=str)
def test_an_identity_is_reduced_to_zero(remainder):
    assert vanishes(remainder) is True
    assert size_of_remainder(remainder) == 0.0


@pytest.mark.parametrize("remainder", NEAR_IDENTITIES, ids=str)
def test_what_is_nearly_an_identity_is_refused(remainder):
    assert vanishes(remainder) is False
    assert size_of_remainder(remainder) > 0.0


@pytest.mark.parametrize(
    "remainder",
    [
        sympy.Function("f")(X) - sympy.Function("f")(-X),
        log(X**2) - 2 * log(X + sympy.Function("f")(Z)),
        sqrt(EVEN - 3) ** 2 - sympy.Function("g")(EVEN),
    ],
    ids=str,
)
def test_what_cannot_be_evaluated_or_reduced_is_not_decided(remainder):
    assert vanishes(remainder) is None
    assert size_of_remainder(remainder) == 0.0


def test_no_logarithm_is_split_into_factors_that_may_be_negative():
    """log(xz) = log x + log z only where both are positive, which log(xz) alone does not say."""
    assert vanishes(log(X * Z) - log(-X) - log(-Z)) is True
    assert vanishes(log((X - 1) ** 2) - 2 * log(1 - X)) is True
    assert vanishes(log(X**2) - 2 * log(Abs(X))) is not False
    assert vanishes(log(X**2) - 2 * log(X) - 1) is False


def test_points_outside_of_the_domain_refute_nothing():
    """Where y > 1 the two sides differ, but there log(1 − y) is no real number."""
    assert vanishes(Abs(1 - Y) - (1 - Y) + 0 * log(1 - Y)) is False
    assert vanishes((Abs(1 - Y) - (1 - Y)) * log(1 - Y)) is not False


def test_symbols_keep_their_assumptions():
    assert vanishes(Abs(A) - A) is True
    assert vanishes(N - Abs(N)) is True
    assert vanishes(N - 2) is False
    assert vanishes(sympy.Symbol("i", imaginary=True) ** 2 - 1) is None
    assert vanishes((-1) ** EVEN - 1) is True


def test_a_range_is_written_into_the_symbols():
    inner = U / (U + W)
    assert vanishes(sympy.Min(inner, 1) - inner) is not False
    assert vanishes(Abs(1 - inner) - (1 - inner)) is True


@pytest.mark.parametrize(
    "remainder, truth",
    [
        (True, True),
        (False, False),
        (sympy.true, True),
        (sympy.false, False),
        (None, None),
        (0, True),
        (Fraction(1, 10**30), False),
        (LogForm(), True),
        (LogForm.log(2) - LogForm.log(3), False),
        (inf, False),
        (-inf, False),
        (flint.arb(1, 0.5), False),
        (flint.arb(0, 0.5), None),
        (flint.arb(0), True),
        (Integer(0), True),
        (Integer(1), False),
    ],
    ids=repr,
)
def test_numbers_sentences_and_balls(remainder, truth):
    assert vanishes(remainder) is truth


def test_a_rounded_number_is_no_remainder():
    with pytest.raises(TypeError, match="float is no exact remainder"):
        vanishes(0.1 + 0.2 - 0.3)


def test_the_size_of_what_is_left():
    assert size_of_remainder(True) == size_of_remainder(None) == 0.0
    assert isinf(size_of_remainder(False))
    assert size_of_remainder(Fraction(-1, 4)) == 0.25
    assert size_of_remainder(LogForm.log(2)) == pytest.approx(0.6931471805599453, rel=1e-15)
    assert size_of_remainder(Rational(-1, 4)) == 0.25
