"""Every claim is enclosed, or a sentence says why it is not."""

import pytest

from gancheck.checks.certified.registry import absent, enclosed_claims
from gancheck.claims.registry import all_claims

SECTIONS = ("mle.", "disc.", "gen.", "div.gaussian", "div.inequalities", "div.jsd", "div.kl", "alg.")
CLAIMS = [claim.id for claim in all_claims() if claim.id.startswith(SECTIONS)]


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_is_enclosed_or_its_absence_is_explained(claim):
    assert (claim in enclosed_claims()) != bool(absent().get(claim))


def test_most_of_the_theory_is_enclosed():
    assert len([claim for claim in CLAIMS if claim in enclosed_claims()]) >= 25
