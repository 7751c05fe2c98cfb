"""A target in a process of its own, within limits. Whatever it does there, an audit comes back.

The process is the head of its own session, so that it and its children end together; it has no standard input; what it
prints is captured and cut. Its findings come back through a file, as JSON that is checked field by field. A crash, a
hang, an exit, a signal or a flood is INCONCLUSIVE with what happened. This holds off accidents, not malice: the target
runs with the rights of whoever calls.
"""

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from threading import Thread
from time import perf_counter
from typing import IO, Any

from gancheck.auditing.audit import Audit, GameCard, from_document
from gancheck.auditing.inspection import Order, merged
from gancheck.auditing.process_tree import MARK, end_family, family, memory_held
from gancheck.auditing.rules.target_run import judge
from gancheck.auditing.target import Target
from gancheck.errors import InvalidInput

__all__ = ["Contained", "Limits", "audit_contained"]

_TICK, _LOOK = 0.05, 0.25
"""Seconds between looks whether the process has ended, and between looks at what it uses, which cost some milliseconds.
Memory is filled at some gigabytes a second at most: between two looks about one, of a quarter that is left free."""
_LARGEST = 64 * 2**20
"""Bytes of a result beyond which it is not read: findings and curves take thousands of bytes."""

_START = (
    "import importlib, sys, typing; root = sys.argv.pop(1); sys.path.insert(0, root); import gancheck; "
    "sys.path.remove(root); from gancheck.auditing.worker import main; main()"
)
"""The worker of *this* gancheck, wherever it lies, without adding its folder to the target's search path."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a target may use.

    Attributes:
        seconds: By the clock. The layers take at most 5, 20 and 60 s on two cores; the default leaves as much again
            for imports and slower machines.
        memory: Bytes, over all its processes; None for three quarters of what is free when it starts.
        processes: How many at a time. Data loaders start tens; a fork bomb reaches any number.
        output: Bytes kept of what it prints, half of them from the beginning and half from the end.
    """

    seconds: float = 180.0
    memory: int | None = None
    processes: int = 256
    output: int = 2**16


@dataclass(frozen=True, kw_only=True)
class Contained:
    """What came back.

    Attributes:
        audit: The findings.
        output: What the target printed, cut.
        seconds: By the clock.
    """

    audit: Audit
    output: str
    seconds: float


def audit_contained(
    target: Target,
    generator_loss: Target | None,
    order: Order,
    limits: Limits = Limits(),
    progress: Callable[[str], None] | None = None,
) -> Contained:
    """Audit a target in a process of its own: **this runs its code**.

    ``progress`` is told what the process is doing, again and again.

    Raises:
        InvalidInput: There is nothing of that name, or it is nothing that can be audited.
    """
    job = {
        "target": target.name,
        "generator_loss": None if generator_loss is None else generator_loss.name,
        "kind": None if order.kind is None else order.kind.value,
        "convention": order.convention,
        "claims": order.claims,
        "play_seconds": order.play_seconds,
        "seed": order.seed,
        # Each process alone may use every core until the clock stops it; a process that escaped ends with this.
        "cpu_seconds": ceil(limits.seconds * (os.cpu_count() or 1)) + 1,
    }
    with tempfile.TemporaryDirectory(prefix="gancheck-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
        began = perf_counter()
        happened, output = _run(folder, limits, progress or (lambda stage: None))
        seconds = perf_counter() - began
        return Contained(audit=_audit(target, folder, happened), output=output, seconds=seconds)


def _run(folder: Path, limits: Limits, progress: Callable[[str], None]) -> tuple[str, str]:
    """Start the worker and wait for its end: what happened, empty if it ended by itself, and what it printed."""
    mark = secrets.token_hex(16)
    environment = {**os.environ, MARK: f"{os.environ.get(MARK, '')}{mark},", "PYTHONFAULTHANDLER": "1"}
    root = str(Path(__file__).parents[2])
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", _START, root, str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        start_new_session=True,
    )
    assert process.stdout is not None  # it is a pipe
    capture = _Capture(process.stdout, limits.output)
    try:
        happened = _watch(process, limits, lambda: progress(_text(folder / "stage")))
    finally:
        end_family(process.pid, mark)
        process.kill()
        process.wait()
        capture.close()
    return happened or _ending(process.returncode), capture.text


def _watch(process: "subprocess.Popen[bytes]", limits: Limits, look: Callable[[], None]) -> str:
    """Wait until the process ends or breaks a limit: the sentence on the limit, empty if it ended."""
    deadline = perf_counter() + limits.seconds
    allowed = limits.memory if limits.memory is not None else _free_memory() * 3 // 4
    due = 0.0
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_TICK)
            return ""
        now = perf_counter()
        if now > deadline:
            return f"The target was stopped after {limits.seconds:g} s, the limit that --timeout sets."
        if now < due:
            continue
        due = now + _LOOK
        look()
        members = family(process.pid)
        if len(members) > limits.processes:
            return f"The target was stopped when it had started more than {limits.processes} processes."
        if memory_held(members, allowed) > allowed:
            return f"The target was stopped when it held more than {allowed / 2**30:.2g} GiB of memory."


def _ending(code: int) -> str:
    """How a process ended that left no result; code 0 is also that of one that did."""
    if code >= 0:
        return f"The target ended its process with code {code}, as os._exit({code}) does."
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    why = ", as the system does where memory runs out" if name == "SIGKILL" else ""
    return f"The target's process was ended by the signal {name}{why}."


def _audit(target: Target, folder: Path, happened: str) -> Audit:
    """What the worker left; where it did not come to its end, also what happened and when."""
    result = _result(folder)
    if "refused" in result:
        raise InvalidInput(str(result["refused"]))
    try:
        left = from_document(result["audit"]) if "audit" in result else None
    except InvalidInput as error:
        left, happened = None, f"The target left a result that is none: {error}"
    if left is not None and result.get("complete") is True:
        return replace(left, target=target.name)
    stage = _text(folder / "stage") or "the start of its process"
    ending = Audit(
        target=target.name, game=GameCard(), findings=judge(f"{happened} This was during {stage}.")
    )
    return merged((*(() if left is None else (left,)), ending), target.name)


def _result(folder: Path) -> Mapping[str, Any]:
    """What the worker wrote; empty if it wrote nothing that can be read."""
    try:
        document = json.loads(_text(folder / "result.json"))
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8") if path.stat().st_size <= _LARGEST else ""
    except (OSError, ValueError):
        return ""


def _free_memory() -> int:
    """Bytes that a new process could use without swapping; without a bound where the system does not say."""
    for line in _text(Path("/proc/meminfo")).splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return 2**62


class _Capture:
    """Reads a stream to its end and keeps its beginning and its end."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream, self._half = stream, most // 2
        self._head, self._tail, self._count = b"", b"", 0
        self._thread = Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            while chunk := os.read(self._stream.fileno(), 2**16):
                self._count += len(chunk)
                room = self._half - len(self._head)
                self._head += chunk[:room] if room > 0 else b""
                self._tail = (self._tail + (chunk[room:] if room > 0 else chunk))[-self._half :]

    def close(self) -> None:
        """Wait for the last bytes; a stream that something still holds open is given up."""
        self._thread.join(timeout=1.0)
        if not self._thread.is_alive():
            self._stream.close()

    @property
    def text(self) -> str:
        """What was printed; what was left out is said in its place."""
        lost = self._count - len(self._head) - len(self._tail)
        cut = f"\n… {lost:,} bytes left out …\n".encode() if lost > 0 else b""
        return (self._head + cut + self._tail).decode("utf-8", "replace")
