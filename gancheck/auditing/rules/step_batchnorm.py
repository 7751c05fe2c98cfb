"""P4: real and fake rows do not share the statistics of a batch."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="unmixed-batches",
    title="No batch normalisation of D sees real and fake rows in one batch.",
    claim="disc.optimum",
    bug_classes={
        "P4": "Real and fake rows share one batch normalisation: the score of one depends on the other."
    },
    severity=Severity.WARNING,
    certainty=Certainty.CERTAIN,
    advice="Call D once for the real and once for the fake batch, or use a normalisation that sees single rows.",
    finds=("real and fake rows in one batch through a discriminator with batch normalisation",),
    stays_silent=(
        "two calls of a discriminator with batch normalisation",
        "real and fake rows in one batch, without batch normalisation",
        "batch normalisation in the generator",
    ),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """D's calls with rows of either kind and a layer that takes statistics."""
    calls = [call for call in observed.log.calls if call.player == "D"]
    mixed = [call for call in calls if call.norm and observed.phases.kind(call) == "both"]
    evidence: Evidence = {"calls": len(calls), "mixed": len(mixed)}
    if not calls:
        return (RULE.skipped(observed.obstacle or "D was not called."),)
    return (RULE.violated("P4", evidence, place=mixed[0].place) if mixed else RULE.holds(evidence),)
