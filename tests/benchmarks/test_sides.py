"""The survey of the claims' sides finds the same twice, in a process that has loaded other modules."""

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIRST = """
import pickle, sys
import gancheck.claims.registry as registry
from benchmarks import sides
kept = [registry.get_claim(claim) for claim in ("gen.jsd", "disc.bce")]
registry.all_claims = lambda: tuple(kept)
sys.stdout.buffer.write(pickle.dumps(sides.facts()))
"""
SECOND = """
import pickle, sys
import gancheck.checks.exact.registry
from benchmarks import sides
known = pickle.loads(sys.stdin.buffer.read())
assert len(known.sides) > 2 * 2 * sides.BATCHES
sys.stdout.buffer.write(pickle.dumps(sides.effect(known.sides, sides.sides(known.problems))))
"""


def run(code: str, fed: bytes = b"") -> bytes:
    ended = subprocess.run(
        [sys.executable, "-c", code], input=fed, capture_output=True, cwd=ROOT, check=False
    )
    assert ended.returncode == 0, ended.stderr.decode()
    return ended.stdout


def test_without_a_mutant_nothing_changes_whatever_is_loaded() -> None:
    assert pickle.loads(run(SECOND, run(FIRST))).none


@pytest.mark.parametrize("factor, changed", [(1.0, False), (3.0, True)])
def test_a_change_of_a_stated_error_is_seen_through_the_pickled_problems(
    factor: float, changed: bool
) -> None:
    mutated = SECOND.replace(
        "known = ",
        "import gancheck.numerics.estimate as estimate, gancheck.divergences.discrete_sum as sums\n"
        "original = sums.rounded\n"
        f"sums.rounded = lambda *a: estimate.Estimate(original(*a).value, {factor} * original(*a).error)\n"
        "known = ",
    )
    effect = pickle.loads(run(mutated, run(FIRST)))
    assert not effect.values
    assert effect.errors_only is changed
