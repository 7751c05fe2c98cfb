"""A gradient penalty is taken of D's own output at each sample, and pulls in the right direction."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.losses.penalty_probe import CLOSE, PenaltyObservation
from gancheck.auditing.rule import Rule

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="penalty-output",
    title="The penalty is one of the slope of D's output at each sample, and not of a mean or a sigmoid of it",
    claim="loss.penalty",
    bug_classes={
        "W5": "the penalty is taken of something else than D's output",
        "S1": "the penalty has the wrong sign",
    },
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Differentiate D(x).sum() by x: the mean divides every gradient by N, and a sigmoid by up to 4 and more.",
    finds=(
        "((norms(segment(real, fake), of=lambda t: t.mean()) - 1) ** 2).mean()",
        "((norms(segment(real, fake), of=lambda t: sigmoid(t).sum()) - 1) ** 2).mean()",
        "-10 * ((norms(segment(real, fake)) - 1) ** 2).mean()",
    ),
    stays_silent=(
        "((norms(segment(real, fake)) - 1) ** 2).mean()",
        "10 * ((norms(segment(real, fake)) - 1) ** 2).mean()",
        "(norms(segment(real, fake)) ** 2).mean()",
        "(norms(real) ** 6).mean()",
        "relu(norms(segment(real, fake)) - 1).square().mean()",
    ),
)


def judge(observed: PenaltyObservation) -> tuple[Finding, ...]:
    """Numbers of samples, a constant added to D, and the sign."""
    form = observed.form
    evidence: Evidence = {
        "form": form.kind,
        "factor": form.factor,
        "target or power": form.target,
        "seen slope of N samples": observed.batch or "s",
        "change as 3 is added to D": observed.offset,
    }
    scale = max(abs(value) for value in observed.sizes.values())
    if observed.batch == "s/N":
        return (RULE.violated("W5", evidence, title="the penalty is taken of the mean of D's outputs"),)
    if abs(observed.offset) > CLOSE * scale:
        return (
            RULE.violated(
                "W5",
                evidence,
                title="the penalty is taken of a sigmoid, or another bent function, of D's output",
            ),
        )
    if form.kind != "other" and form.factor < 0.0:
        return (RULE.violated("S1", evidence, fix="Add the penalty to D's loss, with a positive factor."),)
    if form.kind == "other":
        return (RULE.inconclusive("The penalty is no form of the slope that is known here.", evidence),)
    return (RULE.holds(evidence),)
