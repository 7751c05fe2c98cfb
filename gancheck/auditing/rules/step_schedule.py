"""K1: D steps as often for each step of G as the target says."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="steps-of-d",
    title="D steps k times for each step of G, with the k that the target says.",
    claim="alg.inner-loop",
    bug_classes={"K1": "D does not step as often for each step of G as the target says."},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Step G when the count of D's steps is a multiple of k, and count each of D's steps once.",
    finds=("n_critic is 5, and both players step every time",),
    stays_silent=(
        "n_critic is 5, and G steps every fifth time",
        "n_critic is not said",
        "G steps after the first of D's steps, and every fifth time from then on",
        "n_critic is 5, and G's parts have an optimizer each",
        "the players' steps are called apart",
    ),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """The steps of D between one of G and the next."""
    if observed.obstacle:
        return (RULE.skipped(observed.obstacle),)
    measured, said = observed.phases.k, observed.k
    if said is None or observed.apart:
        return (
            RULE.skipped("the target says no k." if said is None else "the players' steps are called apart."),
        )
    evidence: Evidence = {"k measured": measured, "k said": said, "pattern": observed.phases.pattern[:40]}
    if measured is None:
        return (RULE.inconclusive("G stepped less than twice.", evidence),)
    if measured != said:
        steps = observed.phases.steps("G")
        return (RULE.violated("K1", evidence, place=steps[-1].place if steps else None),)
    return (RULE.holds(evidence),)
