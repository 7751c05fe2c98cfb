"""R1: a moving average of the generator follows it, buffers included."""

from gancheck.auditing.finding import Certainty, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="average-follows",
    title="A moving average of G follows its parameters and its buffers.",
    claim="alg.learned-equilibrium",
    bug_classes={"R1": "The moving average of G does not follow it, or keeps the buffers of its first day."},
    severity=Severity.WARNING,
    certainty=Certainty.CERTAIN,
    advice="Average parameters after each step of G, and copy the buffers (running means and variances) as they are.",
    finds=(
        "an average of parameters that leaves the running statistics",
        "an average that is never updated",
        "an average of itself",
        "an average whose weights do not add up to 1",
    ),
    stays_silent=(
        "an average with buffers",
        "an average of a generator without buffers",
        "an average with a weight of 0.0001 for what is new",
        "an average under a generator that is stepped every third time",
        "no average",
    ),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """What each module that is named for an average did in the run."""
    if observed.obstacle or not observed.averages:
        return (RULE.skipped(observed.obstacle or "no moving average of G was found."),)
    findings = []
    for name, fate in observed.averages.items():
        if fate == "follows":
            findings.append(RULE.holds({"average": name}))
        else:
            words = {
                "stale buffers": "keeps stale buffers",
                "still": "is never updated",
                "itself": "is an average of itself: G's parameters never come into it",
                "outgrows": "grows beyond all that it averages: its weights do not add up to 1",
            }[fate]
            title = f"`{name}`, a moving average of G, {words}."
            findings.append(RULE.violated("R1", {"average": name, "what it does": fate}, title=title))
    return tuple(findings)
