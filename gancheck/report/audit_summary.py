"""What several formats say alike: counts, one sentence on the whole, evidence in words, text from hostile places."""

import re
from collections.abc import Sequence

from gancheck.auditing.audit import Audit
from gancheck.auditing.finding import Finding, Severity
from gancheck.checks.verdict import Verdict
from gancheck.report.audit_report import AuditReport
from gancheck.report.numbers import plain

__all__ = ["by_gravity", "evidence_words", "game_facts", "printable", "sentence", "source_line"]

# C0 and C1 controls but tab and newline, and what turns the direction of text; none of it is for a reader.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def printable(text: str) -> str:
    """Text that came from a target, without what moves a cursor, colours a terminal or is no XML character."""
    return _UNPRINTABLE.sub("\ufffd", text)


def by_gravity(findings: Sequence[Finding]) -> list[Finding]:
    """Violations, errors before warnings before notes; then what is undecided, what holds, what was skipped."""
    verdicts = (Verdict.VIOLATED, Verdict.INCONCLUSIVE, Verdict.HOLDS, Verdict.SKIPPED)
    severities = list(Severity)

    def gravity(found: Finding) -> tuple[int, int]:
        violated = found.verdict is Verdict.VIOLATED
        return verdicts.index(found.verdict), severities.index(found.severity) if violated else 0

    return sorted(findings, key=gravity)


def sentence(reports: Sequence[AuditReport]) -> str:
    """Such as "1 error, 2 notes; 12 checks hold, 1 inconclusive, 3 skipped"."""
    findings = [found for report in reports for found in report.verdicts]
    violated = [found.severity for found in findings if found.verdict is Verdict.VIOLATED]
    bad = [_count(violated.count(severity), severity.value) for severity in Severity if severity in violated]
    count = {verdict: sum(found.verdict is verdict for found in findings) for verdict in Verdict}
    rest = [f"{_count(count[Verdict.HOLDS], 'check')} {'holds' if count[Verdict.HOLDS] == 1 else 'hold'}"]
    rest += [
        f"{number} {word}"
        for number, word in (
            (count[Verdict.INCONCLUSIVE], "inconclusive"),
            (count[Verdict.SKIPPED], "skipped"),
            (sum(len(report.not_checked) for report in reports), "not run"),
            (sum(report.known for report in reports), "known from the baseline"),
        )
        if number
    ]
    good = "nothing is violated" if count[Verdict.HOLDS] else "nothing was decided"
    return f"{', '.join(bad) or good}; {', '.join(rest)}"


def game_facts(audit: Audit) -> list[tuple[str, str]]:
    """What is known of the game, as pairs of a name and words; sentences have no name."""
    game = audit.game
    facts = (
        ("D estimates", game.discriminator_divergence),
        ("G follows", game.generator_divergence),
        ("updates of D for one of G", None if game.k is None else plain(game.k)),
        ("D's output is a", game.output_space),
    )
    told = [(name, fact) for name, fact in facts if fact is not None]
    said = {f"{name} {fact}" for name, fact in told}
    return told + [("", each) for each in game.sentences if each.rstrip(".") not in said]


def evidence_words(found: Finding) -> str:
    """Such as "slope on real = 0.25, labels = real 1, fake 0"; what is empty is "nothing"."""
    return ", ".join(f"{name} = {_value(value)}" for name, value in found.evidence.items())


def source_line(found: Finding) -> str:
    """The line of the target that a finding points at; empty if it cannot be read."""
    if found.place is None:
        return ""
    try:
        with open(found.place.file, encoding="utf-8", errors="replace") as file:
            return next(
                (line for number, line in enumerate(file, 1) if number == found.place.line), ""
            ).rstrip()
    except (OSError, ValueError):
        return ""


def _value(value: object) -> str:
    if isinstance(value, list):
        shown = ", ".join(_value(each) for each in value[:8])
        return f"[{shown}{', …' if len(value) > 8 else ''}]"
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    return plain(value, 4) if isinstance(value, int | float) else str(value) or "nothing"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
