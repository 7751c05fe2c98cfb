"""Exact sums of logarithms: equality by coefficients, order by balls."""

from fractions import Fraction
from math import inf, log

import flint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancheck.errors import InvalidInput
from gancheck.numerics.log_form import LogForm

POSITIVE = st.fractions(min_value=Fraction(1, 60), max_value=60, max_denominator=60)


def small_forms() -> st.SearchStrategy[LogForm]:
    """a + c·log x + d·log y."""
    numbers = st.fractions(min_value=-3, max_value=3, max_denominator=7)
    return st.builds(
        lambda a, c, x, d, y: a + c * LogForm.log(x) + d * LogForm.log(y),
        numbers,
        numbers,
        POSITIVE,
        numbers,
        POSITIVE,
    )


@given(POSITIVE, POSITIVE)
def test_the_logarithm_of_a_product_is_the_sum(x, y):
    assert LogForm.log(x) + LogForm.log(y) == LogForm.log(x * y)
    assert LogForm.log(x) - LogForm.log(y) == LogForm.log(x / y)


@given(small_forms(), small_forms())
def test_the_order_is_that_of_the_numbers(x, y):
    difference = float(x) - float(y)
    if abs(difference) > 1e-12:
        assert (x < y) is (difference < 0)
        assert (x >= y) is (difference > 0)
    assert (x <= y and y <= x) is (x == y)


@given(small_forms())
def test_a_form_less_itself_is_zero_and_stores_no_empty_coefficient(x):
    assert (x - x).is_zero
    assert (x - x) == LogForm()
    assert all(c != 0 for _, c in (x + x).logs)


def test_no_precision_is_too_small_for_a_sign():
    """A rational within 1e-200 of log 2 on either side."""
    digits = 10**200
    with flint.ctx.workprec(2000):
        below = Fraction(int((LogForm.log(2) * digits).enclosure(2000).floor().unique_fmpz()), digits)
    assert below < LogForm.log(2) < below + Fraction(1, digits)
    assert (LogForm.log(2) - below).sign == 1


def test_the_enclosure_holds_the_number():
    ball = (LogForm.log(Fraction(7, 3)) - Fraction(1, 5)).enclosure()
    assert abs(float(ball) - (log(7 / 3) - 0.2)) < 1e-15
    assert float(ball.rad()) < 1e-30


def test_infinity_is_above_every_form():
    assert LogForm.log(10**9) < inf
    assert inf > LogForm.log(10**9)
    assert -inf < LogForm()
    assert LogForm.log(2) + inf == inf
    assert LogForm.log(2) - inf == -inf
    assert not LogForm() >= inf


@pytest.mark.parametrize("x", [0, -1, Fraction(-1, 2), 0.5])
def test_only_positive_rationals_have_a_logarithm(x):
    with pytest.raises(InvalidInput, match="`x` is"):
        LogForm.log(x)


def test_forms_are_not_mixed_with_rounded_numbers():
    with pytest.raises(TypeError):
        LogForm.log(2) + 0.5
    with pytest.raises(TypeError):
        LogForm.log(2) * 0.5


@pytest.mark.parametrize(
    "form, text",
    [
        (LogForm(), "0"),
        (-LogForm.log(2), "−log 2"),
        (LogForm.log(Fraction(9, 2)) / 2 - 1, "−1 − 1/2·log 2 + log 3"),
    ],
)
def test_a_form_prints_itself(form, text):
    assert str(form) == text
