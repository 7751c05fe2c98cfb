"""Derivatives by differences, and whether the measured error covers what is left."""

from collections.abc import Callable

import mpmath
import numpy as np
import pytest

from gancheck.numerics.differences import derivative
from gancheck.numerics.estimate import Estimate, rounded


def of(f: Callable[[float], float]) -> Callable[[float], Estimate]:
    """``f`` with the rounding of a few operations stated."""
    return lambda h: rounded(np.array([f(h)]), 4)


@pytest.mark.parametrize(
    "f, truth",
    [
        (lambda h: np.exp(h), 1.0),
        (lambda h: np.sin(3.0 * h), 3.0),
        (lambda h: 1.0 / (1.0 + 5.0 * h), -5.0),
        (lambda h: h**5 + 1.0, 0.0),  # no h³: only the h⁴ term is left
        (lambda h: h**3 + 2.0 * h, 2.0),
        (lambda h: np.log1p(20.0 * h), 20.0),
        (lambda h: np.cos(h), 0.0),
        (lambda h: 7.0, 0.0),
    ],
)
def test_the_stated_error_bounds_the_derivative(f: Callable[[float], float], truth: float) -> None:
    found = derivative(of(f))
    assert abs(found.value[0] - truth) <= found.error[0]
    assert found.error[0] <= 2e-2 * (1.0 + abs(truth))


def test_what_f_errs_by_enters_divided_by_the_step() -> None:
    step, noise = 2.0**-9, 1e-6
    found = derivative(lambda h: Estimate(np.array([h]), np.array([noise])), step)
    # (4·2·noise/step + 2·noise/(2·step))/3
    assert found.error[0] == pytest.approx(3.0 * noise / step, rel=1e-9)
    worst = derivative(lambda h: Estimate(np.array([h + noise * np.sign(h)]), np.array([noise])), step)
    assert abs(worst.value[0] - 1.0) <= worst.error[0]


def test_a_smaller_step_is_better_until_rounding_takes_over() -> None:
    errors = [derivative(of(np.exp), 2.0**-k).error[0] for k in (4, 9, 14, 30)]
    assert errors[0] > errors[1] > errors[2] < errors[3]


def test_a_whole_batch_at_once() -> None:
    rates = np.array([1.0, -2.0, 0.0])
    found = derivative(lambda h: rounded(np.exp(rates * h), 4))
    assert (np.abs(found.value - rates) <= found.error).all()


def test_the_truth_of_a_hard_case() -> None:
    """A function of several scales, against differentiation in forty digits."""
    found = derivative(of(lambda h: np.log1p(np.exp(30.0 * h)) / (1.0 + h)))
    with mpmath.workdps(40):
        truth = mpmath.diff(lambda h: mpmath.log1p(mpmath.exp(30 * h)) / (1 + h), 0)
    assert abs(mpmath.mpf(float(found.value[0])) - truth) <= mpmath.mpf(float(found.error[0]))
