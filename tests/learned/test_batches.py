import itertools

import numpy as np
import pytest
import torch

from gancheck.distributions.discrete import Discrete
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.errors import InvalidInput
from gancheck.learned import batches

LIKE = torch.zeros(2, 0, dtype=torch.float64)
ROUNDING = 576 * 40 * 2.0**-53  # sums over at most 576 nodes of products up to 40


def test_full_batches_have_the_moments_of_their_laws() -> None:
    mixture = GaussianMixture([[0.25, 0.75]] * 2, [[0.0, 2.0], [-1.0, 1.0]], [[1.0, 0.5], [2.0, 0.1]])
    full = next(batches.data_points(mixture, "full", 0, lambda x: x, LIKE))
    assert full.points is not None
    mean = full.mean(full.points[..., 0])
    variance = full.mean(full.points[..., 0] ** 2) - mean**2
    assert np.abs(mean.numpy() - mixture.mean).max() <= ROUNDING
    assert np.abs(variance.numpy() - mixture.variance).max() <= ROUNDING


def test_full_batches_in_the_plane_have_the_covariance() -> None:
    covariance = [[[2.0, 0.6], [0.6, 1.0]]] * 2
    law = MultivariateGaussian([[1.0, -1.0]] * 2, covariance)
    full = next(batches.data_points(law, "full", 0, lambda x: x, LIKE))
    assert full.points is not None
    centred = full.points.numpy() - law.loc[:, None]
    second = np.einsum("bn,bni,bnj->bij", full.weights.numpy(), centred, centred)
    assert np.abs(second - covariance).max() <= ROUNDING


def test_streams_are_fixed_by_their_seed_and_never_repeat() -> None:
    law = Gaussian([0.0, 5.0], [1.0, 0.1])
    take = [
        [b.points for b in itertools.islice(batches.data_points(law, 8, seed, lambda x: x, LIKE), 3)]
        for seed in (1, 1, 2)
    ]
    assert all(torch.equal(a, b) for a, b in zip(take[0], take[1], strict=True))
    assert not torch.equal(take[0][0], take[2][0])
    assert not torch.equal(take[0][0], take[0][1])


def test_minibatches_of_atoms_are_relative_counts() -> None:
    law = Discrete(probs=[[0.5, 0.5, 0.0], [0.1, 0.2, 0.7]])
    batch = next(batches.data_atoms(law, 64, 0, LIKE))
    assert batch.points is None
    assert torch.equal(batch.weights.sum(dim=1), torch.ones(2, dtype=torch.float64))
    assert torch.equal((batch.weights * 64).round(), batch.weights * 64)
    assert batch.weights[0, 2] == 0.0


def test_uniform_noise_fills_its_interval() -> None:
    noise = next(batches.uniform_noise(2, 4096, 0, LIKE, low=-1.0))
    assert noise.points is not None
    assert -1.0 <= noise.points.min() < -0.99
    assert 0.99 < noise.points.max() < 1.0
    nodes = next(batches.uniform_noise(2, "full", 0, LIKE, low=-1.0))
    assert nodes.points is not None
    second = nodes.mean(nodes.points[..., 0] ** 2)
    assert (second - 1 / 3).abs().max() <= ROUNDING


def test_full_batches_in_four_dimensions_are_refused() -> None:
    with pytest.raises(InvalidInput, match="4 dimensions"):
        next(batches.normal_noise(1, 4, "full", 0, LIKE))
