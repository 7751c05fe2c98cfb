"""Wrong versions of the discriminator's formulas, and problems on which they must be refused."""

from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np

from gancheck.claims.problems import Contest, DiscriminatorPair, GeneratedContest, Pair, Points, PriorPair
from gancheck.distributions import Discrete, Gaussian, PiecewiseLinear, Pushforward
from gancheck.distributions.expectation import expectation
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import Estimate
from gancheck.numerics.logspace import log_sigmoid
from gancheck.theory.classification import binary_cross_entropy_estimate
from gancheck.theory.discriminators import QuadraticDiscriminator, TabularDiscriminator, probability
from gancheck.theory.optimal_discriminator import optimal_discriminator, optimal_logit, optimal_probability
from gancheck.theory.suboptimality import relative_entropy_terms, suboptimality_estimate
from gancheck.theory.value import atom_logits


def fakes_judged_as_data(d: Any, q: Any, extra: Array | None = None) -> Estimate:
    """E_q[log D]: the generator's non-saturating objective, without its sign."""
    return expectation(q, lambda x: log_sigmoid(d.logit(x)), extra)


def fakes_without_the_map(d: Any, q: Any, extra: Array | None = None) -> Estimate:
    """E over the noise of log(1 − D(z)): the generator was not applied."""
    return expectation(q.noise, lambda z: log_sigmoid(-d.logit(z)), extra)


def cross_entropy_as_a_sum(d: Any, p: Any, q: Any) -> Estimate:
    """BCE summed over the two halves instead of averaged."""
    return 2.0 * binary_cross_entropy_estimate(d, p, q)


def cross_entropy_with_swapped_labels(d: Any, p: Any, q: Any) -> Estimate:
    """Fakes labelled 1 and data labelled 0."""
    return binary_cross_entropy_estimate(d, q, p)


def cross_entropy_in_bits(d: Any, p: Any, q: Any) -> Estimate:
    """Logarithms to base 2."""
    return (1.0 / log(2.0)) * binary_cross_entropy_estimate(d, p, q)


def fake_share(a: Array, b: Array) -> Array:
    """b/(a+b): the labels are swapped."""
    return optimal_probability(b, a)


def clipped_odds(a: Array, b: Array) -> Array:
    """min(a/b, 1): the odds taken for a probability."""
    return np.where(a >= b, 1.0, a / np.where(b > 0, b, 1.0))


def always_half(a: Array, b: Array) -> Array:
    """½: the answer at the equilibrium taken for the answer everywhere."""
    return 0.0 * optimal_probability(a, b) + 0.5


@dataclass(frozen=True)
class _WrongOracle:
    """An oracle whose logit is a function of the two log densities, or of the two masses."""

    p: Any
    q: Any
    change: Any

    def logit(self, x: Array) -> Array:
        """The changed logit at points."""
        return self.change(optimal_discriminator(self.p, self.q).logit(x))

    def prob(self, x: Array) -> Array:
        """Its probability."""
        return probability(self.logit(x))

    @property
    def logits(self) -> Array:
        """The changed logit at every atom."""
        return self.change(optimal_logit(self.p.probs, self.q.probs))

    @property
    def probs(self) -> Array:
        """Its probability at every atom."""
        return probability(self.logits)


def swapped_labels(p: Any, q: Any) -> Any:
    """q/(p+q): the labels are swapped."""
    return _WrongOracle(p, q, lambda logit: -logit)


def doubled_logit(p: Any, q: Any) -> Any:
    """A logit of 2(log p − log q): the odds squared."""
    return _WrongOracle(p, q, lambda logit: 2.0 * logit)


def halved_logit(p: Any, q: Any) -> Any:
    """A logit of ½(log p − log q): the optimum of another loss."""
    return _WrongOracle(p, q, lambda logit: 0.5 * logit)


def half_off_support(p: Any, q: Any) -> Any:
    """D* = ½ where neither law has mass."""
    return _WrongOracle(p, q, lambda logit: np.where(np.isnan(logit), 0.0, logit))


def undefined_without_fakes(p: Any, q: Any) -> Any:
    """D* undefined wherever q = 0: the division p/q taken at face value."""
    return _WrongOracle(p, q, lambda logit: np.where(np.isposinf(logit), np.nan, logit))


def blind_to_small_differences(p: Any, q: Any) -> Any:
    """Logits below 0.01 rounded to 0."""
    return _WrongOracle(p, q, lambda logit: np.where(np.abs(logit) < 0.01, 0.0, logit))


def biased_logit(p: Any, q: Any) -> Any:
    """A constant added to the logit: a prior other than ½ left in."""
    return _WrongOracle(p, q, lambda logit: logit + 0.1)


def gap_with_swapped_arguments(d: Any, p: Any, q: Any) -> Estimate:
    """Σ (p+q) KL(Bern(D)‖Bern(D*)): the arguments of KL swapped."""
    if p.family != "discrete":
        return -1.0 * suboptimality_estimate(d, p, q)
    total, probs = p.probs + q.probs, probability(atom_logits(d, p))
    terms = relative_entropy_terms(total * probs, p.probs) + relative_entropy_terms(
        total * (1.0 - probs), q.probs
    )
    return Estimate(terms.sum(axis=-1), 0.0 * total.sum(axis=-1))


