"""Which game do released packages play? ``python -m benchmarks.audit_packages``.

Makes a virtual environment in a cache folder that also sees this interpreter's packages, installs the releases of
`benchmarks.audit.packages.packages` there, each in a folder of its own, audits what they ship, and prints what each
claims, what it was found to be, and what was found against it. **This runs their code.** A package that cannot be
installed, or an object that cannot be imported, is a row with the reason.
"""

import argparse
import os
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.audit.journal import Journal, state_of
from benchmarks.audit.packages.packages import ALONE, ORDINARY, RELEASES, SUBJECTS
from benchmarks.audit.packages.subject import Subject
from benchmarks.audit.trial import Command, Outcome, audited
from benchmarks.table import RESULTS, publish, written

ROOT = Path(__file__).parents[1]
MADE = Path(__file__).parent / "audit" / "packages"
SHIM = MADE / "shim"
COLUMNS = ("package", "object", "claim", "game", "agrees", "errors", "seconds")
ENDED = "target-runs: "
"""The beginning of what an audit says of a target that did not run to its end."""
SHOWN = 72
"""Characters of the errors on the screen; the CSV of all columns has them whole."""
FOR_ONE = 600.0
"""Seconds after which the installation of one package is given up: the largest takes a minute."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Install what is missing, audit what is not audited yet, print the table."""
    options = _options(arguments)
    cache = options.cache.expanduser().resolve()
    subjects = [each for each in SUBJECTS if not options.only or each.package in options.only.split(",")]
    python = _environment(cache)
    installed = {name: _install(python, cache, name) for name in dict.fromkeys(s.package for s in subjects)}
    journal = Journal(RESULTS / "audit_packages.jsonl", state_of(ROOT))
    known = journal.known()
    rows = []
    for subject in subjects:
        key = " ".join((subject.package, subject.target, subject.generator_loss, subject.convention))
        failure = installed[subject.package]
        if failure:
            outcome = Outcome(key, key, failure=failure)
        elif key in known:
            outcome = known[key]
        else:
            outcome = _audited(subject, key, python, cache)
            journal.add([outcome])
        rows.append(_row(subject, outcome))
        print("  ".join(str(rows[-1][name]) for name in COLUMNS), flush=True)
    print()
    written("audit_packages_all", rows)
    publish("audit_packages", [{name: _short(row[name]) for name in COLUMNS} for row in rows])
    (RESULTS / "audit_packages.md").write_text(_page(rows), encoding="utf-8")


def _page(rows: Sequence[dict[str, object]]) -> str:
    """The rows as a table of the documents: what each claims, what it is, what is wrong with it or unknown of it."""
    lines = ["| release | object | claims | is | found |", "| --- | --- | --- | --- | --- |"]
    for row in rows:
        grave = [str(row["errors"]), *(each for each in str(row["others"]).split("; ") if "warning" in each)]
        found = "; ".join(dict.fromkeys(each for part in grave for each in part.split("; ") if each != "-"))
        game = {"-": "–", "unknown game": "not known"}.get(str(row["game"]), row["game"])
        lines.append(f"| {row['package']} | `{row['object']}` | {row['claim']} | {game} | {found or '–'} |")
    return "\n".join(lines) + "\n"


def _short(value: object) -> object:
    return value[:SHOWN] if isinstance(value, str) else value


def _environment(cache: Path) -> Path:
    """The interpreter of the cache; made at the first call, with the few packages that the releases need."""
    python = cache / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(cache / "venv")], check=True)
        asked = [str(python), "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"]
        folder = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
        (Path(folder) / "host.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
    done = cache / "needs.txt"
    have = set(done.read_text(encoding="utf-8").split()) if done.exists() else set()
    for name in (*ORDINARY, *ALONE):
        if name not in have:
            _pip(python, *(("--no-deps",) if name in ALONE else ()), name)
            with done.open("a", encoding="utf-8") as file:
                file.write(f"{name}\n")
    for library in (cache / "venv").glob("lib/python*/site-packages/torchaudio/lib"):
        library.rename(library.with_name("lib.away"))  # built for another torch; the rest works without it
    return python


def _install(python: Path, cache: Path, name: str) -> str:
    """Put a release in its folder: empty, or why it is not there."""
    folder = cache / "packages" / name
    if folder.exists():
        return ""
    words = ("--no-deps", "--no-compile", "--target", str(folder), f"{name}=={RELEASES[name]}")
    said = _pip(python, *words) and _pip(python, "--no-build-isolation", *words)
    return f"not installed: {said}" if said else ""


def _pip(python: Path, *words: str) -> str:
    """Empty if it went well, else its last line."""
    try:
        ran = subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", *words],
            capture_output=True,
            text=True,
            timeout=FOR_ONE,
        )
    except subprocess.TimeoutExpired:
        return f"pip took more than {FOR_ONE:g} s"
    return "" if ran.returncode == 0 else (ran.stderr.strip().splitlines() or ["pip failed"])[-1]


def _audited(subject: Subject, key: str, python: Path, cache: Path) -> Outcome:
    """One object, in the interpreter of the cache, with its own package first on the path."""
    target = subject.target if ":" in subject.target else f"{MADE / subject.file}:{subject.target}"
    words = [target]
    if subject.generator_loss:
        words += ["--generator-loss", subject.generator_loss]
    if subject.convention:
        words += ["--convention", subject.convention]
    folders = [str(SHIM), str(cache / "packages" / subject.package)]
    if subject.package == "monai-generative":
        folders.append(str(cache / "packages" / "monai"))
    command = Command(
        ("--no-play",),
        python=str(python),
        environment=(("PYTHONPATH", os.pathsep.join(folders)), ("HOME", str(cache))),
    )
    with tempfile.TemporaryDirectory(prefix="audit-packages-") as folder:
        return audited(key, key, words, command, Path(folder))


def _row(subject: Subject, outcome: Outcome) -> dict[str, object]:
    errors = [f"{found[1]} {found[2]}" for found in outcome.violated if found[0] == "error"]
    others = [f"{found[0]} {found[1]} {found[2]}" for found in outcome.violated if found[0] != "error"]
    ended = [reason.removeprefix(ENDED) for reason in outcome.undecided if reason.startswith(ENDED)]
    game = outcome.game or "-"
    agrees = "-" if not subject.game or outcome.game is None else subject.game.lower() in game.lower()
    return {
        "package": f"{subject.package} {RELEASES[subject.package]}",
        "object": subject.label,
        "claim": subject.claim,
        "game": game,
        "agrees": agrees,
        "errors": "; ".join([*errors, *ended]) or outcome.failure or "-",
        "seconds": round(outcome.seconds, 1),
        "others": "; ".join(others),
        "titles": "; ".join(found[3] for found in outcome.violated),
        "undecided": "; ".join(outcome.undecided),
        "read by hand": subject.reading,
    }


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.audit_packages", description=__doc__)
    parser.add_argument(
        "--only", default="", metavar="NAMES", help="packages, such as monai,torchgan (default: all)"
    )
    parser.add_argument(
        "--cache",
        type=Path,
        default=Path("~/.cache/gancheck/audit_packages"),
        metavar="FOLDER",
        help="of the environment",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
