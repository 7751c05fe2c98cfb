"""Both sides of the claims on what minibatches and samples do."""

from collections.abc import Callable
from math import log
from typing import Any

import numpy as np

from gancheck.claims.claim import Sides
from gancheck.claims.records import MinibatchGradients, TrainedLogits
from gancheck.claims.samples import SampledPair
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate
from gancheck.theory.logit_law import log_count_moments

__all__ = ["logit_variance", "trained_logits", "unbiased"]

GROWTH = (2**6, 2**10, 2**14)
"""Expected counts at the rarest atom of p: at the last the proven bound is about three parts in a hundred."""


def unbiased(record: MinibatchGradients, formula: Callable[..., Any]) -> Sides:
    """What the minibatches gave on average, against the gradient of V on the laws themselves."""
    return Estimate(record.gradient, record.error), formula(record.p, record.q, record.d)


def trained_logits(record: TrainedLogits, formula: Callable[..., Any]) -> Sides:
    """Run by run the logit that the counts give; and over the runs the distribution function of the logits.

    A share at t counts logits within ``slack`` of their optima: it is between the true shares at t ∓ slack.
    """
    law = formula(record.p, record.q, record.real, record.fake)
    size = len(record.logits)
    of_counts = law.of_counts(record.real_counts, record.fake_counts)
    seen = np.isfinite(record.logit_error)
    runs = Estimate(np.where(seen, record.logits, 0.0), np.where(seen, record.logit_error, 0.0))
    stated = Estimate(
        np.where(seen, of_counts, 0.0),
        8.0 * UNIT_ROUNDOFF * (1.0 + np.where(seen & np.isfinite(of_counts), abs(of_counts), 0.0)),
    )
    slack = record.slack[..., None]
    below, above = law.cdf(record.levels - slack), law.cdf(record.levels + slack)
    share = Estimate(record.shares, np.broadcast_to(record.radius[..., None], record.shares.shape))
    return _joined(runs, share, size), _joined(
        stated, Estimate(0.5 * (below + above), 0.5 * abs(above - below)), size
    )


def logit_variance(problem: SampledPair, formula: Callable[..., Any]) -> Sides:
    r"""The sample size times the exact variance of the logit, at growing sizes, against its limit.

    With :math:`\delta = C/(nm) - 1` the count's share, :math:`\|\log(1+\delta) - \delta\|_2` bounds how far the
    deviation of the logarithm is from that of δ; for δ ≥ −½ the difference is at most δ², below it at most log(nm),
    with probability at most exp(−nm/8) (Chernoff). What conditioning on C ≥ 1 does to δ is exact.
    """
    p, q, ratio = problem.p.probs, problem.q.probs, problem.ratio[:, None]
    sizes = [np.ceil(growth / p.min(axis=-1, keepdims=True)) for growth in GROWTH]
    values, errors, gaps = [], [], []
    for real in sizes:
        fake = np.ceil(ratio * real)
        parts = [_variances(mass, size) for mass, size in ((p, real), (q, fake))]
        values.append(real * (parts[0][0] + parts[1][0]))
        errors.append(real * (parts[0][1] + parts[1][1]))
        gaps.append(real * (parts[0][2] + parts[1][2]))
    limits = [real * formula(p, q, real, np.ceil(ratio * real)) for real in sizes]
    rounding = [8.0 * UNIT_ROUNDOFF * limit for limit in limits]
    return (
        Estimate(np.stack(values, axis=-1), np.stack(errors, axis=-1)),
        Estimate(np.stack(limits, axis=-1), np.stack(gaps, axis=-1) + abs(np.stack(rounding, axis=-1))),
    )


def _variances(mass: Array, size: Array) -> tuple[Array, Array, Array]:
    """Of log C at every atom: the variance, its error, and how far it can be from (1 − m)/(nm)."""
    cells = [[_one_variance(float(m), int(n)) for m in row] for row, (n,) in zip(mass, size, strict=True)]
    value, error, gap = np.moveaxis(np.array(cells), -1, 0)
    return value, error, gap


def _one_variance(mass: float, size: int) -> tuple[float, float, float]:
    if mass >= 1.0:
        return 0.0, 0.0, 0.0
    _, found = log_count_moments(mass, size)
    expected, odds = size * mass, (1.0 - mass) / (size * mass)
    never, seen = np.exp(size * np.log1p(-mass)), -np.expm1(size * np.log1p(-mass))
    conditional = max((odds - never) / seen - (never / seen) ** 2, 0.0)
    fourth = odds * (1.0 + 3.0 * (size - 2) * mass * (1.0 - mass)) / expected**2
    distance = np.sqrt((fourth + log(expected) ** 2 * np.exp(-expected / 8.0)) / seen)
    gap = 2.0 * np.sqrt(conditional) * distance + distance**2 + abs(conditional - odds)
    return float(found.value), float(found.error), float(gap)


def _joined(runs: Estimate, shares: Estimate, size: int) -> Estimate:
    """Two estimates of one batch, flattened after its axis and put side by side."""
    return Estimate(
        np.concatenate([runs.value.reshape(size, -1), shares.value.reshape(size, -1)], axis=1),
        np.concatenate([runs.error.reshape(size, -1), shares.error.reshape(size, -1)], axis=1),
    )