def half_the_gap(d: Any, p: Any, q: Any) -> Estimate:
    """The average over (p+q)/2 in the place of the sum over p+q."""
    return 0.5 * suboptimality_estimate(d, p, q)


def gap_without_the_best_fakes(d: Any, p: Any, q: Any) -> Estimate:
    """V(D*) − V(D) without E_q[log(1 − D*)]."""
    if p.family == "discrete":
        lost = np.where(q.probs > 0, q.probs * log_sigmoid(-optimal_logit(p.probs, q.probs)), 0.0).sum(
            axis=-1
        )
        return suboptimality_estimate(d, p, q) - Estimate(lost, 0.0 * lost)
    return suboptimality_estimate(d, p, q) - expectation(
        q, lambda x: log_sigmoid(-optimal_discriminator(p, q).logit(x))
    )


def prior_forgotten(a: Array, b: Array, prior: Array) -> Array:
    """p/(p+q) whatever the prior."""
    return optimal_probability(a, b) + 0.0 * prior


def prior_swapped(a: Array, b: Array, prior: Array) -> Array:
    """(1−π)p/((1−π)p + πq): the prior of the fakes."""
    return optimal_probability((1.0 - prior) * a, prior * b)


def slope_with_plus(d: Array, p: Array, q: Array) -> Array:
    """p/D + q/(1−D): the chain rule's minus forgotten."""
    return p / d + q / (1.0 - d)


def slope_with_swapped_labels(d: Array, p: Array, q: Array) -> Array:
    """q/D − p/(1−D): the labels are swapped."""
    return q / d - p / (1.0 - d)


def slope_in_the_logit(d: Array, p: Array, q: Array) -> Array:
    """p(1−D) − qD: the derivative in the logit, passed off as the one in D."""
    return p * (1.0 - d) - q * d


def _discrete(p: list[float], q: list[float]) -> tuple[Discrete, Discrete]:
    return Discrete(probs=[p]), Discrete(probs=[q])


def pair() -> Pair:
    """Three atoms, laws well apart."""
    return Pair(*_discrete([0.7, 0.2, 0.1], [0.2, 0.3, 0.5]))


def contest() -> Contest:
    """A discriminator that is not optimal."""
    return Contest(
        *_discrete([0.7, 0.2, 0.1], [0.2, 0.3, 0.5]), TabularDiscriminator(np.array([[1.0, -2.0, 0.5]]))
    )


def off_support() -> Contest:
    """An atom that neither law reaches."""
    return Contest(
        *_discrete([0.7, 0.3, 0.0], [0.2, 0.8, 0.0]), TabularDiscriminator(np.array([[1.0, -2.0, 0.5]]))
    )


def gaussian_contest() -> Contest:
    """Two Gaussians and a quadratic logit that is not optimal."""
    d = QuadraticDiscriminator(np.array([[0.3, -1.0, 0.2]]), np.array([0.5]), np.array([1.5]))
    return Contest(Gaussian([0.0], [1.0]), Gaussian([1.0], [2.0]), d)


def generated() -> GeneratedContest:
    """Normal noise through a map with a bend."""
    bent = PiecewiseLinear(knots=[[0.0]], slopes=[[0.5, 3.0]], intercepts=[[0.0, 0.0]])
    d = QuadraticDiscriminator(np.array([[0.3, -1.0, 0.2]]), np.array([0.5]), np.array([1.5]))
    return GeneratedContest(Pushforward(Gaussian([0.0], [1.0]), bent), d)


def points() -> Points:
    """Three parts real to one part fake."""
    return Points(np.array([3.0]), np.array([1.0]), np.array([0.6]))


def priors() -> PriorPair:
    """One real point in five."""
    return PriorPair(*_discrete([0.7, 0.2, 0.1], [0.2, 0.3, 0.5]), np.array([0.2]))


def two_discriminators() -> DiscriminatorPair:
    """Two discriminators, neither optimal."""
    first, second = np.array([[1.0, -2.0, 0.5]]), np.array([[-1.0, 0.3, 2.0]])
    laws = _discrete([0.7, 0.2, 0.1], [0.2, 0.3, 0.5])
    return DiscriminatorPair(
        *laws, TabularDiscriminator(first), TabularDiscriminator(second), np.array([0.3])
    )


def a_step_towards_the_optimum() -> DiscriminatorPair:
    """The second discriminator is a short step from the first towards D*, where the tangent is tight."""
    laws = _discrete([0.7, 0.2, 0.1], [0.2, 0.3, 0.5])
    first, second = np.array([[1.0, -2.0, 0.5]]), np.array([[1.05, -1.9, 0.4]])
    return DiscriminatorPair(
        *laws, TabularDiscriminator(first), TabularDiscriminator(second), np.array([0.5])
    )


def data_without_fakes() -> Contest:
    """An atom that only the data law reaches."""
    return Contest(*_discrete([0.5, 0.5], [1.0, 0.0]), TabularDiscriminator(np.array([[0.0, 1.0]])))


def nearly_equal() -> Pair:
    """Laws that differ by 0.2 %."""
    return Pair(*_discrete([0.5, 0.5], [0.501, 0.499]))


def equal() -> Pair:
    """One law twice."""
    return Pair(*_discrete([0.5, 0.5], [0.5, 0.5]))
