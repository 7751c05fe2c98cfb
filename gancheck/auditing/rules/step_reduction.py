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
        "S3": "The loss is a function of the mean score, such as the square of a mean in place of the mean of squares."
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
    wrong = [
        role for role, law in laws.items() if law.family in ("square of the mean", "function of the mean")
    ]
    evidence: Evidence = {role: law.family for role, law in laws.items()}
    if wrong:
        place = observed.at("G" if wrong == ["gamma"] else "D")
        return (RULE.violated("S3", evidence, place=place),)
    if unheard := _unheard(observed):
        title = "G's loss does not feel all of the outputs that D learns by."
        place = observed.at("G")
        return (RULE.violated("S3", {"outputs that G does not feel": unheard}, title=title, place=place),)
    if any(law.family == "unknown" for law in laws.values()):
        return (RULE.inconclusive("a loss has no form that is known here.", evidence),)
    return (RULE.holds(evidence),)


def _unheard(observed: Observed) -> list[str]:
    """Outputs that D learns to tell real from fake by, and that no loss of G answers to though it does to others."""
    assert observed.laws is not None
    learning = {
        key: roles
        for key, roles in observed.laws.of_output.items()
        if roles["phi"].known and roles["psi"].known
    }
    felt = {key for key, roles in learning.items() if roles["gamma"].known}
    silent = {
        key for key, roles in learning.items() if roles["gamma"].family == "none" or not roles["gamma"].points
    }
    return sorted(f"{part} {output}".strip() for part, output in silent) if felt else []
