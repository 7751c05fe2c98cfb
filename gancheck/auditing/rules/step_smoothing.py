"""L3: labels are smoothed on the side of real data only."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="one-sided-labels",
    title="Only the label of real data is smoothed, and no label leaves [0, 1].",
    claim="loss.optimal-output",
    bug_classes={"L3": "The label of fakes is smoothed, or a label lies outside of [0, 1]."},
    severity=Severity.WARNING,
    certainty=Certainty.CERTAIN,
    advice="Smooth the label of real data only, to a little below 1; leave that of fakes at 0.",
    finds=(
        "fakes get the label 0.2",
        "real data get the label 1.25, as an error",
        "real data get random labels around 1",
    ),
    stays_silent=(
        "labels 1 and 0",
        "real data get the label 0.9",
        "least squares with labels -1 and 1",
        "labels exchanged for both players",
    ),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """The labels that φ and ψ have been fitted with."""
    phi, psi = observed.law("phi"), observed.law("psi")
    if observed.obstacle or not all(law.family in ("logistic", "cross-entropy") for law in (phi, psi)):
        return (
            RULE.skipped(
                observed.obstacle or "D's loss is no cross-entropy with labels, or was not recognised."
            ),
        )
    evidence: Evidence = {
        "label of real": phi.target,
        "label of fake": psi.target,
        "labels of real": [phi.least, phi.most],
        "labels of fake": [psi.least, psi.most],
    }
    place = observed.at("D")
    if min(phi.least, psi.least) < 0.0 or max(phi.most, psi.most) > 1.0:
        title = "A label lies outside of [0, 1], where no probability is."
        # Random labels around 1 are a published trick; a fixed one lets the loss fall without end.
        fixed = phi.least == phi.most and psi.least == psi.most
        severity = Severity.ERROR if fixed else RULE.severity
        return (RULE.violated("L3", evidence, title=title, severity=severity, place=place),)
    apart = phi.target != psi.target
    exact = {0.0, 1.0}
    fake = psi.least if psi.least == psi.most else 0.5
    if apart and fake not in exact:
        title = "The label of fakes is smoothed: D* no longer tells how much a fake should move."
        return (RULE.violated("L3", evidence, title=title, place=place),)
    return (RULE.holds(evidence),)
