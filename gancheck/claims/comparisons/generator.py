"""Both sides of the generator's claims.

Each function takes a batch of problems and the formula under test, and returns two estimates over the batch, the
other one computed without that formula.
"""

from collections.abc import Callable
from functools import partial
from math import log
from typing import Any

import numpy as np

from gancheck.claims.claim import Sides
from gancheck.claims.comparisons.discriminator import midpoint
from gancheck.claims.maximiser import maximising_logit
from gancheck.claims.problems import Contest, Descent, Mixing, Pair, laws
from gancheck.distributions import Discrete, Gaussian
from gancheck.divergences.jensen_shannon import jsd_estimate
from gancheck.divergences.kullback_leibler import kl_estimate
from gancheck.divergences.total_variation import total_variation_estimate
from gancheck.numerics.arrays import Array
from gancheck.numerics.differences import derivative
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, columns, exactly, rounded
from gancheck.numerics.logspace import log_sigmoid
from gancheck.numerics.quadrature import integrate
from gancheck.theory.criterion import criterion_estimate
from gancheck.theory.discriminators import QuadraticDiscriminator, TabularDiscriminator
from gancheck.theory.optimal_discriminator import optimal_discriminator

__all__ = [
    "bounds",
    "convex",
    "criterion",
    "descent",
    "global_minimum",
    "jensen_shannon",
    "lower_bound",
    "minimax",
    "parametric",
]

LOG_2 = log(2.0)
LOG_4 = log(4.0)
DESCENT_STEPS = 24


def criterion(problem: Pair, formula: Callable[..., Any]) -> Sides:
    """max_D V, the maximum over D found point by point by a root finder."""
    p, q = laws(problem)
    if p.family == "discrete":
        terms = _largest(p.probs, q.probs)
        found = rounded(terms.sum(axis=-1), 16 + terms.shape[-1])
        return formula(p, q), found

    def integrand(x: Array) -> Array:
        return _largest(np.exp(p.log_prob(x)), np.exp(q.log_prob(x)))

    return formula(p, q), integrate(integrand, np.concatenate([p.breakpoints(), q.breakpoints()], axis=-1))


def _largest(a: Array, b: Array) -> Array:
    """``max_t a log σ(t) + b log(1 − σ(t))``, elementwise; an error ε in t costs only ε²(a+b)/8.

    Where the smaller mass is below 2^-1074 of the larger, t is ±∞ and what the smaller adds is below 2^-1060 of it.
    """
    t = maximising_logit(a, b).value
    with_a, with_b = (a > 0) & (t > -np.inf), (b > 0) & (t < np.inf)
    first = np.where(with_a, a * log_sigmoid(np.where(with_a, t, 0.0)), 0.0)
    return first + np.where(with_b, b * log_sigmoid(np.where(with_b, -t, 0.0)), 0.0)


def jensen_shannon(problem: Pair, formula: Callable[..., Any]) -> Sides:
    """C(G) against −log 4 + KL(p‖m) + KL(q‖m), with m formed as a law of its own."""
    p, q = laws(problem)
    m: Any = Discrete(probs=(p.probs + q.probs) / 2.0) if p.family == "discrete" else midpoint(p, q)
    divergences = kl_estimate(p, m) + kl_estimate(q, m)
    # m is rounded; KL(p‖m) + KL(q‖m) changes by (p+q)/m = 2 times that rounding.
    slack = 4.0 * UNIT_ROUNDOFF + 2.0**-52
    return formula(p, q), Estimate(divergences.value - LOG_4, divergences.error + slack)


