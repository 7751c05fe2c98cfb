"""One trial: a program written to a file and audited by the command line, as a user would."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.audit.edit import Bug
from benchmarks.audit.program import Program

__all__ = ["Command", "Outcome", "Trial", "audited", "read_outcome", "tried"]

GRACE = 30.0
"""Seconds beyond its own limit of time after which an audit is said to hang: it ends its target and writes a report."""


@dataclass(frozen=True)
class Trial:
    """A program, and the bug that is in it; None if it is right."""

    program: Program
    bug: Bug | None = None

    @property
    def name(self) -> str:
        """Its class, or ``right``, and its program."""
        return f"{self.bug.code if self.bug else 'right'} | {self.program.name}"

    @property
    def key(self) -> str:
        """What decides the outcome: the name and the text."""
        return hashlib.sha256(f"{self.name}\n{self.program.text}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Command:
    """How an audit is called.

    Attributes:
        options: Options of ``gancheck audit``.
        timeout: Seconds that it gives a target.
        python: The interpreter.
        environment: What is added to ours.
    """

    options: tuple[str, ...] = ()
    timeout: float = 120.0
    python: str = sys.executable
    environment: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What an audit said.

    Attributes:
        key: Of the trial.
        name: Of the trial.
        violated: Each violation as ``(severity, class, check, title, line)``.
        undecided: The checks that are INCONCLUSIVE, each with its reason.
        held: How many checks hold.
        game: The name of the game; None if it was not found.
        seconds: By the clock, imports included.
        failure: What went wrong with the audit itself; empty if nothing did.
    """

    key: str
    name: str
    violated: tuple[tuple[str, str, str, str, int | None], ...] = ()
    undecided: tuple[str, ...] = ()
    held: int = 0
    game: str | None = None
    seconds: float = 0.0
    failure: str = ""


def tried(trial: Trial, command: Command) -> Outcome:
    """Write the program, audit it, read the report."""
    with tempfile.TemporaryDirectory(prefix="audit-bench-") as folder:
        file = Path(folder) / "program.py"
        file.write_text(trial.program.text, encoding="utf-8")
        target = (
            [f"{file}:make"]
            if trial.program.host
            else [f"{file}:discriminator_loss", "--generator-loss", f"{file}:generator_loss"]
        )
        return audited(trial.key, trial.name, target, command, Path(folder))


def audited(key: str, name: str, target: Sequence[str], command: Command, folder: Path) -> Outcome:
    """Audit a target by the command line."""
    arguments = [
        *(command.python, "-m", "gancheck", "audit", *target),
        *("--format", "json", "--timeout", f"{command.timeout:g}", *command.options),
    ]
    root = str(Path(__file__).parents[2])
    environment = {**os.environ, "OMP_NUM_THREADS": "1", **dict(command.environment)}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (root, environment.get("PYTHONPATH"))))
    started = time.perf_counter()
    process = subprocess.Popen(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=folder,
        start_new_session=True,
    )
    try:
        out, err = process.communicate(timeout=command.timeout + GRACE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return Outcome(key, name, seconds=time.perf_counter() - started, failure="the audit hangs")
    seconds = time.perf_counter() - started
    try:
        return read_outcome(key, name, json.loads(out), seconds)
    except (ValueError, KeyError, TypeError) as error:
        words = err.strip().splitlines()
        failure = f"exit {process.returncode}: {words[-1] if words else error}"
        return Outcome(key, name, seconds=seconds, failure=failure)


def read_outcome(key: str, name: str, document: dict[str, Any], seconds: float) -> Outcome:
    """The outcome that a document of an audit tells."""
    verdicts = document["verdicts"]
    return Outcome(
        key,
        name,
        violated=tuple(
            (
                found["severity"],
                found["bug_class"],
                found["check"],
                found["title"],
                found["place"]["line"] if found["place"] else None,
            )
            for found in verdicts
            if found["verdict"] == "VIOLATED"
        ),
        undecided=tuple(
            f"{found['check']}: {found['reason']}" for found in verdicts if found["verdict"] == "INCONCLUSIVE"
        ),
        held=sum(found["verdict"] == "HOLDS" for found in verdicts),
        game=document["game"]["name"],
        seconds=seconds,
    )
