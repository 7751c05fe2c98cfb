"""alg.figure-1: one run of Algorithm 1 on full batches, at the four stages of Figure 1 of [goodfellow2014]."""

from typing import TYPE_CHECKING, Any

import numpy as np

from gancheck.checks.learned.equilibrium import FLOOR
from gancheck.checks.learned.keep import Keep
from gancheck.checks.learned.ordinary import APART, pairs
from gancheck.claims.problems import Pair
from gancheck.claims.records import StagedRun
from gancheck.divergences.jensen_shannon import jsd, jsd_estimate
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import Estimate, columns, exactly
from gancheck.theory.suboptimality import suboptimality_estimate
from gancheck.theory.value import value_estimate

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from gancheck.learned.training import Training

__all__ = ["UNDECIDED", "problems", "train_records"]

ROUNDS = 200
INNER_STEPS = 5
FIRST = 2
"""The round of stage (a): D has begun to tell the two laws apart, and G has hardly moved."""
G_RATE = 0.1
"""The generator's rate; on atoms a multiple of their number, as for every player on atoms. D has its own rate."""
WIDTHS = (3, 2, 2, 2)
"""How many numbers of the gap, the JSD, V and the means of D a run leaves."""
UNDECIDED = f"Half of the runs or more stayed above {FLOOR:.3g} nats at the end, or a stage moved less than its error."


def problems(family: str) -> "SearchStrategy[Any]":
    """Pairs (p, q): the data law, and where the generator starts.

    Gaussians are within two scales of each other: the curvature of a quadratic logit grows with the fourth power of
    the distance, and one rate must be small for all runs of a batch.
    """
    if family == "categorical":
        return pairs("discrete")
    from gancheck.strategies import gaussian_pairs

    drawn = gaussian_pairs(max_scale_ratio=2.0, max_separation=2.0, kinds=("moderate", "equal-scale"))
    return drawn.filter(lambda pair: bool(np.all(jsd(*pair) >= APART)))


def train_records(family: str, laws: tuple[Any, Any], seed: int, device: str, keep: Keep) -> StagedRun:
    """Play the whole game once; the stages are two successive rounds near its start, and its end."""
    from gancheck.learned.algorithm1 import Algorithm1
    from gancheck.learned.train import train

    settings = Algorithm1(
        steps=ROUNDS,
        k=INNER_STEPS,
        batch_size="full",
        schedule="constant",
        generator_rate=G_RATE * (laws[0].n_atoms if family == "categorical" else 1),
        snapshots=(FIRST, FIRST + 1),
        record_every=ROUNDS,
        seed=seed,
        device=device,
    )
    training = train(Pair(*laws), settings)
    keep(training)
    finite = training.final.finite()
    # What diverged is undecided, because nothing moved; no bound could hold its numbers, which would be NaN.
    measured = _stages(training, finite) if finite.any() else tuple(exactly(np.zeros((0, n))) for n in WIDTHS)
    gap, divergence, value, d_mean = (_scattered(estimate, finite) for estimate in measured)
    return StagedRun(
        gap=gap.value,
        gap_error=gap.error,
        jsd=divergence.value,
        jsd_error=divergence.error,
        value=value.value,
        value_error=value.error,
        d_mean=d_mean.value,
        d_error=d_mean.error,
        floor=np.full(finite.shape, FLOOR),
        family=family,
    )


def _stages(training: "Training", finite: Array) -> tuple[Estimate, ...]:
    """Gap, JSD, V and the means of D on the exact laws at the stages, of the runs that ended in numbers."""
    before, after, last = (snapshot.rows(finite) for snapshot in (*training.snapshots, training.final))
    p = last.game.p
    q, q_after, q_end = (snapshot.generated_law() for snapshot in (before, after, last))
    d, d_after, d_end = (snapshot.discriminator() for snapshot in (before, after, last))
    end = training.records[-1].measurement
    error = end.value_error[finite]
    return (
        columns(*(suboptimality_estimate(*game) for game in ((d, p, q), (d_after, p, q), (d_end, p, q_end)))),
        columns(jsd_estimate(p, q), jsd_estimate(p, q_end)),
        columns(value_estimate(d_after, p, q), value_estimate(d_after, p, q_after)),
        columns(Estimate(end.d_real[finite], error), Estimate(end.d_fake[finite], error)),
    )


def _scattered(estimate: Estimate, rows: Array) -> Estimate:
    """The numbers at the marked rows of a larger batch, 0 at the others."""
    value, error = np.zeros((2, len(rows), estimate.value.shape[1]))
    value[rows], error[rows] = estimate.value, estimate.error
    return Estimate(value, error)
