"""Problems of every kind in one call: each learns what it learns alone; what cannot be played is refused at once."""

from dataclasses import replace
from typing import Any

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
from gancheck.learned import rounds
from gancheck.learned import train_each as module
from gancheck.learned.algorithm1 import Algorithm1
from gancheck.learned.train import play_all, train
from gancheck.learned.train_each import train_each
from gancheck.learned.training import Record, Training
from gancheck.numerics.estimate import UNIT_ROUNDOFF

QUICK = Algorithm1(steps=20, batch_size=16, record_every=10, snapshots=(10,), device="cpu")


def mixture(components: int, seed: int = 0) -> GaussianMixture:
    rng = np.random.default_rng([components, seed])
    weights = rng.dirichlet(np.ones(components))
    return GaussianMixture(weights / weights.sum(), rng.normal(size=components), 0.5 + rng.random(components))


def same_bits(ours: Training, alone: Training) -> bool:
    """Whether the players are the same, bit for bit, at the end and wherever they were kept."""
    pairs = zip((ours.final, *ours.snapshots), (alone.final, *alone.snapshots), strict=True)
    return all(
        a.step == b.step
        and torch.equal(a.d.parameters, b.d.parameters)
        and torch.equal(a.g.parameters, b.g.parameters)
        for a, b in pairs
    )


def assert_near(ours: Training, alone: Training, roundings: float) -> None:
    """The players at the end, to so many roundings of their size, and the places of the records."""
    for mine, theirs in ((ours.final.d, alone.final.d), (ours.final.g, alone.final.g)):
        finite = torch.isfinite(theirs.parameters)
        assert torch.equal(finite, torch.isfinite(mine.parameters))
        a, b = mine.parameters[finite], theirs.parameters[finite]
        assert (a - b).abs().max() <= roundings * UNIT_ROUNDOFF * max(1.0, float(b.abs().max()))
    assert [r.step for r in ours.records] == [r.step for r in alone.records]


def assert_same_measurements(ours: Training, alone: Training) -> None:
    """Of the same players: V and the gap within their errors; JSD's quadrature, proven or estimated below 1e-12."""
    a, b = ours.trajectory(), alone.trajectory()
    assert a["step"].tolist() == b["step"].tolist()
    for name, slack in (
        ("value", a["value_error"] + b["value_error"]),
        ("gap", a["gap_error"] + b["gap_error"]),
        ("jsd", 2e-12),
    ):
        assert (np.abs(a[name] - b[name]) <= slack).all(), name


def test_perceptrons_learn_alone_what_they_learn_beside_others_bit_for_bit() -> None:
    """Mixtures of 1 to 12 components with rates, ridges and seeds of their own, and settings that cannot be shared."""
    pytest.importorskip("numba")
    problems = [mixture(k) for k in (1, 2, 3, 5, 7, 7, 8, 12, 12, 1)]
    algorithms = [
        replace(QUICK, discriminator_rate=0.001 * (i + 1), ridge=0.01 * (i % 2), seed=i % 3)
        for i in range(len(problems))
    ]
    algorithms[1] = replace(QUICK, k=3, generator_loss="non-saturating", discriminator_widths=(8,))
    algorithms[4] = replace(QUICK, steps=30, optimiser="sgd", prior="uniform", batch_size=8)
    for i, ours in enumerate(train_each(problems, algorithms)):
        alone = train(problems[i], algorithms[i], numbers=[i])
        assert same_bits(ours, alone)
        assert_same_measurements(ours, alone)
        assert ours.algorithm == algorithms[i]
        assert ours.origins == alone.origins == ((algorithms[i].seed, i),)


