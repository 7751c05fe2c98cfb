"""The exact tier: take the steps of a derivation and decide each, with the right formula and with the wrong ones."""

from time import perf_counter
from typing import Any

import flint
import numpy as np

from gancheck.checks.exact.decision import size_of_remainder, vanishes
from gancheck.checks.exact.derivation import Derivation, Step
from gancheck.checks.exact.registry import derivations
from gancheck.checks.generation import draw_examples
from gancheck.checks.outcome import Outcome, Refutation
from gancheck.checks.verdict import Verdict
from gancheck.claims.claim import Claim, Tier
from gancheck.errors import InvalidInput

__all__ = ["check_exact"]

PROBLEMS = 24
"""How many rational problems are drawn where nothing else is said."""
BITS = 192
"""The precision of the balls that a derivation computes with where its numbers have no exact form."""


def check_exact(claim: Claim, family: str | None = None, *, seed: int = 0, size: int = PROBLEMS) -> Outcome:
    """Derive a claim, and see that its derivation fails for every wrong version of it.

    Args:
        claim: A claim with a derivation.
        family: ``"symbolic"`` or ``"rational"``, as its derivations have it; the first one if left out.
        seed: Seeds the drawing of rational problems.
        size: How many of them are drawn; the algebra in symbols is done once.

    Returns:
        The outcome; ``cases`` counts the steps that were decided.

    Raises:
        InvalidInput: The claim has no derivation, or none of this family.
    """
    start = perf_counter()
    known = {derivation.family: derivation for derivation in derivations().get(claim.id, ())}
    if not known or (family is not None and family not in known):
        has = f"its derivations are {', '.join(known)}" if known else "it has no derivation"
        raise InvalidInput(f"`family` is {family!r} at the tier 'exact' of {claim.id}; {has}.")
    derivation = known[family] if family is not None else next(iter(known.values()))
    problems = _problems(derivation, seed, size)
    with flint.ctx.workprec(BITS):
        decided = [
            (problem, step, vanishes(step.remainder))
            for problem in problems
            for step in derivation.steps(derivation.formula, problem)
        ]
        refutations = tuple(
            _refute(derivation, counter.title, problems)
            for counter in claim.counterclaims
            if counter.title in derivation.wrong
        )
    verdict, reason = _verdict(decided, refutations)
    return Outcome(
        claim=claim.id,
        tier=Tier.EXACT,
        family=derivation.family,
        verdict=verdict,
        reason=reason,
        cases=len(decided),
        inconclusive=sum(truth is None for _, _, truth in decided),
        worst_residual=max(
            (size_of_remainder(step.remainder) for _, step, truth in decided if truth is False), default=0.0
        ),
        because=derivation.method,
        refutations=refutations,
        seed=seed,
        reproduce=f"gancheck check {claim.id} --tier exact --family {derivation.family} --seed {seed}",
        seconds=perf_counter() - start,
    )


def _problems(derivation: Derivation, seed: int, size: int) -> list[Any]:
    """The witnesses and the drawn problems; for algebra in symbols one problem, which is None."""
    if derivation.problems is None:
        return [*derivation.witnesses] or [None]
    return [*derivation.witnesses, *draw_examples(derivation.problems(), seed, size)]


def _refute(derivation: Derivation, title: str, problems: list[Any]) -> Refutation:
    """Whether some step fails with the wrong formula, and on which share of the problems one does."""
    failed = [
        any(vanishes(step.remainder) is False for step in derivation.steps(derivation.wrong[title], problem))
        for problem in problems
    ]
    return Refutation(title, any(failed), float(np.mean(failed)))


def _verdict(
    decided: list[tuple[Any, Step, bool | None]], refutations: tuple[Refutation, ...]
) -> tuple[Verdict, str]:
    failed = [_named(step, problem) for problem, step, truth in decided if truth is False]
    if failed:
        return Verdict.VIOLATED, f"The derivation fails at: {failed[0]}."
    undecided = [_named(step, problem) for problem, step, truth in decided if truth is None]
    if undecided or not decided:
        return Verdict.INCONCLUSIVE, f"Not decided: {undecided[0] if undecided else 'no step was taken'}."
    passed = [refutation.title for refutation in refutations if not refutation.refuted]
    if passed or not refutations:
        return (
            Verdict.INCONCLUSIVE,
            f"The derivation cannot tell the claim from: {'; '.join(passed) or 'anything'}.",
        )
    return Verdict.HOLDS, ""


def _named(step: Step, problem: Any) -> str:
    """The sentence of a step, with the problem on which it was taken."""
    return step.sentence if problem is None else f"{step.sentence}, for {problem}"
