"""alg.inner-loop: minibatch steps of D alone, from D ≡ ½, many runs of each problem."""

from typing import TYPE_CHECKING, Any

import numpy as np

from gancheck.checks.learned.keep import Keep
from gancheck.checks.learned.ordinary import pairs
from gancheck.claims.problems import Pair
from gancheck.claims.records import InnerLoop
from gancheck.numerics.arrays import Array
from gancheck.numerics.confidence_radius import student_radius
from gancheck.theory.suboptimality import suboptimality

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["ALPHA", "RUNS", "UNDECIDED", "measured_gaps", "problems", "train_records"]

ALPHA = 1e-6
"""Family-wise probability that the check accuses a true theory, over all problems and all k of a run."""
RUNS = 24
INNER_STEPS = (1, 4, 16, 64, 256)
UNDECIDED = "In half of the problems or more the mean gap did not change by more than its confidence radius."

LAWS = {"tabular": ("discrete", 0.5), "quadratic-logit": ("gaussian", 0.2)}
"""For each family its laws, and the rate as a share of the players' own: below the inverse smoothness of V."""


def problems(family: str) -> "SearchStrategy[Any]":
    """Pairs that are far enough apart for the gap to fall."""
    return pairs(LAWS[family][0])


def train_records(family: str, laws: tuple[Any, Any], seed: int, device: str, keep: Keep) -> InnerLoop:
    """Train D on minibatches of 128 and measure the exact gap after k steps, averaged over independent runs."""
    del keep  # the rows are repetitions of a few problems, not problems
    gaps = measured_gaps(family, laws, INNER_STEPS, RUNS, seed, device)
    radius = student_radius(gaps.std(axis=1, ddof=1), RUNS, ALPHA / (len(laws[0]) * len(INNER_STEPS)))
    return InnerLoop(gaps.mean(axis=1), radius, family)


def measured_gaps(
    family: str, laws: tuple[Any, Any], steps: tuple[int, ...], runs: int, seed: int, device: str = "cpu"
) -> Array:
    """The exact gap after each number of steps in every run of every problem: ``(B, runs, K)``."""
    from gancheck.learned.algorithm1 import Algorithm1, train
    from gancheck.learned.quadratic_logit import QuadraticLogit
    from gancheck.learned.rates import PER_ATOM, SGD_RATES
    from gancheck.learned.tabular_logit import TabularLogit

    repeated = np.repeat(np.arange(len(laws[0])), runs)
    p, q = laws[0][repeated], laws[1][repeated]
    share = LAWS[family][1]
    own = PER_ATOM[TabularLogit] * p.n_atoms if family == "tabular" else SGD_RATES[QuadraticLogit]
    settings = Algorithm1(
        steps=max(steps),
        fix_generator=True,
        schedule="constant",
        discriminator_rate=share * own,
        snapshots=steps,
        record_every=max(steps),
        seed=seed,
        device=device,
    )
    training = train(Pair(p, q), settings)
    gaps = [
        np.asarray(suboptimality(each.discriminator(), p, q)).reshape(-1, runs) for each in training.snapshots
    ]
    return np.stack(gaps, axis=-1)
