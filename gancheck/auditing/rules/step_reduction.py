"""S3: a loss is a mean over its scores, not a function of their mean."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="mean-of-losses",
    title="The loss of a batch is the mean of the losses of its rows.",
    claim="alg.unbiased",
    bug_classes={
        "S3": "The loss is the square of a mean, not the mean of squares: it sees the batch's mean score only."
    },
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Average last: `((d - 1) ** 2).mean()` instead of `(d.mean() - 1) ** 2`.",
    finds=("the square of the mean score",),
    stays_silent=("least squares", "a Wasserstein critic", "a sum over the batch", "hinge"),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """Whether all scores of a batch feel one slope, which follows their mean."""
    laws = {role: observed.law(role) for role in ("phi", "psi", "gamma")}
    if observed.obstacle or not any(law.points for law in laws.values()):
        return (RULE.skipped(observed.obstacle or "no response was measured."),)
    wrong = [role for role, law in laws.items() if law.family == "square of the mean"]
    evidence: Evidence = {role: law.family for role, law in laws.items()}
    if wrong:
        place = observed.at("G" if wrong == ["gamma"] else "D")
        return (RULE.violated("S3", evidence, place=place),)
    if any(law.family == "unknown" for law in laws.values()):
        return (RULE.inconclusive("a loss has no form that is known here.", evidence),)
    return (RULE.holds(evidence),)
