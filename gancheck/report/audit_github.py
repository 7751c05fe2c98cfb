"""An audit as GitHub's workflow commands, which annotate lines, and as a table for the summary of a job."""

import re
from collections.abc import Sequence

from gancheck.auditing.finding import Finding
from gancheck.checks.verdict import Verdict
from gancheck.report.audit_report import AuditReport
from gancheck.report.audit_summary import by_gravity, evidence_words, printable, sentence

__all__ = ["annotations", "summary_markdown"]

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
_SHOWN = (Verdict.VIOLATED, Verdict.INCONCLUSIVE)


def annotations(reports: Sequence[AuditReport]) -> str:
    """One command a line for each violation and for what is undecided, then the sentence on the whole."""
    lines = [
        _annotation(found, report)
        for report in reports
        for found in by_gravity(report.verdicts)
        if found.verdict in _SHOWN
    ]
    return "\n".join([*lines, printable(sentence(reports))]) + "\n"


def summary_markdown(reports: Sequence[AuditReport]) -> str:
    """A heading, and a table of what is violated or undecided. Text of targets is neither Markdown nor HTML in it."""
    lines = ["### gancheck audit", "", sentence(reports), ""]
    for report in reports:
        game = report.game.name
        lines += [
            f"{_inert(report.target)} plays {_inert(game)}." if game else f"{_inert(report.target)}:",
            "",
        ]
        shown = [found for found in by_gravity(report.verdicts) if found.verdict in _SHOWN]
        if shown:
            lines += ["| | check | place | what | fix |", "| --- | --- | --- | --- | --- |"]
            lines += [_row(found) for found in shown] + [""]
    return "\n".join(lines)


def _annotation(found: Finding, report: AuditReport) -> str:
    violated = found.verdict is Verdict.VIOLATED
    command = _COMMANDS[found.severity.value] if violated else "notice"
    properties = {"title": f"{found.check}{f' ({found.bug_class})' if found.bug_class else ''}"}
    if found.place:
        properties |= {"file": found.place.file, "line": str(found.place.line)}
    measured = evidence_words(found)
    parts = [report.target, found.title if violated else f"undecided: {found.reason}"]
    parts += [f"measured: {measured}"] * bool(measured) + [f"fix: {found.fix}"] * bool(found.fix)
    named = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{command} {named}::{_data(chr(10).join(parts))}"


def _data(text: str) -> str:
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _row(found: Finding) -> str:
    word = found.severity.value if found.verdict is Verdict.VIOLATED else found.verdict.value.lower()
    cells = (word, found.check, str(found.place or ""), found.title, found.fix or found.reason)
    return f"| {' | '.join(_inert(cell) for cell in cells)} |"


def _inert(text: str) -> str:
    """Text in which every character that Markdown or HTML would read is an entity."""
    return re.sub(
        r"[^\w\s.,:;()/=+%°·²-]", lambda found: f"&#{ord(found[0])};", " ".join(printable(text).split())
    )
