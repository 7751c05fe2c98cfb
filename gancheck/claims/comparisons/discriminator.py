"""Both sides of the discriminator's claims.

Each function takes a batch of problems and the formula under test, and returns two estimates over the batch, the
other one computed without that formula.
"""

from collections.abc import Callable
from math import log
from typing import Any

import numpy as np

from gancheck.claims.claim import Sides
from gancheck.claims.maximiser import maximising_logit
from gancheck.claims.problems import (
    Contest,
    DiscriminatorPair,
    GeneratedContest,
    Pair,
    Points,
    PriorPair,
    laws,
)
from gancheck.distributions import GaussianMixture, PiecewiseLinear
from gancheck.distributions.expectation import expectation
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, columns, exactly, rounded
from gancheck.numerics.logspace import log_sigmoid
from gancheck.theory.discriminators import (
    QuadraticDiscriminator,
    TabularDiscriminator,
    logit_error,
    probability,
)
from gancheck.theory.optimal_discriminator import optimal_discriminator, optimal_probability
from gancheck.theory.value import atom_logits, resolving, value_estimate

__all__ = [
    "bayes",
    "bce",
    "concave",
    "equilibrium",
    "gap",
    "lotus",
    "midpoint",
    "optimum",
    "pointwise",
    "support",
]


def lotus(problem: GeneratedContest, formula: Callable[..., Any]) -> Sides:
    """The left side integrates over z, the right side over x with the density of G(z)."""
    noise, generator = problem.q.noise, problem.q.generator
    if not isinstance(generator, PiecewiseLinear):
        raise InvalidInput(f"`q` is the law of a {type(generator).__name__} map; give a PiecewiseLinear one.")
    d, edges = problem.d, _bends_over_noise(problem.d, noise, generator)

    def log_complement(z: Array) -> Estimate:
        logit = d.logit(generator(z))
        return Estimate(log_sigmoid(-logit), probability(logit) * logit_error(d, generator(z)))

    return expectation(noise, log_complement, edges), formula(d, problem.q)


def _bends_over_noise(d: QuadraticDiscriminator, noise: Any, generator: PiecewiseLinear) -> Array:
    """The knots of G, and where G(z) passes the breakpoints of D, within the range of the noise: ``(B, M)``."""
    slopes, intercepts = generator.slopes[:, None, :], generator.intercepts[:, None, :]
    sloping = slopes != 0.0
    z = np.where(sloping, (d.breakpoints()[:, :, None] - intercepts) / np.where(sloping, slopes, 1.0), 0.0)
    range_of_noise = noise.breakpoints()
    low, high = range_of_noise.min(axis=-1)[:, None], range_of_noise.max(axis=-1)[:, None]
    return np.concatenate([generator.knots, np.clip(z.reshape(len(d), -1), low, high)], axis=-1)


def bce(problem: Contest, formula: Callable[..., Any]) -> Sides:
    """−2·BCE from the joint law of (x, Y) on one side; V by its two expectations on the other."""
    (p, q), d = laws(problem), problem.d
    if p.family == "discrete":
        real, fake = atom_logits(d, p), -atom_logits(d, p)
        joint = np.concatenate([p.probs, q.probs], axis=-1)
        likelihood = np.concatenate([log_sigmoid(real), log_sigmoid(fake)], axis=-1)
        terms = np.where(joint > 0, joint * np.where(joint > 0, likelihood, 0.0), 0.0)
        log_likelihood = rounded(terms.sum(axis=-1), 8 + terms.shape[-1])
    else:
        mixture = midpoint(p, q)
        extra = resolving(d, mixture)
        log_likelihood = 2.0 * expectation(mixture, lambda x: _label_likelihood(p, q, d, x), extra)
    return -2.0 * formula(d, p, q), log_likelihood


