"""A program of the bench: a host with its loss written into it, edited or not, as one file."""

import ast
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.audit.edit import Edit
from gancheck.errors import InvalidInput

__all__ = ["INLINE", "Program", "loss_text"]

HERE = Path(__file__).parent
INLINE = "inline"
"""The loss of a host that imports none."""
IMPORT = "from benchmarks.audit.losses."
SEED = "SEED = 0\n"


@dataclass(frozen=True)
class Program:
    """One file to audit.

    Attributes:
        host: The host's name, or the empty word for a loss pair alone.
        loss: The loss's name.
        edits: What is changed in it, in this order.
        seed: Of its weights.
    """

    host: str
    loss: str
    edits: tuple[Edit, ...] = field(default=())
    seed: int = 0

    @property
    def name(self) -> str:
        """As the journal knows it: host, loss, edits, seed."""
        edits = " + ".join(edit.name for edit in self.edits)
        return " | ".join(
            part for part in (self.host or "pair", self.loss, edits, f"seed {self.seed}") if part
        )

    @property
    def text(self) -> str:
        """The whole file.

        Raises:
            InvalidInput: An edit does not apply, or the text is no Python.
        """
        text = self._host() if self.host else loss_text(self.loss)
        for edit in self.edits:
            text = edit.applied(text)
        try:
            ast.parse(text)
        except SyntaxError as error:
            raise InvalidInput(f"`{self.name}` is no Python: {error}.") from None
        return text

    def _host(self) -> str:
        text = (HERE / "hosts" / f"{self.host}.py").read_text(encoding="utf-8")
        lines = [line for line in text.splitlines(keepends=True) if line.startswith(IMPORT)]
        if (self.loss == INLINE) != (not lines):
            raise InvalidInput(f"`{self.host}` cannot play {self.loss!r}: it imports {len(lines)} losses.")
        for line in lines:
            text = text.replace(line, "\n" + _without_docstring(loss_text(self.loss)) + "\n")
        if text.count(SEED) != 1:
            raise InvalidInput(f"`{self.host}` does not say {SEED!r} once.")
        return text.replace(SEED, f"SEED = {self.seed}\n")


def loss_text(name: str) -> str:
    """The file of a loss pair."""
    return (HERE / "losses" / f"{name}.py").read_text(encoding="utf-8")


def _without_docstring(text: str) -> str:
    first = ast.parse(text).body[0]
    return "".join(text.splitlines(keepends=True)[first.end_lineno :]).strip("\n") + "\n"
