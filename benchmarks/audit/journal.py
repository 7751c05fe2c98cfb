"""What was tried already: one line of JSON a trial, kept as it comes, valid for one state of the audit's sources."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from benchmarks.audit.trial import Outcome

__all__ = ["Journal", "state_of"]


def state_of(root: Path, *more: str) -> str:
    """A word for the sources that decide a verdict, and for how they are called."""
    digest = hashlib.sha256("\n".join(more).encode())
    for path in sorted((root / "gancheck").rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


class Journal:
    """The outcomes of one state, on disk."""

    def __init__(self, path: Path, state: str) -> None:
        self.path, self.state = path, state
        path.parent.mkdir(parents=True, exist_ok=True)

    def known(self) -> dict[str, Outcome]:
        """The outcome of each trial of this state."""
        lines = self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else ()
        rows = (json.loads(line) for line in lines)
        return {row["key"]: _outcome(row) for row in rows if row.pop("state") == self.state}

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """Keep them."""
        with self.path.open("a", encoding="utf-8") as file:
            for outcome in outcomes:
                file.write(json.dumps({"state": self.state, **asdict(outcome)}) + "\n")


def _outcome(row: dict) -> Outcome:
    row["violated"] = tuple(tuple(found) for found in row["violated"])
    row["undecided"] = tuple(row["undecided"])
    return Outcome(**row)