def bounds(problem: Pair, formula: Callable[..., Any]) -> Sides:
    """Both ends of C(G), and the deficit log 2 − JSD squeezed between two bounds of the same relative size."""
    p, q = laws(problem)
    c, divergence = criterion_estimate(p, q), jsd_estimate(p, q)
    deficit = formula(p, q)
    zero, top = np.zeros_like(c.value), np.full_like(c.value, LOG_2)
    whole = Estimate(divergence.value + deficit.value, divergence.error + deficit.error + 4.0 * UNIT_ROUNDOFF)
    parts = [
        (exactly(zero - LOG_4), c),
        (c, exactly(zero)),
        (exactly(divergence.value), exactly(top)),
        (whole, exactly(top)),
        (exactly(top), whole),
    ]
    if p.family == "discrete":
        overlap = np.minimum(p.probs, q.probs).sum(axis=-1)
        defect = np.abs(p.probs.sum(axis=-1) - 1.0) + np.abs(q.probs.sum(axis=-1) - 1.0)
        n = p.probs.shape[-1]
        lower, upper = LOG_2 * overlap, binary_entropy(overlap / 2.0)
        seen = Estimate(deficit.value, deficit.error + defect * deficit.value)
        parts.append((rounded(lower, 8 + n), seen))
        parts.append((seen, rounded(upper, 32 + n)))
    if isinstance(p, Gaussian) and isinstance(q, Gaussian):
        upper = LOG_2 * _gaussian_overlap(p, q)
        relative = 64.0 * UNIT_ROUNDOFF * (1.0 - np.log(np.maximum(upper, 2.0**-1022)))
        parts.append((deficit, Estimate(upper, upper * relative + 2.0**-1022)))
    return columns(*(left for left, _ in parts)), columns(*(right for _, right in parts))


def _gaussian_overlap(p: Gaussian, q: Gaussian) -> Array:
    """∫√(pq): log 2 times it bounds the deficit, because log 2 − h(tanh(ℓ/2)) ≤ log 2 / cosh(ℓ/2)."""
    wide, narrow = np.maximum(p.scale, q.scale), np.minimum(p.scale, q.scale)
    ratio = narrow / wide
    distance = (p.loc - q.loc) / wide
    return np.sqrt(2.0 * ratio / (1.0 + ratio**2)) * np.exp(-(distance**2) / (4.0 * (1.0 + ratio**2)))


def binary_entropy(x: Array) -> Array:
    """``H_b(x) = −x log x − (1−x) log(1−x)`` in nats for x in [0, ½]."""
    safe = np.where(x > 0, x, 1.0)
    return np.where(x > 0, -x * np.log(safe) - (1.0 - x) * np.log1p(-x), 0.0)


def global_minimum(problem: Pair, formula: Callable[..., Any]) -> Sides:
    """How far C(G) lies above −log 4, squeezed between functions of TV that vanish only at p = q."""
    tv = total_variation_estimate(problem.p, problem.q)
    excess = 0.5 * (formula(problem.p, problem.q) + LOG_4)
    excess = Estimate(excess.value, excess.error + 2.0**-52)
    apart = np.clip(tv.value, 0.0, 1.0)
    half = (1.0 - apart) / 2.0
    # H_b is concave with H_b(0) = 0, hence |H_b(x+e) − H_b(x)| ≤ H_b(e): the error of TV seen through it.
    seen = binary_entropy(np.minimum(tv.error + UNIT_ROUNDOFF, 0.5)) + 4.0 * UNIT_ROUNDOFF
    lhs = columns(
        Estimate(LOG_2 - binary_entropy(half), seen),
        Estimate(apart**2 / 2.0, tv.error + UNIT_ROUNDOFF),
        excess,
    )
    return lhs, columns(excess, excess, Estimate(LOG_2 * apart, tv.error + UNIT_ROUNDOFF))


def lower_bound(problem: Contest, formula: Callable[..., Any]) -> Sides:
    """½(V + log 4) stays below the JSD for the drawn D and meets it at D*."""
    p, q = laws(problem)
    divergence = jsd_estimate(p, q)
    certified, best = formula(problem.d, p, q), formula(optimal_discriminator(p, q), p, q)
    return columns(certified, best, divergence), columns(divergence, divergence, best)


