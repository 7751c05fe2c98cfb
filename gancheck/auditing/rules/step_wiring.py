"""D1: of several networks, each D judges the same G in both players' updates, and its own real data."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="networks-wired",
    title="Where there are several networks, each D is shown real data and the fakes of the G that it teaches.",
    claim="disc.optimum",
    bug_classes={"D1": "A network of D is shown the data, or the fakes, of another one."},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Hand each D the real data of its own domain, and the fakes of the G that is trained through it.",
    finds=("the first D's loss is taken of the second D",),
    stays_silent=("two pairs of players, each with its own data", "one D and one G"),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """What each network of D saw in either phase: kinds, and whose fakes."""
    log, phases = observed.log, observed.phases
    parts = sorted({call.part for call in log.calls if call.player == "D"})
    if observed.obstacle or len(parts) < 2:
        return (RULE.skipped(observed.obstacle or "there is one network of D."),)
    seen = {phase: {part: _words(observed, part, phase) for part in parts} for phase in "DG"}
    for part in parts:
        learned, taught = seen["D"][part], seen["G"][part]
        makers, pupils = ({word for word in words if word.startswith("fake:")} for words in (learned, taught))
        # What one network of G makes may stand for the data where another's is the fake: codes of data, beside data.
        lacks = sorted({"real", "fake"} - learned) if len(makers) < 2 else []
        evidence: Evidence = {
            "network": part,
            "judges in D's update": sorted(learned),
            "in G's": sorted(taught),
        }
        if lacks and any({"real", "fake"} <= words for words in seen["D"].values()):
            place = next((call.place for call in phases.calls("D", "D") if call.part != part), None)
            title = f"D's network {part!r} is never shown {' or '.join(lacks)} data in D's update."
            return (RULE.violated("D1", evidence, title=title, place=place),)
        if makers and pupils and makers != pupils:
            place = next((call.place for call in phases.calls("D", "D", "fake") if call.part == part), None)
            title = f"D's network {part!r} learns from the fakes of another G than it teaches."
            return (RULE.violated("D1", evidence, title=title, place=place),)
    return (RULE.holds({"networks of D": len(parts)}),)


def _words(observed: Observed, part: str, phase: str) -> set[str]:
    calls = [call for call in observed.phases.calls("D", phase) if call.part == part]
    return {
        word
        for call in calls
        for words, _ in call.origin
        for word in words
        if word == "fake" or word.startswith("fake:") or (word == "real" and "fake" not in words)
    }
