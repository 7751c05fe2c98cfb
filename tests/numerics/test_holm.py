import numpy as np
import pytest
from scipy.stats import binomtest

from gancheck.errors import InvalidInput
from gancheck.numerics.holm import holm, holm_adjusted


def test_it_steps_down_and_stops_at_the_first_that_stays() -> None:
    """0.01 ≤ 0.05/4, 0.016 ≤ 0.05/3, 0.03 > 0.05/2: the last stays although 0.04 ≤ 0.05."""
    assert holm([0.03, 0.01, 0.04, 0.016], 0.05).tolist() == [False, True, False, True]


def test_it_refuses_all_that_bonferroni_refuses() -> None:
    p = np.random.default_rng(0).random((200, 8)) ** 3
    for row in p:
        assert (holm_adjusted(row) <= np.minimum(8 * row, 1.0)).all()


def test_the_family_keeps_its_level_and_single_tests_do_not() -> None:
    p = np.random.default_rng(1).random((4000, 20))
    any_refused = sum(bool(holm(row, 0.05).any()) for row in p)
    assert binomtest(any_refused, 4000, 0.05, alternative="greater").pvalue > 1e-6
    assert (p <= 0.05).any(axis=1).mean() > 0.5


@pytest.mark.parametrize("bad", [[0.5, 1.5], [-0.1], [np.nan], [[0.5]]])
def test_what_is_no_p_value_is_refused(bad: list[float]) -> None:
    with pytest.raises(InvalidInput, match="p_values"):
        holm_adjusted(bad)


@pytest.mark.parametrize("alpha", [0.0, 1.0, np.nan])
def test_what_is_no_level_is_refused(alpha: float) -> None:
    with pytest.raises(InvalidInput, match="alpha"):
        holm([0.5], alpha)
