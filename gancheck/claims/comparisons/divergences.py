"""Both sides of what is claimed of KL and JSD in general, and of the inequalities between divergences.

Each claim is a list of sentences, and each sentence a column ``lhs ≤ rhs``; an equation is two columns. Two
bounds serve throughout, for laws whose masses are known up to a relative ε:

* JSD moves by at most ``ε (JSD + TV) ≤ ε (JSD + √(2·JSD))``, because ∂JSD/∂p = ½ log(p/m), the terms with p <
m add up to at most TV(p, m) = TV/2 a side, and TV² ≤ 2·JSD; * KL moves by at most ``ε (KL + 2·TV + …) ≤ ε (KL
+ 4)``, in the same way.
"""

from collections.abc import Callable
from math import log
from typing import Any

import numpy as np

from gancheck.claims.channels import (
    Channels,
    components,
    discrete_law,
    joint,
    mass_defect,
    mixed,
    processed,
)
from gancheck.claims.claim import Sides
from gancheck.claims.cubature import expected_log_ratio
from gancheck.distributions.discrete import Discrete
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.divergences.entropy import entropy_estimate
from gancheck.divergences.kullback_leibler import kl_estimate
from gancheck.divergences.total_variation import total_variation_estimate
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, columns, exactly, rounded

__all__ = ["beside", "equation", "increasing", "jsd_shape", "kl_shape", "widened"]

Column = tuple[Estimate, Estimate]


def beside(*sentences: Column) -> Sides:
    """The columns of a comparison, left sides and right sides: ``(B, k)`` each."""
    return columns(*(lhs for lhs, _ in sentences)), columns(*(rhs for _, rhs in sentences))


def equation(lhs: Estimate, rhs: Estimate) -> tuple[Column, Column]:
    """``lhs = rhs`` as two inequalities."""
    return (lhs, rhs), (rhs, lhs)


def widened(estimate: Estimate, slack: Array) -> Estimate:
    """The estimate with ``slack`` added to its error."""
    return Estimate(estimate.value, estimate.error + slack)


def increasing(
    f: Callable[[Array], Array], x: Estimate, low: float, high: float, operations: float
) -> Estimate:
    """``f(x)`` for an increasing f on [low, high]: the error is the rise of f over the interval that x may lie in."""
    value, above, below = (
        f(np.clip(point, low, high)) for point in (x.value, x.value + x.error, x.value - x.error)
    )
    finite = np.isfinite(value)
    with np.errstate(invalid="ignore"):
        rise = np.where(finite, np.maximum(above - value, value - below), 0.0)
    return widened(rounded(value, operations), rise)


def jsd_shape(problem: Channels, formula: Callable[..., Any]) -> Sides:
    """Thirteen columns.

    JSD ≥ 0; JSD(p, p) = 0; TV²/2 ≤ JSD, so that it is 0 only there; symmetry (two); JSD ≤ log 2; the entropy
    of the mixture less the mean entropy (two); the mutual information of label and sample (two); the triangle
    inequality of √JSD; joint convexity; data processing.
    """
    p, q, r, s, weight = problem.p, problem.q, problem.r, problem.s, problem.weight
    direct, other = formula(p, q), formula(r, s)
    nothing = exactly(np.zeros(len(p)))
    defect = mass_defect(p, q) + 8.0 * UNIT_ROUNDOFF
    tv = total_variation_estimate(p, q)
    half_square = increasing(lambda t: 0.5 * t * t, tv, 0.0, 1.0, 2)
    ceiling = rounded(np.full(len(p), log(2.0)), 1)
    m = mixed(p, q, np.full(len(p), 0.5))
    entropy_of_m = entropy_estimate(m)
    mean_entropy = 0.5 * (entropy_estimate(p) + entropy_estimate(q))
    # m carries one rounding an atom, which an entropy feels as u Σ m |1 + log m| and KL(p‖m) as u.
    rounding = 4.0 * UNIT_ROUNDOFF * (2.0 + np.abs(entropy_of_m.value))
    information = 0.5 * (kl_estimate(p, m) + kl_estimate(q, m))
    distance = [
        increasing(np.sqrt, estimate, 0.0, np.inf, 1) for estimate in (formula(p, r), direct, formula(q, r))
    ]
    blend = formula(mixed(p, r, weight), mixed(q, s, weight))
    mean = direct * weight + other * (1.0 - weight)
    return beside(
        (nothing, direct),
        (formula(p, p), nothing),
        (widened(half_square, defect * half_square.value), direct),
        *equation(direct, formula(q, p)),
        (direct, widened(ceiling, defect)),
        *equation(widened(direct + mean_entropy, rounding), entropy_of_m),
        *equation(widened(direct, rounding), information),
        (distance[0], distance[1] + distance[2]),
        (_remassed(blend, 4.0 * UNIT_ROUNDOFF), mean),
        (_output(problem, formula), direct),
    )


def _remassed(divergence: Estimate, relative: Array | float) -> Estimate:
    """JSD of laws whose masses carry a relative error (see the head of this file)."""
    value = np.maximum(divergence.value, 0.0)
    return widened(divergence, relative * (value + np.sqrt(2.0 * value)))


