"""The certified tier: a claim on problems, in balls that provably hold both of its sides.

Each problem is evaluated at 64 bits, then at twice as many, until every pair of balls is decided: certainly violated,
or holding to the resolution of `gancheck.checks.certified.ball_relation`. What stays open is no pass.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

from gancheck.certified.precision import working_precision
from gancheck.checks.certified.ball_relation import Failure, failures
from gancheck.checks.certified.enclosed_claim import EnclosedClaim
from gancheck.checks.certified.registry import enclosed_claims
from gancheck.checks.generation import draw_problems
from gancheck.checks.outcome import Outcome, Refutation
from gancheck.checks.verdict import Verdict
from gancheck.claims.claim import Claim, CounterClaim, Problem, Tier
from gancheck.claims.problems import family_of, rows, size_of
from gancheck.errors import InvalidInput

__all__ = ["Judged", "check_certified", "evaluate", "judge_enclosed"]

BITS = (64, 128, 256, 512, 1024, 2048)
"""The working precisions, from the first to the last that is tried."""

POWER_PROBLEMS = 16
"""How many problems a counter-claim's power is measured on: it is a figure to show, not a criterion."""


@dataclass(frozen=True)
class Judged:
    """What ball arithmetic found on one problem.

    Attributes:
        holds: True or False with certainty, None where the last precision leaves it open.
        worst: The pair that is certainly violated, or open, or nearest to the resolution.
        bits: The working precision that decided.
    """

    holds: bool | None
    worst: Failure
    bits: int


def check_certified(claim: Claim, family: str, *, seed: int = 0, batches: int = 25) -> Outcome:
    """Draw problems of one family, add the counter-claims' witnesses, and enclose both sides on all of them.

    Args:
        claim: A claim that is enclosed.
        family: One of the families on which it is.
        seed: Seeds the drawing.
        batches: How many batches of problems to draw.

    Returns:
        The outcome; ``cases`` counts problems.

    Raises:
        InvalidInput: The claim is not enclosed, or not on this family.
    """
    start = perf_counter()
    enclosed = _enclosed(claim, family)
    problems = draw_problems(claim.problem, family, seed, batches)
    witnesses = (counter.witness() for counter in claim.counterclaims if counter.title not in enclosed.unseen)
    problems += tuple(witness for witness in witnesses if family_of(witness) == family)
    outcome = judge_enclosed(claim, problems, family=family, seed=seed)
    return _timed(outcome, start)


def judge_enclosed(claim: Claim, problems: Sequence[Problem], *, family: str, seed: int = 0) -> Outcome:
    """Hold a claim against batches of problems, each problem enclosed on its own.

    The verdict is VIOLATED if a pair of balls certainly breaks the relation; otherwise INCONCLUSIVE if a wrong version
    is not certainly refused on its witness, or if half of the problems or more stay open; otherwise HOLDS. The bound is
    the resolution, the residual a certified upper bound of the failure.

    Args:
        claim: A claim that is enclosed.
        problems: Batches of problems, at least one.
        family: Their family.
        seed: The seed that they were generated from.

    Raises:
        InvalidInput: The claim is not enclosed on this family, or there is no problem to judge.
    """
    start = perf_counter()
    enclosed = _enclosed(claim, family)
    if not problems:
        raise InvalidInput(f"`problems` is empty; give {claim.id} at least one problem.")
    singles = [rows(batch, index) for batch in problems for index in range(size_of(batch))]
    judged = [evaluate(claim, enclosed, problem) for problem in singles]
    index = max(range(len(singles)), key=lambda i: _rank(judged[i]))
    refutations = tuple(
        _refute(claim, enclosed, counter, singles)
        for counter in claim.counterclaims
        if counter.title not in enclosed.unseen
    )
    cases, undecided = len(singles), sum(each.holds is None for each in judged)
    worst = judged[index]
    verdict, reason = _verdict(claim, worst, refutations, cases, undecided)
    outcome = Outcome(
        claim=claim.id,
        tier=Tier.CERTIFIED,
        family=family,
        verdict=verdict,
        reason=reason,
        cases=cases,
        inconclusive=undecided,
        lhs=worst.worst.lhs,
        rhs=worst.worst.rhs,
        worst_residual=worst.worst.most,
        bound=worst.worst.resolution,
        because=enclosed.method,
        refutations=refutations,
        case=singles[index],
        seed=seed,
    )
    return _timed(outcome, start)


