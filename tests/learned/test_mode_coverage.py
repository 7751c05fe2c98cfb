"""What is said of modes is true, is said, and could be otherwise."""

import numpy as np
import pytest
import scipy.stats

from gancheck.distributions import GeneratedPoints, MultivariateGaussianMixture, stack
from gancheck.errors import InvalidInput
from gancheck.learned.mode_coverage import mode_coverage

RING, GRID = MultivariateGaussianMixture.ring(8), MultivariateGaussianMixture.grid(5)


def reweighted(p: MultivariateGaussianMixture, weights: np.ndarray) -> MultivariateGaussianMixture:
    return MultivariateGaussianMixture(weights, p.loc, p.covariance_matrix)


@pytest.mark.parametrize(("p", "modes"), [(RING, 8), (GRID, 25)])
def test_a_perfect_sampler_covers_every_mode(p, modes):
    found = mode_coverage(p, p, np.random.default_rng(0))
    assert [count.tolist() for count in found.counts] == [[modes], [0], [0]]
    # Modes that are far apart: a mode's own draws are within r of it with 99 %, and no others are.
    assert (np.abs(found.share.value - 0.99 / modes) <= found.share.error).all()
    assert (np.abs(found.good.value - 0.99) <= found.good.error).all()
    assert found.radius == pytest.approx(np.sqrt(scipy.stats.chi2(2).ppf(0.99)), rel=1e-12)


def test_a_collapsed_generator_misses_seven_of_eight():
    one = GeneratedPoints(np.array([0.02, 0.0, 0.0, 0.02, *RING.loc[3]]), (2, 2))  # x = μ_3 + σ z
    found = mode_coverage(RING, one, np.random.default_rng(1))
    assert [count.tolist() for count in found.counts] == [[1], [7], [0]]
    assert found.covered[0].tolist() == [k == 3 for k in range(8)]


def test_draws_between_the_modes_are_not_good_and_cover_nothing():
    nowhere = GeneratedPoints(np.array([0.02, 0.0, 0.0, 0.02, 0.0, 0.0]), (2, 2))
    found = mode_coverage(RING, nowhere, np.random.default_rng(1))
    assert [count.tolist() for count in found.counts] == [[0], [8], [0]]
    assert found.good.value + found.good.error < 0.01


def test_a_few_draws_decide_nothing():
    found = mode_coverage(RING, RING, np.random.default_rng(0), size=10)
    assert [count.tolist() for count in found.counts] == [[0], [0], [8]]


def test_a_batch_is_judged_row_by_row_and_padding_is_no_mode():
    p = stack([RING, MultivariateGaussianMixture.ring(3)])
    found = mode_coverage(p, p[[1, 1]], [np.random.default_rng(row) for row in range(2)])
    covered, missed, undecided = found.counts
    assert covered.tolist() == [1, 3]  # the mode at angle 0 is in both rings
    assert missed.tolist() == [7, 0]
    assert undecided.tolist() == [0, 0]
    assert found.undecided.shape == (2, 8)


def test_two_modes_in_one_place_share_no_draw():
    """Each has the posterior ⅓ or ⅔: draws belong to the heavier, and the lighter is missed. All of them are good."""
    p = MultivariateGaussianMixture([1 / 3, 2 / 3], np.zeros((2, 2)), np.eye(2))
    found = mode_coverage(p, p, np.random.default_rng(0))
    assert found.covered.tolist() == [[False, True]]
    assert found.missed.tolist() == [[True, False]]
    assert abs(found.good.value - 0.99) <= found.good.error


def test_all_verdicts_of_a_call_are_right_together():
    """Every mode but one has exactly the share that separates covered from missed, so that any verdict is wrong.

    200 calls at α = ½: more wrong ones than a binomial's 1 − 10⁻⁶ quantile are no accident. With the level ½ for each
    interval alone, all seven would be undecided in one call of a hundred.
    """
    weights = np.full(8, 0.25 / 8 / 0.99)
    weights[0] = 1.0 - weights[1:].sum()
    q, rng = reweighted(RING, weights), np.random.default_rng(2)
    calls = [mode_coverage(RING, q, rng, size=2000, alpha=0.5) for _ in range(200)]
    wrong = sum(bool((found.covered | found.missed)[0, 1:].any()) for found in calls)
    assert wrong <= scipy.stats.binom(200, 0.5).ppf(1.0 - 1e-6)
    assert all(found.covered[0, 0] for found in calls)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"fraction": 0.0}, "`fraction` is 0.0"),
        ({"within": 1.0}, "`within` is 1.0"),
        ({"alpha": 1.5}, "`alpha` is 1.5"),
        ({"size": 0}, "`size` is 0"),
        ({"p": RING.batched()[[0, 0]], "q": GRID.batched()[[0] * 3]}, "rows|size|batch"),
        ({"p": GeneratedPoints(np.zeros(6), (2, 2))}, "`p` is a GeneratedPoints"),
        ({"q": MultivariateGaussianMixture([1.0], np.zeros((1, 3)), np.eye(3))}, "dimension"),
    ],
)
def test_refusals(change, word):
    arguments = {"p": RING, "q": RING, "generator": np.random.default_rng(0), **change}
    with pytest.raises(InvalidInput, match=word):
        mode_coverage(**arguments)
