"""How results look on a terminal, in a pipe, and where only ASCII can be shown."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from gancheck.checks.verdict import Verdict

__all__ = ["COLOURS", "marked", "results"]

COLOURS = {"HOLDS": "cyan", "VIOLATED": "bold red", "INCONCLUSIVE": "yellow", "SKIPPED": "dim"}

_ASCII = {"✓": "+", "▲": "!", "?": "?", "–": "-"}


def results() -> "Console":
    """A console on stdout: 80 columns in a pipe, no colour there or where NO_COLOR is set."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=False, emoji=False)


def marked(verdict: "Verdict") -> str:
    """The verdict as a shape and a word, in rich's markup; the shape in ASCII where the stream needs it."""
    shape = verdict.shape
    encoding = sys.stdout.encoding or "ascii"
    try:
        shape.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        shape = _ASCII[shape]
    colour = COLOURS[verdict.value]
    return f"[{colour}]{shape} {verdict.value.lower()}[/]"
