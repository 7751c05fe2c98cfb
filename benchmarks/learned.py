"""Do the claims hold on thousands of trained players? ``python -m benchmarks.learned [--problems 256] [--seeds 1]``.

Every claim with learned evidence is checked on newly drawn problems of its families. Must reach: no claim VIOLATED;
at most 1 % of the runs of players that can represent the answer undecided; every counter-claim refuted (the check is
INCONCLUSIVE otherwise). Perceptrons promise no share: a second table says how many are undecided after how many rounds.
"""

import argparse
import sys
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.table import publish
from gancheck.checks.learned.check import TRAININGS, check_learned
from gancheck.checks.verdict import Verdict
from gancheck.claims.registry import get_claim

MOST_UNDECIDED = 0.01
ROUNDS = (500, 1000, 2000)


def main() -> None:
    """Check all of them, print both tables, exit 1 if a goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--problems", type=int, default=256, help="problems of a check (default 256)")
    parser.add_argument("--seeds", type=int, default=1, help="how many times, on other problems (default 1)")
    parser.add_argument("--first-seed", type=int, default=1, help="the first seed (default 1)")
    parser.add_argument("--device", default="cpu")
    given = parser.parse_args()
    rows: list[dict[str, object]] = []
    budgets: list[dict[str, object]] = []
    for seed in range(given.first_seed, given.first_seed + given.seeds):
        for claim in TRAININGS:
            for family in get_claim(claim).families:
                row, trained = _checked(claim, family, given.problems, seed, given.device)
                rows.append(row)
                budgets += [_budget(claim, seed, training) for training in trained if family == "mlp"]
                print(*row.values(), file=sys.stderr)
    print("Perceptrons: the share of problems that are undecided after some rounds.")
    publish("learned_perceptrons", budgets)
    print()
    publish("learned", rows)
    problems, seconds = (sum(float(str(row[name])) for row in rows) for name in ("problems", "seconds"))
    reached = all(row["reached"] for row in rows)
    print(f"{problems:.0f} problems in {seconds:.0f} s; reached: {reached}")
    raise SystemExit(0 if reached else 1)


def _checked(
    claim: str, family: str, size: int, seed: int, device: str
) -> tuple[dict[str, object], list[Any]]:
    """One row, and the trainings behind it."""
    trained: list[Any] = []
    start = perf_counter()
    outcome = check_learned(
        get_claim(claim), family, seed=seed, size=size, device=device, keep=trained.append
    )
    share = outcome.inconclusive / outcome.cases
    row: dict[str, object] = {
        "claim": claim,
        "family": family,
        "seed": seed,
        "problems": outcome.cases,
        "verdict": outcome.verdict.name,
        "undecided": outcome.inconclusive,
        "share": share,
        "seconds": perf_counter() - start,
        "reached": outcome.verdict is Verdict.HOLDS and (family == "mlp" or share <= MOST_UNDECIDED),
    }
    return row, trained


def _budget(claim: str, seed: int, training: Any) -> dict[str, object]:
    """The share that had not stopped after some rounds; the last column is what the whole training leaves."""
    last = training.records[-1].measurement
    open_at_the_end = training.rounds == training.algorithm.steps
    limit = training.algorithm.stop_at
    met = (last.gap + last.gap_error <= limit) & (training.algorithm.fix_generator | (last.jsd <= limit))
    open_at_the_end &= ~met
    shares = {f"after {r}": float(np.mean((training.rounds > r) | open_at_the_end)) for r in ROUNDS}
    return {
        "claim": claim,
        "seed": seed,
        "problems": len(last.jsd),
        **shares,
        "rounds in all": training.algorithm.steps,
        "after all": float(open_at_the_end.mean()),
    }


if __name__ == "__main__":
    main()
