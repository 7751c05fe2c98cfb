"""All that descends from one process: how much memory it holds, and its end.

The family is its session, whoever has an ancestor in it, and whoever carries its mark in the environment: a child may
leave the session and outlive its parents, but it keeps the environment that it was born with. What the system does not
tell (there is no ``/proc``) is taken as nothing, so that there only the session itself is ended.
"""

import contextlib
import os
import signal
from collections.abc import Iterable

__all__ = ["MARK", "end_family", "family", "memory_held"]

MARK = "GANCHECK_AUDIT_RUN"
"""The variable that marks a family; an audit within an audit adds to it, so that the outer one can end both."""

_PROC = "/proc"
_ROUNDS = 100
"""How often what is left is killed again: one round ends all that was there when it began, and what does not fork
faster than it is killed is gone after two."""


def family(session: int) -> list[int]:
    """The processes of the session and their descendants, zombies left out."""
    table = _table()
    members = {process for process, (_, of_session, _) in table.items() if of_session == session}
    grown = True
    while grown:
        children = {process for process, (parent, _, _) in table.items() if parent in members}
        grown = not children <= members
        members |= children
    return [process for process in members if table.get(process, (0, 0, "Z"))[2] != "Z"]


def memory_held(processes: Iterable[int], enough: int) -> int:
    """Bytes that the processes hold in memory; pages that they share count once, if the sum is ``enough`` to matter.

    Resident pages are quick to read but count a shared page in each process; the proportional count is exact and slow,
    so it is read only where the quick one reaches ``enough``.
    """
    members = list(processes)
    quick = sum(_resident(process) for process in members)
    return (
        quick if quick < enough or len(members) == 1 else sum(_proportional(process) for process in members)
    )


def end_family(session: int, mark: str) -> None:
    """Kill the session and all that is marked, again until nothing of it is left."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(session, signal.SIGKILL)
    for _ in range(_ROUNDS):
        left = {*family(session), *_marked(mark)} - {os.getpid()}
        if not left:
            return
        for process in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process, signal.SIGKILL)


def _table() -> dict[int, tuple[int, int, str]]:
    """Process -> (its parent, its session, its state)."""
    table = {}
    for process in _processes():
        # pid (command) state parent group session …; a command may hold spaces and brackets.
        fields = _read(process, "stat").rpartition(b")")[2].split(maxsplit=4)
        if len(fields) > 3:
            table[process] = (int(fields[1]), int(fields[3]), fields[0].decode())
    return table


def _marked(mark: str) -> set[int]:
    return {process for process in _processes() if mark.encode() in _read(process, "environ")}


def _processes() -> list[int]:
    return [int(name) for name in os.listdir(_PROC) if name.isdecimal()] if os.path.isdir(_PROC) else []


def _resident(process: int) -> int:
    fields = _read(process, "statm").split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") if len(fields) > 1 else 0


def _proportional(process: int) -> int:
    for line in _read(process, "smaps_rollup").splitlines():
        if line.startswith(b"Pss:"):
            return int(line.split()[1]) * 1024
    return _resident(process)


def _read(process: int, name: str) -> bytes:
    """A file of a process; empty if the process has just ended or is not ours."""
    try:
        with open(f"{_PROC}/{process}/{name}", "rb", buffering=0) as file:
            return file.read()
    except OSError:
        return b""
