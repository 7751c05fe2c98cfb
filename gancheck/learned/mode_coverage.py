r"""Which modes of a mixture a generator covers, decided from draws of it.

A draw x belongs to mode k if the mixture says so and x is not an outlier of the mode:

.. math:: P(k \mid x) = \frac{w_k N(x; \mu_k, \Sigma_k)}{p(x)} \ge \tfrac12, \qquad
          (x-\mu_k)^\top \Sigma_k^{-1} (x-\mu_k) \le r^2, \quad P(\chi^2_d \le r^2) = \text{within}

Mode k is covered if more than the fraction f of its weight w_k falls to it. The counts are binomial, so that exact
intervals decide; where they do not, nobody does.

Guarantees: all verdicts and shares of a call are right together with probability 1 − α, whatever the generator's law.
Refuses to call a mode missed because few draws were made.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import gammaincinv

from gancheck.distributions.law import Law
from gancheck.distributions.multivariate_gaussian_mixture import MultivariateGaussianMixture
from gancheck.distributions.parameters import as_numpy
from gancheck.distributions.rows import repeat_rows
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array
from gancheck.numerics.binomial_interval import binomial_interval
from gancheck.numerics.estimate import Estimate
from gancheck.numerics.holm import require_level

__all__ = ["ModeCoverage", "mode_coverage"]

BLOCK = 2**20
"""Distances of draws to modes computed at once: 8 MB."""


@dataclass(frozen=True)
class ModeCoverage:
    """The verdicts on B generators and K modes; a mode that is neither covered nor missed is undecided.

    Attributes:
        covered: (B, K) of bool.
        missed: (B, K) of bool.
        share: the chance that a draw belongs to each mode, (B, K), with half the length of its interval.
        good: the chance that a draw lies within r of some mode, (B,), likewise.
        radius: r, in standard deviations.
        weights: (B, K); a component of weight 0 is no mode, and neither covered nor missed.
    """

    covered: Array
    missed: Array
    share: Estimate
    good: Estimate
    radius: float
    weights: Array

    @property
    def undecided(self) -> Array:
        """(B, K) of bool: more draws would tell."""
        undecided: Array = (self.weights > 0) & ~self.covered & ~self.missed
        return undecided

    @property
    def counts(self) -> tuple[Array, Array, Array]:
        """How many modes are covered, missed and undecided: (B,) each."""
        return self.covered.sum(axis=1), self.missed.sum(axis=1), self.undecided.sum(axis=1)


def mode_coverage(
    p: MultivariateGaussianMixture,
    q: Law,
    generator: Any,
    *,
    size: int = 10_000,
    fraction: float = 0.25,
    within: float = 0.99,
    alpha: float = 0.05,
) -> ModeCoverage:
    r"""Count the modes of a mixture that a generator covers.

    A mode is covered if the interval of its share lies above :math:`f w_k`, missed if it lies below. A generator that
    is the mixture, its modes far apart, gives each mode the share ``within`` · w_k.

    Args:
        p: The mixture, one or a batch of B.
        q: What the generators make: any law that can be sampled, one or a batch.
        generator: Draws from ``q``; a list of B generators serves a batch, one a row.
        size: Draws of each generator.
        fraction: f in (0, 1).
        within: The share of a mode's own draws that lie within r of it, in (0, 1); 0.99 is r = 3.03 in the plane.
        alpha: Probability that any interval of the call misses its share.

    Raises:
        InvalidInput: ``fraction``, ``within`` or ``alpha`` is outside of (0, 1), or the laws do not fit.

    Example:
        >>> ring = MultivariateGaussianMixture.ring(8)
        >>> covered, missed, undecided = mode_coverage(ring, ring, np.random.default_rng(0)).counts
        >>> covered.tolist(), missed.tolist(), undecided.tolist()
        ([8], [0], [0])

    References:
        [srivastava2017] §4.1 counts modes and high-quality samples, within three standard deviations; [clopper1934].
    """
    for name, value in (("fraction", fraction), ("within", within)):
        if not 0.0 < value < 1.0:
            raise InvalidInput(f"`{name}` is {value!r}; give a share strictly between 0 and 1.")
    if not isinstance(p, MultivariateGaussianMixture):
        raise InvalidInput(f"`p` is a {type(p).__name__}, which has no modes here; give a mixture in space.")
    sizes = {len(law.batched()) for law in (p, q)}
    if len(sizes - {1}) > 1:
        raise InvalidInput(
            f"`p` and `q` are batches of {sorted(sizes)} rows; give equal sizes, or one law for all."
        )
    rows = max(sizes)
    p, q = repeat_rows(p, rows), repeat_rows(q, rows)
    if getattr(q, "dimension", 1) != p.dimension:
        raise InvalidInput(f"`p` has dimension {p.dimension} and `q` another; give laws on one space.")
    weights = as_numpy(p.weights)
    r_squared = 2.0 * float(gammaincinv(p.dimension / 2.0, within))
    own, near = _counts(p, q.sample(size, generator), r_squared)
    intervals = rows + int((weights > 0).sum())
    level = require_level(alpha) / intervals
    share, good = binomial_interval(own, size, level), binomial_interval(near, size, level)
    wanted, real = fraction * weights, weights > 0
    covered, missed = share.value - share.error > wanted, share.value + share.error < wanted
    return ModeCoverage(covered & real, missed & real, share, good, float(np.sqrt(r_squared)), weights)


def _counts(p: MultivariateGaussianMixture, x: Array, r_squared: float) -> tuple[Array, Array]:
    """How many draws belong to each mode, (B, K), and how many lie within r of some, (B,)."""
    own, near = np.zeros((len(p), p.n_components), dtype=np.int64), np.zeros(len(p), dtype=np.int64)
    at_once = max(1, BLOCK // (len(p) * p.n_components))
    for start in range(0, x.shape[1], at_once):
        some = x[:, start : start + at_once]
        squared = as_numpy(p.squared_distances(some))
        joint = as_numpy(p.joint_log_prob(some))
        inside = (squared <= r_squared) & np.isfinite(joint)
        # P(k | x) ≥ ½ if and only if all other components together are at most as heavy as k at x.
        density = np.logaddexp.reduce(joint, axis=-1, keepdims=True)
        own += (inside & (joint >= density - np.log(2.0))).sum(axis=1)
        near += inside.any(axis=-1).sum(axis=1)
    return own, near
