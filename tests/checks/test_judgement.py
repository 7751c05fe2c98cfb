"""From comparisons to a verdict."""

from dataclasses import replace

import numpy as np
import pytest

from gancheck.checks.judgement import judge
from gancheck.checks.outcome import Outcome
from gancheck.checks.verdict import Verdict
from gancheck.claims.claim import Claim, Tier
from gancheck.claims.counterclaims import algorithm, generator
from gancheck.claims.registry import get_claim
from gancheck.errors import InvalidInput
from tests.checks.example_claim import BLIND, CLAIM, WRONG, Numbers, numbers


def verdict(claim: Claim, *problems: Numbers, undecided: str = "") -> Outcome:
    return judge(claim, problems, tier=Tier.NUMERIC, family="numbers", seed=7, undecided=undecided)


def test_a_claim_holds_where_each_problem_does_and_each_counterclaim_is_refuted() -> None:
    outcome = verdict(CLAIM, numbers(1.0, 2.0), numbers(3.0))
    assert (outcome.verdict, outcome.reason) == (Verdict.HOLDS, "")
    assert (outcome.cases, outcome.inconclusive) == (3, 0)
    assert (outcome.worst_residual, outcome.bound) == (0.0, 0.5)
    assert (outcome.claim, outcome.tier, outcome.family, outcome.seed) == (
        "test.square",
        Tier.NUMERIC,
        "numbers",
        7,
    )
    assert outcome.because == CLAIM.because
    assert outcome.seconds >= 0.0


def test_the_power_of_a_counterclaim_is_the_share_of_problems_that_refute_it() -> None:
    doubled, divided = verdict(CLAIM, numbers(2.0, 2.0, 5.0), numbers(0.0)).refutations
    assert (doubled.title, doubled.refuted, doubled.power) == ("doubled", True, 0.25)
    assert (divided.title, divided.refuted, divided.power) == ("divided", True, 1.0)


def test_the_power_is_measured_on_batches_from_first_to_last() -> None:
    """2² is 2 · 2: only the later half of these batches refutes a doubling."""
    batches = [numbers(2.0)] * 10 + [numbers(5.0)] * 10
    assert verdict(CLAIM, *batches).refutations[0].power == 0.5


def test_one_violated_problem_violates_the_claim_and_is_named() -> None:
    outcome = verdict(WRONG, numbers(2.0, 2.0), numbers(2.0, 5.0, 3.0))
    assert outcome.verdict is Verdict.VIOLATED
    assert outcome.case.x.tolist() == [5.0]
    assert (outcome.lhs, outcome.rhs, outcome.worst_residual, outcome.bound) == (10.0, 25.0, 15.0, 0.5)
    assert outcome.reason == ("the two sides are equal: left 10, right 25, residual 15 above the bound 0.5.")
    assert outcome.margin < 0.0


def test_an_undefined_side_violates() -> None:
    outcome = verdict(CLAIM, numbers(1.0, np.nan))
    assert outcome.verdict is Verdict.VIOLATED
    assert np.isnan(outcome.case.x).all()
    assert outcome.worst_residual == np.inf


def test_a_comparison_that_lets_a_counterclaim_pass_decides_nothing() -> None:
    outcome = verdict(BLIND, numbers(1.0, 2.0))
    assert outcome.verdict is Verdict.INCONCLUSIVE
    assert outcome.reason == "The comparison cannot tell the claim from: a quarter too much."
    assert [each.refuted for each in outcome.refutations] == [True, True, False]


def test_a_violation_counts_also_where_a_counterclaim_passes() -> None:
    assert verdict(replace(BLIND, formula=WRONG.formula), numbers(9.0)).verdict is Verdict.VIOLATED


def test_a_claim_without_a_counterclaim_decides_nothing() -> None:
    outcome = verdict(replace(CLAIM, counterclaims=()), numbers(1.0))
    assert outcome.verdict is Verdict.INCONCLUSIVE
    assert "nothing shows the check can fail" in outcome.reason


def test_undecided_problems_are_neither_passes_nor_failures() -> None:
    outcome = verdict(WRONG, numbers(2.0, 2.0, 9.0, undecided=(2,)))
    assert (outcome.verdict, outcome.cases, outcome.inconclusive) == (Verdict.HOLDS, 3, 1)
    assert outcome.case.x.tolist() == [2.0]
    # nor do they count in the power of a counter-claim
    assert verdict(CLAIM, numbers(2.0, 9.0, undecided=(1,))).refutations[0].power == 0.0


def test_where_nothing_was_decided_the_verdict_is_open_and_says_why() -> None:
    outcome = verdict(WRONG, numbers(9.0, 7.0, undecided=(0, 1)), undecided="No budget was met.")
    assert (outcome.verdict, outcome.reason) == (Verdict.INCONCLUSIVE, "No budget was met.")
    assert (outcome.cases, outcome.inconclusive) == (2, 2)
    assert (
        verdict(CLAIM, numbers(9.0, undecided=(0,))).reason
        == "Half of the problems or more were not decided."
    )
    assert verdict(CLAIM, numbers(9.0, undecided=(0,))).refutations[0].power == 0.0


def test_half_of_the_problems_decide_nothing_unless_it_violates() -> None:
    outcome = verdict(CLAIM, numbers(1.0, 2.0, undecided=(0,)))
    assert (outcome.verdict, outcome.cases, outcome.inconclusive) == (Verdict.INCONCLUSIVE, 2, 1)
    assert verdict(WRONG, numbers(1.0, 2.0, 3.0, undecided=(0, 1))).verdict is Verdict.VIOLATED


def test_a_violation_among_undecided_problems_is_still_found() -> None:
    outcome = verdict(WRONG, numbers(50.0, 4.0, undecided=(0,)), numbers(60.0, undecided=(0,)))
    assert outcome.verdict is Verdict.VIOLATED
    assert outcome.case.x.tolist() == [4.0]
    assert (outcome.cases, outcome.inconclusive) == (3, 2)


def test_nothing_to_judge_is_refused() -> None:
    with pytest.raises(
        InvalidInput, match=r"^`problems` is empty; give test\.square at least one problem\.$"
    ):
        verdict(CLAIM)


def test_the_error_budget_of_a_trained_record_is_kept() -> None:
    record = algorithm.trained()
    outcome = judge(get_claim("alg.learned-optimum"), [record], tier=Tier.LEARNED, family="tabular")
    assert outcome.budget is not None
    assert (outcome.budget.optimisation, outcome.budget.sampling, outcome.budget.approximation) == (
        5e-4,
        5e-4,
        0.0,
    )
    assert (
        judge(get_claim("gen.jsd"), [generator.pair()], tier=Tier.NUMERIC, family="discrete").budget is None
    )


def test_warnings_of_a_wrong_formula_are_not_ours() -> None:
    """Division by zero in a counter-claim: judged, not raised (warnings are errors in this suite)."""
    assert verdict(CLAIM, numbers(0.0, 1.0)).verdict is Verdict.HOLDS