def minimax(problem: Contest, formula: Callable[..., Any]) -> Sides:
    """V(D, p) ≤ −log 4 = V(½, q) ≤ C(q): no player gains by leaving the saddle point."""
    p, q = laws(problem)
    half = _constant_half(problem)
    level = exactly(np.full(len(p), -LOG_4))
    at_half = formula(half, p, q)
    at_half = Estimate(at_half.value, at_half.error + _mass_defect(p) + _mass_defect(q) + 4.0 * UNIT_ROUNDOFF)
    against_data = formula(problem.d, p, p)
    against_data = Estimate(against_data.value, against_data.error + LOG_4 * _mass_defect(p))
    best = formula(optimal_discriminator(p, q), p, q)
    best = Estimate(best.value, best.error + LOG_4 * (_mass_defect(p) + _mass_defect(q)))
    return columns(against_data, at_half, level, level), columns(level, level, at_half, best)


def _constant_half(problem: Contest) -> TabularDiscriminator | QuadraticDiscriminator:
    if problem.p.family == "discrete":
        return TabularDiscriminator(np.zeros_like(laws(problem)[0].probs))
    size = len(problem.p)
    return QuadraticDiscriminator(np.zeros((size, 3)), np.zeros(size), np.ones(size))


def _mass_defect(law: Any) -> Array:
    """|Σp − 1|: a law that is rounded has this much mass too many or too few."""
    if law.family == "discrete":
        return np.abs(law.probs.sum(axis=-1) - 1.0) + law.probs.shape[-1] * UNIT_ROUNDOFF
    # The components of a mixture, and the truncation of the tails, are in the quadrature's own error.
    weights = getattr(law, "weights", None)
    return np.zeros(len(law)) if weights is None else np.abs(weights.sum(axis=-1) - 1.0)


def convex(problem: Mixing, formula: Callable[..., Any]) -> Sides:
    """C under its chords, over its tangents, and below tangent + KL: the last two pin the derivative."""
    p, q, other = problem.p.probs, problem.q.probs, problem.other.probs
    weight = problem.weight[:, None]
    mixed = _excess(p, weight * q + (1.0 - weight) * other)
    at_q, at_other = _excess(p, q), _excess(p, other)
    chord = problem.weight * at_q.value + (1.0 - problem.weight) * at_other.value
    present = (q > 0) & (p + q > 0)
    slope = np.where(present, formula(p, np.where(present, q, 1.0)), 0.0)
    # C without its constant is ½-free of the simplex's multiplier only up to log 2 · Σ(q′−q), a rounding.
    rise = (slope + LOG_2 * present) * (other - q)
    n = p.shape[-1]
    tangent = at_q + Estimate(rise.sum(axis=-1), rounded(np.abs(rise).sum(axis=-1), 16 + n).error)
    relative = kl_estimate(problem.other, problem.q)
    lhs = columns(mixed, tangent, at_other)
    rhs = columns(Estimate(chord, at_q.error + at_other.error), at_other, tangent + relative)
    return lhs, rhs


def _excess(p: Array, q: Array) -> Estimate:
    """``C + log 4 = 2·JSD`` by the divergence's two textbook sums, with their rounding."""
    m = (p + q) / 2.0
    present_p, present_q = p > 0, q > 0
    first = np.where(present_p, p * np.log(np.where(present_p, p, 1.0) / np.where(present_p, m, 1.0)), 0.0)
    second = np.where(present_q, q * np.log(np.where(present_q, q, 1.0) / np.where(present_q, m, 1.0)), 0.0)
    size = (np.abs(first) + np.abs(second) + p + q).sum(axis=-1)
    return rounded((first + second).sum(axis=-1), 8 + p.shape[-1], size)


