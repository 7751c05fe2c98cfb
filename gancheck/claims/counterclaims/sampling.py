"""Wrong versions of what minibatches and samples do, and problems on which they must be refused."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from scipy.stats import binom, poisson

from gancheck.claims.records import MinibatchGradients, TrainedLogits
from gancheck.claims.samples import SampledPair, record_of_runs
from gancheck.distributions import Discrete
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate
from gancheck.numerics.logspace import log_sigmoid
from gancheck.theory.discriminators import Discriminator, TabularDiscriminator, probability
from gancheck.theory.logit_law import asymptotic_logit_variance, logit_cdf, logit_law
from gancheck.theory.value_gradient import value_gradient

DRAWS = 8
"""Draws a minibatch, where a wrong formula depends on them."""


def fakes_halved(p: Any, q: Any, d: Discriminator) -> Estimate:
    """Half of E_q[D ∇t] left out: the mean over a batch of both for the sum of two means."""
    found, feature = value_gradient(p, q, d), _mean_features(q, d)
    on_fakes = 0.5 * (feature - value_gradient(q, q, d).value[:, : feature.shape[1]])
    return _shifted(found, 0.5 * on_fakes)


def fakes_of_the_datas_sign(p: Any, q: Any, d: Discriminator) -> Estimate:
    """+E_q[D ∇t]: D climbs log D on the fakes as well, where it should climb log(1 − D)."""
    found, feature = value_gradient(p, q, d), _mean_features(q, d)
    on_fakes = 0.5 * (feature - value_gradient(q, q, d).value[:, : feature.shape[1]])
    return _shifted(found, 2.0 * on_fakes)


def sum_over_the_minibatch(p: Any, q: Any, d: Discriminator) -> Estimate:
    """1/m forgotten."""
    return float(DRAWS) * value_gradient(p, q, d)


def bessel_forgotten(p: Any, q: Any, d: Discriminator) -> Estimate:
    """(m − 1)/m of the generator's gradient: the minibatch's own mean as baseline, without Bessel's factor."""
    found = value_gradient(p, q, d)
    factors = np.ones_like(found.value)
    factors[:, _mean_features(q, d).shape[1] :] = 1.0 - 1.0 / DRAWS
    return Estimate(found.value * factors, found.error)


def opponents_sign(p: Any, q: Any, d: Discriminator) -> Estimate:
    """The generator's components with the other sign: what it ascends taken for the gradient of V."""
    found = value_gradient(p, q, d)
    signs = np.ones_like(found.value)
    signs[:, _mean_features(q, d).shape[1] :] = -1.0
    return Estimate(found.value * signs, found.error)


@dataclass(frozen=True)
class StatedLaw:
    """A law of logits in the place of `gancheck.theory.logit_law.LogitLaw`, by its two functions."""

    of_counts: Callable[[Array, Array], Array]
    cdf: Callable[[Array], Array]


def labels_swapped(p: Any, q: Any, real: Array, fake: Array) -> StatedLaw:
    """Log q̂ − log p̂."""
    right = logit_law(p, q, real, fake)
    return StatedLaw(lambda c, d: -right.of_counts(c, d), lambda t: 1.0 - right.cdf(-t))


def sizes_forgotten(p: Any, q: Any, real: Array, fake: Array) -> StatedLaw:
    """The logarithm of the ratio of the counts: an unbalanced sample taken for a balanced one."""
    right = logit_law(p, q, real, fake)
    shift = np.log(np.asarray(real) / np.asarray(fake))[:, None, None]
    return StatedLaw(lambda c, d: right.of_counts(c, d) + shift, lambda t: right.cdf(t - shift))


def counts_smoothed(p: Any, q: Any, real: Array, fake: Array) -> StatedLaw:
    """One sample of every atom added to both."""
    right = logit_law(p, q, real, fake)
    return StatedLaw(lambda c, d: right.of_counts(c + 1, d + 1), right.cdf)


def noise_of_the_data_only(p: Any, q: Any, real: Array, fake: Array) -> StatedLaw:
    """The fakes taken for the law that they come from: only the real samples fluctuate."""
    log_q = np.log(q.probs)[..., None]
    n, mass = np.asarray(real)[:, None, None], p.probs[..., None]

    def cdf(t: Array) -> Array:
        never = binom.pmf(0, n, mass)
        below = binom.cdf(np.floor(n * np.exp(t + log_q)), n, mass)
        return np.asarray(np.maximum(below - never, 0.0) / (1.0 - never))

    return StatedLaw(lambda c, _: np.log(c / n) - log_q, cdf)


