"""The numeric tier: a claim on generated problems, in float64, against its derived bound."""

from dataclasses import replace
from time import perf_counter

from gancheck.checks.generation import draw_problems, smallest_violation
from gancheck.checks.judgement import judge
from gancheck.checks.outcome import Outcome
from gancheck.checks.verdict import Verdict
from gancheck.claims.claim import Claim, Tier
from gancheck.claims.problems import family_of

__all__ = ["check_generated"]


def check_generated(claim: Claim, family: str, *, seed: int, batches: int) -> Outcome:
    """Draw problems of one family and hold the claim against all of them; a violation is shrunk to its simplest.

    The witnesses of the counter-claims are among the problems: some wrong formula differs from the right one in a
    corner that few draws reach.

    Args:
        claim: The claim.
        family: One of its families.
        seed: Seeds the drawing.
        batches: How many batches of problems to draw.

    Returns:
        The outcome; ``cases`` counts problems, not batches.
    """
    start = perf_counter()
    witnesses = [counterclaim.witness() for counterclaim in claim.counterclaims]
    drawn = draw_problems(claim.problem, family, seed, batches)
    drawn += tuple(witness for witness in witnesses if family_of(witness) == family)
    outcome = judge(claim, drawn, tier=Tier.NUMERIC, family=family, seed=seed)
    if outcome.verdict is Verdict.VIOLATED:
        simplest = smallest_violation(claim, family, seed, batches)
        if simplest is not None:
            shrunk = judge(claim, [simplest], tier=Tier.NUMERIC, family=family, seed=seed)
            outcome = replace(shrunk, cases=outcome.cases, refutations=outcome.refutations)
    return replace(outcome, seconds=perf_counter() - start)
