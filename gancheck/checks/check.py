"""One claim held against one's own problems."""

from typing import Any

from gancheck.checks.given_problems import given_problems
from gancheck.checks.judgement import judge
from gancheck.checks.numeric import check_generated
from gancheck.checks.outcome import Outcome
from gancheck.claims.claim import Claim, Tier
from gancheck.claims.problems import family_of
from gancheck.claims.registry import get_claim
from gancheck.errors import InvalidInput

__all__ = ["check"]

BATCHES = 25
"""How many batches are drawn where no problems are given: about a hundred problems."""


def check(
    claim: Claim | str,
    problems: Any = None,
    tier: str | Tier = "numeric",
    *,
    family: str | None = None,
    seed: int = 0,
) -> Outcome:
    """Hold a claim against problems of your own, or against generated ones.

    Args:
        claim: A claim or its id, such as ``"gen.jsd"``.
        problems: A batch of the claim's problem type; or what it consists of as a tuple, such as ``(p, q)`` of laws
            (batched or not; ``scipy.stats`` and ``torch.distributions`` objects are converted); or a sequence of
            batches. Left out, problems are drawn by Hypothesis.
        tier: ``"numeric"``, or ``"learned"``, which trains players and draws its problems itself.
        family: The family to draw from; the claim's first one if left out.
        seed: Seeds the drawing and the training.

    Returns:
        The outcome: verdict, worst residual, bound, and the worst problem.

    Raises:
        InvalidInput: The claim is unknown, has no evidence at this tier, or the problems are not of its type or family.
        UnsupportedPair: A density against a discrete law.

    Example:
        >>> import gancheck as gk
        >>> gk.check("gen.jsd", (gk.Gaussian(0.0, 1.0), gk.Gaussian(3.0, 0.5))).verdict.value
        'HOLDS'
    """
    claim, tier = get_claim(claim), _tier(tier)
    if tier not in claim.tiers:
        known = ", ".join(each.value for each in claim.tiers)
        raise InvalidInput(f"`tier` is {tier.value!r}, at which {claim.id} has no evidence; it has {known}.")
    if family is not None and family not in claim.families:
        raise InvalidInput(f"`family` is {family!r}; {claim.id} is tested on {', '.join(claim.families)}.")
    if problems is not None:
        given = given_problems(claim, problems)
        return judge(claim, given, tier=tier, family=family_of(given[0]), seed=seed)
    family = family or claim.families[0]
    if tier is Tier.LEARNED:
        from gancheck.checks.learned import check_learned

        return check_learned(claim, family, seed=seed)
    return check_generated(claim, family, seed=seed, batches=BATCHES)


def _tier(tier: str | Tier) -> Tier:
    try:
        return Tier(tier)
    except ValueError:
        raise InvalidInput(
            f"`tier` is {tier!r}; it is one of {', '.join(each.value for each in Tier)}."
        ) from None