def _label_likelihood(p: Any, q: Any, d: Any, x: Array) -> Estimate:
    """``E[log P_D(Y|x) | x]`` with the true posterior P of the label.

    The logit's rounding ε enters with |P − D|, that of the posterior with |logit|.
    """
    truth, logit, error = _true_posterior(p, q, x), d.logit(x), logit_error(d, x)
    value = truth * log_sigmoid(logit) + (1.0 - truth) * log_sigmoid(-logit)
    posterior = truth * (1.0 - truth) * optimal_discriminator(p, q).logit_error(x) + 4.0 * UNIT_ROUNDOFF
    believed = truth * probability(-logit) + (1.0 - truth) * probability(logit)
    return Estimate(value, believed * error + error**2 + posterior * np.abs(logit))


def _true_posterior(p: Any, q: Any, x: Array) -> Array:
    """``P(Y = 1 | x)`` by Bayes' rule with balanced labels."""
    return np.asarray(np.exp(p.log_prob(x) - np.logaddexp(p.log_prob(x), q.log_prob(x))))


def midpoint(p: Any, q: Any) -> GaussianMixture:
    """M = (p+q)/2 of two laws on the line, as one mixture."""
    weights, loc, scale = [
        np.concatenate(pair, axis=-1) for pair in zip(_components(p), _components(q), strict=True)
    ]
    return GaussianMixture(weights / 2.0, loc, scale)


def _components(law: Any) -> tuple[Array, Array, Array]:
    if isinstance(law, GaussianMixture):
        return law.weights, law.loc, law.scale
    return np.ones((len(law), 1)), law.loc[:, None], law.scale[:, None]


def pointwise(problem: Points, formula: Callable[..., Any]) -> Sides:
    """f(y) + 2(a+b)(y−y*)² ≤ f(y*) for candidates y: the maximum, and that it is the only one."""
    larger = np.maximum(problem.a, problem.b)
    a, b = (problem.a / larger)[:, None], (problem.b / larger)[:, None]
    t = maximising_logit(a, b)
    best = np.asarray(formula(problem.a, problem.b))[:, None]
    y = np.concatenate([problem.y[:, None], probability(t.value), np.full_like(a, 0.5)], axis=-1)
    margin = 2.0 * (a + b) * (y - best) ** 2
    # y* carries two roundings, which move y − y* by 2u y*; the objective is flat at its own maximum.
    slack = 2.0 * (a + b) * (2.0 * np.abs(y - best) * 4.0 * UNIT_ROUNDOFF + 16.0 * UNIT_ROUNDOFF**2)
    at_y, at_best = _objective(a, b, y), _objective(a, b, best)
    # Next to 1 the floats are 2^-53 apart: the maximiser may lie between y* and its neighbour, and f(1) be −∞.
    below = _objective(a, b, np.nextafter(best, 0.0))
    better = below.value > at_best.value
    at_best = Estimate(
        np.where(better, below.value, at_best.value), np.where(better, below.error, at_best.error)
    )
    return Estimate(at_y.value + margin, at_y.error + slack), at_best


def _objective(a: Array, b: Array, y: Array) -> Estimate:
    """``a log y + b log(1−y)``, 0·log 0 = 0; 1 − y is exact or errs by u, which b log(1−y) feels as b·u/(1−y)."""
    with np.errstate(divide="ignore"):
        first = np.where(a > 0, a * np.log(np.where(a > 0, y, 1.0)), 0.0)
        second = np.where(b > 0, b * np.log1p(-np.where(b > 0, y, 0.0)), 0.0)
    value = first + second
    sensitivity = np.where(a > 0, a, 0.0) + np.where(b > 0, b * y / np.maximum(1.0 - y, UNIT_ROUNDOFF), 0.0)
    scale = np.where(np.isfinite(value), np.abs(first) + np.abs(second) + sensitivity, 0.0)
    return rounded(value, 8, scale)


