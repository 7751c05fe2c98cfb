"""The judge of the inner loop: its level whatever the law of the gap, its number of runs, the rounding of a gap."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import binomtest

from gancheck.checks.learned import inner_loop
from gancheck.checks.learned.keep import forget
from gancheck.claims.counterclaims import algorithm as wrong
from gancheck.claims.records import InnerLoop
from gancheck.claims.registry import get_claim
from gancheck.distributions import Discrete, Gaussian
from gancheck.numerics.binomial_interval import binomial_interval
from gancheck.theory.suboptimality import suboptimality_estimate

CLAIM = get_claim("alg.inner-loop")

LAWS = {
    "tabular": (Discrete(probs=[[0.5, 0.3, 0.2]]), Discrete(probs=[[0.2, 0.2, 0.6]])),
    "quadratic-logit": (Gaussian([0.0], [1.0]), Gaussian([1.0], [1.5])),
}


def test_a_skewed_gap_that_stays_at_its_floor_is_accused_at_most_at_the_level() -> None:
    problems, level = 2000, 0.05
    gaps = np.exp(3.0 * np.random.default_rng(0).standard_normal((problems, 24, 2)))
    record = InnerLoop(gaps, np.zeros_like(gaps), np.full(problems, level), "tabular")
    accused = int((~CLAIM.compare(record).holds).sum())
    assert binomtest(accused, problems, level, alternative="greater").pvalue > 1e-6
    assert accused > 0


def test_a_gap_that_rises_in_nearly_every_run_is_accused() -> None:
    rng = np.random.default_rng(1)
    gaps = np.exp(rng.standard_normal((50, 34, 2)) + np.array([0.0, 6.0]))
    record = InnerLoop(gaps, np.zeros_like(gaps), np.full(50, 1e-9), "tabular")
    assert not CLAIM.compare(record).holds.any()
    assert CLAIM.compare(record, wrong.more_steps_are_worse).holds.all()


@pytest.mark.parametrize("level", [0.05, 1e-3, 1e-6, 1e-6 / 160])
def test_enough_runs_bear_one_that_says_otherwise_and_no_fewer_do(level: float) -> None:
    n = inner_loop.enough_runs(level)
    shown = [
        float(found.value - found.error) > 0.5
        for found in (binomial_interval(size - 1, size, level) for size in (n - 1, n))
    ]
    assert shown == [False, True]


@pytest.mark.parametrize("family", ["tabular", "quadratic-logit"])
def test_the_gap_falls_and_its_error_is_far_below_what_counts_as_equal(
    family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = inner_loop.train_records(family, LAWS[family], 0, "cpu", forget)
    means = record.gaps.mean(axis=1)[0]
    assert all(later < earlier for earlier, later in pairwise(means[:4]))
    assert record.decided.all()
    monkeypatch.setattr(inner_loop, "suboptimality", lambda d, p, q: suboptimality_estimate(d, p, q).error)
    errors = inner_loop.measured_gaps(family, LAWS[family], inner_loop.INNER_STEPS, 8, seed=0)
    assert errors.max() <= 1e-3 * inner_loop.MEASURED
