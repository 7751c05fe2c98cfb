"""The loop: reproducible, row by row independent, refused where it cannot run, and converging."""

import dataclasses

import numpy as np
import pytest
import torch

from gancheck.claims.problems import Pair
from gancheck.distributions.discrete import Discrete
from gancheck.distributions.empirical import Empirical
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.distributions.law import Law
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.errors import InvalidInput
from gancheck.learned.algorithm1 import Algorithm1
from gancheck.learned.optimisation_shortfall import optimisation_shortfall
from gancheck.learned.steps import value_on
from gancheck.learned.train import train
from gancheck.learned.training import Record, Training
from gancheck.numerics.estimate import UNIT_ROUNDOFF
from gancheck.theory.optimal_discriminator import optimal_discriminator

B = 6


def law(family: str, seed: int = 0) -> Law:
    rng = np.random.default_rng(seed)
    if family == "discrete":
        return Discrete(probs=rng.dirichlet(np.ones(5), B), normalize=True)
    if family == "gaussian":
        return Gaussian(3.0 * rng.normal(size=B), np.exp(rng.normal(size=B)))
    if family == "mixture":
        return GaussianMixture(
            rng.dirichlet(np.ones(2), B), rng.normal(size=(B, 2)), 0.5 + rng.random((B, 2))
        )
    factor = rng.normal(size=(B, 2, 2))
    return MultivariateGaussian(rng.normal(size=(B, 2)), factor @ np.swapaxes(factor, 1, 2) + np.eye(2))


FAMILIES = ["discrete", "gaussian", "multivariate-gaussian", "mixture"]


def numbers(training: Training) -> np.ndarray:
    return np.stack([column for name, column in training.trajectory().items() if name != "step"])


@pytest.mark.parametrize("family", FAMILIES)
def test_one_seed_gives_the_same_bits_and_another_seed_others(family: str) -> None:
    settings = Algorithm1(steps=20, batch_size=16, record_every=10, device="cpu", seed=5)
    first, again = (train(law(family), settings) for _ in range(2))
    other = train(law(family), dataclasses.replace(settings, seed=6))
    assert torch.equal(first.final.d.parameters, again.final.d.parameters)
    assert torch.equal(first.final.g.parameters, again.final.g.parameters)
    assert np.array_equal(numbers(first), numbers(again), equal_nan=True)
    assert not torch.equal(first.final.d.parameters, other.final.d.parameters)


def test_global_generators_are_left_alone() -> None:
    torch.manual_seed(0)
    before, legacy = torch.get_rng_state(), np.random.get_state()[1].copy()  # noqa: NPY002 (the state that must not move)
    train(law("mixture"), Algorithm1(steps=5, device="cpu"))
    assert torch.equal(torch.get_rng_state(), before)
    assert np.array_equal(np.random.get_state()[1], legacy)  # noqa: NPY002 (as above)


@pytest.mark.parametrize("family", ["discrete", "gaussian", "multivariate-gaussian"])
def test_a_problem_learns_alone_as_it_does_in_the_batch(family: str) -> None:
    """Full batches draw nothing; sums over 576 nodes may round in another order, 50 steps long."""
    settings = Algorithm1(
        steps=50, batch_size="full", discriminator_rate=0.05, generator_rate=0.05, device="cpu"
    )
    p, q = law(family, 0), law(family, 1)
    together, alone = train(Pair(p, q), settings), train(Pair(p[[2]], q[[2]]), settings)
    for ours, single in ((together.final.d, alone.final.d), (together.final.g, alone.final.g)):
        size = single.parameters.abs().max()
        assert (ours.parameters[2] - single.parameters[0]).abs().max() <= 50 * 576 * UNIT_ROUNDOFF * size


@pytest.mark.parametrize("family", ["discrete", "gaussian", "mixture"])
def test_every_record_obeys_the_gap_identity(family: str) -> None:
    """V = C(G) − (V(D*) − V(D)), to the stated errors, whatever the players have learned."""
    training = train(law(family), Algorithm1(steps=30, record_every=10, device="cpu"))
    t = training.trajectory()
    slack = (
        t["value_error"] + t["gap_error"] + 1e-12
    )  # JSD's own quadrature, proven to 2e-15 or estimated below 1e-12
    assert (np.abs(t["value"] - (t["criterion"] - t["gap"])) <= slack).all()
    assert t["step"].tolist() == [0, 10, 20, 30]


def test_a_discriminator_learns_a_fixed_pair() -> None:
    """The gap falls to the noise: n/2 nats over the samples that the decaying rate averages, ×20 for the tail."""
    p, q = law("discrete", 0), law("discrete", 1)
    settings = Algorithm1(steps=1000, fix_generator=True, record_every=1000, device="cpu")
    t = train(Pair(p, q), settings).trajectory()
    floor = 20 * 5 / 2 / (1000 * 128 / 10)
    assert (t["gap"][-1] <= floor).all()
    assert np.array_equal(t["jsd"][0], t["jsd"][-1])  # the generator did not move


