"""The numeric tier on generated problems."""

from dataclasses import replace

import pytest

from gancheck.checks.numeric import check_generated
from gancheck.checks.outcome import Outcome
from gancheck.checks.verdict import Verdict
from gancheck.claims.claim import Claim, CounterClaim, Tier
from gancheck.claims.problems import size_of
from gancheck.claims.registry import all_claims, get_claim

SWAPPABLE = [
    pytest.param(claim, claim.counterclaims[0], id=claim.id)
    for claim in all_claims()
    if Tier.NUMERIC in claim.tiers and claim.id.split(".")[0] in ("disc", "gen")
]


@pytest.mark.parametrize("claim, counter", SWAPPABLE)
def test_a_wrong_formula_never_holds(claim: Claim, counter: CounterClaim) -> None:
    """With the wrong formula in the claim: violated on a generated problem, or at least not told apart."""
    outcome = check_generated(replace(claim, formula=counter.formula), claim.families[0], seed=0, batches=8)
    assert outcome.verdict is not Verdict.HOLDS
    if outcome.verdict is Verdict.VIOLATED:
        assert size_of(outcome.case) == 1
        assert outcome.reason.startswith(claim.relation.sentence)
        assert outcome.worst_residual > outcome.bound


def comparable(outcome: Outcome) -> Outcome:
    return replace(outcome, seconds=0.0, case=None)


def test_one_seed_gives_one_outcome_but_for_the_time() -> None:
    claim = get_claim("gen.global-minimum")
    first, again = (check_generated(claim, "gaussian", seed=5, batches=6) for _ in range(2))
    assert comparable(first) == comparable(again)
    assert first.verdict is Verdict.HOLDS
    assert first.seed == 5


def test_a_violation_counts_all_cases_and_names_the_simplest() -> None:
    claim = get_claim("disc.optimum")
    swapped = replace(claim, formula=claim.counterclaims[0].formula)
    outcome = check_generated(swapped, "discrete", seed=0, batches=10)
    assert outcome.verdict is Verdict.VIOLATED
    assert outcome.cases >= 10
    assert outcome.case.p.probs.shape[-1] <= 2
    assert not swapped.compare(outcome.case).holds.any()
