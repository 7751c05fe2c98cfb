"""From outcomes to verdicts on claims and one sentence on the run."""

from dataclasses import dataclass

from gancheck.checks.outcome import Outcome
from gancheck.checks.verdict import Verdict
from gancheck.claims.claim import Claim, Tier
from gancheck.report.run import Run

__all__ = ["ClaimSummary", "exit_code", "sentence", "summarise", "tally"]

_SEVERITY = (Verdict.VIOLATED, Verdict.INCONCLUSIVE, Verdict.HOLDS, Verdict.SKIPPED)


@dataclass(frozen=True)
class ClaimSummary:
    """A claim with all that a run found about it."""

    claim: Claim
    outcomes: tuple[Outcome, ...]

    @property
    def verdict(self) -> Verdict:
        """VIOLATED if any check says so, else INCONCLUSIVE if any does, else HOLDS if one does, else SKIPPED."""
        found = {outcome.verdict for outcome in self.outcomes}
        return next((verdict for verdict in _SEVERITY if verdict in found), Verdict.SKIPPED)

    @property
    def cases(self) -> int:
        """How many problems were tried."""
        return sum(outcome.cases for outcome in self.outcomes)

    @property
    def worst(self) -> Outcome | None:
        """The outcome that the verdict rests on: of the gravest verdict, the one with the least margin."""
        ran = [outcome for outcome in self.outcomes if outcome.verdict is self.verdict and outcome.cases > 0]
        return min(ran, key=lambda outcome: outcome.margin, default=None)

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The tiers that gave evidence in this run."""
        return tuple(tier for tier in Tier if any(o.tier is tier and o.cases > 0 for o in self.outcomes))


def summarise(run: Run) -> tuple[ClaimSummary, ...]:
    """One summary a claim of the run, in reading order."""
    return tuple(
        ClaimSummary(claim, tuple(outcome for outcome in run.outcomes if outcome.claim == claim.id))
        for claim in run.claims
    )


def tally(summaries: tuple[ClaimSummary, ...]) -> dict[Verdict, int]:
    """How many claims have each verdict, in the order HOLDS, VIOLATED, INCONCLUSIVE, SKIPPED."""
    return {verdict: sum(summary.verdict is verdict for summary in summaries) for verdict in Verdict}


def sentence(summaries: tuple[ClaimSummary, ...]) -> str:
    """Such as "33 of 35 claims hold, 1 violated, 1 inconclusive"."""
    counts = tally(summaries)
    parts = [f"{counts[Verdict.HOLDS]} of {len(summaries)} claims hold"]
    parts += [
        f"{counts[verdict]} {verdict.value.lower()}" for verdict in list(Verdict)[1:] if counts[verdict]
    ]
    return ", ".join(parts)


def exit_code(summaries: tuple[ClaimSummary, ...]) -> int:
    """1 if a claim is violated, else 0; inconclusive is shown, and fails nothing."""
    return int(any(summary.verdict is Verdict.VIOLATED for summary in summaries))
