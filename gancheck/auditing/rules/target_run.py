"""The target runs to its end. It says what stood in the way of the other rules; it accuses nobody."""

from dataclasses import replace

from gancheck.auditing.finding import Certainty, Finding, Place, Severity
from gancheck.auditing.rule import Rule

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="target-runs",
    title="The target runs to its end, within its limits",
    claim="",
    bug_classes={},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Run the target by itself, mend what stops it, or raise --timeout; -v shows what it printed.",
    finds=(),  # a target that does not run leaves the other rules undecided, and is INCONCLUSIVE here
    stays_silent=(
        "a target that prints much: its output is captured and cut",
        "a target that warns: warnings are not errors here",
        "a target that leaves threads or processes behind: they are ended with it",
        "a target that closes its standard streams: findings travel in a file",
    ),
)


def judge(happened: str, place: Place | None = None) -> tuple[Finding, ...]:
    """INCONCLUSIVE with what happened, or HOLDS if nothing did."""
    if not happened:
        return (RULE.holds({}),)
    return (replace(RULE.inconclusive(happened), place=place),)
