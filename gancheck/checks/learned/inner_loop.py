"""alg.inner-loop: minibatch steps of D alone, from D ≡ ½, many runs of each problem.

The runs are independent, and D_k and D_k′ are from one run: at each pair k < k′ the number of runs in which D_k′ is no
farther from D* than D_k is Bin(R, P). A true theory says P ≥ ½, and is accused where the exact interval for P lies
below ½: with a probability of at most α, whatever the law of the gap, and by the union bound of at most `ALPHA` when
each of the B·K(K−1)/2 intervals has the level ALPHA / (B·K(K−1)/2).
"""

from itertools import count
from math import comb
from typing import TYPE_CHECKING, Any

import numpy as np

from gancheck.checks.learned.keep import Keep
from gancheck.checks.learned.ordinary import pairs
from gancheck.claims.problems import Pair
from gancheck.claims.records import InnerLoop
from gancheck.numerics.arrays import Array
from gancheck.theory.suboptimality import suboptimality

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["ALPHA", "INNER_STEPS", "UNDECIDED", "enough_runs", "measured_gaps", "problems", "train_records"]

ALPHA = 1e-6
"""Family-wise probability that the check accuses a true theory, over all problems and all k of a run."""
INNER_STEPS = (1, 4, 16, 64, 256)
MEASURED = 2.0**-30
"""Bound on the error of a gap, in nats: `suboptimality_estimate` states less than a thousandth of it for what trains
here, but doubles the cost of the check. Gaps that are as near to each other as this count as equal, which accuses no
true theory and costs no power: the noise alone leaves a million times as much."""
UNDECIDED = "In half of the problems or more the runs do not show whether the gap falls or rises."

LAWS = {"tabular": ("discrete", 0.5), "quadratic-logit": ("gaussian", 0.2)}
"""For each family its laws, and the rate as a share of the players' own: below the inverse smoothness of V."""


def problems(family: str) -> "SearchStrategy[Any]":
    """Pairs that are far enough apart for the gap to fall."""
    return pairs(LAWS[family][0])


def train_records(family: str, laws: tuple[Any, Any], seed: int, device: str, keep: Keep) -> InnerLoop:
    """Train D on minibatches of 128 and measure the exact gap after k steps, in independent runs."""
    del keep  # the rows are repetitions of a few problems, not problems
    size = len(laws[0])
    level = ALPHA / (size * comb(len(INNER_STEPS), 2))
    gaps = measured_gaps(family, laws, INNER_STEPS, enough_runs(level), seed, device)
    return InnerLoop(gaps, np.full_like(gaps, MEASURED), np.full(size, level), family)


def enough_runs(level: float) -> int:
    """The fewest runs that show which side of ½ a chance is on although one of them says otherwise.

    The two-sided sign test of level α refuses n − 1 of n where P(Bin(n, ½) ≥ n − 1) = (n + 1)·2^−n ≤ α/2.
    """
    return next(n for n in count(1) if (n + 1) * 2.0**-n <= level / 2.0)


def measured_gaps(
    family: str, laws: tuple[Any, Any], steps: tuple[int, ...], runs: int, seed: int, device: str = "cpu"
) -> Array:
    """The exact gap after each number of steps in every run of every problem: ``(B, runs, K)``."""
    from gancheck.learned.algorithm1 import Algorithm1
    from gancheck.learned.quadratic_logit import QuadraticLogit
    from gancheck.learned.rates import PER_ATOM, SGD_RATES
    from gancheck.learned.tabular_logit import TabularLogit
    from gancheck.learned.train import train

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
