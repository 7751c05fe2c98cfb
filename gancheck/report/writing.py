"""The folder of a report: written whole, or not at all.

Everything is first written into a hidden folder inside the target and then moved into place, each file by one
`os.replace`, so that a run that fails leaves the previous report as it was. Only what a report consists of is
ever replaced, and only where an earlier report put it.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from gancheck.errors import InvalidInput

__all__ = ["PARTS", "claim_folder", "replacing", "write_text", "write_whole"]

PARTS = ("report.html", "outcomes.csv", "trajectories.csv", "cases", "figures", "run.json")
"""What a report consists of; ``run.json`` comes last, so that its presence means that the rest is there."""


def claim_folder(folder: Path) -> None:
    """Make ``folder`` and see, before any work is done, that a report can be written there.

    Raises:
        InvalidInput: It is a file, cannot be made or written to, or holds files named like parts of a report
            that no report left there.
    """
    if folder.exists() and not folder.is_dir():
        raise InvalidInput(f"`--out` is {str(folder)!r}, which is a file; name a folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InvalidInput(
            f"`--out` is {str(folder)!r}, which cannot be written to ({reason}); name another folder."
        ) from None
    foreign = [part for part in PARTS if (folder / part).exists()]
    if foreign and not _is_report(folder):
        raise InvalidInput(
            f"`--out` is {str(folder)!r}, which holds {foreign[0]!r} from somewhere else than a report; "
            "name a new folder, so that nothing of yours is replaced."
        )


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A hidden folder to write a report into; on success its parts take the place of those in ``folder``."""
    staging = Path(tempfile.mkdtemp(prefix=".partial-", dir=folder))
    try:
        yield staging
        for part in PARTS:
            _move(staging / part, folder / part, staging)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 with Unix line ends; folders on the way are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def write_whole(path: Path, text: str) -> None:
    """Write UTF-8 with Unix line ends in place of what is there; on a failure what is there stays as it was."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    partial = Path(name)
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        partial.chmod(path.stat().st_mode if path.exists() else 0o666 & ~_umask())
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def _umask() -> int:
    """The bits that new files of this process go without; reading them sets them, so they are set back."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _move(new: Path, old: Path, staging: Path) -> None:
    """Put ``new`` in the place of ``old``; a folder is first moved aside, as no call replaces a full one."""
    if old.is_dir():
        os.replace(old, staging / f"previous-{old.name}")
    if new.exists():
        os.replace(new, old)
    elif old.exists():
        old.unlink()


def _is_report(folder: Path) -> bool:
    """Whether an earlier report was written here: its ``run.json`` says so."""
    try:
        record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(record, Mapping) and record.get("written_by") == "gancheck"