@pytest.mark.parametrize("loss", ["minimax", "non-saturating"])
@pytest.mark.parametrize("family", ["discrete", "gaussian"])
def test_the_game_reaches_its_equilibrium(family: str, loss: str) -> None:
    """JSD → 0, V → −log 4, D → ½, to a floor like the sampling error of the last tenth of the run, ×20 for the tail."""
    settings = Algorithm1(steps=1500, generator_loss=loss, record_every=1500, device="cpu")
    t = train(
        Pair(law(family, 0), law(family, 1)) if family == "discrete" else law(family), settings
    ).trajectory()
    floor = 20 * 5 / 2 / (1500 * 128 / 10)
    assert (t["jsd"][-1] <= floor).all()
    assert (t["jsd"][-1] < 0.1 * t["jsd"][0]).all()
    assert (np.abs(t["value"][-1] + np.log(4.0)) <= 4 * floor).all()
    assert (np.abs(t["d_fake"][-1] - 0.5) <= np.sqrt(floor)).all()


def test_random_gaussians_are_one_problem() -> None:
    """Learning is equivariant: from random starts no trajectory depends on the mean or scale of the data.

    Many such problems count as many starts, not as many data laws. Moving to the data's units and back costs a few
    roundings of |μ|/σ ≤ 200 a draw, which 50 steps at these rates carry along without amplifying them.
    """
    settings = Algorithm1(steps=50, record_every=50, device="cpu")
    laws = Gaussian([0.0, 5.0], [1.0, 0.1]), Gaussian([-7.0, 20.0], [3.0, 0.1])
    one, other = (train(law, settings).final.g.parameters for law in laws)
    assert (one - other).abs().max() <= 50 * 200 * 8 * UNIT_ROUNDOFF * one.abs().max()


def test_perceptrons_come_closer_to_the_data() -> None:
    t = train(law("mixture"), Algorithm1(steps=600, record_every=600, device="cpu")).trajectory()
    assert np.median(t["jsd"][-1]) < 0.5 * np.median(t["jsd"][0])


def test_perceptrons_play_on_gaussians_and_leave_figure_1() -> None:
    """The four stages need p, p_g, the map z → x, the learned D and D* at each snapshot."""
    p = Gaussian([0.0, 3.0], [1.0, 0.5])
    settings = Algorithm1(
        steps=60,
        discriminator="mlp",
        generator="mlp",
        prior="uniform",
        snapshots=(0, 60),
        record_every=60,
        device="cpu",
    )
    for snapshot in train(p, settings).snapshots:
        q, d, x = snapshot.generated_law(), snapshot.discriminator(), np.linspace(-2.0, 5.0, 11)
        best = optimal_discriminator(p, q).prob(x)
        assert ((d.prob(x) > 0) & (d.prob(x) < 1)).all()
        assert ((best >= 0) & (best <= 1)).all()
        images = q.generator(np.array([-1.0, 1.0]))  # type: ignore[attr-defined]  # a pushforward
        assert np.isneginf(q.log_prob(images.max() + 1e9)).all()


def test_a_quadratic_discriminator_learns_a_fixed_data_set() -> None:
    """A full batch of two empirical laws is two data sets; the run ends at their ridge optimum.

    1500 steps at 0.3 contract the gradient by (1 − 0.3·0.1)^1500 at the slowest, until rounding (80 terms) is left.
    """
    rng = np.random.default_rng(0)
    pair = Pair(Empirical(rng.normal(size=(2, 40))), Empirical(1.0 + rng.normal(size=(2, 40))))
    settings = Algorithm1(
        steps=1500,
        batch_size="full",
        fix_generator=True,
        discriminator="quadratic",
        discriminator_rate=0.3,
        schedule="constant",
        ridge=0.1,
        device="cpu",
    )
    training = train(pair, settings)
    real, fake = training.batches()
    shortfall = optimisation_shortfall(training.final.d, real, fake, settings.ridge)
    assert (shortfall.numpy() <= (80 * 10 * UNIT_ROUNDOFF) ** 2 / (2 * settings.ridge)).all()
    t = training.trajectory()
    assert t["jsd"][0] == pytest.approx(np.log(2.0))  # no point is in both sets
    assert (t["value"][-1] > t["value"][0]).all()
    assert (
        np.abs(t["value"][-1] - value_on(training.final.d, real, fake).numpy()).max() <= 100 * UNIT_ROUNDOFF
    )


def test_empirical_laws_on_atoms_are_data_sets_too() -> None:
    rng = np.random.default_rng(0)
    p, q = (Empirical.from_counts(rng.multinomial(200, np.full(4, 0.25), size=3)) for _ in range(2))
    settings = Algorithm1(
        steps=2000, batch_size="full", fix_generator=True, schedule="constant", device="cpu"
    )
    t = train(Pair(p, q), settings).trajectory()
    # The slowest atom has p̂ + q̂ ≥ 0.3 and curvature at least 0.05: its error shrinks by (1 − 0.05)^2000.
    assert (t["gap"][-1] <= t["gap_error"][-1] + 8 * UNIT_ROUNDOFF).all()


