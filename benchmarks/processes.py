"""Whole processes, measured from outside: wall-clock time and peak memory."""

import os
import subprocess
import tempfile
import time
from dataclasses import dataclass

__all__ = ["Measured", "run_measured"]


@dataclass(frozen=True)
class Measured:
    """One finished process.

    Attributes:
        seconds: From its start to its end.
        mebibytes: The largest resident set of it or of any child it waited for.
        output: What it wrote to both streams.
        status: Its exit status.
    """

    seconds: float
    mebibytes: float
    output: str
    status: int


def run_measured(command: list[str], environment: dict[str, str] | None = None) -> Measured:
    """Run ``command`` to its end, with ``environment`` added to ours."""
    with tempfile.TemporaryFile(mode="w+", encoding="utf-8") as stream:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        stream.seek(0)
        return Measured(seconds, usage.ru_maxrss / 1024, stream.read(), process.returncode)
