"""How many small wrong versions of the mathematics the properties refuse: ``python -m benchmarks.mutation``.

A seeded sample of mutants of gancheck/numerics, divergences, theory and claims (`benchmarks.mutants`), each judged by
the properties that execute it (`benchmarks.judge`). Must reach: 95 % killed of those that are not explained in
docs/mutation.md. Verdicts are kept in ``benchmarks/results/`` as they come: the same command, run again, goes on.
"""

import argparse
import csv
import difflib
import hashlib
import json
import os
import pickle
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.judge import Job, Measured, Verdict, judged, measured, merged, prepare
from benchmarks.mutants import ROOMS, Mutant, mutants_of, sampled, sources
from benchmarks.table import RESULTS, publish

ROOT = Path(__file__).parents[1]
EXPLANATIONS = ROOT / "docs" / "mutation.md"
LEAST_SCORE = 0.95
CONFIDENCE = 0.95
RECORD = "properties/test_recorded_sides.py"
"""The test that knows stated errors by heart. It runs last, so that what it kills alone is counted by itself."""

ROW = re.compile(r"^\| `([0-9a-f]{10})` \| .* \| (equivalent|open) \| (.+) \|$", re.MULTILINE)


def main(arguments: Sequence[str] | None = None) -> None:
    """Judge a sample within the time, publish the score of each room and the list of mutants."""
    options = _options(arguments)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    started = time.monotonic()
    texts = dict(sources(ROOT))
    everything = [mutant for file, text in texts.items() for mutant in mutants_of(file, text)]
    chosen = [mutant for mutant in everything if mutant.file.startswith(options.only)]
    order = sampled(chosen, options.seed)
    state = _state(ROOT)
    RESULTS.mkdir(exist_ok=True)
    journal = RESULTS / "mutation.jsonl"
    if options.again:
        survivors = {verdict.name for verdict in _verdicts(journal).values() if verdict.status == "survived"}
        order = [mutant for mutant in order if mutant.fingerprint in survivors]
    known = _verdicts(journal, state)
    suite = _measured()
    sample, verdicts = [], {}
    jobs = _Jobs(order, texts, known, suite, options.sample)
    until = started + 60.0 * options.minutes
    with journal.open("a", encoding="utf-8") as file:
        for verdict in judged(jobs, suite, ROOT, processes=options.jobs, until=until):
            jobs.learn(verdict)
            file.write(json.dumps({"state": _ground(verdict, state), **asdict(verdict)}) + "\n")
            file.flush()
            if options.verbose:
                print(f"{time.monotonic() - started:6.0f} s  {verdict}", flush=True)
    verdicts = {**known, **jobs.verdicts}
    sample = _finished(jobs.drawn, verdicts)
    _publish(sample, verdicts, texts, everything)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutation", description=__doc__)
    parser.add_argument("--sample", type=int, default=400, help="how many mutants (default 400)")
    parser.add_argument("--seed", type=int, default=0, help="of the sample (default 0)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="mutants at a time")
    parser.add_argument("--minutes", type=float, default=60.0, help="begin no mutant after this time")
    parser.add_argument("--only", default="", metavar="PATH", help="only files whose path begins so")
    parser.add_argument("--again", action="store_true", help="only what survived in any earlier run")
    parser.add_argument("--verbose", action="store_true", help="print each verdict as it comes")
    return parser.parse_args(arguments)


class _Jobs:
    """The jobs of a sample, each made in its turn: tests that killed in the same file come first, then the cheap."""

    def __init__(
        self,
        order: Sequence[Mutant],
        texts: Mapping[str, str],
        known: Mapping[str, Verdict],
        suite: Measured,
        size: int,
    ) -> None:
        self.order = order
        self.texts = texts
        self.known = known
        self.suite = suite
        self.size = size
        self.drawn: list[Mutant] = []
        self.verdicts: dict[str, Verdict] = {}
        self.kills: dict[str, Counter[str]] = {}
        self.files = {mutant.fingerprint: mutant.file for mutant in order}
        for verdict in known.values():
            self._count(verdict)

    def __iter__(self) -> Iterator[Job]:
        for mutant in self.order:
            if len(self.drawn) == self.size:
                return
            if mutant.fingerprint in self.known:
                self.drawn.append(mutant)
                continue
            text = mutant.source(self.texts[mutant.file])
            if text is None:
                continue  # not a mutant: it says the same
            self.drawn.append(mutant)
            # A line that runs on import only, such as a default or what fills a table, has no property of its own.
            tests = self.suite.tests_of(mutant.file, mutant.lines) or self.suite.tests_of(mutant.file)
            if not tests:
                self.verdicts[mutant.fingerprint] = Verdict(mutant.fingerprint, "survived", "unexecuted", 0.0)
                continue
            killers = self.kills.get(mutant.file, Counter())
            tests.sort(
                key=lambda test: (test.startswith(RECORD), self.suite.seconds[test] / (1 + killers[test]))
            )
            yield Job(mutant.fingerprint, mutant.file, text, tests)

    def learn(self, verdict: Verdict) -> None:
        """Take a verdict, and what killed into account for the next jobs."""
        self.verdicts[verdict.name] = verdict
        self._count(verdict)

    def _count(self, verdict: Verdict) -> None:
        if verdict.status == "killed" and verdict.name in self.files:
            self.kills.setdefault(self.files[verdict.name], Counter())[verdict.by] += 1


def _finished(drawn: Sequence[Mutant], verdicts: Mapping[str, Verdict]) -> list[Mutant]:
    """The beginning of the sample in which every mutant has its verdict: a random sample, whenever time ended."""
    for length, mutant in enumerate(drawn):
        if mutant.fingerprint not in verdicts:
            return list(drawn[:length])
    return list(drawn)


def _publish(
    sample: Sequence[Mutant],
    verdicts: Mapping[str, Verdict],
    texts: Mapping[str, str],
    everything: Sequence[Mutant],
) -> None:
    reasons = explanations(EXPLANATIONS.read_text(encoding="utf-8"))
    listed = []
    for mutant in sample:
        verdict = verdicts[mutant.fingerprint]
        kind, reason = reasons.get(verdict.name, ("", "")) if verdict.status == "survived" else ("", "")
        change = _change(texts[mutant.file], mutant.source(texts[mutant.file]) or "")
        listed.append(
            {
                "fingerprint": mutant.fingerprint,
                "room": mutant.room,
                "file": mutant.file,
                "line": mutant.lines[0],
                "function": mutant.function,
                "operator": mutant.operator,
                "change": change,
                "status": verdict.status,
                "by": verdict.by,
                "seconds": round(verdict.seconds, 2),
                "class": kind,
                "reason": reason,
            }
        )
    if not listed:
        raise SystemExit("no mutant was judged; give it more --minutes")
    _write(RESULTS / "mutation-mutants.csv", listed)
    unexplained = [row for row in listed if row["status"] == "survived" and not row["class"]]
    if unexplained:
        print("Survivors without an explanation, as rows for docs/mutation.md:")
        for row in unexplained:
            place = f"{str(row['file']).removeprefix('gancheck/')} {row['function']}: {row['change']}"
            print(f"| `{row['fingerprint']}` | {place} | open | {row['by']} |")
    sizes = Counter(mutant.room for mutant in everything)
    rooms = [name for name in ROOMS if any(row["room"] == name for row in listed)]
    table = [scores(name, sizes[name], [row for row in listed if row["room"] == name]) for name in rooms]
    table.append(scores("all", len(everything), listed))
    publish("mutation", table)


def scores(room: str, mutants: int, rows: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """One line of the table: of ``mutants`` that there are, the sampled ``rows``, with two scores.

    ``raw`` counts every survivor; ``score`` leaves out those that are explained as no mistakes, and carries its
    Clopper-Pearson interval at 95 %. ``by record`` are the killed that no theorem killed, only the recorded sides.
    """
    from scipy.stats import binomtest

    killed = sum(row["status"] == "killed" for row in rows)
    explained = sum(row["class"] == "equivalent" for row in rows)
    by_record = sum(row["status"] == "killed" and str(row["by"]).startswith(RECORD) for row in rows)
    mistakes = len(rows) - explained
    interval = binomtest(killed, mistakes).proportion_ci(CONFIDENCE, method="exact") if mistakes else None
    return {
        "room": room,
        "mutants": mutants,
        "sampled": len(rows),
        "killed": killed,
        "by record": by_record,
        "survived": len(rows) - killed,
        "explained": explained,
        "raw": killed / len(rows),
        "score": killed / mistakes if mistakes else 1.0,
        "from": interval.low if interval else 0.0,
        "to": interval.high if interval else 1.0,
        "at least": LEAST_SCORE,
        "reached": not mistakes or killed / mistakes >= LEAST_SCORE,
    }


def explanations(page: str) -> dict[str, tuple[str, str]]:
    """``fingerprint -> (class, reason)`` from the rows of the page's tables."""
    return {name: (kind, reason) for name, kind, reason in ROW.findall(page)}


def _change(original: str, mutated: str) -> str:
    """The mutated lines in one: what stood there and what stands there now."""
    before, after = original.splitlines(), mutated.splitlines()
    pieces = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            old, new = (" ".join(line.strip() for line in lines) for lines in (before[a:b], after[c:d]))
            pieces.append(f"`{old}` → `{new}`")
    return "; ".join(pieces).replace("|", "¦")


def _state(root: Path, test: str | None = None) -> str:
    """A hash of what a verdict depends on: all of gancheck and of the properties, or only the file of one test."""
    digest = hashlib.sha256()
    for folder in ("gancheck", "properties"):
        for path in sorted((root / folder).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            if test is None or not path.name.startswith("test_") or name == test:
                digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    for path in sorted((root / "properties" / "recorded").glob("*.json")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _ground(verdict: Verdict, state: str) -> str:
    """The state on which a verdict stands: a failed test has failed, whatever the other properties say."""
    test = verdict.by.split("::")[0]
    killed = verdict.status == "killed" and (ROOT / test).is_file()
    return _state(ROOT, test) if killed else state


def _measured() -> Measured:
    """Who executes what: of files of properties that have changed since an earlier run by running these again."""
    path = RESULTS / "mutation-suite.pickle"
    states = {
        name: _state(ROOT, name)
        for name in sorted(
            file.relative_to(ROOT).as_posix() for file in (ROOT / "properties").glob("test_*.py")
        )
    }
    known, suite = pickle.loads(path.read_bytes()) if path.exists() else ({}, None)
    changed = [name for name, state in states.items() if known.get(name) != state]
    if suite is None or changed or known.keys() != states.keys():
        print(f"running {len(changed)} files of properties without a mutant", file=sys.stderr)
        prepare([])
        fresh = measured(ROOT, changed) if changed else None
        suite = merged(suite, fresh, [name for name in states if name not in changed])
        path.write_bytes(pickle.dumps((states, suite)))
    prepare(suite.modules)
    return suite


def _verdicts(journal: Path, state: str | None = None) -> dict[str, Verdict]:
    """The verdicts in the journal that stand in this state, or the newest in any."""
    found: dict[str, Verdict] = {}
    for line in journal.read_text(encoding="utf-8").splitlines() if journal.exists() else []:
        entry = json.loads(line)
        ground = entry.pop("state")
        verdict = Verdict(**entry)
        if state is None or ground == _ground(verdict, state):
            found[verdict.name] = verdict
    return found


def _write(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
