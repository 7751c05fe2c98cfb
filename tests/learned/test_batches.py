import numpy as np
import pytest
import torch

from gancheck.distributions.discrete import Discrete
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.distributions.law import Law
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.errors import InvalidInput
from gancheck.learned import batches
from gancheck.learned.standardisation import Standardisation
from gancheck.learned.streams import generators
from gancheck.learned.weighted_points import located

LIKE = torch.zeros(2, 0, dtype=torch.float64)
ROUNDING = 576 * 40 * 2.0**-53  # sums over at most 576 nodes of products up to 40
HERE = Standardisation(np.zeros((2, 1)), np.ones((2, 1, 1)))
"""The coordinates as they are."""


def rngs(seed: int = 0, rows: int = 2) -> list[np.random.Generator]:
    return [np.random.default_rng([seed, row]) for row in range(rows)]


def test_full_batches_have_the_moments_of_their_laws() -> None:
    mixture = GaussianMixture([[0.25, 0.75]] * 2, [[0.0, 2.0], [-1.0, 1.0]], [[1.0, 0.5], [2.0, 0.1]])
    full = next(batches.data_points(mixture, "full", [], HERE, LIKE))
    assert full.points is not None
    mean = full.mean(full.points[..., 0])
    variance = full.mean(full.points[..., 0] ** 2) - mean**2
    assert np.abs(mean.numpy() - mixture.mean).max() <= ROUNDING
    assert np.abs(variance.numpy() - mixture.variance).max() <= ROUNDING


def test_full_batches_in_the_plane_have_the_covariance() -> None:
    covariance = [[[2.0, 0.6], [0.6, 1.0]]] * 2
    law = MultivariateGaussian([[1.0, -1.0]] * 2, covariance)
    plane = Standardisation(np.zeros((2, 2)), np.broadcast_to(np.eye(2), (2, 2, 2)))
    full = next(batches.data_points(law, "full", [], plane, LIKE))
    assert full.points is not None
    centred = full.points.numpy() - law.loc[:, None]
    second = np.einsum("bn,bni,bnj->bij", full.weights.numpy(), centred, centred)
    assert np.abs(second - covariance).max() <= ROUNDING


def test_streams_are_fixed_by_their_generators_and_never_repeat() -> None:
    law = Gaussian([0.0, 5.0], [1.0, 0.1])
    take = [
        [located(next(stream).points) for _ in range(3)]
        for stream in (batches.data_points(law, 8, rngs(seed), HERE, LIKE) for seed in (1, 1, 2))
    ]
    assert all(torch.equal(a, b) for a, b in zip(take[0], take[1], strict=True))
    assert not torch.equal(take[0][0], take[2][0])
    assert not torch.equal(take[0][0], take[0][1])


def streams(size: int) -> list[batches.Batches]:
    """Every kind of stream, of three rows."""
    like = torch.zeros(3, 0, dtype=torch.float64)
    frame = Standardisation(np.zeros((3, 1)), np.ones((3, 1, 1)))
    mixture: Law = GaussianMixture([[0.3, 0.7]] * 3, [[0.0, 5.0]] * 3, [[1.0, 0.1]] * 3)
    return [
        batches.data_points(mixture, size, rngs(rows=3), frame, like),
        batches.data_points(Gaussian([0.0] * 3, [1.0] * 3), size, rngs(rows=3), frame, like),
        batches.data_atoms(Discrete(probs=[[0.2, 0.3, 0.5]] * 3), size, rngs(rows=3), like),
        batches.normal_noise(3, 2, size, rngs(rows=3), like),
        batches.uniform_noise(3, size, rngs(rows=3), like, low=-1.0),
    ]


def numbers(stream: batches.Batches) -> torch.Tensor:
    batch = next(stream)
    return batch.weights if batch.points is None else batch.points


@pytest.mark.parametrize("kind", range(5))
@pytest.mark.parametrize("size", [5, 3000])
def test_a_row_draws_the_same_numbers_with_and_without_the_others(kind: int, size: int) -> None:
    """A block holds 2048 numbers: reading goes over its end, and one minibatch of 3000 is longer than it."""
    whole, parts = streams(size)[kind], streams(size)[kind]
    for _ in range(3):
        numbers(whole), numbers(parts)
    first, last = parts.rows(slice(0, 2)), parts.rows(np.array([2]))
    for _ in range(500 if size == 5 else 2):
        everything = numbers(whole)
        assert torch.equal(numbers(first), everything[:2])
        assert torch.equal(numbers(last), everything[2:])
    again = batches.join_batches(parts, [first, last])
    assert torch.equal(numbers(again), numbers(whole))


@pytest.mark.parametrize("kind", [0, 1, 3, 4])
def test_many_minibatches_at_once_are_the_next_ones(kind: int) -> None:
    one_by_one, at_once = streams(100)[kind], streams(100)[kind]
    assert isinstance(at_once, batches.Drawn)
    taken = torch.cat([at_once.take(count) for count in (1, 30, 2, 50)])
    assert torch.equal(taken, torch.stack([numbers(one_by_one) for _ in range(83)]))


def test_generators_differ_by_seed_number_and_purpose() -> None:
    origins = [(seed, number) for seed in (0, 1) for number in (0, 1)]
    draws = [rng.random() for purpose in ("data", "noise") for rng in generators(origins, purpose)]
    assert len(set(draws)) == 8
    on_torch = generators(origins, "data", torch.zeros(1))
    assert len({float(torch.rand((), generator=g)) for g in on_torch}) == 4


def test_minibatches_of_atoms_are_relative_counts() -> None:
    law = Discrete(probs=[[0.5, 0.5, 0.0], [0.1, 0.2, 0.7]])
    batch = next(batches.data_atoms(law, 64, rngs(), LIKE))
    assert batch.points is None
    assert torch.equal(batch.weights.sum(dim=1), torch.ones(2, dtype=torch.float64))
    assert torch.equal((batch.weights * 64).round(), batch.weights * 64)
    assert batch.weights[0, 2] == 0.0


def test_uniform_noise_fills_its_interval() -> None:
    noise = next(batches.uniform_noise(2, 4096, rngs(), LIKE, low=-1.0))
    assert noise.points is not None
    assert -1.0 <= noise.points.min() < -0.99
    assert 0.99 < noise.points.max() < 1.0
    nodes = next(batches.uniform_noise(2, "full", [], LIKE, low=-1.0))
    assert nodes.points is not None
    second = nodes.mean(nodes.points[..., 0] ** 2)
    assert (second - 1 / 3).abs().max() <= ROUNDING


def test_full_batches_in_four_dimensions_are_refused() -> None:
    with pytest.raises(InvalidInput, match="4 dimensions"):
        next(batches.normal_noise(1, 4, "full", [], LIKE))