def poisson_counts(p: Any, q: Any, real: Array, fake: Array) -> StatedLaw:
    """Counts as Poisson variables: that they add up to the sample size is forgotten, and with it the factor 1 − p."""

    def masses(mass: float, size: int) -> Array:
        weight = poisson.pmf(np.arange(1, 2 * int(size) + 1), size * mass)
        return np.asarray(weight / weight.sum())

    def cdf(t: Array) -> Array:
        rows = [
            [
                logit_cdf(
                    masses(p.probs[b, i], real[b]), masses(q.probs[b, i], fake[b]), real[b] / fake[b], t[b, i]
                )
                for i in range(t.shape[1])
            ]
            for b in range(len(t))
        ]
        return np.array(rows)

    return StatedLaw(logit_law(p, q, real, fake).of_counts, cdf)


def variance_of_poisson(p: Array, q: Array, real: Array, fake: Array) -> Array:
    """1/(n_p p) + 1/(n_q q): the factors 1 − p and 1 − q forgotten."""
    return np.asarray(1.0 / (real * p) + 1.0 / (fake * q))


def sizes_exchanged(p: Array, q: Array, real: Array, fake: Array) -> Array:
    """The number of fakes for the number of real samples."""
    return asymptotic_logit_variance(p, q, fake, real)


def variance_of_the_frequency(p: Array, q: Array, real: Array, fake: Array) -> Array:
    """p(1 − p)/n_p + q(1 − q)/n_q: the frequencies' variance, not divided by the square of what the logarithm is of."""
    return np.asarray(p * (1.0 - p) / real + q * (1.0 - q) / fake)


def variances_subtracted(p: Array, q: Array, real: Array, fake: Array) -> Array:
    """The variance of a difference as the difference of the variances."""
    return np.asarray((1.0 - p) / (real * p) - (1.0 - q) / (fake * q))


def every_minibatch() -> MinibatchGradients:
    """All minibatches of two draws on three atoms, the two players' estimates averaged with their probabilities."""
    p, q, logits = np.array([0.5, 0.3, 0.2]), np.array([0.1, 0.3, 0.6]), np.array([0.5, -1.0, 0.25])
    d, losses = probability(logits), log_sigmoid(-logits)
    total = np.zeros(6)
    for real, fake in product(product(range(3), repeat=2), repeat=2):
        p_hat, q_hat = (np.bincount(batch, minlength=3) / 2.0 for batch in (real, fake))
        gradient = np.concatenate([p_hat * (1.0 - d) - q_hat * d, 2.0 * q_hat * (losses - q_hat @ losses)])
        total += p[list(real)].prod() * q[list(fake)].prod() * gradient
    # 81 terms of at most twenty roundings, none above 3.
    error = np.full((1, 6), 3.0 * 101.0 * UNIT_ROUNDOFF)
    laws = Discrete(probs=p[None]), Discrete(probs=q[None])
    return MinibatchGradients(*laws, TabularDiscriminator(logits[None]), total[None], error, "enumerated")


def counted_samples() -> TrainedLogits:
    """Four thousand samples of 150 and of 300 on two atoms, and the logits that maximise V on each."""
    generator = np.random.default_rng(0)
    p, q = Discrete(probs=[[0.7, 0.3]]), Discrete(probs=[[0.6, 0.4]])
    counts = (
        generator.multinomial(150, [0.7, 0.3], (1, 4096)),
        generator.multinomial(300, [0.6, 0.4], (1, 4096)),
    )
    logits = np.log(counts[0] / 150.0) - np.log(counts[1] / 300.0)
    return record_of_runs(p, q, counts, logits, 8.0 * UNIT_ROUNDOFF * (1.0 + abs(logits)), 1e-6)


def lopsided() -> SampledPair:
    """Laws of unequal masses, and three fakes for each real sample."""
    return SampledPair(Discrete(probs=[[0.5, 0.3, 0.2]]), Discrete(probs=[[0.2, 0.2, 0.6]]), np.array([3.0]))


def _mean_features(law: Any, d: Discriminator) -> Array:
    """E[∇t]: the masses of the atoms, or the first moments of a Gaussian."""
    if isinstance(d, TabularDiscriminator):
        return np.asarray(law.probs)
    return np.stack([np.ones_like(law.loc), law.loc, law.loc**2 + law.scale**2], axis=-1)


def _shifted(found: Estimate, by: Array) -> Estimate:
    """D's components moved."""
    value = found.value.copy()
    value[:, : by.shape[1]] += by
    return Estimate(value, found.error)
