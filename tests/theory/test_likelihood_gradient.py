"""The gradient by hand, on cases that are known."""

import numpy as np
import pytest

from gancheck.distributions import Discrete, Empirical, Gaussian, GaussianMixture
from gancheck.errors import UnsupportedPair
from gancheck.theory.likelihood_gradient import nll_gradient, nll_gradient_estimate


def test_a_softmax_descends_from_model_to_data() -> None:
    gradient = nll_gradient(Discrete(logits=[0.0, 0.0]), Empirical.from_counts([3, 1]))
    assert gradient.tolist() == [-0.25, 0.25]


def test_the_gradient_vanishes_at_the_closed_form() -> None:
    counts = np.array([[5, 1, 2]])
    found = nll_gradient_estimate(Discrete(logits=np.log(counts)), Empirical.from_counts(counts))
    assert (abs(found.value) <= found.error).all()
    mixture = GaussianMixture([[0.5, 0.5]], [[-3.0, 3.0]], [[4.0, 4.0]])
    assert nll_gradient(Gaussian([0.0], [5.0]), mixture).tolist() == [[0.0, 0.0]]


def test_a_gaussian_is_pulled_to_the_mean_and_widened_to_the_data() -> None:
    gradient = nll_gradient(Gaussian(1.0, 1.0), Gaussian(0.0, 2.0))
    assert gradient.tolist() == [1.0, -4.0]


def test_other_pairs_are_refused() -> None:
    with pytest.raises(UnsupportedPair, match="by hand"):
        nll_gradient(Gaussian(0.0, 1.0), Empirical([0.0, 1.0]))