def test_perceptrons_in_torch_learn_alone_what_they_learn_beside_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As for compiled rounds against torch: 20 rounds of sums of at most 32 products in three layers; ×16 for Adam."""
    monkeypatch.setattr(rounds, "has_fast", lambda: False)
    problems = [mixture(k) for k in (1, 3, 7, 9)]
    algorithms = [replace(QUICK, ridge=0.01 * i, generator_rate=0.001 * (i + 1)) for i in range(4)]
    for i, ours in enumerate(train_each(problems, algorithms)):
        alone = train(problems[i], algorithms[i], numbers=[i])
        assert_near(
            ours, alone, 20 * 32 * 3 * 16 * 2.0**29
        )  # Roundings of float32, counted in those of float64.


def test_every_other_family_learns_alone_what_it_learns_beside_others() -> None:
    """20 rounds of sums over 16 draws; without amplification each rounds a few times: ×8."""
    rng = np.random.default_rng(3)
    problems: list[Law | Pair] = [
        Discrete(probs=[0.2, 0.8]),
        Discrete(probs=[0.2, 0.3, 0.5]),
        Discrete(log_probs=np.log([0.25, 0.75])),
        Discrete(probs=[[0.5, 0.5]]),
        Pair(Discrete(probs=[0.5, 0.5, 0.0]), Discrete(probs=[0.2, 0.3, 0.5])),
        Pair(Discrete(probs=[0.1, 0.9]), Discrete(probs=[0.2, 0.8])),
        Empirical([1.0, 2.0, 2.0]),
        Empirical([1.0, 2.0, 5.0, 5.0]),
        Empirical([2.0, 1.0, 1.0]),
        Gaussian(3.0, 0.5),
        Gaussian(-1.0, 2.0),
        Pair(Gaussian(0.0, 1.0), Gaussian(1.0, 2.0)),
        *(MultivariateGaussian(rng.normal(size=d), np.eye(d)) for d in (2, 3, 2)),
    ]
    algorithms = [
        replace(QUICK, discriminator_rate=0.02 + 0.01 * i, seed=i % 2) for i in range(len(problems))
    ]
    numbers = [100 - i for i in range(len(problems))]
    for i, ours in enumerate(train_each(problems, algorithms, numbers=numbers)):
        alone = train(problems[i], algorithms[i], numbers=[numbers[i]])
        assert_near(ours, alone, 20 * 16 * 8)
        assert ours.data_law().family == alone.data_law().family


def test_problems_of_one_shape_are_one_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    batches: list[int] = []

    def counted(problems: Any, algorithms: Any, origins: Any, *others: Any) -> Training:
        batches.append(len(origins))
        return play_all(problems, algorithms, origins, *others)

    monkeypatch.setattr(module, "play_all", counted)
    problems: list[Law | Pair] = [mixture(1), Gaussian(0.0, 1.0), mixture(2), mixture(7), mixture(8)]
    train_each(problems, [replace(QUICK, seed=i, generator_rate=0.001 * (i + 1)) for i in range(5)])
    assert batches == [1, 1, 2, 1]


def test_the_laws_are_those_that_were_given() -> None:
    problems = [mixture(2), mixture(5), mixture(3)]
    fixed = [Pair(p, mixture(k, 1)) for p, k in zip(problems, (4, 1, 6), strict=True)]
    for training, p in zip(train_each(problems, QUICK), problems, strict=True):
        assert training.data_law().batch_shape == (1,)
        assert np.array_equal(training.data_law().weights, p.weights[None])  # type: ignore[attr-defined]
        assert training.snapshots[0].game.p is training.data_law()
    for training, pair in zip(train_each(fixed, replace(QUICK, fix_generator=True)), fixed, strict=True):
        assert np.array_equal(training.generated_law().loc, pair.q.loc[None])  # type: ignore[attr-defined]


def test_a_problem_that_has_met_its_budget_ends_as_it_does_alone() -> None:
    p = Discrete(probs=[[0.5, 0.5], [0.01, 0.99], [0.3, 0.7]])
    q = Discrete(probs=[[0.5, 0.5], [0.9, 0.1], [0.4, 0.6]])
    settings = Algorithm1(
        steps=200, batch_size="full", record_every=5, stop_at=1e-2, snapshots=(1, 50), device="cpu"
    )
    whole = train(Pair(p, q), settings)
    assert len(set(whole.rounds.tolist())) > 1
    for i in range(3):
        ours, alone = whole.row(i), train(Pair(p[[i]], q[[i]]), settings, numbers=[i])
        assert ours.rounds.tolist() == alone.rounds.tolist() == [ours.final.step]
        assert [s.step for s in ours.snapshots] == [s.step for s in alone.snapshots]
        assert_near(ours, alone, 200 * 16 * 8)
        with pytest.raises(InvalidInput, match="no common next batch"):
            ours.batches()


def test_a_row_has_streams_of_its_own() -> None:
    whole = train(Gaussian([0.0, 1.0], 1.0), QUICK)
    first, again = whole.row(1), whole.row(-1)
    one = [first.batches()[0].points for _ in range(200)]
    other = [again.batches()[0].points for _ in range(200)]
    together = [whole.batches()[0].points[1:] for _ in range(200)]
    assert all(torch.equal(a, b) and torch.equal(a, c) for a, b, c in zip(one, other, together, strict=True))
    with pytest.raises(IndexError, match="Problem 2 is out of range for a training of 2"):
        whole.row(2)


def test_progress_and_records_speak_of_the_problems() -> None:
    problems, steps = [Gaussian(0.0, 1.0), Discrete(probs=[0.5, 0.5]), Gaussian(1.0, 1.0)], []
    seen: dict[int, list[Record]] = {0: [], 1: [], 2: []}
    trainings = train_each(
        problems, QUICK, lambda done, whole: steps.append((done, whole)), lambda i, r: seen[i].append(r)
    )
    assert steps == sorted(steps)
    assert steps[-1] == (40, 40)
    for i, training in enumerate(trainings):
        assert [r.step for r in seen[i]] == [r.step for r in training.records]
        last, ours = seen[i][-1].measurement, training.records[-1].measurement
        assert np.array_equal(last.jsd, ours.jsd)
        assert last.jsd.shape == (1,)


def test_nothing_is_nothing() -> None:
    assert train_each([], QUICK) == []


@pytest.mark.parametrize(
    "problems, algorithms, numbers, message",
    [
        ([Gaussian(0.0, 1.0)], [QUICK, QUICK], None, "`algorithms` has 2 entries for 1 problems"),
        ([Gaussian(0.0, 1.0)], QUICK, [1, 2], "`numbers` has 2 entries for 1 problems"),
        ([Gaussian(0.0, 1.0)], QUICK, [-1], "`numbers` is -1; give a whole number of at least 0"),
        ([0.5], QUICK, None, r"`problems\[0\]` is a float; give a law or a Pair"),
        (
            [Gaussian(0.0, 1.0), Gaussian([0.0, 1.0], 1.0)],
            QUICK,
            None,
            r"`problems\[1\]` holds 2 laws; give one",
        ),
        (
            [Gaussian(0.0, 1.0), Discrete(probs=[0.5, 0.5])],
            replace(QUICK, discriminator="quadratic", generator="affine", steps=10**9),
            None,
            r'`problems\[1\]` cannot be played. `discriminator` "quadratic"',
        ),
    ],
)
def test_what_cannot_be_played_is_refused_before_the_first_round(
    problems: Any, algorithms: Any, numbers: Any, message: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        train_each(problems, algorithms, numbers=numbers)