def test_interruption_leaves_what_was_recorded() -> None:
    seen: list[Record] = []

    def interrupt(record: Record) -> None:
        seen.append(record)
        if len(seen) == 2:
            raise KeyboardInterrupt

    before = torch.get_num_threads()
    with pytest.raises(KeyboardInterrupt):
        train(law("discrete"), Algorithm1(steps=100, record_every=10, device="cpu"), on_record=interrupt)
    assert [record.step for record in seen] == [0, 10]
    assert torch.get_num_threads() == before


def test_progress_counts_rounds_and_snapshots_are_kept() -> None:
    calls: list[tuple[int, int]] = []
    settings = Algorithm1(steps=7, record_every=3, snapshots=(0, 5), device="cpu")
    training = train(law("gaussian"), settings, progress=lambda done, of: calls.append((done, of)))
    assert calls == [(0, 7), (3, 7), (6, 7), (7, 7)]
    assert [snapshot.step for snapshot in training.snapshots] == [0, 5]
    start, later = (snapshot.g.parameters for snapshot in training.snapshots)
    assert not torch.equal(start, later)


def test_a_diverging_problem_spoils_no_other() -> None:
    """At rate 1e200 the second step overflows; full batches of the other problem, seated at equilibrium, stay put."""
    p, q = Gaussian([0.0, 0.0], [1.0, 1.0]), Gaussian([0.0, 5.0], [1.0, 2.0])
    settings = Algorithm1(
        steps=3, batch_size="full", discriminator_rate=1e200, generator_rate=1e200, device="cpu"
    )
    training = train(Pair(p, q), settings)
    jsd = training.trajectory()["jsd"]
    assert np.isfinite(jsd[:, 0]).all() or np.isnan(jsd[-1]).all()
    assert np.isnan(jsd[-1, 1])


def test_the_frame_is_tidy() -> None:
    training = train(law("discrete"), Algorithm1(steps=4, record_every=2, device="cpu"))
    frame = training.to_frame()
    assert frame.shape == (3 * B, 11)
    row = frame[(frame.step == 2) & (frame.problem == 4)].iloc[0]
    assert row.jsd == training.records[1].measurement.jsd[4]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"steps": 0}, "`steps` is 0"),
        ({"k": 1.5}, "`k` is 1.5"),
        ({"batch_size": 1}, "`batch_size` is 1"),
        ({"batch_size": "all"}, "`batch_size` is 'all'"),
        ({"discriminator_rate": 0.0}, "`discriminator_rate` is 0.0"),
        ({"generator_rate": float("nan")}, "`generator_rate` is nan"),
        ({"ridge": -1.0}, "`ridge` is -1.0"),
        ({"momentum": 1.0}, "`momentum` is 1.0"),
        ({"optimiser": "lbfgs"}, "`optimiser` is 'lbfgs'"),
        ({"schedule": "step"}, "`schedule` is 'step'"),
        ({"generator_loss": "hinge"}, "`generator_loss` is 'hinge'"),
        ({"discriminator": "cnn"}, "`discriminator` is 'cnn'"),
        ({"generator": "tabular"}, "`generator` is 'tabular'"),
        ({"generator_widths": (8, 0)}, "`generator_widths` is 0"),
        ({"snapshots": (3000,)}, "`snapshots` holds 3000"),
        ({"seed": -1}, "`seed` is -1"),
        ({"noise_dimension": 0}, "`noise_dimension` is 0"),
    ],
)
def test_settings_out_of_range_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        Algorithm1(**change)  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize(
    ("problems", "change", "message"),
    [
        (law("discrete"), {"discriminator": "quadratic"}, "cannot play on discrete laws"),
        (law("gaussian"), {"generator": "categorical"}, "cannot play on gaussian laws"),
        (law("gaussian"), {"fix_generator": True}, "`fix_generator` is True"),
        (Pair(law("mixture"), law("mixture")), {}, "cannot start at a given law"),
        (law("multivariate-gaussian"), {"generator": "mlp", "stop_at": 0.1}, "is from its end is unknown"),
        (law("multivariate-gaussian"), {"noise_dimension": 3}, "whose noise is fixed"),
    ],
)
def test_impossible_seats_are_refused(problems: Law, change: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        train(problems, Algorithm1(steps=1, device="cpu", **change))  # type: ignore[arg-type]  # a table of settings


def test_a_batch_of_which_every_problem_diverges_is_recorded_as_nan():
    settings = Algorithm1(
        steps=4, discriminator_rate=1e200, generator_rate=1e200, record_every=1, device="cpu"
    )
    training = train(Gaussian([0.0, 1.0], [1.0, 2.0]), settings)
    assert not training.final.finite().any()
    assert np.isnan(training.records[-1].measurement.jsd).all()
