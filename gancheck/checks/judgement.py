"""From comparisons to a verdict: one rule for every tier.

A claim HOLDS on some problems if each stays within its bound and if the same comparison refutes every counter-claim
on its witness. A comparison that lets a counter-claim pass decides nothing: INCONCLUSIVE. So do problems of which half
or more were left undecided, because those that decide themselves are no fair sample.
"""

from collections.abc import Sequence
from time import perf_counter

import numpy as np

from gancheck.checks.outcome import ErrorBudget, Outcome, Refutation
from gancheck.checks.verdict import Verdict
from gancheck.claims.claim import Claim, CounterClaim, Problem, Tier
from gancheck.claims.problems import decided, rows
from gancheck.errors import InvalidInput

__all__ = ["judge"]

POWER_BATCHES = 4
"""On how many batches, evenly spread, a counter-claim's power is measured: a figure to show, not a criterion."""


def judge(
    claim: Claim,
    problems: Sequence[Problem],
    *,
    tier: Tier,
    family: str,
    seed: int = 0,
    undecided: str = "",
) -> Outcome:
    """Hold a claim against batches of problems.

    Args:
        claim: The claim.
        problems: Batches of problems, at least one.
        tier: The tier that the outcome is filed under.
        family: The family that it is filed under.
        seed: The seed that the problems were generated from.
        undecided: Why problems whose record is marked undecided are so; such problems are neither passes nor failures.

    Raises:
        InvalidInput: There is no problem to judge.
    """
    start = perf_counter()
    if not problems:
        raise InvalidInput(f"`problems` is empty; give {claim.id} at least one problem.")
    worst, cases, open_cases = _worst(claim, problems)
    refutations = tuple(_refute(claim, counterclaim, problems) for counterclaim in claim.counterclaims)
    verdict, reason = _verdict(claim, worst, refutations, cases, open_cases, undecided)
    _, problem, (lhs, rhs, residual, bound) = worst
    return Outcome(
        claim=claim.id,
        tier=tier,
        family=family,
        verdict=verdict,
        reason=reason,
        cases=cases,
        inconclusive=open_cases,
        lhs=lhs,
        rhs=rhs,
        worst_residual=residual,
        bound=bound,
        because=claim.because,
        refutations=refutations,
        budget=_budget(problem),
        case=problem,
        seed=seed,
        seconds=perf_counter() - start,
    )


Worst = tuple[float, Problem, tuple[float, float, float, float]]


def _worst(claim: Claim, problems: Sequence[Problem]) -> tuple[Worst, int, int]:
    """The decided problem nearest to a violation (or the worst undecided one if none is decided), and the counts."""
    worst: Worst | None = None
    cases = open_cases = 0
    for batch in problems:
        comparison = claim.compare(batch)
        judged = decided(batch)
        cases, open_cases = cases + len(judged), open_cases + int((~judged).sum())
        # Undecided problems rank below every decided one.
        rank = np.where(judged, comparison.severity, -1.0)
        index = int(np.argmax(rank))
        if worst is None or rank[index] > worst[0]:
            worst = float(rank[index]), rows(batch, index), comparison.element(index)
    assert worst is not None, "a batch holds at least one problem"
    return worst, cases, open_cases


def _refute(claim: Claim, counterclaim: CounterClaim, problems: Sequence[Problem]) -> Refutation:
    """Whether the witness is refused, and on which share of the decided problems the wrong formula is."""
    refuted = not claim.compare(counterclaim.witness(), counterclaim.formula).holds.all()
    refused = [
        ~claim.compare(batch, counterclaim.formula).holds[decided(batch)]
        for batch in problems[:: -(-len(problems) // POWER_BATCHES)]
    ]
    tried = np.concatenate(refused)
    return Refutation(counterclaim.title, refuted, float(tried.mean()) if tried.size else 0.0)


def _verdict(
    claim: Claim,
    worst: Worst,
    refutations: tuple[Refutation, ...],
    cases: int,
    open_cases: int,
    undecided: str,
) -> tuple[Verdict, str]:
    severity, _, (lhs, rhs, residual, bound) = worst
    if severity > 1.0:
        sides = f"left {lhs:.17g}, right {rhs:.17g}, residual {residual:.3g} above the bound {bound:.3g}"
        return Verdict.VIOLATED, f"{claim.relation.sentence}: {sides}."
    passed = [refutation.title for refutation in refutations if not refutation.refuted]
    if passed:
        return Verdict.INCONCLUSIVE, f"The comparison cannot tell the claim from: {'; '.join(passed)}."
    if 2 * open_cases >= cases:
        return Verdict.INCONCLUSIVE, undecided or "Half of the problems or more were not decided."
    if not claim.counterclaims:
        return (
            Verdict.INCONCLUSIVE,
            "The claim has no counter-claim, so that nothing shows the check can fail.",
        )
    return Verdict.HOLDS, ""


def _budget(problem: Problem) -> ErrorBudget | None:
    """The error budget that a trained record carries, in nats."""
    parts = [getattr(problem, name, None) for name in ("optimisation", "sampling", "approximation")]
    if any(part is None for part in parts):
        return None
    return ErrorBudget(*(float(np.asarray(part).reshape(-1)[0]) for part in parts))
