"""Wrong versions of what Algorithm 1 does, and records that refuse them."""

from dataclasses import replace
from math import log
from typing import Any

import numpy as np

from gancheck.claims.records import (
    InnerLoop,
    LearnedEquilibrium,
    SingularContest,
    StagedRun,
    StepChanges,
    TrainedDiscriminator,
)
from gancheck.distributions import Discrete
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import Estimate
from gancheck.theory.criterion import criterion
from gancheck.theory.equilibrium import (
    Equilibrium,
    StageChanges,
    StepDirections,
    inner_loop_order,
    stage_changes,
)
from gancheck.theory.optimal_discriminator import optimal_discriminator
from gancheck.theory.saturation import saturation

LOG_2, LOG_4 = log(2.0), log(4.0)


def oracle_with_swapped_labels(p: Any, q: Any) -> Any:
    """q/(p+q)."""
    return optimal_discriminator(q, p)


def oracle_always_half(p: Any, q: Any) -> Any:
    """D ≡ ½ against every generator, the equilibrium's answer."""
    return optimal_discriminator(p, p)


def value_minus_log_2() -> Equilibrium:
    """V = −log 2: the mean over the labels for their sum."""
    return Equilibrium(0.0, -LOG_2, 0.5)


def value_zero() -> Equilibrium:
    """V = 0: the end of a discriminator that wins."""
    return Equilibrium(0.0, 0.0, 0.5)


def fooled_discriminator() -> Equilibrium:
    """D ≡ 1: a generator that fools D on every sample, which the equilibrium is not."""
    return Equilibrium(0.0, -LOG_4, 1.0)


def discriminator_descends() -> StepDirections:
    """The discriminator's loss taken for its objective: D goes down."""
    return StepDirections(-1, -1)


def generator_ascends() -> StepDirections:
    """The generator climbs V with the discriminator."""
    return StepDirections(+1, +1)


def stages_in_reverse() -> StageChanges:
    """From (d) to (a): a D that forgets, a V that climbs, laws that part."""
    right = stage_changes()
    return replace(right, gap=-right.gap, value=-right.value, divergence=-right.divergence)


def worse_than_chance() -> StageChanges:
    """A D that starts out with the labels swapped."""
    return replace(stage_changes(), accuracy=-1)


def no_nearer_to_the_optimum() -> StageChanges:
    """An inner loop that leaves D where it was, or takes it further from D*."""
    return replace(stage_changes(), gap=+1)


def away_from_the_real() -> StageChanges:
    """A G that climbs V with D, to where D says less real."""
    return replace(stage_changes(), value=+1)


def ends_fooled() -> StageChanges:
    """An end at D ≡ 1, where every sample passes for real."""
    return replace(stage_changes(), end=Equilibrium(0.0, -LOG_4, 1.0))


def more_steps_are_worse(gaps: Estimate) -> tuple[Estimate, Estimate]:
    """The gap grows with k."""
    later, earlier = inner_loop_order(gaps)
    return earlier, later


def each_round_gains_three_digits(gaps: Estimate) -> tuple[Estimate, Estimate]:
    """A thousandth of the gap is left at every larger k: no noise floor."""
    later, earlier = inner_loop_order(gaps)
    return later, 1e-3 * earlier


def losses_swapped(record: SingularContest) -> tuple[Array, Array]:
    """The minimax gradient said to survive and the non-saturating one to die."""
    minimax, non_saturating = saturation(record)
    return non_saturating, minimax


def both_saturate(record: SingularContest) -> tuple[Array, Array]:
    """Both gradients said to die with D(G(z))."""
    minimax, _ = saturation(record)
    return minimax, minimax


def _laws() -> tuple[Discrete, Discrete]:
    return Discrete(probs=[[0.7, 0.2, 0.1]]), Discrete(probs=[[0.2, 0.3, 0.5]])


def trained() -> TrainedDiscriminator:
    """A tabular discriminator within 1e-3 nats of its optimum."""
    p, q = _laws()
    zero = np.zeros(1)
    value = np.asarray(criterion(p, q)) - 5e-4
    return TrainedDiscriminator(p, q, value, zero, zero + 5e-4, zero + 5e-4, zero, zero == 0, "tabular")


def converged() -> LearnedEquilibrium:
    """Players within a thousandth of a nat of the equilibrium."""
    one = np.ones(1)
    jsd, gap = 1e-3 * one, 5e-4 * one
    return LearnedEquilibrium(
        jsd,
        2.0 * jsd - gap - LOG_4,
        0.0 * one,
        gap,
        0.51 * one,
        0.49 * one,
        0.01 * one,
        one == 1,
        "categorical",
    )


def steps() -> StepChanges:
    """One step of each player, a thousandth of a nat each."""
    one = np.ones(1)
    return StepChanges(1e-3 * one, -1e-3 * one, 1e-15 * one, 0.0 * one, "categorical")


def staged() -> StagedRun:
    """JSD from 0.1 to 1e-3; the gap halved by the inner loop, and V lowered by a hundredth of a nat by G."""
    return StagedRun(
        gap=np.array([[0.08, 0.04, 5e-4]]),
        gap_error=np.full((1, 3), 1e-14),
        jsd=np.array([[0.1, 1e-3]]),
        jsd_error=np.full((1, 2), 1e-15),
        value=np.array([[0.16 - LOG_4, 0.15 - LOG_4]]),
        value_error=np.full((1, 2), 1e-14),
        d_mean=np.array([[0.51, 0.49]]),
        d_error=np.full((1, 2), 1e-15),
        floor=np.full(1, 0.01),
        family="affine",
    )


def inner_steps() -> InnerLoop:
    """A gap that falls to a floor, in 32 runs alike; a fair coin falls alike 32 times with 2·2^−32 < 1e-9."""
    gaps = np.tile([0.3, 0.1, 0.01, 0.009], (1, 32, 1))
    return InnerLoop(gaps, np.full_like(gaps, 1e-15), np.full(1, 1e-9), "tabular")


def singular() -> SingularContest:
    """A logit of slope 2 on the fakes, and a D that wins ever more clearly."""
    gap = np.array([[0.5, 0.1, 0.001]])
    two = 2.0 * np.ones_like(gap)
    jsd = np.array([LOG_2])
    return SingularContest(
        jsd, jsd * 1e-15, gap, two * gap * 0.5, two * (1.0 - gap * 0.5), two, two, 1e-12 * two, "affine"
    )
