"""The algebra of every claim that has one: derived, and refused for every wrong version of the claim."""

from math import inf

import pytest

from gancheck.checks.exact.check import check_exact
from gancheck.checks.exact.registry import derivations
from gancheck.checks.verdict import Verdict
from gancheck.claims.registry import get_claim
from gancheck.pytest_plugin import current_record

DERIVATIONS = [
    pytest.param(claim, each.family, id=f"{claim}-{each.family}", marks=pytest.mark.claim(claim))
    for claim, found in derivations().items()
    for each in found
]


@pytest.mark.parametrize("claim, family", DERIVATIONS)
def test_the_derivation_holds_and_fails_for_every_wrong_version(claim: str, family: str) -> None:
    """Each step leaves nothing over; with a wrong formula, some step does."""
    outcome = check_exact(get_claim(claim), family)
    record = current_record()
    if record is not None and outcome.verdict is not Verdict.INCONCLUSIVE:
        record.add(
            cases=outcome.cases,
            severity=inf if outcome.worst_residual else 0.0,
            residual=outcome.worst_residual,
            bound=0.0,
        )
    assert outcome.verdict is Verdict.HOLDS, outcome.reason
