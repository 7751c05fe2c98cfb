import numpy as np
import pytest
import scipy.stats
import torch

from gancheck.distributions.affine import Affine
from gancheck.distributions.discrete import Discrete
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.distributions.generated_points import GeneratedPoints
from gancheck.distributions.law import Law
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.distributions.multivariate_gaussian_mixture import MultivariateGaussianMixture
from gancheck.distributions.pushforward import Pushforward
from gancheck.distributions.uniform import Uniform
from gancheck.errors import InvalidInput
from gancheck.learned import batches
from gancheck.learned.standardisation import Standardisation
from gancheck.learned.streams import Counters, Origin, Stream, generators, stream
from gancheck.learned.weighted_points import located

LIKE = torch.zeros(2, 0, dtype=torch.float64)
ROUNDING = 576 * 40 * 2.0**-53  # sums over at most 576 nodes of products up to 40
HERE = Standardisation(np.zeros((2, 1)), np.ones((2, 1, 1)))
"""The coordinates as they are."""


def origins(seed: int = 0, rows: int = 2) -> list[Origin]:
    return [(seed, row) for row in range(rows)]


def numbers_of(rows: int, counted: bool = False) -> Stream:
    """The stream of a CPU, or the one of a GPU."""
    keys = torch.as_tensor(np.random.default_rng(0).integers(0, 2**32, (rows, 2)))
    return Counters(keys) if counted else stream(origins(rows=rows), "noise", torch.device("cpu"))


def test_full_batches_have_the_moments_of_their_laws() -> None:
    mixture = GaussianMixture([[0.25, 0.75]] * 2, [[0.0, 2.0], [-1.0, 1.0]], [[1.0, 0.5], [2.0, 0.1]])
    full = next(batches.data_points(mixture, "full", origins(), "data", HERE, LIKE))
    assert full.points is not None
    mean = full.mean(full.points[..., 0])
    variance = full.mean(full.points[..., 0] ** 2) - mean**2
    assert np.abs(mean.numpy() - mixture.mean).max() <= ROUNDING
    assert np.abs(variance.numpy() - mixture.variance).max() <= ROUNDING


def test_full_batches_in_the_plane_have_the_covariance() -> None:
    covariance = [[[2.0, 0.6], [0.6, 1.0]]] * 2
    law = MultivariateGaussian([[1.0, -1.0]] * 2, covariance)
    plane = Standardisation(np.zeros((2, 2)), np.broadcast_to(np.eye(2), (2, 2, 2)))
    full = next(batches.data_points(law, "full", origins(), "data", plane, LIKE))
    assert full.points is not None
    centred = full.points.numpy() - law.loc[:, None]
    second = np.einsum("bn,bni,bnj->bij", full.weights.numpy(), centred, centred)
    assert np.abs(second - covariance).max() <= ROUNDING


def test_full_batches_of_a_mixture_in_the_plane_have_its_covariance() -> None:
    law = MultivariateGaussianMixture(
        [[0.25, 0.75]] * 2, [[[1.0, -1.0], [0.0, 2.0]]] * 2, [[[2.0, 0.6], [0.6, 1.0]], np.eye(2)]
    )
    plane = Standardisation(np.zeros((2, 2)), np.broadcast_to(np.eye(2), (2, 2, 2)))
    full = next(batches.data_points(law, "full", [], "data", plane, LIKE))
    assert full.points is not None
    centred = full.points.numpy() - law.mean[:, None]
    second = np.einsum("bn,bni,bnj->bij", full.weights.numpy(), centred, centred)
    assert np.abs(second - law.covariance).max() <= 2 * ROUNDING


def test_minibatches_of_a_mixture_in_space_follow_the_law() -> None:
    """Each component's share is binomial, and squared distances within it are χ²: levels of 1e-6."""
    law = random_mixture()
    plane = Standardisation(np.ones((1, 3)), 2.0 * np.eye(3)[None])
    drawn = next(batches.data_points(law, 20_000, [(0, 0)], "data", plane, LIKE[:1]))
    squared = law.squared_distances(1.0 + 2.0 * located(drawn.points).numpy())[0]
    assert scipy.stats.binomtest(int((squared.argmin(axis=-1) == 0).sum()), 20_000, 0.2).pvalue > 1e-6
    assert scipy.stats.kstest(squared.min(axis=-1), scipy.stats.chi2(3).cdf).pvalue > 1e-6


