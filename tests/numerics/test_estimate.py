from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, columns, exactly, rounded


def estimate(value: float, error: float) -> Estimate:
    return Estimate(np.array([value]), np.array([error]))


def test_errors_add_and_scale_but_never_cancel() -> None:
    a, b = estimate(3.0, 0.25), estimate(1.0, 0.5)
    for result, expected in (
        (a + b, (4.0, 0.75)),
        (a - b, (2.0, 0.75)),
        (a - a, (0.0, 0.5)),
        (a + 1.0, (4.0, 0.25)),
        (a - 1.0, (2.0, 0.25)),
        (-2.0 * a, (-6.0, 0.5)),
        (a * 2.0, (6.0, 0.5)),
        (-a, (-3.0, 0.25)),
    ):
        assert (result.value[0], result.error[0]) == expected


def test_an_exact_value_has_no_error() -> None:
    assert exactly(np.array([1.0, np.inf])).error.tolist() == [0.0, 0.0]
    assert exactly(torch.ones(2)).error.tolist() == [0.0, 0.0]


@given(st.lists(st.floats(min_value=-1e300, max_value=1e300), min_size=1, max_size=200))
def test_a_rounded_sum_is_within_its_bound(terms: list[float]) -> None:
    total = 0.0
    for x in terms:
        total += x
    found = rounded(np.array(total), len(terms), np.array(float(np.sum(np.abs(terms)))))
    if np.isfinite(total):
        assert abs(Fraction(total) - sum(map(Fraction, terms))) <= Fraction(float(found.error))


@given(st.floats(min_value=0.0, max_value=1.0), st.floats(min_value=0.0, max_value=1.0))
def test_a_rounded_product_is_within_its_bound_also_where_it_underflows(x: float, y: float) -> None:
    found = rounded(np.array(x * y), 1)
    assert abs(Fraction(x * y) - Fraction(x) * Fraction(y)) <= Fraction(float(found.error))


def test_the_bound_is_gamma_n_of_the_scale() -> None:
    n, u = 10, UNIT_ROUNDOFF
    assert rounded(np.array(2.0), n).error == n * u / (1.0 - n * u) * 2.0
    assert rounded(np.array(0.0), n, np.array(-4.0)).error == n * u / (1.0 - n * u) * 4.0
    assert 0.0 < rounded(np.array(0.0), n).error <= n * 2.0**-1074


def test_an_infinite_value_was_decided_not_summed() -> None:
    assert rounded(np.array([np.inf, -np.inf]), 10).error.tolist() == [0.0, 0.0]


def test_columns_stand_side_by_side_and_broadcast() -> None:
    table = columns(estimate(1.0, 0.1), Estimate(np.array([2.0, 3.0]), np.array([0.2, 0.3])))
    assert table.value.tolist() == [[1.0, 2.0], [1.0, 3.0]]
    assert table.error.tolist() == [[0.1, 0.2], [0.1, 0.3]]


def test_torch_stays_torch_and_differentiable() -> None:
    x = torch.tensor([1.0, -2.0], dtype=torch.float64, requires_grad=True)
    table = columns(rounded(x, 3), 2.0 * exactly(x))
    assert isinstance(table.value, torch.Tensor)
    assert table.value.tolist() == [[1.0, 2.0], [-2.0, -4.0]]
    assert torch.autograd.grad(table.value.sum(), x)[0].tolist() == [3.0, 3.0]


def test_an_estimate_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        estimate(1.0, 0.0).value = 2.0
