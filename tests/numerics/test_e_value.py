import numpy as np
import pytest
from scipy.stats import binomtest

from gancheck.errors import InvalidInput
from gancheck.numerics.e_value import anytime_p_value, betting_process, likelihood_ratio_process, ville

RUNS, ALPHA = 2000, 0.05


def draws(mean: float) -> np.ndarray:
    """Beta variables of the mean."""
    return np.random.default_rng(0).beta(2.0 * mean, 2.0 * (1.0 - mean), (RUNS, 200))


def test_capital_averages_one_and_rarely_grows_under_the_truth() -> None:
    capital = betting_process(draws(0.3), 0.3)
    last = capital[:, -1]
    assert abs(last.mean() - 1.0) < 5.0 * last.std() / np.sqrt(RUNS)
    refused = int(ville(capital, ALPHA).sum())
    assert binomtest(refused, RUNS, ALPHA, alternative="greater").pvalue > 1e-6


def test_capital_grows_where_the_mean_is_another() -> None:
    assert ville(betting_process(draws(0.3), 0.5), ALPHA).mean() > 0.99


def test_scaling_the_range_changes_nothing() -> None:
    x = draws(0.3)[:5]
    assert np.allclose(betting_process(4 * x - 1, 4 * 0.3 - 1, low=-1.0, high=3.0), betting_process(x, 0.3))


def test_the_likelihood_ratio_is_a_martingale_under_the_null_only() -> None:
    p, q = np.array([0.5, 0.3, 0.2]), np.array([0.4, 0.3, 0.3])
    rng = np.random.default_rng(1)
    null, alternative = (rng.choice(3, (RUNS, 100), p=law) for law in (p, q))
    ratio = likelihood_ratio_process(np.log(q)[null], np.log(p)[null])
    assert binomtest(int(ville(ratio, ALPHA).sum()), RUNS, ALPHA, alternative="greater").pvalue > 1e-6
    first = ratio[:, 0]  # three values: the exact mean is Σ p q/p = 1
    assert abs(first.mean() - 1.0) < 5.0 * first.std() / np.sqrt(RUNS)
    assert ville(likelihood_ratio_process(np.log(q)[alternative], np.log(p)[alternative]), ALPHA).mean() > 0.3


def test_anytime_p_values_never_rise() -> None:
    assert anytime_p_value([[2.0, 1.0, 8.0, 0.1]]).tolist() == [[0.5, 0.5, 0.125, 0.125]]


def test_bets_that_could_lose_everything_are_refused() -> None:
    with pytest.raises(InvalidInput, match="`x` leaves"):
        betting_process([0.5, 1.5], 0.5)
    with pytest.raises(InvalidInput, match="`mean`"):
        betting_process([0.5], 1.0)
    with pytest.raises(InvalidInput, match="shapes"):
        likelihood_ratio_process([0.0], [0.0, 0.0])
