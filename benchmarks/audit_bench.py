"""Does the audit find what is wrong, and nothing else? ``python -m benchmarks.audit_bench``.

Mutants — right GANs with one small edit each (`benchmarks.audit.mutants`) — and right programs with several seeds
(`benchmarks.audit.correct`) go through ``gancheck audit``, each in a process of its own. A mutant is *found* if a
violation is as grave as its bug, and *named* if that violation has its class. Outcomes are kept in
``benchmarks/results/`` as they come: the same command, run again, goes on. Must reach: 95 % found, all of those whose
check is certain, 90 % named, and no right program accused in 300 runs.
"""

import argparse
import os
import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from benchmarks.audit.correct import correct
from benchmarks.audit.forked import prepare, tried_in_fork
from benchmarks.audit.journal import Journal, state_of
from benchmarks.audit.mutants import mutants
from benchmarks.audit.score import Judged, by, summary
from benchmarks.audit.trial import Command, Outcome, Trial, tried
from benchmarks.table import RESULTS, publish, written

ROOT = Path(__file__).parents[1]
SHOWN = ("class", "host", "loss", "edit", "seed", "violated", "failure")


def main(arguments: Sequence[str] | None = None) -> None:
    """Try what is not tried yet, then print the tables."""
    options = _options(arguments)
    if options.fork:
        prepare()
    command = Command(("--no-play",) if options.no_play else (), options.timeout)
    trials = _chosen(options)
    journal = Journal(RESULTS / "audit_bench.jsonl", state_of(ROOT, *command.options, f"{command.timeout:g}"))
    known = journal.known()
    waiting = [trial for trial in trials if trial.key not in known]
    print(f"{len(trials)} trials, {len(waiting)} of them to run", flush=True)
    until = time.monotonic() + 60.0 * options.minutes
    with ThreadPoolExecutor(options.jobs) as pool:
        runs = [pool.submit(_tried_before, until, trial, command, options) for trial in waiting]
        for number, run in enumerate(as_completed(runs), 1):
            outcome = run.result()
            if outcome is None:
                continue
            journal.add([outcome])
            known[outcome.key] = outcome
            if options.verbose:
                said = "; ".join(f"{f[0]} {f[1]} {f[2]}" for f in outcome.violated) or outcome.failure or "-"
                print(f"{number:4d} {outcome.seconds:6.1f} s  {outcome.name}  ->  {said}", flush=True)
    judged = [Judged(trial, known[trial.key]) for trial in trials if trial.key in known]
    if judged:
        _publish(judged)


def _tried_before(
    until: float, trial: Trial, command: Command, options: argparse.Namespace
) -> Outcome | None:
    if time.monotonic() > until:
        return None
    if options.fork:
        return tried_in_fork(trial, not options.no_play, options.timeout)
    return tried(trial, command)


def _publish(judged: Sequence[Judged]) -> None:
    written("audit_bench_trials", [each.row for each in judged])
    missed = [each for each in judged if each.trial.bug is not None and not each.named]
    accused = [each for each in judged if each.trial.bug is None and each.found]
    for title, rows in (
        ("\nRight programs accused", [each.row for each in accused]),
        ("\nMutants not found or not named", [each.row for each in missed]),
    ):
        print(f"{title}: {len(rows)}")
        for row in rows:
            print("  " + " | ".join(str(row[name]) for name in SHOWN))
    print("\nClass by class")
    publish("audit_bench_classes", by(judged, lambda each: _code(each.trial), "class"))
    print("\nHost by host")
    publish("audit_bench_hosts", by(judged, lambda each: each.trial.program.host or "pair", "host"))
    print("\nThe whole")
    publish("audit_bench", summary(judged))


def _chosen(options: argparse.Namespace) -> list[Trial]:
    """All trials or a seeded sample, in an order that a time limit cuts anywhere without bias."""
    trials = [trial for trial in _all(options.seeds) if _asked(trial, options)]
    random.Random(options.seed).shuffle(trials)
    return trials[: options.sample] if options.sample else trials


def _all(seeds: int) -> Iterator[Trial]:
    for mutant in mutants():
        yield Trial(mutant.program, mutant.bug)
    for program in correct(seeds):
        yield Trial(program)


def _asked(trial: Trial, options: argparse.Namespace) -> bool:
    host = trial.program.host or "pair"
    return (not options.only or _code(trial) in options.only.split(",")) and (
        not options.host or host in options.host.split(",")
    )


def _code(trial: Trial) -> str:
    return trial.bug.code if trial.bug else "right"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.audit_bench", description=__doc__)
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="N trials alone (default: all)")
    parser.add_argument("--only", default="", metavar="CLASS", help="classes, such as L1,G4; right: no bug")
    parser.add_argument(
        "--host", default="", metavar="HOST", help="hosts, such as functional; pair: losses alone"
    )
    parser.add_argument("--seed", type=int, default=0, help="of the sample and of the order (default 0)")
    parser.add_argument("--seeds", type=int, default=2, help="of the right programs' weights (default 2)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="audits at a time")
    parser.add_argument("--timeout", type=float, default=120.0, metavar="S", help="for each target")
    parser.add_argument("--minutes", type=float, default=600.0, help="begin no audit after this time")
    parser.add_argument("--no-play", action="store_true", help="leave out the play against the oracle")
    parser.add_argument("--fork", action="store_true", help="skip the command line and its imports")
    parser.add_argument("--verbose", action="store_true", help="print each outcome as it comes")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
