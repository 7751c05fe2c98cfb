"""L2: scores and labels have one shape."""

from gancheck.auditing.finding import Certainty, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="label-shapes",
    title="Scores and labels have one shape, so that no loss is broadcast to a table of all pairs.",
    claim="alg.unbiased",
    bug_classes={"L2": "Scores and labels have different shapes, and the loss is broadcast over all pairs."},
    severity=Severity.WARNING,
    certainty=Certainty.CERTAIN,
    advice="Build labels with `torch.ones_like(scores)` and `torch.zeros_like(scores)`.",
    finds=("labels of shape (n,) for scores of shape (n, 1)",),
    stays_silent=("labels like the scores", "other warnings of the target", "losses without labels"),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """Torch warns of it."""
    told = [(words, place) for words, place in observed.warnings if "Using a target size" in words]
    if told:
        words, place = told[0]
        return (RULE.violated("L2", {"torch says": words[:160], "times": len(told)}, place=place),)
    if not observed.log.backwards:
        return (RULE.skipped(observed.obstacle or "no loss was differentiated."),)
    return (RULE.holds({"warnings": len(observed.warnings)}),)
