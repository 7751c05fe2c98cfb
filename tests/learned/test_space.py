"""Players beyond the line: every pair of seats plays in every dimension, and what can be reached is reached."""

from typing import Any

import numpy as np
import pytest
import torch

import gancheck as gk
from gancheck.claims.problems import Pair
from gancheck.distributions import (
    Gaussian,
    GeneratedPoints,
    MultivariateGaussian,
    MultivariateGaussianMixture,
    Pushforward,
)
from gancheck.errors import InvalidInput
from gancheck.learned.algorithm1 import Algorithm1
from gancheck.learned.rounds import has_fast
from gancheck.learned.train import train

B = 4
DIMENSIONS = [2, 3, 5, 8]
RING = MultivariateGaussianMixture.ring(8, scale=0.2).batched()


def law(d: int, seed: int = 0, spread: float = 1.0) -> MultivariateGaussian:
    """Full covariances with eigenvalues of at least 0.3."""
    rng = np.random.default_rng([seed, d])
    factor = rng.normal(size=(B, d, d)) / np.sqrt(d)
    return MultivariateGaussian(
        spread * rng.normal(size=(B, d)), factor @ np.swapaxes(factor, 1, 2) + 0.3 * np.eye(d)
    )


def floor(d: int, steps: int) -> float:
    """The sampling error of the last tenth of a run, ½ a nat a draw and parameter of D*'s logit, ×20 for the tail."""
    return 20 * (1 + d + d * (d + 1) // 2) / 2 / (steps * 128 / 10)


@pytest.mark.parametrize("kind", ["quadratic", "mlp"])
@pytest.mark.parametrize("d", DIMENSIONS)
def test_an_affine_generator_reaches_the_equilibrium(d: int, kind: str) -> None:
    """JSD → 0, V → −log 4, D → ½. From starts this far off the minimax loss saturates in 8 dimensions."""
    settings = Algorithm1(
        steps=800, discriminator=kind, generator_loss="non-saturating", record_every=800, device="cpu"
    )
    training = train(law(d), settings)
    t = training.trajectory()
    assert (t["jsd"][0] > 3 * floor(d, 800)).all()
    assert (t["jsd"][-1] <= floor(d, 800)).all()
    assert (np.abs(t["value"][-1] + np.log(4.0)) <= 4 * floor(d, 800)).all()
    assert (np.abs(t["d_fake"][-1] - 0.5) <= np.sqrt(floor(d, 800))).all()
    assert (t["jsd_lower_bound"][-1] <= t["jsd"][-1]).all()
    reached = training.generated_law()
    assert isinstance(reached, MultivariateGaussian)
    assert reached.dimension == d


@pytest.mark.parametrize("d", DIMENSIONS)
def test_a_quadratic_discriminator_reaches_the_optimum(d: int) -> None:
    """D* of two Gaussians is in the family. The data differ by 0.2 deviations a coordinate and 20 % in scale."""
    p = law(d)
    q = MultivariateGaussian(
        p.loc + 0.2 * np.sqrt(np.diagonal(p.covariance_matrix, axis1=1, axis2=2)), 1.44 * p.covariance_matrix
    )
    settings = Algorithm1(
        steps=1200, discriminator_rate=0.2, fix_generator=True, record_every=1200, device="cpu"
    )
    t = train(Pair(p, q), settings).trajectory()
    assert (t["gap"][-1] <= floor(d, 1200) + 6 * t["gap_error"][-1]).all()
    assert (t["gap"][-1] <= 0.5 * t["gap"][0]).all()
    assert np.array_equal(t["jsd"][0], t["jsd"][-1])  # the generator did not move


@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize("d", DIMENSIONS)
def test_a_perceptron_learns_a_fixed_pair(d: int, compiled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A blind D has the gap 2·JSD; nine tenths of it are learned, and nearly all of JSD is certified."""
    if compiled and not has_fast():
        pytest.skip("the extra `fast` is not installed")
    if not compiled:
        monkeypatch.setattr("gancheck.learned.rounds.has_fast", lambda: False)
    settings = Algorithm1(steps=600, fix_generator=True, discriminator="mlp", record_every=600, device="cpu")
    t = train(Pair(law(d), law(d, 1)), settings).trajectory()
    assert (t["gap"][-1] + 6 * t["gap_error"][-1] <= 0.1 * 2.0 * t["jsd"][-1]).all()
    assert (t["jsd_lower_bound"][-1] <= t["jsd"][-1]).all()
    assert (t["jsd_lower_bound"][-1] > 0.5 * t["jsd"][-1]).all()


@pytest.mark.parametrize("d", [2, 3])
def test_full_batches_reach_the_optimum_without_noise(d: int) -> None:
    """Two Gaussians of one covariance: D* is a linear logit, and the nodes integrate what drives D to it."""
    p = law(d)
    q = MultivariateGaussian(p.loc + 0.3, p.covariance_matrix)
    settings = Algorithm1(
        steps=800, batch_size="full", discriminator_rate=0.5, schedule="constant", fix_generator=True,
        record_every=800, device="cpu",
    )  # fmt: skip
    t = train(Pair(p, q), settings).trajectory()
    assert (t["gap"][-1] <= 1e-6 * t["gap"][0]).all()


@pytest.mark.parametrize(
    ("changes", "widths"),
    [
        ({}, (2, 32, 32, 2)),
        ({"noise_dimension": 5, "prior": "uniform"}, (5, 32, 32, 2)),
        ({"noise_dimension": 1, "generator_widths": (8,)}, (1, 8, 2)),
    ],
)
def test_a_generator_of_points_is_the_law_that_is_sampled(
    changes: dict[str, Any], widths: tuple[int, ...]
) -> None:
    p = MultivariateGaussianMixture(
        [0.3, 0.7], [[0.0, 1.0], [3.0, 5.0]], [[2.0, 0.9], [0.9, 1.0]]
    ).batched()  # coordinates that hang together, so that L is not its own transpose
    training = train(p[[0] * B], Algorithm1(steps=30, record_every=30, device="cpu", **changes))
    made, snapshot = training.generated_law(), training.final
    assert isinstance(made, GeneratedPoints)
    assert made.widths == widths
    x = made.sample(40, [np.random.default_rng(row) for row in range(B)])
    rngs = [np.random.default_rng(row) for row in range(B)]
    shape = (40, widths[0])
    z = [2 * r.random(shape) - 1 if made.prior == "uniform" else r.standard_normal(shape) for r in rngs]
    u = snapshot.g.linearise(torch.as_tensor(np.stack(z)).float()).value.double().numpy()  # type: ignore[attr-defined]  # an MLP
    frame = snapshot.game.standardisation
    assert frame is not None
    expected = frame.centre[:, None] + u @ np.swapaxes(frame.scale, 1, 2)
    # Three layers of at most 32 products in float32, against float64.
    assert np.abs(x - expected).max() <= 2000 * 2.0**-24 * np.abs(x).max()


def test_on_the_line_noise_of_two_dimensions_has_no_exact_law() -> None:
    p = Gaussian([0.0, 5.0], [1.0, 2.0])
    players = Algorithm1(steps=200, discriminator="mlp", generator="mlp", record_every=200, device="cpu")
    exact = train(p, players)
    assert isinstance(exact.generated_law(), Pushforward)
    assert np.isfinite(exact.trajectory()["jsd"]).all()
    settings = Algorithm1(
        steps=200, discriminator="mlp", generator="mlp", noise_dimension=2, record_every=200, device="cpu"
    )
    t = train(p, settings)
    assert t.generated_law().sample(3, np.random.default_rng(0)).shape == (2, 3)
    assert np.isnan(t.trajectory()["jsd"]).all()
    assert np.isfinite(t.trajectory()["jsd_lower_bound"]).all()


def test_perceptrons_learn_a_ring() -> None:
    """At the start a blob covers few modes; after 3000 rounds most rings are covered, and D certifies less."""
    settings = Algorithm1(steps=3000, record_every=3000, snapshots=(0,), device="cpu")
    training = train(RING[[0] * B], settings)
    rngs = [np.random.default_rng(row) for row in range(B)]
    before = gk.mode_coverage(RING, training.snapshots[0].generated_law(), rngs)
    after = gk.mode_coverage(RING, training.generated_law(), rngs)
    assert (after.good.value > before.good.value + 0.2).all()
    assert np.median(after.counts[0]) == 8
    assert training.to_frame()["jsd"].isna().all()
    assert (training.to_frame()["jsd_lower_bound"] >= 0.0).all()


def test_torch_laws_are_learned_and_measured_in_torch() -> None:
    loc = torch.tensor(RING.loc)
    p = MultivariateGaussianMixture(RING.weights[0].tolist(), loc, torch.tensor(RING.covariance_matrix))
    training = train(p, Algorithm1(steps=20, record_every=20, device="cpu"))
    made = training.generated_law()
    assert isinstance(made.sample(3, torch.Generator().manual_seed(0)), torch.Tensor)
    assert np.isfinite(training.trajectory()["value"]).all()
    found = gk.mode_coverage(p, p, [torch.Generator().manual_seed(0)])
    assert found.counts[0].tolist() == [8]


def test_problems_in_space_that_differ_are_trained_each() -> None:
    """Rings of one size share their rounds; float32 batched products may round in another order."""
    problems = [RING, MultivariateGaussianMixture.ring(5), MultivariateGaussianMixture.ring(8, radius=1.0)]
    settings = Algorithm1(steps=20, batch_size=32, noise_dimension=3, record_every=20, device="cpu")
    trained = gk.train_each(problems, settings)
    for number, (one, problem) in enumerate(zip(trained, problems, strict=True)):
        alone = train(problem.batched(), settings, numbers=[number]).final.g.parameters
        assert float((one.final.g.parameters - alone).abs().max()) <= 20 * 64 * 16 * 2.0**-24 * float(
            alone.abs().max()
        )


def test_a_mixture_with_an_affine_generator_has_a_gap_and_no_divergence() -> None:
    t = train(RING, Algorithm1(steps=50, generator="affine", record_every=50, device="cpu")).trajectory()
    assert np.isnan(t["jsd"]).all()
    assert np.isfinite(t["gap"]).all()


@pytest.mark.parametrize("batch_size", [64, "full"])
def test_a_batch_in_space_learns_alone_as_together(batch_size: Any) -> None:
    """Float32 batched products round in another order: 20 rounds of sums of at most 64 products, Adam, ×16."""
    p = MultivariateGaussianMixture(
        np.full((B, 2), 0.5), np.random.default_rng(0).normal(size=(B, 2, 2)), 0.2 * np.eye(2)
    )
    settings = Algorithm1(steps=20, batch_size=batch_size, record_every=20, device="cpu")
    together, alone = train(p, settings), train(p[[2]], settings, numbers=[2])
    ours, single = together.final.g.parameters[2], alone.final.g.parameters[0]
    assert float((ours - single).abs().max()) <= 20 * 64 * 16 * 2.0**-24 * float(single.abs().max())


@pytest.mark.parametrize(
    ("problems", "changes", "message"),
    [
        (RING, {"stop_at": 0.1}, "`stop_at` is 0.1"),
        (RING, {"generator": "affine", "stop_at": 0.1}, "`stop_at` is 0.1"),
        (
            Gaussian([0.0], [1.0]),
            {"generator": "mlp", "noise_dimension": 2, "stop_at": 0.1},
            "`stop_at` is 0.1",
        ),
        (RING, {"generator": "affine", "noise_dimension": 2}, "`noise_dimension` is 2"),
        (RING, {"discriminator": "tabular"}, "cannot play on multivariate-mixture laws"),
        (RING, {"batch_size": "full", "prior": "uniform"}, "uniform noise has 2 dimensions"),
        (RING, {"batch_size": "full", "noise_dimension": 4}, "4 dimensions"),
    ],
)
def test_what_cannot_be_played_is_refused(problems: Any, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        train(problems, Algorithm1(steps=1, device="cpu", **changes))


def test_generated_points_are_fakes_for_a_discriminator_alone() -> None:
    fakes = train(RING, Algorithm1(steps=5, device="cpu")).generated_law()
    fixed = Algorithm1(steps=5, fix_generator=True, record_every=5, device="cpu")
    assert np.isfinite(train(Pair(RING, fakes), fixed).trajectory()["jsd_lower_bound"]).all()
    for changes, message in (
        ({"fix_generator": True, "stop_at": 0.1}, "`stop_at` is 0.1"),
        ({"generator": "affine"}, "no generator can start at"),
    ):
        with pytest.raises(InvalidInput, match=message):
            train(Pair(RING, fakes), Algorithm1(steps=1, device="cpu", **changes))
    with pytest.raises(InvalidInput, match="2 data laws with 1 generators"):
        train(Pair(RING[[0, 0]], fakes), fixed)


def test_with_exact_laws_on_the_line_stopping_is_as_it_was() -> None:
    p = MultivariateGaussian([[0.0, 0.0]], [np.eye(2)])
    settings = Algorithm1(steps=3000, record_every=100, stop_at=0.05, device="cpu")
    assert train(p, settings).rounds[0] < 3000