def random_mixture() -> MultivariateGaussianMixture:
    """Three components, the last of weight 0, 90 apart."""
    factor = np.random.default_rng(0).normal(size=(3, 3, 3))
    covariance = factor @ np.swapaxes(factor, 1, 2) + 0.5 * np.eye(3)
    return MultivariateGaussianMixture([0.2, 0.8, 0.0], 90.0 * np.eye(3), covariance).batched()


def test_streams_are_fixed_by_their_generators_and_never_repeat() -> None:
    law = Gaussian([0.0, 5.0], [1.0, 0.1])
    take = [
        [located(next(stream).points) for _ in range(3)]
        for stream in (batches.data_points(law, 8, origins(seed), "data", HERE, LIKE) for seed in (1, 1, 2))
    ]
    assert all(torch.equal(a, b) for a, b in zip(take[0], take[1], strict=True))
    assert not torch.equal(take[0][0], take[2][0])
    assert not torch.equal(take[0][0], take[0][1])


KINDS = (
    "mixture",
    "gaussian",
    "mixture in space",
    "points of a generator",
    "uniform law",
    "atoms",
    "normal",
    "uniform",
    "uniform in space",
    "normal by counter",
    "uniform by counter",
)


def streams(size: int, kind: str) -> batches.Batches:
    """A stream of three rows."""
    like = torch.zeros(3, 0, dtype=torch.float64)
    d = 2 if kind in ("mixture in space", "points of a generator") else 1
    frame = Standardisation(np.zeros((3, d)), np.broadcast_to(np.eye(d), (3, d, d)))
    laws: dict[str, Law] = {
        "mixture": GaussianMixture([[0.3, 0.7]] * 3, [[0.0, 5.0]] * 3, [[1.0, 0.1]] * 3),
        "gaussian": Gaussian([0.0] * 3, [1.0] * 3),
        "mixture in space": MultivariateGaussianMixture.ring(5).batched()[[0] * 3],
        "points of a generator": GeneratedPoints(np.ones((3, 6)), (2, 2)),
        "uniform law": Pushforward(Uniform([0.0] * 3, [1.0] * 3), Affine([1.0] * 3, [0.0] * 3)),
    }
    if kind in laws:
        return batches.data_points(laws[kind], size, origins(rows=3), "data", frame, like)
    if kind == "atoms":
        law = Discrete(probs=[[0.2, 0.3, 0.5]] * 3)
        return batches.data_atoms(law, size, generators(origins(rows=3), "data"), like)
    drawn = numbers_of(3, counted=kind.endswith("counter"))
    if kind.startswith("normal"):
        return batches.normal_noise(3, 2, size, drawn, like)
    return batches.uniform_noise(3, size, drawn, like, low=-1.0, d=3 if kind.endswith("space") else 1)


def numbers(stream: batches.Batches) -> torch.Tensor:
    batch = next(stream)
    return batch.weights if batch.points is None else batch.points


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [5, 3000])
def test_a_row_draws_the_same_numbers_with_and_without_the_others(kind: str, size: int) -> None:
    """A block holds 2048 numbers: reading goes over its end, and one minibatch of 3000 is longer than it."""
    whole, parts = streams(size, kind), streams(size, kind)
    for _ in range(3):
        numbers(whole), numbers(parts)
    first, last = parts.rows(slice(0, 2)), parts.rows(np.array([2]))
    for _ in range(500 if size == 5 else 2):
        everything = numbers(whole)
        assert torch.equal(numbers(first), everything[:2])
        assert torch.equal(numbers(last), everything[2:])
    again = batches.join_batches(parts, [first, last])
    assert torch.equal(numbers(again), numbers(whole))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "atoms"])
def test_many_minibatches_at_once_are_the_next_ones(kind: str) -> None:
    one_by_one, at_once = streams(100, kind), streams(100, kind)
    assert isinstance(at_once, batches.Drawn)
    taken = torch.cat([at_once.take(count) for count in (1, 30, 2, 50)])
    assert torch.equal(taken, torch.stack([numbers(one_by_one) for _ in range(83)]))


