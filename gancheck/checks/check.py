"""One claim held against one's own problems."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from gancheck.checks.judgement import judge
from gancheck.checks.numeric import check_generated
from gancheck.checks.outcome import Outcome
from gancheck.claims.claim import Claim, Problem, Tier
from gancheck.claims.problems import family_of
from gancheck.claims.registry import get_claim
from gancheck.distributions.conversion import as_law
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
        InvalidInput: The claim is unknown, has no evidence at this tier, or the problems are not of its type.

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
        given = _batches(claim, problems)
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


def _batches(claim: Claim, problems: Any) -> Sequence[Problem]:
    """The problems as a sequence of batches of the claim's type."""
    if isinstance(problems, claim.problem):
        return [problems]
    if (
        isinstance(problems, Sequence)
        and problems
        and all(isinstance(one, claim.problem) for one in problems)
    ):
        return problems
    names = [field.name for field in fields(claim.problem) if field.name != "family"]
    if isinstance(problems, tuple) and len(problems) == len(names):
        return [claim.problem(*(_batched(part) for part in problems))]
    raise InvalidInput(
        f"`problems` is {type(problems).__name__}; {claim.id} takes a {claim.problem.__name__} "
        f"or the tuple ({', '.join(names)})."
    )


def _batched(part: Any) -> Any:
    """A law with a batch axis; anything else (a discriminator, an array) as it is."""
    try:
        law = as_law(part)
    except InvalidInput:
        return part
    return law.batched()
