"""Every comparison can fail: it refuses each wrong version of its claim."""

from typing import Any

import numpy as np
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from gancheck.claims.claim import Claim, CounterClaim, Tier
from gancheck.claims.problems import size_of
from gancheck.claims.registry import all_claims
from gancheck.strategies.problems import problems
from gancheck.strategies.profiles import EXAMPLES, current_profile

SHARE = EXAMPLES["quick"] // 4
"""How many times fewer batches measure the power of a counter-claim than test its claim: power is a rough figure."""

COUNTERCLAIMS = [
    pytest.param(claim, counter, id=f"{claim.id}-{counter.title}")
    for claim in all_claims()
    for counter in claim.counterclaims
]
GENERATED = [
    pytest.param(claim, counter, id=f"{claim.id}-{counter.title}")
    for claim in all_claims()
    for counter in claim.counterclaims
    if claim.tiers != (Tier.LEARNED,)
]
"""Claims about trained players are left out: a training for each wrong sentence about it would cost minutes, and the
learned checks measure the power of these counter-claims on the trainings that they judge."""


@pytest.mark.parametrize("claim, counter", COUNTERCLAIMS)
def test_the_comparison_refuses_the_counterclaim_on_its_witness(claim: Claim, counter: CounterClaim) -> None:
    """The witness satisfies the claim and violates the counter-claim, by a number and not by an undefined side."""
    problem = counter.witness()
    assert claim.compare(problem).holds.all(), f"{claim.id} does not hold on the witness of {counter.title!r}"
    comparison = claim.compare(problem, counter.formula)
    assert not comparison.holds.all(), (
        f"{claim.id} accepts {counter.title!r} on its witness: it checks nothing"
    )
    assert not np.isnan(comparison.lhs).any()
    assert not np.isnan(comparison.rhs).any()


@pytest.mark.parametrize("claim, counter", GENERATED)
@settings(current_profile(), max_examples=max(current_profile().max_examples // SHARE, 1))
@given(data=st.data())
def test_the_counterclaim_can_be_evaluated_on_every_problem(
    claim: Claim, counter: CounterClaim, data: st.DataObject
) -> None:
    """A counter-claim has the claim's signature; its power, the share of problems that refute it, is an event."""
    family = data.draw(st.sampled_from(claim.families), label="family")
    problem: Any = data.draw(problems(claim.problem, family), label="problem")
    comparison = claim.compare(problem, counter.formula)
    assert comparison.holds.shape == (size_of(problem),)
    event("share of the batch that refutes it", payload=f"{1.0 - comparison.holds.mean():.1f}")