def evaluate(claim: Claim, enclosed: EnclosedClaim, problem: Problem, formula: Any = None) -> Judged:
    """Both sides on a batch of one problem, with ``formula`` in the place of the right one if given.

    Raises:
        InvalidInput: There is nothing to compare on the problem.
    """
    for bits in BITS:
        with working_precision(bits):
            found = failures(claim.relation, enclosed.sides(problem, formula or enclosed.formula))
        if not found:
            raise InvalidInput(f"`problem` gives {claim.id} no pair of sides; leave it out.")
        if any(each.holds is False for each in found):
            worst = max((each for each in found if each.holds is False), key=lambda each: each.least)
            return Judged(False, worst, bits)
        if all(each.holds for each in found):
            break
    worst = max(found, key=lambda each: each.severity)
    return Judged(True if worst.holds else None, worst, bits)


def _enclosed(claim: Claim, family: str) -> EnclosedClaim:
    enclosed = enclosed_claims().get(claim.id)
    if enclosed is None or family not in enclosed.families:
        known = f"it is enclosed on {', '.join(enclosed.families)}" if enclosed else "it is not enclosed"
        raise InvalidInput(f"`family` is {family!r} at the tier 'certified' of {claim.id}; {known}.")
    return enclosed


def _rank(judged: Judged) -> tuple[int, float]:
    """Violations first; of the others the decided problem nearest to the resolution before any open one."""
    return {False: 2, True: 1, None: 0}[judged.holds], judged.worst.severity


def _refute(
    claim: Claim, enclosed: EnclosedClaim, counter: CounterClaim, singles: Sequence[Problem]
) -> Refutation:
    """Whether the witness is certainly refused, and on which share of the problems the wrong formula is.

    Where the witness is of a family that is not enclosed, some problem that was tried must be refused in its place. A
    wrong version without a formula in balls, and without a reason for that, counts as one that passes.
    """
    formula = enclosed.wrong.get(counter.title)
    if formula is None:
        return Refutation(counter.title, False, 0.0)

    def refused(problem: Problem) -> bool:
        return evaluate(claim, enclosed, problem, formula).holds is False

    tried = [refused(problem) for problem in singles[:: max(1, len(singles) // POWER_PROBLEMS)]]
    witness = counter.witness()
    certain = refused(witness) if family_of(witness) in enclosed.families else any(tried)
    return Refutation(counter.title, certain, sum(tried) / len(tried))


def _verdict(
    claim: Claim, judged: Judged, refutations: tuple[Refutation, ...], cases: int, undecided: int
) -> tuple[Verdict, str]:
    worst = judged.worst
    if judged.holds is False:
        sides = f"left {worst.lhs:.17g}, right {worst.rhs:.17g}, by at least {worst.least:.3g} at {judged.bits} bits"
        return Verdict.VIOLATED, f"Certainly not: {claim.relation.sentence}: {sides}."
    passed = [refutation.title for refutation in refutations if not refutation.refuted]
    if passed:
        return Verdict.INCONCLUSIVE, f"The enclosures cannot tell the claim from: {'; '.join(passed)}."
    if not refutations:
        return (
            Verdict.INCONCLUSIVE,
            "No counter-claim is evaluated, so that nothing shows the check can fail.",
        )
    if 2 * undecided >= cases:
        return Verdict.INCONCLUSIVE, f"{undecided} of {cases} problems are open at {BITS[-1]} bits."
    return Verdict.HOLDS, ""


def _timed(outcome: Outcome, start: float) -> Outcome:
    return replace(outcome, seconds=perf_counter() - start)
