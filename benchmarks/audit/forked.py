"""A trial in a fork of this process: the same worker without the start of two interpreters and the imports.

The figures of a bench are about verdicts; where its seconds count, go through `benchmarks.audit.trial` instead.
"""

import json
import os
import signal
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

import torch

from benchmarks.audit.trial import Outcome, Trial, read_outcome
from gancheck.auditing.inspection import Order

__all__ = ["prepare", "tried_in_fork"]

SECONDS_BETWEEN_LOOKS = 0.05
NEEDED = (
    "torch.optim.lr_scheduler",
    "torch.utils.data",
    "gancheck.auditing.losses.audit",
    "gancheck.auditing.steps.audit",
    "gancheck.auditing.play.audit",
    "gancheck.auditing.worker",
)


def prepare() -> None:
    """Import what every trial needs; nothing is computed here, so that forks inherit no threads.

    A trial has one thread, as in `benchmarks.audit.trial`: two beside each other on two cores take three times as long.
    """
    for name in NEEDED:
        import_module(name)
    torch.set_num_threads(1)


def tried_in_fork(trial: Trial, play: bool, timeout: float) -> Outcome:
    """Fork, let the worker audit the program, read what it left."""
    with tempfile.TemporaryDirectory(prefix="audit-bench-") as name:
        folder = Path(name)
        file = folder / "program.py"
        file.write_text(trial.program.text, encoding="utf-8")
        pair = not trial.program.host
        job = {
            "target": f"{file}:{'discriminator_loss' if pair else 'make'}",
            "generator_loss": f"{file}:generator_loss" if pair else None,
            "kind": None,
            "convention": None,
            "claims": None,
            "play_seconds": Order.play_seconds if play else 0.0,
            "seed": 0,
            "cpu_seconds": int(2 * timeout) + 1,
        }
        (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
        started = time.perf_counter()
        child = os.fork()
        if child == 0:
            _work(folder)
        failure = _wait(child, started + timeout)
        seconds = time.perf_counter() - started
        result = folder / "result.json"
        if failure or not result.exists():
            return Outcome(trial.key, trial.name, seconds=seconds, failure=failure or "no result was left")
        document = json.loads(result.read_text(encoding="utf-8"))
        if "refused" in document:
            return Outcome(trial.key, trial.name, seconds=seconds, failure=document["refused"])
        return read_outcome(trial.key, trial.name, document["audit"], seconds)


def _work(folder: Path) -> None:
    """The child: silent, in its folder; the worker ends it."""
    try:
        os.setsid()
        os.chdir(folder)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        sys.argv[:] = ["worker", str(folder)]
        from gancheck.auditing.worker import main

        main()
    finally:
        os._exit(1)


def _wait(child: int, until: float) -> str:
    """Empty once it has ended; at the time limit it and its children are ended."""
    while time.perf_counter() < until:
        if os.waitpid(child, os.WNOHANG)[0]:
            return ""
        time.sleep(SECONDS_BETWEEN_LOOKS)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "the audit took longer than its time"