def test_generators_differ_by_seed_number_and_purpose() -> None:
    four = [(seed, number) for seed in (0, 1) for number in (0, 1)]
    draws = [rng.random() for purpose in ("data", "noise") for rng in generators(four, purpose)]
    assert len(set(draws)) == 8
    on_torch = generators(four, "data", torch.zeros(1))
    assert len({float(torch.rand((), generator=g)) for g in on_torch}) == 4


def test_minibatches_of_atoms_are_relative_counts() -> None:
    law = Discrete(probs=[[0.5, 0.5, 0.0], [0.1, 0.2, 0.7]])
    batch = next(batches.data_atoms(law, 64, generators(origins(), "data"), LIKE))
    assert batch.points is None
    assert torch.equal(batch.weights.sum(dim=1), torch.ones(2, dtype=torch.float64))
    assert torch.equal((batch.weights * 64).round(), batch.weights * 64)
    assert batch.weights[0, 2] == 0.0


def test_uniform_noise_fills_its_interval() -> None:
    noise = next(batches.uniform_noise(2, 4096, numbers_of(2), LIKE, low=-1.0))
    assert noise.points is not None
    assert -1.0 <= noise.points.min() < -0.99
    assert 0.99 < noise.points.max() < 1.0
    nodes = next(batches.uniform_noise(2, "full", numbers_of(2), LIKE, low=-1.0))
    assert nodes.points is not None
    second = nodes.mean(nodes.points[..., 0] ** 2)
    assert (second - 1 / 3).abs().max() <= ROUNDING


def test_full_batches_in_four_dimensions_are_refused() -> None:
    with pytest.raises(InvalidInput, match="4 dimensions"):
        next(batches.normal_noise(1, 4, "full", numbers_of(1), LIKE))


def test_the_components_of_a_mixture_are_drawn_as_often_as_they_weigh() -> None:
    """In players' coordinates; a component of weight 0 is never drawn. Frequencies to 5σ of 61,440 draws."""
    law = GaussianMixture(
        [[0.2, 0.8, 0.0], [1.0, 0.0, 0.0]], [[-30.0, 10.0, 90.0]] * 2, [[1.0, 2.0, 1.0]] * 2
    )
    frame = Standardisation(np.full((2, 1), 10.0), np.full((2, 1, 1), 4.0))
    drawn = batches.data_points(law, 2048, origins(), "data", frame, LIKE)
    x = torch.cat([located(next(drawn).points)[..., 0] for _ in range(30)], dim=1)
    left = x < -5.0
    assert abs(float(left[0].double().mean()) - 0.2) < 5 * np.sqrt(0.16 / 61440)
    assert bool(left[1].all())
    assert float(x.max()) < 5.0
    for part, mean, spread in ((x[0][left[0]], -10.0, 0.25), (x[0][~left[0]], 0.0, 0.5)):
        assert abs(float(part.mean()) - mean) < 5 * spread / np.sqrt(len(part))
        assert abs(float(part.std()) / spread - 1.0) < 5 / np.sqrt(2 * len(part))


def test_the_plane_has_the_covariance_of_its_law() -> None:
    covariance = np.array([[2.0, 0.6], [0.6, 1.0]])
    law = MultivariateGaussian([[1.0, -1.0]] * 2, [covariance] * 2)
    plane = Standardisation(np.zeros((2, 2)), np.broadcast_to(np.eye(2), (2, 2, 2)))
    x = located(next(batches.data_points(law, 50_000, origins(), "data", plane, LIKE)).points)[0].numpy()
    error = np.sqrt((covariance**2 + np.outer(np.diag(covariance), np.diag(covariance))) / len(x))
    assert (np.abs(np.cov(x.T) - covariance) < 5 * error).all()
    assert (np.abs(x.mean(axis=0) - [1.0, -1.0]) < 5 * np.sqrt(np.diag(covariance) / len(x))).all()


def test_many_components_are_drawn_as_few_are() -> None:
    """Nine components are looked up, three are passed over; padded with weight 0 the numbers are the same."""
    few = GaussianMixture([[0.2, 0.5, 0.3]] * 2, [[-3.0, 0.0, 4.0]] * 2, [[1.0, 0.5, 2.0]] * 2)
    drawn = [
        located(next(batches.data_points(law, 500, origins(), "data", HERE, LIKE)).points)
        for law in (few, few.padded(9))
    ]
    assert (drawn[0] - drawn[1]).abs().max() <= 4 * 2.0**-53 * drawn[0].abs().max()
