"""Closed forms of the greatest likelihood, against exact rational moments."""

from fractions import Fraction

import numpy as np
import pytest
import torch

from gancheck.distributions import Discrete, Empirical, Gaussian, GaussianMixture, MultivariateGaussian
from gancheck.errors import InvalidInput
from gancheck.numerics.estimate import UNIT_ROUNDOFF
from gancheck.theory.maximum_likelihood import categorical_mle, gaussian_mle, maximum_likelihood, moment_match


def test_frequencies_are_counts_over_m() -> None:
    assert categorical_mle([[3, 1, 0], [0, 0, 7]]).probs.tolist() == [[0.75, 0.25, 0.0], [0.0, 0.0, 1.0]]


@pytest.mark.parametrize("counts", [[-1, 2], [0.5, 0.5], [0, 0]])
def test_what_is_no_count_is_refused(counts: list[float]) -> None:
    with pytest.raises(InvalidInput):
        categorical_mle(counts)


@pytest.mark.parametrize("offset", [0.0, 1.0, 1e8])
def test_mean_and_biased_variance_are_those_of_exact_arithmetic(offset: float) -> None:
    samples = offset + np.array([0.125, -1.5, 2.25, 0.0, 3.5])
    exact = [Fraction(x) for x in samples.tolist()]
    mean = sum(exact) / len(exact)
    variance = sum((x - mean) ** 2 for x in exact) / len(exact)
    found = gaussian_mle(samples)
    assert isinstance(found, Gaussian)
    assert abs(Fraction(float(found.loc)) - mean) <= 2 * UNIT_ROUNDOFF * abs(mean) + UNIT_ROUNDOFF
    assert abs(Fraction(float(found.scale)) ** 2 - variance) <= 16 * UNIT_ROUNDOFF * variance


def test_the_divisor_is_m() -> None:
    assert float(gaussian_mle([0.0, 2.0]).scale) == 1.0  # the divisor m − 1 would give √2


def test_vectors_give_the_biased_scatter() -> None:
    points = np.array([[[0.0, 0.0], [2.0, 0.0], [0.0, 2.0], [2.0, 2.0]]])
    law = gaussian_mle(points)
    assert isinstance(law, MultivariateGaussian)
    assert law.loc.tolist() == [[1.0, 1.0]]
    assert law.covariance_matrix.tolist() == [[[1.0, 0.0], [0.0, 1.0]]]


def test_rows_are_fitted_one_by_one() -> None:
    batch = np.array([[0.0, 2.0], [10.0, 16.0]])
    assert gaussian_mle(batch).loc.tolist() == [1.0, 13.0]
    assert gaussian_mle(torch.tensor(batch)).scale.tolist() == [1.0, 3.0]


def test_a_likelihood_without_a_maximum_is_refused() -> None:
    with pytest.raises(InvalidInput, match="all equal"):
        gaussian_mle([1.0, 1.0, 1.0])
    with pytest.raises(InvalidInput, match="positive definite"):
        gaussian_mle([[[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]]])
    with pytest.raises(InvalidInput, match="shape"):
        gaussian_mle(np.zeros((1, 1, 1, 1)))


def test_the_kind_of_data_decides_the_family() -> None:
    assert isinstance(maximum_likelihood(Empirical([0, 1])), Discrete)
    assert isinstance(maximum_likelihood([0.0, 1.0]), Gaussian)


def test_a_mixture_is_matched_by_its_total_variance() -> None:
    law = moment_match(GaussianMixture([[0.5, 0.5]], [[-3.0, 3.0]], [[4.0, 4.0]]))
    assert (law.loc.tolist(), law.scale.tolist()) == ([0.0], [5.0])
    assert moment_match(Gaussian(1.0, 2.0)).scale == 2.0
    with pytest.raises(InvalidInput, match="moments"):
        moment_match(Discrete(probs=[1.0]))