def descent(problem: Descent, formula: Callable[..., Any]) -> Sides:
    """JSD falls at every step, and after T steps 2·JSD ≤ KL(p‖q₀)/(ηT)."""
    p, q, eta = problem.p.probs, problem.q.probs, problem.rate
    path = [_jsd(p, q)]
    for _ in range(DESCENT_STEPS):
        q = formula(p, q, eta)
        path.append(_jsd(p, q))
    start = kl_estimate(problem.p, problem.q)
    rate = Estimate(start.value / (eta * DESCENT_STEPS), start.error / (eta * DESCENT_STEPS))
    return columns(*path[1:], 2.0 * path[-1]), columns(*path[:-1], rate)


def _jsd(p: Array, q: Array) -> Estimate:
    """JSD of masses that a step has rounded: ∂JSD/∂q = ½log(2q/(p+q)) times the roundings of q, plus theirs squared."""
    finite = np.isfinite(q).all(axis=-1)
    q = np.where(finite[:, None], q, p)
    divergence = jsd_estimate(Discrete(probs=p), Discrete(probs=q, normalize=True))
    present = q > 0
    slope = np.where(present, q * np.abs(np.log(np.where(present, 2.0 * q / (p + q + (q == 0)), 1.0))), 0.0)
    relative = (8 + p.shape[-1].bit_length()) * UNIT_ROUNDOFF
    wobble = relative * slope.sum(axis=-1) / 2.0 + relative**2
    return Estimate(np.where(finite, divergence.value, np.nan), divergence.error + wobble)


def parametric(problem: Pair, formula: Callable[..., Any]) -> Sides:
    """The frozen-D gradient along some directions, against differences of 2·JSD along the same."""
    p, q = laws(problem)
    gradient = formula(p, q)
    if isinstance(q, Discrete):
        directions = _directions(q.probs)
        differences = [derivative(partial(_moved_logits, p, q, v)) for v in directions]
        return columns(*(_along(gradient, v) for v in directions)), columns(*differences)
    unit = np.minimum(p.scale, q.scale)
    by_loc = derivative(lambda h: 2.0 * jsd_estimate(p, Gaussian(q.loc + h * unit, q.scale)))
    by_log_scale = derivative(lambda h: 2.0 * jsd_estimate(p, Gaussian(q.loc, q.scale * np.exp(h))))
    lhs = columns(
        Estimate(gradient.value[:, 0] * unit, gradient.error[:, 0] * unit),
        Estimate(gradient.value[:, 1], gradient.error[:, 1]),
    )
    # Moving θ by h rounds it by u|θ|: felt at the slope there, f′(h) ≈ f′ + h, and divided by the step 2^-10.
    by_rounding = [
        4.0 * UNIT_ROUNDOFF * size * (1.0 + 2.0**10 * np.abs(each.value))
        for size, each in ((np.abs(q.loc) / unit + 1.0, by_loc), (1.0, by_log_scale))
    ]
    moved = zip((by_loc, by_log_scale), by_rounding, strict=True)
    return lhs, columns(*(Estimate(each.value, each.error + slack) for each, slack in moved))


def _directions(q: Array) -> list[Array]:
    """Three directions of θ: the logit of the largest atom, and two that move all logits at once."""
    index = np.arange(q.shape[-1])
    largest = (index == q.argmax(axis=-1)[:, None]).astype(float)
    return [largest, np.broadcast_to(np.cos(index), q.shape), np.broadcast_to(np.sin(3.0 * index), q.shape)]


def _along(gradient: Estimate, v: Array) -> Estimate:
    size = np.abs(gradient.value * v).sum(axis=-1)
    error = (gradient.error * np.abs(v)).sum(axis=-1) + rounded(size, 8 + v.shape[-1]).error
    return Estimate((gradient.value * v).sum(axis=-1), error)


def _moved_logits(p: Discrete, q: Discrete, v: Array, h: float) -> Estimate:
    """2·JSD(p, softmax(log q + h v)); the softmax rounds each mass by a few u, felt through |log(1 − D*)|."""
    weights = q.probs * np.exp(h * v)
    moved = weights / weights.sum(axis=-1, keepdims=True)
    return 2.0 * _jsd(p.probs, moved)
