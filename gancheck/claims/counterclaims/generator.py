"""Wrong versions of the generator's formulas, and problems on which they must be refused."""

from math import log
from typing import Any

import numpy as np

from gancheck.claims.problems import Contest, Descent, Mixing, Pair
from gancheck.distributions import Discrete, Gaussian
from gancheck.distributions.expectation import expectation
from gancheck.divergences.jensen_shannon import jsd, jsd_deficit_estimate, jsd_estimate
from gancheck.divergences.kullback_leibler import kl_estimate
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import Estimate, exactly
from gancheck.numerics.logspace import log_sigmoid
from gancheck.numerics.quadrature import integrate
from gancheck.theory.classification import jsd_lower_bound_estimate
from gancheck.theory.criterion import criterion_estimate, optimal_value_estimate
from gancheck.theory.discriminators import TabularDiscriminator, probability
from gancheck.theory.envelope import criterion_derivative, generator_gradient
from gancheck.theory.mirror_descent import mirror_descent_step
from gancheck.theory.optimal_discriminator import optimal_discriminator
from gancheck.theory.value import atom_logits, value_estimate

LOG_2 = log(2.0)


def value_with_swapped_oracle(p: Any, q: Any) -> Estimate:
    """V at q/(p+q): the best discriminator with its labels swapped."""
    return value_estimate(optimal_discriminator(q, p), p, q)


def value_averaged(p: Any, q: Any) -> Estimate:
    """The average of the two expectations in the place of their sum."""
    return 0.5 * optimal_value_estimate(p, q)


def criterion_with_plus_log_4(p: Any, q: Any) -> Estimate:
    """+log 4 + 2·JSD: the sign of the constant lost."""
    return criterion_estimate(p, q) + 2.0 * log(4.0)


def criterion_with_one_jsd(p: Any, q: Any) -> Estimate:
    """−log 4 + JSD: the factor 2 lost."""
    return jsd_estimate(p, q) - log(4.0)


def criterion_with_log_2(p: Any, q: Any) -> Estimate:
    """−log 2 + 2·JSD: the constant of one expectation only."""
    return criterion_estimate(p, q) + LOG_2


def criterion_with_kl(p: Any, q: Any) -> Estimate:
    """−log 4 + KL(p‖q): another divergence, with the same minimum."""
    return kl_estimate(p, q) - log(4.0)


def deficit_by_subtraction(p: Any, q: Any) -> Estimate:
    """Log 2 − JSD as a difference: no digit is left once it falls below 1e-16."""
    return Estimate(LOG_2 - np.asarray(jsd(p, q)), jsd_deficit_estimate(p, q).error)


def deficit_doubled(p: Any, q: Any) -> Estimate:
    """Log 4 − 2·JSD, passed off as the deficit of one JSD."""
    return 2.0 * jsd_deficit_estimate(p, q)


def bound_without_the_constant(d: Any, p: Any, q: Any) -> Estimate:
    """½V: log 4 forgotten."""
    return 0.5 * value_estimate(d, p, q)


def bound_without_the_half(d: Any, p: Any, q: Any) -> Estimate:
    """V + log 4: twice the divergence."""
    return 2.0 * jsd_lower_bound_estimate(d, p, q)


def value_of_the_non_saturating_game(d: Any, p: Any, q: Any) -> Estimate:
    """E_p[log D] + E_q[log D]: the generator's heuristic objective in the place of the game's."""
    if p.family == "discrete":
        masses = p.probs + q.probs
        return exactly((masses * log_sigmoid(np.where(masses > 0, atom_logits(d, p), 0.0))).sum(axis=-1))
    return expectation(p, lambda x: log_sigmoid(d.logit(x)), q.breakpoints()) + expectation(
        q, lambda x: log_sigmoid(d.logit(x)), p.breakpoints()
    )


def value_per_label(d: Any, p: Any, q: Any) -> Estimate:
    """½V: the mean over both labels, whose saddle value is −log 2."""
    return 0.5 * value_estimate(d, p, q)


def derivative_for_data(p: Array, q: Array) -> Array:
    """Log D*: the derivative of the other expectation."""
    return criterion_derivative(q, p + (p == 0))


def derivative_halved(p: Array, q: Array) -> Array:
    """½ log(1 − D*): the derivative of JSD, passed off as that of C = 2·JSD − log 4."""
    return 0.5 * criterion_derivative(p, q)


