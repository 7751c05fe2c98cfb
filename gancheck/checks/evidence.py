"""Which evidence there is for a claim, tier by tier, and where there is none, why.

A claim knows at which tiers its own comparison is evaluated (numeric, learned); the rooms `gancheck.checks.exact` and
`gancheck.checks.certified` know which claims they derive and enclose.
"""

from gancheck.checks.certified import registry as certified
from gancheck.checks.exact import registry as exact
from gancheck.claims.claim import Claim, Tier

__all__ = ["ABSENT", "absent", "families_at", "tiers_of"]

ABSENT: dict[Tier, dict[str, str]] = {Tier.NUMERIC: {}, Tier.LEARNED: {}}
"""Why a claim is not evaluated in float64, or not on trained players, under its id."""


def tiers_of(claim: Claim) -> tuple[Tier, ...]:
    """The tiers that have evidence for a claim, from the strongest to the nearest to practice."""
    return tuple(tier for tier in Tier if families_at(claim, tier))


def families_at(claim: Claim, tier: Tier) -> tuple[str, ...]:
    """The families of problems on which a claim is evaluated at a tier; empty where it has no evidence there."""
    if tier is Tier.EXACT:
        return tuple(derivation.family for derivation in exact.derivations().get(claim.id, ()))
    if tier is Tier.CERTIFIED:
        enclosed = certified.enclosed_claims().get(claim.id)
        return enclosed.families if enclosed else ()
    return claim.families if tier in claim.tiers else ()


def absent(claim: Claim, tier: Tier) -> str:
    """Why a claim has no evidence at a tier, in a sentence; empty where it has some, or no reason is stated."""
    if families_at(claim, tier):
        return ""
    if tier is Tier.EXACT:
        return exact.absent().get(claim.id, "")
    if tier is Tier.CERTIFIED:
        return certified.absent().get(claim.id, "")
    return ABSENT[tier].get(claim.id, "")
