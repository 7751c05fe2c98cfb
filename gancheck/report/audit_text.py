"""An audit for a terminal: the game, then each violation with its place, its evidence and its fix."""

from collections.abc import Sequence
from io import StringIO
from typing import TYPE_CHECKING

from gancheck.auditing.finding import Finding
from gancheck.checks.verdict import Verdict
from gancheck.report.audit_report import AuditReport
from gancheck.report.audit_summary import (
    by_gravity,
    evidence_words,
    game_facts,
    printable,
    sentence,
    source_line,
)

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

__all__ = ["plain_text", "print_text"]

_COLOURS = {"error": "bold red", "warning": "yellow", "note": "cyan"}
_VERDICT_COLOURS = {"HOLDS": "cyan", "INCONCLUSIVE": "yellow", "SKIPPED": "dim"}
_ASCII = str.maketrans({"▲": "!", "✓": "+", "–": "-", "…": ".", "·": "*", "−": "-", "│": "|", "’": "'"})
_INDENT = 2


def plain_text(reports: Sequence[AuditReport], verbose: bool = False) -> str:
    """The reports as text without colour, 100 columns wide where a line can be broken."""
    from rich.console import Console

    file = StringIO()
    print_text(Console(file=file, width=100, no_color=True, highlight=False, emoji=False), reports, verbose)
    return file.getvalue().rstrip("\n")


def print_text(console: "Console", reports: Sequence[AuditReport], verbose: bool = False) -> None:
    """Print the reports; ``verbose`` adds what holds, what was skipped, and what the targets printed."""
    for report in reports:
        _game(console, report)
        shown = by_gravity(report.verdicts)
        if not verbose:
            shown = [each for each in shown if each.verdict in (Verdict.VIOLATED, Verdict.INCONCLUSIVE)]
        for found in shown:
            _finding(console, found)
        if verbose:
            for each in report.not_checked:
                _line(console, f"[dim]– {_safe(each.check)}  not run: {_safe(each.reason)}[/]")
            _output(console, report)
    seconds = sum(report.seconds for report in reports)
    violated = [e for r in reports for e in by_gravity(r.verdicts) if e.verdict is Verdict.VIOLATED]
    hint = f" – gancheck audit --explain {violated[0].check}" if violated else ""
    whole = f"[bold]{_safe(sentence(reports))}[/] ({seconds:.1f} s){_safe(hint)}"
    console.print(_encodable(console, whole), soft_wrap=True)


def _game(console: "Console", report: AuditReport) -> None:
    name = report.game.name
    plays = f" plays {_safe(name)}" if name else ""
    _line(console, f"[bold]{_safe(report.target)}[/]{plays}", indent=0)
    for fact, words in game_facts(report.audit):
        _line(console, f"{_safe(fact)} [bold]{_safe(words)}[/]" if fact else _safe(words))
    console.print()


def _finding(console: "Console", found: Finding) -> None:
    violated = found.verdict is Verdict.VIOLATED
    colour = _COLOURS[found.severity.value] if violated else _VERDICT_COLOURS[found.verdict.value]
    word = found.severity.value if violated else found.verdict.value.lower()
    place = f"{_safe(str(found.place))}  " if found.place else ""
    code = f" ({found.bug_class})" if found.bug_class else ""
    head = f"{place}[{colour}]{found.verdict.shape} {word}[/]  [bold]{_safe(found.check)}[/]{_safe(code)}"
    _line(console, head, indent=0)
    _line(console, _safe(found.title))
    if violated and (line := source_line(found)):
        assert found.place is not None  # there is no line without a place
        _line(console, f"[dim]{found.place.line:>5} │[/] {_safe(line)}")
    decided = found.verdict in (Verdict.VIOLATED, Verdict.HOLDS)
    parts = {
        "measured": evidence_words(found),
        "that is" if decided else "because": found.reason,
        "claim": f"{found.claim}  (gancheck claims {found.claim})" if found.claim and violated else "",
        "certainty": "statistical: at the level that is measured"
        if violated and found.certainty.value == "statistical"
        else "",
        "fix": found.fix,
        "again": found.reproduce if violated else "",
    }
    for name, text in parts.items():
        if text:
            _line(console, f"[dim]{name:<9}[/] {_safe(text)}", indent=_INDENT, hang=10)
    console.print()


def _output(console: "Console", report: AuditReport) -> None:
    if report.output.strip():
        _line(console, f"[dim]What {_safe(report.target)} printed:[/]", indent=0)
        for line in report.output.splitlines():
            _line(console, f"[dim]{_safe(line)}[/]")


def _line(console: "Console", markup: str, indent: int = _INDENT, hang: int = 0) -> None:
    """One entry, broken at the width, its later lines indented by ``hang`` more; in ASCII where the stream needs it."""
    from rich.text import Text

    text = Text.from_markup(_encodable(console, markup))
    lines = (
        text.wrap(console, max(console.width - indent, 20))
        if not hang
        else _hanging(console, text, indent, hang)
    )
    for line in lines:
        line.rstrip()
        console.print(Text(" " * indent) + line, soft_wrap=True)


def _hanging(console: "Console", text: "Text", indent: int, hang: int) -> "list[Text]":
    """The first ``hang`` columns beside the lines of the rest; what is to be copied is not broken."""
    from rich.text import Text

    rest = text[hang:]
    unbroken = rest.plain.startswith("gancheck ")
    lines = [rest] if unbroken else rest.wrap(console, max(console.width - indent - hang, 20))
    return [(Text(" " * hang) if number else text[:hang]) + line for number, line in enumerate(lines)]


def _safe(text: str) -> str:
    """Text of a target within rich's markup."""
    from rich.markup import escape

    return escape(printable(text))


def _encodable(console: "Console", text: str) -> str:
    try:
        text.encode(console.encoding)
        return text
    except (UnicodeEncodeError, LookupError):
        return text.translate(_ASCII).encode("ascii", "replace").decode()