def _output(problem: Channels, formula: Callable[..., Any]) -> Estimate:
    """JSD of what leaves the channel K, with the rounding of those laws.

    On atoms: sums of n products, and rows whose mass is not quite 1. On the line: the location ``aμ + b`` is
    rounded by ε of the output's scale and that scale by 2u, which moves JSD by at most ``(ε + 2u) E|(1 + z²)
    log(p/m)|``, where ``|log(p/m)|`` exceeds ``log 2 + z²/2`` by no more than the log ratio of the scales:
    together below 8 + that.
    """
    p, q = (processed(law, problem.first) for law in (problem.p, problem.q))
    divergence = formula(p, q)
    if problem.family == "discrete":
        relative = _row_defect(problem.first) + 2.0 * (problem.first.shape[1] + 4) * UNIT_ROUNDOFF
        return _remassed(divergence, relative)
    slope, intercept = np.abs(problem.first[:, 0]), np.abs(problem.first[:, 1])
    scales = np.concatenate([components(law)[2] for law in (p, q)], axis=-1)
    farthest = np.concatenate([components(law)[1] for law in (problem.p, problem.q)], axis=-1)
    shift = (slope * np.abs(farthest).max(axis=-1) + intercept) / scales.min(axis=-1)
    sensitivity = 8.0 + np.log(scales.max(axis=-1) / scales.min(axis=-1))
    return widened(divergence, 4.0 * UNIT_ROUNDOFF * (shift + 2.0) * sensitivity)


def _row_defect(channel: Array) -> Array:
    """The largest distance of a row's mass from 1, ``(B,)``."""
    return np.abs(channel.sum(axis=-1) - 1.0).max(axis=-1)


def kl_shape(problem: Channels, formula: Callable[..., Any]) -> Sides:
    """Twelve columns, and on atoms three more.

    KL ≥ 0; KL(p‖p) = 0; 2·TV² ≤ KL, so that it is 0 only there; E_p[log p − log q] (two); the chain rule
    (two); the sum over independent coordinates (two); KL(Bern(½)‖Bern(⅒)) exceeds its reverse by an eighth of
    a nat, though on the mirror images Bern(.3) and Bern(.7) the order does not matter (two). On atoms: an
    atom of p alone makes it infinite; an atom of q alone adds the logarithm of the mass that q spends on it
    (two).
    """
    p, q, direct = problem.p, problem.q, formula(problem.p, problem.q)
    nothing = exactly(np.zeros(len(p)))
    defect = mass_defect(p, q) + 8.0 * UNIT_ROUNDOFF
    tv = total_variation_estimate(p, q)
    double_square = increasing(lambda t: 2.0 * t * t, tv, 0.0, 1.0, 2)
    sentences = [
        (nothing, direct),
        (formula(p, p), nothing),
        (widened(double_square, defect * double_square.value), direct),
        *equation(direct, _definition(p, q)),
        *equation(*_chain_rule(problem, formula, direct)),
        *equation(*_product_rule(problem, formula, direct)),
        *_order_of_arguments(formula, len(p)),
    ]
    if problem.family == "discrete":
        sentences += _absolute_continuity(p, q, formula)
    return beside(*sentences)


def _definition(p: Any, q: Any) -> Estimate:
    """``Σ p (log p − log q) − p + q`` from the log masses, or by a cubature that is exact for Gaussians.

    The masses of p and q differ by a rounding, which would drown a small divergence: KL of measures takes it out.
    """
    if p.family == "gaussian":
        return expected_log_ratio(p, q)
    present = p.probs > 0
    log_p, log_q = (np.where(present, law.log_probs, 0.0) for law in (p, q))
    scale = (p.probs * (np.abs(log_p) + np.where(np.isfinite(log_q), np.abs(log_q), 0.0))).sum(axis=-1)
    difference = q.probs - p.probs
    value = (p.probs * (log_p - log_q)).sum(axis=-1) + difference.sum(axis=-1)
    n = p.n_atoms
    # Two sums of n terms, pairwise beyond 128.
    return rounded(value, 12 + min(n, 128) + n.bit_length(), scale + np.abs(difference).sum(axis=-1))


def _chain_rule(problem: Channels, formula: Callable[..., Any], direct: Estimate) -> Column:
    """KL of the joint laws, and KL of the inputs plus the mean KL of the outputs given the input."""
    p: Any = problem.p  # its attributes are those of the family
    q, first, second = problem.q, problem.first, problem.second
    together = formula(joint(p, first), joint(q, second))
    if problem.family == "gaussian":
        conditional = _conditional_divergence(p, first, second)
        slack = _joint_rounding(p, first) + _joint_rounding(q, second)
        terms = 2.0 * (_finite(direct) + conditional.value) + 8.0
        offset = np.sqrt(terms) * (
            _location_rounding(p, first, second) + _location_rounding(q, second, second)
        )
        return widened(together, slack * terms + offset), direct + conditional
    rows = len(p) * p.n_atoms
    inner = formula(discrete_law(first.reshape(rows, -1)), discrete_law(second.reshape(rows, -1)))
    value, error = (np.reshape(part, (len(p), -1)) for part in (inner.value, inner.error))
    present = p.probs > 0
    mean = (p.probs * np.where(present, value, 0.0)).sum(axis=-1)
    doubt = (p.probs * np.where(present, error, 0.0)).sum(axis=-1)
    conditional = widened(rounded(mean, 8 + p.n_atoms), doubt)
    relative = _row_defect(first) + _row_defect(second) + 8.0 * UNIT_ROUNDOFF
    return widened(together, relative * (_finite(together) + 4.0)), direct + conditional


