"""The claims in balls: on generated problems no pair of balls breaks a relation, and every wrong version is refused."""

from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from gancheck.checks.certified.check import evaluate
from gancheck.checks.certified.enclosed_claim import EnclosedClaim
from gancheck.checks.certified.registry import enclosed_claims
from gancheck.claims.problems import family_of
from gancheck.claims.registry import get_claim
from gancheck.strategies.problems import problems
from gancheck.strategies.profiles import EXAMPLES, current_profile

SHARE = EXAMPLES["quick"] // 12
"""How many times fewer problems are enclosed than compared in float64: a ball costs a hundred times a float."""

ENCLOSED = [
    pytest.param(enclosed, family, id=f"{claim}-{family}")
    for claim, enclosed in enclosed_claims().items()
    for family in enclosed.families
]
WRONG = [
    pytest.param(enclosed, title, id=f"{claim}-{title}")
    for claim, enclosed in enclosed_claims().items()
    for title in enclosed.wrong
]


@pytest.mark.parametrize("enclosed, family", ENCLOSED)
@settings(current_profile(), max_examples=max(current_profile().max_examples // SHARE, 1))
@given(data=st.data())
def test_the_balls_hold_the_claim(enclosed: EnclosedClaim, family: str, data: st.DataObject) -> None:
    """Every pair of balls is decided, and stands in the relation of the claim."""
    claim = get_claim(enclosed.claim)
    problem: Any = data.draw(problems(claim.problem, family, max_size=1), label="problem")
    judged = evaluate(claim, enclosed, problem)
    event("bits", payload=judged.bits)
    assert judged.holds is not False, f"{claim.id} is certainly violated: {judged.worst}"
    assert judged.holds is not None, f"{claim.id} is open at {judged.bits} bits: {judged.worst}"


@pytest.mark.parametrize("enclosed, title", WRONG)
def test_the_balls_refuse_the_wrong_version(enclosed: EnclosedClaim, title: str) -> None:
    """With certainty, on the witness of the counter-claim or, where its family is not enclosed, on another's."""
    claim = get_claim(enclosed.claim)
    (own,) = [counter.witness for counter in claim.counterclaims if counter.title == title]
    witnesses = [own(), *(counter.witness() for counter in claim.counterclaims)]
    problem = next(witness for witness in witnesses if family_of(witness) in enclosed.families)
    assert evaluate(claim, enclosed, problem).holds is True
    assert evaluate(claim, enclosed, problem, enclosed.wrong[title]).holds is False


@pytest.mark.parametrize("claim", enclosed_claims())
def test_every_counterclaim_is_evaluated_or_explained(claim: str) -> None:
    enclosed = enclosed_claims()[claim]
    titles = [counter.title for counter in get_claim(claim).counterclaims]
    assert sorted(titles) == sorted([*enclosed.wrong, *enclosed.unseen])
    assert enclosed.wrong, f"nothing shows that the enclosure of {claim} can fail"
    assert set(enclosed.families) <= set(get_claim(claim).families)
    assert enclosed.method
    assert all(enclosed.unseen.values())