def optimum(problem: Pair, formula: Callable[..., Any]) -> Sides:
    """D* against the root of d/dt [p log σ(t) + q log(1−σ(t))], point by point."""
    data, fakes = laws(problem)
    oracle = formula(data, fakes)
    if data.family == "discrete":
        p, q = data.probs, fakes.probs
        somewhere = (p > 0) | (q > 0)
        found = maximising_logit(p, q)
        truth = Estimate(probability(found.value), found.error * np.exp(-np.abs(found.value)))
        lhs = np.where(somewhere, oracle.probs, 0.0), np.where(somewhere, oracle.logits, 0.0)
        logit = rounded(lhs[1], 8, 1.0 + np.abs(lhs[1]))
        return (
            _beside(rounded(lhs[0], 8), logit),
            _beside(_where(somewhere, truth), _where(somewhere, found)),
        )
    x = np.concatenate([data.breakpoints(), fakes.breakpoints()], axis=-1)
    log_p, log_q = _log_density(data, x), _log_density(fakes, x)
    top = np.maximum(log_p.value, log_q.value)
    found = maximising_logit(np.exp(log_p.value - top), np.exp(log_q.value - top))
    # Both sides carry the rounding of the log densities; D* feels it as D*(1 − D*) ≤ exp(−|logit|).
    both = 2.0 * (log_p.error + log_q.error) + found.error
    distance = np.maximum(np.abs(log_p.value - log_q.value) - both, 0.0)
    return (
        rounded(oracle.prob(x), 8),
        Estimate(probability(found.value), both * np.exp(-distance) + 8.0 * UNIT_ROUNDOFF),
    )


def _log_density(law: Any, x: Array) -> Estimate:
    """The log density by its textbook formula: z = (x−μ)/σ errs by 2u|x|/σ where x − μ cancels."""
    weights, loc, scale = (part[:, None, :] for part in _components(law))
    z = (x[..., None] - loc) / scale
    present = weights > 0
    log_terms = np.log(np.where(present, weights, 1.0)) - z * z / 2.0 - np.log(scale) - log(2.0 * np.pi) / 2.0
    log_terms = np.where(present, log_terms, -np.inf)
    top = log_terms.max(axis=-1)
    value = top + np.log(np.exp(log_terms - top[..., None]).sum(axis=-1))
    cancellation = np.abs(z) * (np.abs(x[..., None]) + np.abs(loc)) / scale
    nearby = np.where(present & (log_terms > top[..., None] - 50.0), cancellation + z * z + 1.0, 0.0)
    scales = nearby.max(axis=-1) + np.abs(np.log(scale)).max(axis=-1) + np.abs(value)
    return rounded(value, 12, scales)


def _beside(*parts: Estimate) -> Estimate:
    """Estimates of ``(B, n)`` each, concatenated along the last axis."""
    return Estimate(
        np.concatenate([part.value for part in parts], axis=-1),
        np.concatenate([part.error for part in parts], axis=-1),
    )


def _where(mask: Array, estimate: Estimate) -> Estimate:
    return Estimate(np.where(mask, estimate.value, 0.0), np.where(mask, estimate.error, 0.0))


def gap(problem: Contest, formula: Callable[..., Any]) -> Sides:
    """The sum of relative entropies against V(D*) − V(D), two values computed on their own."""
    p, q, d = problem.p, problem.q, problem.d
    shortfall = value_estimate(optimal_discriminator(p, q), p, q) - value_estimate(d, p, q)
    return formula(d, p, q), shortfall


def support(problem: Contest, formula: Callable[..., Any]) -> Sides:
    """D* is NaN exactly off both supports (one column an atom), and V ignores D there (last column)."""
    p, q = laws(problem)
    off = (p.probs == 0) & (q.probs == 0)
    logits = atom_logits(problem.d, p)
    moved = TabularDiscriminator(np.where(off, 3.0 - logits, logits))
    stays = value_estimate(moved, p, q).value == value_estimate(problem.d, p, q).value
    undefined = np.isnan(formula(p, q).probs)
    lhs = np.concatenate([undefined, stays[:, None]], axis=-1).astype(float)
    rhs = np.concatenate([off, np.ones_like(stays)[:, None]], axis=-1).astype(float)
    return exactly(lhs), exactly(rhs)