def _product_rule(problem: Channels, formula: Callable[..., Any], direct: Estimate) -> Column:
    """KL(p⊗r ‖ q⊗s), and KL(p‖q) + KL(r‖s)."""
    p: Any = problem.p  # its attributes are those of the family
    q, r, s = problem.q, problem.r, problem.s
    others: list[tuple[Any, Any]] = [(p, r), (q, s)]
    relative = mass_defect(p, q, r, s) + 8.0 * UNIT_ROUNDOFF
    if problem.family == "gaussian":
        pairs = [_independent(p, r), _independent(q, s)]
    else:
        pairs = [joint(law, other.probs[:, None, :]) for law, other in others]
    together, apart = formula(*pairs), direct + formula(r, s)
    return widened(together, relative * (2.0 * _finite(together) + 8.0)), apart


def _independent(p: Any, r: Any) -> MultivariateGaussian:
    """The law p⊗r of two independent coordinates."""
    variance = np.stack([p.scale**2, r.scale**2], axis=-1)
    return MultivariateGaussian(np.stack([p.loc, r.loc], axis=-1), variance[:, :, None] * np.eye(2))


def _conditional_divergence(p: Any, first: Array, second: Array) -> Estimate:
    r"""``E_p KL(N(a₁x+b₁, τ₁²) ‖ N(a₂x+b₂, τ₂²))``, with ``E_p[(αx+β)²] = (αμ+β)² + α²σ²``."""
    slope, intercept = first[:, 0] - second[:, 0], first[:, 1] - second[:, 1]
    ratio = first[:, 2] / second[:, 2]
    mean = slope * p.loc + intercept
    square = (mean**2 + (slope * p.scale) ** 2) / second[:, 2] ** 2
    value = 0.5 * (square + ratio**2 - 1.0) - np.log(ratio)
    reach = (np.abs(slope * p.loc) + np.abs(intercept)) / second[:, 2]
    return rounded(value, 16, square + reach**2 + ratio**2 + 1.0 + np.abs(np.log(ratio)))


def _joint_rounding(law: Any, channel: Array) -> Array:
    """How far the rounding of its entries moves the covariance of (X, Y), relatively: 8u over 1 − |ρ|."""
    signal = (channel[:, 0] * law.scale) ** 2
    noise = channel[:, 2] ** 2
    return 16.0 * UNIT_ROUNDOFF * (1.0 + signal / noise)  # 1 − |ρ| ≥ (1 − ρ²)/2 = noise/(signal + noise)/2


def _location_rounding(law: Any, channel: Array, judge: Array) -> Array:
    """The rounding of ``aμ + b`` in the deviations that the second joint law has left once x is known."""
    reach = np.abs(channel[:, 0] * law.loc) + np.abs(channel[:, 1])
    return 4.0 * UNIT_ROUNDOFF * reach / judge[:, 2]


def _order_of_arguments(formula: Callable[..., Any], size: int) -> list[Column]:
    """KL is not symmetric: there is an unequal pair; being unequal does not suffice."""
    even, skew, left, right = (Discrete(probs=np.tile([1.0 - x, x], (size, 1))) for x in (0.5, 0.1, 0.3, 0.7))
    forwards, backwards = formula(even, skew), formula(skew, even)
    return [(backwards + 0.125, forwards), *equation(formula(left, right), formula(right, left))]


def _absolute_continuity(p: Any, q: Any, formula: Callable[..., Any]) -> list[Column]:
    """With a new atom e and p′ = (p + e)/2: KL(p′‖q) = ∞ and KL(q‖p′) = KL(q‖p) + log 2."""
    half, none = np.full((len(p), 1), 0.5), np.zeros((len(p), 1))
    wider = discrete_law(np.concatenate([0.5 * p.probs, half], axis=-1))
    padded = discrete_law(np.concatenate([q.probs, none], axis=-1))
    cost = widened(formula(q, p) + log(2.0), mass_defect(p, q) + 4.0 * UNIT_ROUNDOFF)
    infinite = exactly(np.full(len(p), np.inf))
    return [(infinite, formula(wider, padded)), *equation(formula(padded, wider), cost)]


def _finite(estimate: Estimate) -> Array:
    """The value, 0 where it is infinite: an infinite divergence was decided, not summed, and carries no error."""
    return np.where(np.isfinite(estimate.value), np.abs(estimate.value), 0.0)
