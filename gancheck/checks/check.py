"""One claim held against one's own problems."""

from typing import Any

from gancheck.checks.evidence import absent, families_at, tiers_of
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
        tier: ``"numeric"``; ``"certified"``, in ball arithmetic; ``"exact"``, which derives the claim and takes no
            problems; or ``"learned"``, which trains players and draws its problems itself.
        family: The family to draw from; the claim's first one at this tier if left out.
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
    families = families_at(claim, tier)
    if not families:
        known = ", ".join(each.value for each in tiers_of(claim))
        why = f" ({absent(claim, tier)})" if absent(claim, tier) else ""
        raise InvalidInput(
            f"`tier` is {tier.value!r}, at which {claim.id} has no evidence{why}; it has {known}."
        )
    if family is not None and family not in families:
        raise InvalidInput(f"`family` is {family!r}; {claim.id} is tested on {', '.join(families)}.")
    family = family or families[0]
    if tier is Tier.EXACT:
        return _derive(claim, problems, family, seed)
    if problems is not None:
        given = given_problems(claim, problems)
        if tier is Tier.CERTIFIED:
            from gancheck.checks.certified.check import judge_enclosed

            return judge_enclosed(claim, given, family=family_of(given[0]), seed=seed)
        return judge(claim, given, tier=tier, family=family_of(given[0]), seed=seed)
    if tier is Tier.CERTIFIED:
        from gancheck.checks.certified.check import check_certified

        return check_certified(claim, family, seed=seed, batches=BATCHES)
    if tier is Tier.LEARNED:
        from gancheck.checks.learned import check_learned

        return check_learned(claim, family, seed=seed)
    return check_generated(claim, family, seed=seed, batches=BATCHES)


def _derive(claim: Claim, problems: Any, family: str, seed: int) -> Outcome:
    from gancheck.checks.exact.check import check_exact

    if problems is not None:
        raise InvalidInput(
            "`problems` are given at the tier 'exact', which derives the claim for all; leave them out."
        )
    return check_exact(claim, family, seed=seed)


def _tier(tier: str | Tier) -> Tier:
    try:
        return Tier(tier)
    except ValueError:
        raise InvalidInput(
            f"`tier` is {tier!r}; it is one of {', '.join(each.value for each in Tier)}."
        ) from None
