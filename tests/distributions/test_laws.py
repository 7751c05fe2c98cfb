"""What every law promises, asked of each; a new law is one line in a list."""

import copy
import pickle
import subprocess
import sys
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
import scipy.stats
import torch

from gancheck.distributions import (
    Affine,
    Discrete,
    Empirical,
    Gaussian,
    GaussianMixture,
    Law,
    LineDensity,
    MultivariateGaussian,
    MultivariateGaussianMixture,
    PiecewiseLinear,
    Pushforward,
    Uniform,
    expectation,
)
from gancheck.errors import InvalidInput

BATCHES = [
    Discrete(probs=[[0.5, 0.5, 0.0], [0.1, 0.2, 0.7]]),
    Empirical.from_counts([[1, 2, 0], [3, 0, 1]]),
    Gaussian([0.0, 3.0], [1.0, 0.1]),
    Uniform([0.0, 3.0], [1.0, 4.5]),
    GaussianMixture([[0.5, 0.5], [0.9, 0.1]], [[-1.0, 1.0], [0.0, 30.0]], [[0.5, 0.5], [1.0, 0.01]]),
    Pushforward(Gaussian([0.0, 1.0], 1.0), Affine(2.0, 1.0)),
    Pushforward(
        Uniform(-1.0, 1.0), PiecewiseLinear([[-0.5, 0.2], [0.0, 0.0]], np.eye(2, 3) + 0.5, np.zeros((2, 3)))
    ),
]
SPACE = [
    MultivariateGaussian(np.zeros((2, 3)), np.stack([np.eye(3), 2 * np.eye(3)])),
    MultivariateGaussianMixture([[0.5, 0.5], [0.9, 0.1]], np.arange(12.0).reshape(2, 2, 3), np.eye(3)),
]
LINES = [law for law in BATCHES if isinstance(law, LineDensity)]
IDS = {"ids": lambda law: law.family}


def points(law):
    return np.zeros((4, 3)) if law in SPACE else np.array([0.0, 1.0, 2.0, 0.5])


@pytest.mark.parametrize("law", [*BATCHES, *SPACE], **IDS)
def test_batch_protocol(law):
    assert isinstance(law, Law)
    assert len(law) == 2
    assert law.batch_shape == (2,)
    assert law.batched() is law
    assert len(list(law)) == 2
    row = law[-1]
    assert row.batch_shape == ()
    assert row.batched().batch_shape == (1,)
    x = points(law)
    whole = law.log_prob(x)
    assert whole.shape == (2, 4)
    np.testing.assert_array_equal(row.log_prob(x), whole[1])
    for index in (slice(1, None), [1], np.array([1]), np.array([False, True])):
        np.testing.assert_array_equal(law[index].log_prob(x), whole[1:])
    np.testing.assert_array_equal(law[[1, 0, 1]].log_prob(x), whole[[1, 0, 1]])
    for index in (2, -3):
        with pytest.raises(IndexError, match="batch of 2"):
            law[index]
    with pytest.raises(InvalidInput, match="no row"):
        law[5:]
    with pytest.raises(TypeError, match="not a batch"):
        len(row)
    with pytest.raises(TypeError, match="not a batch"):
        row[0]


@pytest.mark.parametrize("law", [*BATCHES, *SPACE], **IDS)
def test_laws_are_values(law):
    with pytest.raises(FrozenInstanceError):
        law.batch_shape = ()
    assert repr(law)
    for other in (pickle.loads(pickle.dumps(law)), copy.deepcopy(law)):
        np.testing.assert_array_equal(other.log_prob(points(law)), law.log_prob(points(law)))


@pytest.mark.parametrize("law", [*BATCHES, *SPACE], **IDS)
def test_randomness_is_explicit_and_reproducible(law):
    draws = law.sample(5, np.random.default_rng(1))
    assert draws.shape[:2] == (2, 5)
    assert law[0].sample(5, np.random.default_rng(1)).shape[:1] == (5,)
    np.testing.assert_array_equal(draws, law.sample(5, np.random.default_rng(1)))
    for stranger in (0, None, np.random, torch.Generator()):
        with pytest.raises(InvalidInput, match="`generator`"):
            law.sample(5, stranger)
    for size in (0, -1, 2.5, True):
        with pytest.raises(InvalidInput, match="`size`"):
            law.sample(size, np.random.default_rng(1))


@pytest.mark.parametrize("law", LINES, **IDS)
def test_densities_have_mass_one(law):
    total = expectation(law, np.ones_like)
    assert (np.abs(total.value - 1.0) <= total.error).all()
    assert (total.error < 1e-12).all()  # at most some hundred panels of 16 terms: 2e4 u


@pytest.mark.parametrize("law", LINES, **IDS)
def test_samples_follow_the_cdf(law):
    """Kolmogorov-Smirnov at level 1e-6 a row; none of these laws has an atom."""
    draws = law.sample(10_000, np.random.default_rng(12))
    for b in range(2):
        assert scipy.stats.kstest(draws[b], law[b].cdf).pvalue > 1e-6


def test_torch_is_not_imported():
    code = (
        "import sys, gancheck.distributions; assert not {'torch', 'pandas', 'matplotlib'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
