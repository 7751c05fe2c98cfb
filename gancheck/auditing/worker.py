"""The process in which a target runs. Its findings go to a file as JSON; nothing is ever pickled.

It is started by `gancheck.auditing.sandbox` with the path of a private folder as its one argument, which holds
``job.json``. It leaves there ``stage``, what it is doing now, and ``result.json``, what is known so far; both are
replaced whole, so that a process that dies leaves the last of each. A file outlives closed descriptors; a pipe would
not.
"""

import contextlib
import json
import os
import random
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancheck.auditing.audit import Audit, GameCard, as_document
from gancheck.auditing.finding import Place
from gancheck.auditing.inspection import Order, inspect_object, merged
from gancheck.auditing.rules.target_run import judge
from gancheck.auditing.target import Kind, parse_target, resolve
from gancheck.errors import InvalidInput

__all__ = ["main"]


def main() -> None:
    """Do the job in the folder that the last argument names, and end at once, whatever the target has left running."""
    folder = Path(sys.argv[1])
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    sys.argv[:] = [job["target"]]  # what a target that reads its arguments sees
    _limit(job["cpu_seconds"])
    try:
        _work(job, folder)
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(0)


def _work(job: Mapping[str, Any], folder: Path) -> None:
    audits: list[Audit] = []
    name, finished, refused = job["target"], False, None
    happened, place = "", None
    try:
        random.seed(job["seed"])
        _leave(folder, "stage", "its import")
        found = resolve(parse_target(name))
        other = job["generator_loss"]
        generator_loss = None if other is None else resolve(parse_target(other))
        _seed(job["seed"])
        for layer, run in inspect_object(found, generator_loss, _order(job)):
            _leave(folder, "stage", f"the layer `{layer}`")
            audits.append(run())
            _leave_result(folder, audits, name)
        finished = True
    except InvalidInput as error:
        refused = str(error)
    except BaseException as error:  # sys.exit and an interrupt that the target raises are findings, too
        happened, place = _sentence(error), _place(error)
        traceback.print_exc()
    if refused is not None and not audits:
        _leave(folder, "result.json", json.dumps({"refused": refused}))
        return
    if not finished:
        stage = (folder / "stage").read_text(encoding="utf-8")
        happened = f"{refused or happened} This was during {stage}."
    ending = Audit(target=name, game=GameCard(), findings=judge(happened, place))
    _leave_result(folder, [*audits, ending], name, complete=True)


def _order(job: Mapping[str, Any]) -> Order:
    kind = None if job["kind"] is None else Kind(job["kind"])
    names = ("convention", "claims", "play_seconds", "seed")
    return Order(kind=kind, **{name: job[name] for name in names})


def _leave_result(folder: Path, audits: list[Audit], name: str, complete: bool = False) -> None:
    document = {"audit": as_document(merged(tuple(audits), name)), "complete": complete}
    _leave(folder, "result.json", json.dumps(document, allow_nan=False))


def _leave(folder: Path, name: str, text: str) -> None:
    """Write a file whole."""
    partial = folder / f"{name}.partial"
    partial.write_text(text, encoding="utf-8")
    os.replace(partial, folder / name)


def _limit(cpu_seconds: int) -> None:
    """A bound on processor time that children inherit, and no core dumps; where the system has such limits."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard == resource.RLIM_INFINITY or cpu_seconds <= hard:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, hard))


def _seed(seed: int) -> None:
    """Seed the generators that the target has loaded."""
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(seed % 2**32)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(seed)


def _sentence(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return f"The target called sys.exit({'' if error.code is None else repr(error.code)})."
    lines = str(error).strip().splitlines()
    said = f": {lines[0][:400]}" if lines else ""
    return f"The target raised {type(error).__name__}{said.rstrip('.')}."


def _place(error: BaseException) -> Place | None:
    """The innermost line that is neither gancheck's nor of an installed package."""
    own = str(Path(__file__).parents[1])
    frames = traceback.extract_tb(error.__traceback__)
    candidates = [
        frame
        for frame in frames
        if not frame.filename.startswith((own, sys.base_prefix, sys.prefix, "<"))
        and "site-packages" not in frame.filename
    ]
    if not candidates or candidates[-1].lineno is None:
        return None
    return Place(candidates[-1].filename, candidates[-1].lineno)


if __name__ == "__main__":
    main()
