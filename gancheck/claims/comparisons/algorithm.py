"""Both sides of the claims about Algorithm 1, from the records of trainings.

The bounds follow from the gap identity. With m = (p+q)/2, Pinsker's inequality for Bernoulli laws gives
E_m[(D − D*)²] ≤ gap/4, and ∫|p−q| = 2·E_m|2D* − 1| with TV² ≤ 2·JSD gives E_m|D* − ½| ≤ √(2·JSD)/2; therefore
|E_p[D] − ½| ≤ 2·E_m|D − ½| ≤ √gap + √(2·JSD).
"""

from collections.abc import Callable
from math import log
from typing import Any

import numpy as np

from gancheck.claims.claim import Sides
from gancheck.claims.records import (
    InnerLoop,
    LearnedEquilibrium,
    SingularContest,
    StagedRun,
    StepChanges,
    TrainedDiscriminator,
)
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, columns, exactly
from gancheck.theory.value import value_estimate

__all__ = ["directions", "disjoint_supports", "equilibrium", "figure_1", "inner_loop", "optimum"]


def optimum(record: TrainedDiscriminator, formula: Callable[..., Any]) -> Sides:
    """V of the trained D against V of the oracle; the budget is the tolerance."""
    oracle = value_estimate(formula(record.p, record.q), record.p, record.q)
    budget = record.optimisation + record.sampling + record.approximation + record.value_error
    return Estimate(record.value, budget), oracle


def equilibrium(record: LearnedEquilibrium, formula: Callable[..., Any]) -> Sides:
    """JSD, V and the means of D against their values at the equilibrium, as far as JSD and gap allow."""
    goal = formula()
    one = np.ones_like(record.jsd)
    # V = −log 4 + 2·JSD − gap, exactly.
    value = 2.0 * record.jsd + record.gap + record.value_error + 4.0 * UNIT_ROUNDOFF
    mean = np.sqrt(record.gap) + np.sqrt(2.0 * record.jsd) + record.value_error
    lhs = columns(
        Estimate(record.jsd, record.floor),
        Estimate(record.value, value),
        Estimate(record.d_real, mean),
        Estimate(record.d_fake, mean),
    )
    return lhs, columns(*(exactly(x * one) for x in (goal.jsd, goal.value, goal.d, goal.d)))


def directions(record: StepChanges, formula: Callable[..., Any]) -> Sides:
    """0 ≤ (stated direction) × (change of V), for each player; and no step moves the opponent."""
    stated = formula()
    zero = exactly(np.zeros_like(record.error))
    lhs = columns(zero, zero, exactly(np.asarray(record.opponent_moved, dtype=float)))
    rhs = columns(
        Estimate(stated.discriminator * record.discriminator, record.error),
        Estimate(stated.generator * record.generator, record.error),
        zero,
    )
    return lhs, rhs


def figure_1(record: StagedRun, formula: Callable[..., Any]) -> Sides:
    """0 ≤ (stated sign) × (what each stage changed), and at the end JSD, gap and D as near as the floor asks."""
    stated = formula()
    zero, floor = exactly(np.zeros_like(record.floor)), exactly(record.floor)
    start, end = (Estimate(record.jsd[:, i], record.jsd_error[:, i]) for i in (0, 1))
    stages = (
        (zero, stated.accuracy * record.accuracy),
        (zero, stated.gap * record.fitting),
        (zero, stated.value * record.following),
        (zero, stated.divergence * (end - start)),
    )
    jsd, gap = end.value + end.error, record.gap[:, 2] + record.gap_error[:, 2]
    bound = exactly(np.sqrt(np.maximum(gap, 0.0)) + np.sqrt(2.0 * np.maximum(jsd, 0.0)))
    means = (
        Estimate(np.abs(record.d_mean[:, i] - stated.end.d), record.d_error[:, i] + UNIT_ROUNDOFF)
        for i in (0, 1)
    )
    ends = (
        (Estimate(np.abs(end.value - stated.end.jsd), end.error), floor),
        (Estimate(record.gap[:, 2], record.gap_error[:, 2]), floor),
        *((mean, bound) for mean in means),
    )
    pairs = (*stages, *ends)
    return columns(*(left for left, _ in pairs)), columns(*(right for _, right in pairs))


def inner_loop(record: InnerLoop, formula: Callable[..., Any]) -> Sides:
    """½ against the chance that in one run the gap after more inner steps is at most the gap after fewer."""
    chance = record.chance(*formula(Estimate(record.gaps, record.errors)))
    return exactly(np.full_like(chance.value, 0.5)), chance


def disjoint_supports(record: SingularContest, formula: Callable[..., Any]) -> Sides:
    """Log 2 whatever the distance; minimax ≤ steepest·gap → 0; non-saturating ≥ flattest·(1 − gap).

    On singular laws C(G) = 0, hence gap = −V ≥ E_q[−log(1 − D)] ≥ E_q[D].
    """
    minimax, non_saturating = formula(record)
    slack = record.error * record.steepest
    top = np.full_like(record.jsd, log(2.0))
    level = Estimate(record.jsd, record.jsd_error)
    parts = [(exactly(top), level), (level, exactly(top))]
    for t in range(record.gap.shape[1]):
        ceiling = record.steepest[:, t] * np.minimum(record.gap[:, t], 1.0)
        floor = record.flattest[:, t] * np.maximum(1.0 - record.gap[:, t], 0.0)
        parts.append((Estimate(minimax[:, t], slack[:, t]), exactly(ceiling)))
        parts.append((exactly(floor), Estimate(non_saturating[:, t], slack[:, t])))
    return columns(*(left for left, _ in parts)), columns(*(right for _, right in parts))