def derivative_with_wrong_sign(p: Array, q: Array) -> Array:
    """−log(1 − D*): ascent for descent."""
    return -criterion_derivative(p, q)


def step_uphill(p: Array, q: Array, rate: Array) -> Array:
    """The gradient added instead of subtracted."""
    return mirror_descent_step(p, q, -rate)


def step_too_long(p: Array, q: Array, rate: Array) -> Array:
    """η = 1.5 times the stated step: beyond 1 it can overshoot."""
    return mirror_descent_step(p, q, 1.5 * rate)


def step_along_log_d(p: Array, q: Array, rate: Array) -> Array:
    """q·(D*)^{−η}: the step follows log D* instead of log(1 − D*)."""
    weights = np.where(q > 0, q * ((p + q) / np.where(p > 0, p, 1.0)) ** rate[:, None], 0.0)
    return weights / weights.sum(axis=-1, keepdims=True)


def gradient_through_the_oracle(p: Any, q: Any) -> Estimate:
    """D*(θ) differentiated as well: adds E_q[D* ∂_θ log q], which the frozen gradient does not have."""
    frozen = generator_gradient(p, q)
    oracle = optimal_discriminator(p, q)
    if isinstance(q, Discrete):
        d = np.where(q.probs > 0, oracle.probs, 0.0)
        extra = q.probs * (d - (q.probs * d).sum(axis=-1, keepdims=True))
        return Estimate(frozen.value + extra, frozen.error)
    breakpoints = np.concatenate([p.breakpoints(), q.breakpoints()], axis=-1)

    def weight(x: Array) -> Array:
        return np.exp(q.log_prob(x)) * probability(oracle.logit(x))

    def score(x: Array) -> Array:
        return (x - q.loc[:, None]) / q.scale[:, None]

    by_loc = integrate(lambda x: weight(x) * score(x) / q.scale[:, None], breakpoints)
    by_log_scale = integrate(lambda x: weight(x) * (score(x) ** 2 - 1.0), breakpoints)
    extra = np.stack([by_loc.value, by_log_scale.value], axis=-1)
    return Estimate(frozen.value + extra, frozen.error)


def gradient_of_one_jsd(p: Any, q: Any) -> Estimate:
    """∇JSD in the place of ∇C = 2∇JSD."""
    return 0.5 * generator_gradient(p, q)


def gradient_uphill(p: Any, q: Any) -> Estimate:
    """The sign of ascent."""
    return -generator_gradient(p, q)


def _discrete(*laws: list[float]) -> list[Discrete]:
    return [Discrete(probs=[law]) for law in laws]


def pair() -> Pair:
    """Three atoms, laws well apart."""
    return Pair(*_discrete([0.7, 0.2, 0.1], [0.2, 0.3, 0.5]))


def gaussian_pair() -> Pair:
    """Two Gaussians of unequal scales."""
    return Pair(Gaussian([0.0], [1.0]), Gaussian([1.0], [2.0]))


def equal_pair() -> Pair:
    """One law twice."""
    return Pair(*_discrete([0.7, 0.2, 0.1], [0.7, 0.2, 0.1]))


def nearly_disjoint() -> Pair:
    """Two laws that share 1e-20 of their mass."""
    return Pair(*_discrete([1.0, 1e-20], [1e-20, 1.0]))


def contest() -> Contest:
    """A discriminator that is not optimal."""
    p, q = _discrete([0.7, 0.2, 0.1], [0.2, 0.3, 0.5])
    return Contest(p, q, TabularDiscriminator(np.array([[1.0, -2.0, 0.5]])))


def mixing() -> Mixing:
    """A second generator's law close to the first, where the tangent is tight."""
    p, q, other = _discrete([0.7, 0.2, 0.1], [0.2, 0.3, 0.5], [0.21, 0.3, 0.49])
    return Mixing(p, q, other, np.array([0.5]))


def mixing_back() -> Mixing:
    """The same with the step in the other direction."""
    p, q, other = _discrete([0.7, 0.2, 0.1], [0.2, 0.3, 0.5], [0.19, 0.3, 0.51])
    return Mixing(p, q, other, np.array([0.5]))


def start() -> Descent:
    """A start that almost misses the data's lightest atom, with the longest step that the theorem allows."""
    p, q = _discrete([0.1, 0.9], [1e-9, 1.0 - 1e-9])
    return Descent(p, q, np.array([1.0]))
