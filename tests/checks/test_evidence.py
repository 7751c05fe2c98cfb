"""The registry shows its holes: every claim has evidence at a tier, or a reason why it has none."""

import pytest

from gancheck.checks.certified import registry as certified
from gancheck.checks.evidence import ABSENT, absent, families_at, tiers_of
from gancheck.checks.exact import registry as exact
from gancheck.claims.claim import Claim, Tier
from gancheck.claims.registry import all_claims, get_claim

CELLS = [pytest.param(claim, tier, id=f"{claim.id}-{tier.value}") for claim in all_claims() for tier in Tier]
REASONS = {
    Tier.EXACT: exact.absent(),
    Tier.CERTIFIED: certified.absent(),
    Tier.NUMERIC: ABSENT[Tier.NUMERIC],
    Tier.LEARNED: ABSENT[Tier.LEARNED],
}


@pytest.mark.parametrize("claim, tier", CELLS)
def test_a_tier_has_evidence_or_a_reason_and_never_both(claim: Claim, tier: Tier) -> None:
    assert bool(families_at(claim, tier)) != (claim.id in REASONS[tier])
    assert bool(families_at(claim, tier)) != bool(absent(claim, tier))


@pytest.mark.parametrize("tier", Tier)
def test_reasons_are_clauses_about_claims(tier: Tier) -> None:
    assert set(REASONS[tier]) <= {claim.id for claim in all_claims()}
    for reason in REASONS[tier].values():
        assert len(reason.split()) >= 5
        assert not reason.endswith(".")
        assert reason[0].islower()


@pytest.mark.parametrize("claim", all_claims(), ids=lambda claim: claim.id)
def test_every_claim_has_evidence_at_some_tier(claim: Claim) -> None:
    assert tiers_of(claim)
    assert set(claim.tiers) <= set(tiers_of(claim))


def test_numeric_evidence_is_on_the_claims_own_families() -> None:
    assert families_at(get_claim("gen.jsd"), Tier.NUMERIC) == get_claim("gen.jsd").families
    assert families_at(get_claim("gen.jsd"), Tier.LEARNED) == ()
