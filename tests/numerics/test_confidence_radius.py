"""Radii keep their level: in two thousand runs under the truth each is left at most at the stated rate."""

import numpy as np
import pytest
from scipy.stats import binomtest

from gancheck.errors import InvalidInput
from gancheck.numerics.binomial_interval import binomial_interval
from gancheck.numerics.catoni import catoni_mean
from gancheck.numerics.confidence_radius import bernstein_radius, massart_radius

RUNS, ALPHA = 2000, 0.05


def kept(missed: np.ndarray) -> bool:
    return binomtest(int(missed.sum()), len(missed), ALPHA, alternative="greater").pvalue > 1e-6


def test_bernstein_keeps_its_level_on_a_skewed_law() -> None:
    """One in fifty: the usual sample has no deviation at all."""
    x = (np.random.default_rng(1).random((RUNS, 24)) < 0.02).astype(float)
    deviation, spread = abs(x.mean(axis=1) - 0.02), x.std(axis=1, ddof=1)
    assert kept(deviation > bernstein_radius(spread**2, 24, 1.0, ALPHA))


def test_bernstein_shrinks_with_the_variance() -> None:
    assert bernstein_radius(1e-4, 10_000, 1.0, 1e-6) < 0.2 * bernstein_radius(0.25, 10_000, 1.0, 1e-6)


def test_massart_holds_for_a_law_with_atoms() -> None:
    x = np.random.default_rng(2).poisson(2.0, (RUNS, 100))
    t = np.arange(8)
    truth = np.exp(-2.0) * np.cumsum([1, 2, 2, 4 / 3, 2 / 3, 4 / 15, 4 / 45, 8 / 315])
    distance = abs((x[:, :, None] <= t).mean(axis=1) - truth).max(axis=1)
    assert kept(distance > massart_radius(100, ALPHA))


def test_catoni_keeps_its_level_on_heavy_tails() -> None:
    x = np.random.default_rng(3).standard_t(3.0, (200, RUNS))
    found = catoni_mean(x, 3.0, ALPHA)
    assert kept(abs(found.value) > found.error)
    assert abs(found.value).mean() < found.error.mean()


def test_catoni_refuses_a_mean_that_is_another() -> None:
    found = catoni_mean(1.0 + np.random.default_rng(4).standard_normal((400, 50)), 1.0, 1e-6)
    assert (abs(found.value) > found.error).all()


def test_a_binomial_interval_keeps_its_level_and_excludes_a_half_with_the_sign_test() -> None:
    hits = np.random.default_rng(5).binomial(24, 0.9, RUNS)
    found = binomial_interval(hits, 24, ALPHA)
    assert kept(abs(found.value - 0.9) > found.error)
    every = np.arange(25)
    signs = np.array([binomtest(int(x), 24).pvalue for x in every])
    found = binomial_interval(every, 24, ALPHA)
    assert ((abs(found.value - 0.5) > found.error) == (signs <= ALPHA)).all()
    assert np.isnan(binomial_interval(np.nan, 24, ALPHA).value)


def test_impossible_requests_are_refused() -> None:
    with pytest.raises(InvalidInput, match="`size`"):
        binomial_interval(0, 0, 0.05)
    with pytest.raises(InvalidInput, match="`hits`"):
        binomial_interval(5, 4, 0.05)
    with pytest.raises(InvalidInput, match="`alpha`"):
        binomial_interval(1, 4, 0.0)
    with pytest.raises(InvalidInput, match="observations"):
        catoni_mean(np.zeros(10), 1.0, 1e-6)
    with pytest.raises(InvalidInput, match="`size`"):
        bernstein_radius(1.0, 1, 1.0, 0.05)
    with pytest.raises(InvalidInput, match="`size`"):
        massart_radius(0, 0.05)
    with pytest.raises(InvalidInput, match="`alpha`"):
        bernstein_radius(1.0, 5, 1.0, 1.0)
