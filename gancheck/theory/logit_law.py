r"""What sampling does to the tabular discriminator: the law of its logits when it is trained on counts.

With :math:`C \sim \mathrm{Bin}(n_p, p_x)` real samples and :math:`C' \sim \mathrm{Bin}(n_q, q_x)` fakes at an atom, the
maximum of the empirical value is

.. math:: \operatorname{logit} \hat D(x) = \log\frac{C}{n_p} - \log\frac{C'}{n_q},

infinite where a count is 0. The law of this file is that of the logit given that neither count is.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import binom

from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate
from gancheck.theory.binomial import TAIL, binomial_masses

__all__ = ["LogitLaw", "asymptotic_logit_variance", "log_count_moments", "logit_cdf", "logit_law"]


@dataclass(frozen=True)
class LogitLaw:
    r"""The law of the logits of :math:`\hat D` at the atoms of B problems.

    Attributes:
        p: Masses of the data law, ``(B, n)``.
        q: Masses of the generator's law, ``(B, n)``.
        real: n_p, the number of real samples, ``(B,)``.
        fake: n_q, the number of fakes, ``(B,)``.
    """

    p: Array
    q: Array
    real: Array
    fake: Array

    def of_counts(self, real: Array, fake: Array) -> Array:
        r"""The logit on given counts :math:`\log(c/n_p) - \log(c'/n_q)`, ``(B, n, R)``; ±∞ or NaN at a count of 0."""
        sizes = self.real[:, None, None], self.fake[:, None, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.log(real / sizes[0]) - np.log(fake / sizes[1]))

    def cdf(self, t: Array) -> Array:
        r"""P(logit ≤ t given that neither count is 0) at ``t`` of shape ``(B, n, T)``, by summing both binomials.

        .. math:: \sum_{c' \ge 1} P(C' = c' | C' \ge 1)\, P(C \le n_p e^t c'/n_q \mid C \ge 1)
        """
        rows = [
            [
                logit_cdf(
                    _masses(self.p[b, i], self.real[b]),
                    _masses(self.q[b, i], self.fake[b]),
                    float(self.real[b]) / float(self.fake[b]),
                    t[b, i],
                )
                for i in range(t.shape[1])
            ]
            for b in range(len(t))
        ]
        return np.array(rows)


def logit_law(p: Any, q: Any, real: Array, fake: Array) -> LogitLaw:
    r"""The law of the logits of a tabular discriminator trained to convergence on ``real`` and ``fake`` samples.

    Args:
        p: The data law, `Discrete`, a batch of B, every atom with mass.
        q: The generator's law on the same atoms.
        real: n_p, whole numbers ``(B,)``.
        fake: n_q, whole numbers ``(B,)``.

    Raises:
        InvalidInput: an atom has no mass under one of the laws: its logit is never finite.

    Example:
        >>> from gancheck.distributions import Discrete
        >>> law = logit_law(Discrete(probs=[[0.5, 0.5]]), Discrete(probs=[[0.5, 0.5]]), np.array([1]), np.array([1]))
        >>> law.cdf(np.array([[[-0.1, 0.1], [-0.1, 0.1]]])).tolist()
        [[[0.0, 1.0], [0.0, 1.0]]]

    References:
        [goodfellow2014] Proposition 1, on the empirical laws.
    """
    masses = np.asarray(p.probs), np.asarray(q.probs)
    if not all((mass > 0).all() for mass in masses):
        raise InvalidInput("`p` or `q` has an atom of mass 0, where the logit is never finite; leave it out.")
    return LogitLaw(*masses, np.asarray(real), np.asarray(fake))


def asymptotic_logit_variance(p: Array, q: Array, real: Array, fake: Array) -> Array:
    r"""The variance of the logit to first order in the sample sizes, by the delta method.

    .. math:: \mathrm{Var}[\operatorname{logit} \hat D(x)] \approx
              \frac{1 - p_x}{n_p\, p_x} + \frac{1 - q_x}{n_q\, q_x}

    Args:
        p: Masses of the data law, ``(B, n)``, positive.
        q: Masses of the generator's law, ``(B, n)``, positive.
        real: n_p, broadcast against the masses.
        fake: n_q, likewise.

    Example:
        >>> asymptotic_logit_variance(np.array([[0.5]]), np.array([[0.25]]), np.array([[100]]), np.array([[300]]))
        array([[0.02]])

    References:
        [rao1973] §6a.2, functions of asymptotically normal statistics, for log p̂.
    """
    return np.asarray((1.0 - p) / (real * p) + (1.0 - q) / (fake * q))


def log_count_moments(mass: float, size: int) -> tuple[Estimate, Estimate]:
    r"""Mean and variance of :math:`\log(C/(n m))` given :math:`C \ge 1`, for a binomial count C, by summation.

    Args:
        mass: m, in (0, 1).
        size: n.

    Returns:
        Two estimates; the errors count rounding and the tails that are left out.

    Example:
        >>> mean, variance = log_count_moments(0.5, 2)  # log 1 with probability 2/3, log 2 with 1/3, less log 1
        >>> round(float(mean.value) * 3, 6), round(float(variance.value) * 9 / 2, 6)
        (0.693147, 0.480453)
    """
    counts, weight, steps = binomial_masses(mass, size)
    seen = counts >= 1
    k, weight = counts[seen], weight[seen]
    total = weight.sum()
    weight = weight / total
    log_ratio = np.log1p((k - size * mass) / (size * mass))  # no cancellation near the mean
    mean = float((weight * log_ratio).sum())
    variance = float((weight * (log_ratio - mean) ** 2).sum())
    # The tails weigh 2 exp(−80) and no logarithm exceeds log n + |log m| there.
    tail = 2.0 * np.exp(-TAIL) * (np.log(size) - np.log(mass) + 1.0) ** 2 / total
    relative = (12.0 * steps + 32.0) * UNIT_ROUNDOFF
    spread = float((weight * abs(log_ratio - mean)).sum())
    # log_ratio itself errs by a few roundings of 1 + k/(nm), which the squares inherit twice.
    return (
        Estimate(np.asarray(mean), np.asarray(relative * (spread + abs(mean)) + 8.0 * UNIT_ROUNDOFF + tail)),
        Estimate(
            np.asarray(variance), np.asarray(4.0 * relative * variance + 16.0 * UNIT_ROUNDOFF * spread + tail)
        ),
    )


def _masses(mass: float, size: int) -> Array:
    """The conditional law P(C = k | C ≥ 1) for k = 1 … n."""
    weight = binom.pmf(np.arange(1, int(size) + 1), int(size), mass)
    return np.asarray(weight / weight.sum())


def logit_cdf(real: Array, fake: Array, ratio: float, t: Array) -> Array:
    """P(C ≤ ratio · e^t · C′) at each t, ``(T,)``, from the masses of both counts from 1 on.

    Args:
        real: P(C = k), k = 1 …
        fake: P(C′ = k), k = 1 …
        ratio: n_p/n_q.
        t: Logits.
    """
    below = np.concatenate([[0.0], np.cumsum(real)])
    most = ratio * np.exp(t)[:, None] * np.arange(1, len(fake) + 1)
    index = np.minimum(np.floor(most), len(real)).astype(np.int64)
    return np.asarray((below[index] * fake).sum(axis=-1))
