"""The certified tier on a claim whose every side is known."""

from dataclasses import replace

import numpy as np
import pytest
from flint import arb, ctx

from gancheck.checks.certified import check as certified
from gancheck.checks.certified.enclosed_claim import EnclosedClaim
from gancheck.checks.verdict import Verdict
from gancheck.errors import InvalidInput
from tests.checks.example_claim import BLIND, CLAIM, numbers


def sides(problem, formula):
    x = arb(float(problem.x[0]))
    yield formula(x), x.log().exp().exp().log() * x


ENCLOSED = EnclosedClaim(
    claim="test.square",
    method="both squares in balls",
    families=("numbers",),
    formula=lambda x: x * x,
    sides=sides,
    wrong={"doubled": lambda x: 2 * x, "divided": lambda x: x * x + 1},
)


@pytest.fixture
def enclosed(monkeypatch):
    def use(entry):
        monkeypatch.setattr(certified, "enclosed_claims", lambda: {entry.claim: entry})

    use(ENCLOSED)
    return use


def test_a_claim_holds_and_every_wrong_version_is_refused(enclosed):
    outcome = certified.judge_enclosed(CLAIM, [numbers(2.0, 3.0), numbers(0.5)], family="numbers", seed=5)
    assert (outcome.verdict, outcome.cases, outcome.inconclusive) == (Verdict.HOLDS, 3, 0)
    assert 0.0 < outcome.worst_residual <= outcome.bound
    assert (outcome.tier.value, outcome.because, outcome.seed) == ("certified", ENCLOSED.method, 5)
    doubled, divided = outcome.refutations
    assert (doubled.refuted, doubled.power) == (True, 2 / 3)  # not at x = 2
    assert (divided.refuted, divided.power) == (True, 1.0)


def test_the_precision_rises_until_it_decides_and_is_put_back(enclosed):
    before = ctx.prec
    far = arb(2) ** 200

    def cancelling(problem, formula):
        x = arb(problem.x[0])
        yield formula(x), ((x / 3 + far) - far) * 3 * x

    easy = certified.evaluate(CLAIM, ENCLOSED, numbers(2.0))
    hard = certified.evaluate(CLAIM, replace(ENCLOSED, sides=cancelling), numbers(2.0))
    assert (easy.holds, easy.bits) == (True, 64)
    assert (hard.holds, hard.bits) == (True, 256)
    assert ctx.prec == before


def test_a_violation_is_certain_and_named(enclosed):
    enclosed(replace(ENCLOSED, formula=lambda x: x * x + arb(2) ** -40))
    outcome = certified.judge_enclosed(CLAIM, [numbers(2.0)], family="numbers")
    assert outcome.verdict is Verdict.VIOLATED
    assert "by at least 9.09e-13" in outcome.reason
    assert outcome.case.x.tolist() == [2.0]


def test_what_no_precision_decides_is_inconclusive(enclosed):
    blurred = replace(ENCLOSED, sides=lambda problem, formula: [(arb(0, 1), formula(arb(problem.x[0])) * 0)])
    enclosed(replace(blurred, wrong={"doubled": lambda x: arb.nan(), "divided": lambda x: arb.nan()}))
    outcome = certified.judge_enclosed(CLAIM, [numbers(2.0)], family="numbers")
    assert (outcome.verdict, outcome.inconclusive) == (Verdict.INCONCLUSIVE, 1)


def test_a_wrong_version_that_is_neither_evaluated_nor_explained_counts_as_passed(enclosed):
    outcome = certified.judge_enclosed(BLIND, [numbers(3.0)], family="numbers")
    assert outcome.verdict is Verdict.INCONCLUSIVE
    assert "a quarter too much" in outcome.reason
    enclosed(replace(ENCLOSED, unseen={"a quarter too much": "a trifle"}))
    outcome = certified.judge_enclosed(BLIND, [numbers(3.0)], family="numbers")
    assert outcome.verdict is Verdict.HOLDS
    assert len(outcome.refutations) == 2


def test_what_is_not_enclosed_is_refused(enclosed):
    with pytest.raises(InvalidInput, match="enclosed on numbers"):
        certified.judge_enclosed(CLAIM, [numbers(2.0)], family="letters")
    with pytest.raises(InvalidInput, match="is empty"):
        certified.judge_enclosed(CLAIM, [], family="numbers")
    with pytest.raises(InvalidInput, match="it is not enclosed"):
        certified.check_certified(replace(CLAIM, id="test.other"), "numbers")
    enclosed(replace(ENCLOSED, sides=lambda problem, formula: []))
    with pytest.raises(InvalidInput, match="no pair of sides"):
        certified.evaluate(CLAIM, replace(ENCLOSED, sides=lambda problem, formula: []), numbers(2.0))


def test_undecided_problems_of_a_batch_are_counted_one_by_one(enclosed):
    def open_at_three(problem, formula):
        yield (arb(0, 1), 0) if problem.x[0] == 3.0 else (1, 1 + formula(arb(problem.x[0])) * 0)

    enclosed(replace(ENCLOSED, sides=open_at_three, wrong={}, unseen={"doubled": "", "divided": ""}))
    outcome = certified.judge_enclosed(CLAIM, [numbers(1.0, 3.0, 2.0)], family="numbers")
    assert (outcome.cases, outcome.inconclusive) == (3, 1)
    assert outcome.verdict is Verdict.INCONCLUSIVE  # nothing shows that the check can fail
    assert np.isfinite(outcome.worst_residual)
