"""The pointwise inequality over all of [0, 1]."""

import pytest
from flint import arb

from gancheck.certified.pointwise import is_best, objective
from gancheck.certified.precision import working_precision


@pytest.fixture(autouse=True)
def many_bits():
    with working_precision(128):
        yield


@pytest.mark.parametrize("a, b", [(3.0, 1.0), (1.0, 1.0), (1e-9, 1.0), (1.0, 1e-6), (0.1, 0.7)])
def test_the_optimum_is_best_and_its_neighbours_are_not(a, b):
    a, b = arb(a), arb(b)
    best = a / (a + b)
    assert is_best(a, b, best) is True
    for step in (-1e-3, 1e-3):
        assert is_best(a, b, best * (1 + step * (1 - best))) is not True


@pytest.mark.parametrize("candidate", [0.25, 0.5, 0.9, 1e-9, 1.0 - 1e-9])
def test_a_wrong_candidate_is_refused_with_certainty(candidate):
    assert is_best(arb(3), arb(1), arb(candidate)) is False


def test_a_label_without_mass_adds_nothing_and_certainty_against_mass_costs_everything():
    assert objective(arb(2), arb(0), arb(1)).is_zero()
    assert objective(arb(0), arb(2), arb(0)).is_zero()
    assert objective(arb(2), arb(1), arb(1)) < -1e300
    assert objective(arb(2), arb(1), arb(0)) < -1e300
