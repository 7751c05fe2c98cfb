"""W5: a penalty is taken of D's output itself, summed over the rows."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="penalty-output",
    title="A gradient penalty differentiates D's own output, summed over the rows.",
    claim="loss.penalty",
    bug_classes={
        "W5": "The penalty differentiates something else than D's output, such as its mean or its sigmoid."
    },
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Differentiate `d(points)` with `grad_outputs` of ones, or its `.sum()`; not its mean, not its sigmoid.",
    finds=("the gradient of the mean score", "the gradient of a sigmoid of the score"),
    stays_silent=("the gradient of the sum of scores", "no penalty", "a penalty at real rows"),
)

SQUASHING = ("Sigmoid", "Softplus", "LogSigmoid", "BinaryCrossEntropy", "Tanh")


def judge(observed: Observed) -> tuple[Finding, ...]:
    """The nodes between D's output and what is differentiated."""
    taken = [run for run in observed.log.backwards if run.into is not None and run.create_graph and run.calls]
    if not taken:
        return (RULE.skipped("no penalty on gradients was seen."),)
    for run in taken:
        rows = 0 if run.into is None else len(run.into)
        averaged = "MeanBackward0" in run.path and rows > 1
        squashed = [name for name in run.path if name.startswith(SQUASHING)]
        if averaged or squashed:
            evidence: Evidence = {"between D's output and the gradient": list(run.path), "rows": rows}
            title = (
                "The penalty differentiates the mean score: it shrinks with the batch." if averaged else ""
            )
            return (RULE.violated("W5", evidence, title=title, place=run.place),)
    return (RULE.holds({"gradients": len(taken)}),)