def bayes(problem: PriorPair, formula: Callable[..., Any]) -> Sides:
    """The posterior by counting the joint table; swapping the laws and the prior complements it."""
    p, q, prior = problem.p.probs, problem.q.probs, problem.prior[:, None]
    somewhere = (p > 0) | (q > 0)
    joint = np.stack([p * prior, q * (1.0 - prior)])
    present = joint.sum(axis=0) > 0
    table = joint[0] / np.where(present, joint.sum(axis=0), 1.0)
    estimate = formula(p, q, prior)
    swapped = 1.0 - formula(q, p, 1.0 - prior)
    inside = somewhere & present
    # A subnormal product has lost digits: one unit of 2^-1074 in a joint mass is that much of the posterior.
    coarse = 2.0**-1073 / np.where(present, joint.sum(axis=0), 1.0)
    # 1 − (1 − π) has lost u of π, which the posterior P feels as P(1−P)u/π.
    scale = 1.0 + table * (1.0 - table) / np.minimum(prior, 1.0 - prior)
    lhs = _beside(*(_where(inside, rounded(side, 8, scale)) for side in (estimate, swapped)))
    truth = Estimate(table, rounded(table, 8).error + coarse)
    return lhs, _beside(_where(inside, truth), _where(inside, truth))


def concave(problem: DiscriminatorPair, formula: Callable[..., Any]) -> Sides:
    """V lies under its tangents, over its chords, and has slope 0 at D*."""
    p, q = problem.p.probs, problem.q.probs
    first, second = problem.first.probs, problem.second.probs
    weight = problem.weight
    chord = weight * _value(first, p, q) + (1.0 - weight) * _value(second, p, q)
    mixed = weight[:, None] * first + (1.0 - weight[:, None]) * second
    slope = formula(first, p, q)
    rise = slope * (second - first)
    tangent = _value(first, p, q) + rise.sum(axis=-1)
    best = optimal_probability(p, q)
    inner = (p > 0) & (q > 0) & (best < 1.0)
    flat = np.abs(np.where(inner, formula(np.where(inner, best, 0.5), p, q) * best * (1.0 - best), 0.0)).sum(
        -1
    )
    scale = _size(first, p, q) + _size(second, p, q) + _size(mixed, p, q) + np.abs(rise).sum(axis=-1)
    lhs = columns(
        exactly(chord),
        rounded(_value(second, p, q), 8 + p.shape[-1], scale),
        rounded(flat, 8, flat * 0 + 1.0),
    )
    rhs = columns(rounded(_value(mixed, p, q), 8 + p.shape[-1], scale), exactly(tangent), exactly(0.0 * flat))
    return lhs, rhs


def _value(d: Array, p: Array, q: Array) -> Array:
    """V from probabilities, as Eq. (1) reads; d inside (0, 1)."""
    return (p * np.log(d) + q * np.log1p(-d)).sum(axis=-1)


def _size(d: Array, p: Array, q: Array) -> Array:
    """Σ of the sizes of V's terms and of their sensitivity to one rounding of D."""
    return (p * (1.0 - np.log(d)) + q * (d / (1.0 - d) - np.log1p(-d))).sum(axis=-1)


def equilibrium(problem: Pair, formula: Callable[..., Any]) -> Sides:
    """Whether logit D* is 0 at every atom of the support, against whether the laws are equal."""
    logits = formula(problem.p, problem.q).logits
    blind = np.all(np.isnan(logits) | (logits == 0.0), axis=-1)
    p, q = laws(problem)
    equal = np.all(p.probs == q.probs, axis=-1)
    return exactly(blind.astype(float)), exactly(equal.astype(float))
