"""alg.figure-1: the four stages in a record, and in a run."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from gancheck.checks.generation import draw_examples
from gancheck.checks.learned import figure_1
from gancheck.checks.learned.check import check_learned
from gancheck.checks.learned.equilibrium import FLOOR
from gancheck.checks.learned.keep import forget
from gancheck.checks.verdict import Verdict
from gancheck.claims.counterclaims import algorithm as wrong
from gancheck.claims.problems import decided
from gancheck.claims.records import StagedRun
from gancheck.claims.registry import get_claim
from gancheck.distributions import Discrete, Gaussian
from gancheck.divergences.jensen_shannon import jsd
from gancheck.learned import rounds
from gancheck.theory.optimal_discriminator import optimal_discriminator
from gancheck.theory.suboptimality import suboptimality
from gancheck.theory.value import value

LAWS = {
    "categorical": (
        Discrete(probs=np.array([[0.2, 0.3, 0.5], [0.3, 0.7, 0.0]])),
        Discrete(probs=np.array([[0.6, 0.2, 0.2], [0.8, 0.2, 0.0]])),
    ),
    "affine": (
        Gaussian(np.array([1.0, 0.0]), np.array([0.8, 1.0])),
        Gaussian(np.array([-0.6, 1.5]), np.array([1.0, 1.0])),
    ),
}
FAMILIES = tuple(LAWS)


def run(family: str, seed: int = 0, keep: Any = forget) -> StagedRun:
    return figure_1.train_records(family, LAWS[family], seed, "cpu", keep)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_run_goes_through_the_stages(family: str) -> None:
    record = run(family)
    assert decided(record).all()
    assert (record.accuracy.value > 0.0).all()
    assert (record.gap[:, 1] < record.gap[:, 0]).all()
    assert (record.value[:, 1] < record.value[:, 0]).all()
    assert (record.jsd[:, 0] > FLOOR).all()
    assert (record.jsd[:, 1] < FLOOR).all()
    np.testing.assert_allclose(record.d_mean, 0.5, atol=0.01)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_stages_are_moments_of_the_run_that_was_kept(family: str) -> None:
    kept: list[Any] = []
    record = run(family, keep=kept.append)
    (training,) = kept
    before, after = training.snapshots
    assert (before.step, after.step) == (figure_1.FIRST, figure_1.FIRST + 1)
    p, q, d = before.game.p, before.generated_law(), after.discriminator()
    np.testing.assert_allclose(record.gap[:, 0], suboptimality(before.discriminator(), p, q), rtol=1e-9)
    np.testing.assert_allclose(record.gap[:, 1], suboptimality(d, p, q), rtol=1e-9)
    np.testing.assert_allclose(record.value[:, 0], value(d, p, q), rtol=1e-12)
    np.testing.assert_allclose(record.value[:, 1], value(d, p, after.generated_law()), rtol=1e-12)
    np.testing.assert_allclose(record.jsd[:, 1], training.records[-1].measurement.jsd, atol=1e-14)
    # V + log 4 = 2·JSD − gap, by the other route.
    by_value = value(before.discriminator(), p, q) + np.log(4.0)
    np.testing.assert_allclose(record.accuracy.value, by_value, atol=1e-12)
    assert (value(optimal_discriminator(p, q), p, q) > record.value[:, 0]).all()


@pytest.mark.parametrize("family", FAMILIES)
def test_one_seed_gives_one_record(family: str) -> None:
    first, again = run(family, 3), run(family, 3)
    for field in fields(StagedRun):
        np.testing.assert_array_equal(getattr(first, field.name), getattr(again, field.name))


@pytest.mark.parametrize("family", FAMILIES)
def test_problems_start_away_from_their_end(family: str) -> None:
    assert all(np.all(jsd(*pair) > FLOOR) for pair in draw_examples(figure_1.problems(family), 0, 10))


@pytest.mark.parametrize("family", FAMILIES)
def test_a_run_that_is_too_short_is_inconclusive(monkeypatch: pytest.MonkeyPatch, family: str) -> None:
    monkeypatch.setattr(figure_1, "ROUNDS", figure_1.FIRST + 1)
    outcome = check_learned(get_claim("alg.figure-1"), family, size=4, device="cpu")
    assert (outcome.verdict, outcome.reason) == (Verdict.INCONCLUSIVE, figure_1.UNDECIDED)
    assert outcome.inconclusive > 2


def test_a_run_that_diverged_is_undecided_and_spoils_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    right = rounds.discriminator_step

    def explodes_in_the_first_problem(d: Any, *settings: Any) -> Any:
        moved, memory = right(d, *settings)
        parameters = moved.parameters.clone()
        parameters[0] = np.nan
        return moved.with_parameters(parameters), memory

    whole = run("affine")
    monkeypatch.setattr(rounds, "discriminator_step", explodes_in_the_first_problem)
    record = run("affine")
    assert decided(record).tolist() == [False, True]
    np.testing.assert_array_equal(record.gap[1], whole.gap[1])
    assert (record.gap[0] == 0.0).all()


def test_runs_that_all_diverged_leave_a_record_that_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def explodes(d: Any, real: Any, fake: Any, rate: float, memory: Any, *settings: Any) -> Any:
        return d.with_parameters(d.parameters * np.nan), memory

    monkeypatch.setattr(rounds, "discriminator_step", explodes)
    record = run("categorical")
    assert decided(record).tolist() == [False, False]
    assert get_claim("alg.figure-1").compare(record).severity.shape == (2,)


@pytest.mark.parametrize(
    "name, numbers, expected",
    [
        ("floor", [0.01], True),
        ("floor", [0.2], False),  # began at its end
        ("floor", [1e-4], False),  # did not converge
        ("gap", [0.08, 0.08, 5e-4], False),  # the inner loop did nothing
        ("gap", [0.08, 0.09, 5e-4], True),  # wrong is wrong alone
        ("gap", [0.08, 0.04, 0.02], False),  # D did not converge
        ("gap", [0.0, 0.0, 5e-4], False),  # D was D* from the start
        ("gap", [0.2, 0.04, 5e-4], False),  # D ≡ ½ is not partly accurate
        ("gap", [0.3, 0.04, 5e-4], True),  # worse than chance
        ("value", [-1.2, -1.2], False),  # G stood still
        ("value", [-1.2, -1.1], True),
        ("value", [-1.2, np.nan], True),
        ("d_mean", [np.nan, 0.5], True),
    ],
)
def test_a_stage_where_nothing_moved_decides_nothing(name: str, numbers: list[float], expected: bool) -> None:
    changed = np.array(numbers) if name == "floor" else np.array([numbers])
    assert decided(replace(wrong.staged(), **{name: changed})).tolist() == [expected]


@pytest.mark.parametrize(
    "name, numbers, column",
    [
        ("gap", [0.3, 0.04, 5e-4], 0),
        ("gap", [0.08, 0.09, 5e-4], 1),
        ("value", [-1.2, -1.1], 2),
        ("jsd", [0.1, 0.2], 3),
        ("jsd", [0.1, 0.05], 4),
        ("gap", [0.08, 0.04, 0.05], 5),
        ("d_mean", [0.9, 0.5], 6),
        ("d_mean", [0.5, 0.1], 7),
    ],
)
def test_each_sentence_is_refused_in_a_column_of_its_own(
    name: str, numbers: list[float], column: int
) -> None:
    claim = get_claim("alg.figure-1")
    lhs, rhs = claim.comparison(replace(wrong.staged(), **{name: np.array([numbers])}), claim.formula)
    assert lhs.value[0, column] > rhs.value[0, column] + lhs.error[0, column] + rhs.error[0, column]
    right, bound = claim.comparison(wrong.staged(), claim.formula)
    assert (right.value <= bound.value).all()
