"""How many nats a discriminator falls short of the optimal one."""

from typing import Any

from gancheck.distributions.expectation import Integrand, expectation
from gancheck.divergences.pairs import align
from gancheck.divergences.scalars import plain
from gancheck.errors import UnsupportedPair
from gancheck.numerics.arrays import Array, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, rounded
from gancheck.numerics.logspace import exp_minus_tangent, log_sigmoid
from gancheck.theory.discriminators import Discriminator, logit_error, probability
from gancheck.theory.optimal_discriminator import OptimalDiscriminator, optimal_logit
from gancheck.theory.value import atom_logits, resolving

__all__ = ["bernoulli_divergence", "relative_entropy_terms", "suboptimality", "suboptimality_estimate"]


def suboptimality(d: Discriminator, p: Any, q: Any) -> Array:
    r"""The exact shortfall of any discriminator, trained or not, without cancellation.

    .. math:: V(D^*, G) - V(D, G)
              = \sum_x (p+q)(x)\, \mathrm{KL}(\mathrm{Bern}(D^*(x)) \,\|\, \mathrm{Bern}(D(x))) \ge 0

    A sum of nonnegative terms, each formed from the two logits, accurate also where D is nearly D*.

    Args:
        d: A discriminator with ``.logit(x)``, on discrete laws one with ``.logits``.
        p: The data law.
        q: The generator's law.

    Returns:
        The gap in nats, ``()`` or ``(B,)``, at least 0, and 0 exactly at D*; +∞ where D excludes what can happen.

    Raises:
        UnsupportedPair: The laws cannot be compared or live in several dimensions.

    Example:
        >>> import gancheck as gk
        >>> p, q = gk.Gaussian(0.0, 1.0), gk.Gaussian(1.0, 2.0)
        >>> gk.suboptimality(gk.optimal_discriminator(p, q), p, q) < 1e-30
        True

    References:
        [goodfellow2014] Eq. (2) and (4); the identity is the chain rule of relative entropy
        ([cover2006] Theorem 2.5.3) applied to V = E log P_D(Y|x).
    """
    return plain(_gap(d, *align(p, q)).value)


def suboptimality_estimate(d: Discriminator, p: Any, q: Any) -> Estimate:
    """The gap with a bound on its error: quadrature, and the rounding of both logits."""
    p, q = align(p, q)
    if p.family == "discrete":
        best, gap = optimal_logit(p.probs, q.probs), _gap(d, p, q)
        felt = _summed(p.probs + q.probs, _rounding(best, atom_logits(d, p), 8.0 * UNIT_ROUNDOFF * abs(best)))
        return Estimate(gap.value, gap.error + felt.value)
    _require_line(p)
    oracle = OptimalDiscriminator(p, q)

    def divergence(x: Array) -> Estimate:
        best, logit = oracle.logit_estimate(x), d.logit(x)
        doubt = _rounding(best.value, logit, best.error + logit_error(d, x))
        return Estimate(bernoulli_divergence(best.value, logit), doubt)

    return _averaged(divergence, d, p, q)


def _gap(d: Discriminator, p: Any, q: Any) -> Estimate:
    """The gap of aligned laws, the two logits taken as exact."""
    if p.family == "discrete":
        best = optimal_logit(p.probs, q.probs)
        return _summed(p.probs + q.probs, bernoulli_divergence(best, atom_logits(d, p)))
    _require_line(p)
    oracle = OptimalDiscriminator(p, q)
    return _averaged(lambda x: bernoulli_divergence(oracle.logit(x), d.logit(x)), d, p, q)


def _require_line(p: Any) -> None:
    if p.family in ("multivariate-gaussian", "multivariate-mixture"):
        raise UnsupportedPair(
            "The gap of a discriminator in several dimensions has no quadrature with a stated error here; "
            "use laws on the line."
        )


def _averaged(f: Integrand, d: Discriminator, p: Any, q: Any) -> Estimate:
    """``E_p[f] + E_q[f]`` on the line."""
    on_data = expectation(p, f, resolving(d, p, q.breakpoints()))
    return on_data + expectation(q, f, resolving(d, q, p.breakpoints()))


def _summed(mass: Array, f: Array) -> Estimate:
    """``Σ mass · f`` where there is mass, f ≥ 0."""
    terms = namespace(mass, f).where(mass > 0, mass * f, 0.0)
    return rounded(namespace(terms).sum(terms, axis=-1), 4 + terms.shape[-1])


def _rounding(best: Array, logit: Array, epsilon: Array) -> Array:
    """How far `bernoulli_divergence` may be off if its logits together err by ε; 0 where it is infinite.

    ∂KL/∂t = D − D* and ∂KL/∂t* = −D*(1 − D*)(t − t*), and second derivatives are below 1; |D − D*| is at most
    |t − t*|/4 and at most the larger of either label's probabilities.
    """
    xp = namespace(best, logit)
    undefined = xp.isnan(best)
    best, logit = xp.where(undefined, 0.0, best), xp.where(undefined, 0.0, logit)
    away = xp.abs(_difference(logit, best))
    finite = xp.isfinite(away)
    real, fake = (xp.maximum(probability(s * best), probability(s * logit)) for s in (1.0, -1.0))
    slope = xp.minimum(away / 4.0, xp.minimum(real, fake))
    slope = slope + probability(best) * probability(-best) * xp.where(finite, away, 0.0)
    epsilon = xp.where(undefined | xp.isinf(best), 0.0, epsilon)
    value = bernoulli_divergence(best, logit)
    size = xp.where(away < 1.0, 6.0 * value, _cross_entropies(best, logit))
    error = 8.0 * UNIT_ROUNDOFF * size + epsilon * slope + epsilon**2
    return xp.where(xp.isinf(value), 0.0, error)


def bernoulli_divergence(best: Array, logit: Array) -> Array:
    r"""``KL(Bern(σ(t*))‖Bern(σ(t))) ≥ 0`` from logits t* = ``best`` and t = ``logit``, elementwise; 0 where t = t*.

    0 also where t* is NaN, because D* is undefined: there is no mass to weigh it with.

    With δ = t − t* and φ(s) = e^s − 1 − s it is ``D* φ(s₁) + (1 − D*) φ(s₀)``, where

    .. math:: s_1 = \log\frac{D}{D^*} = -\log(1 + (1 - D^*)(e^{-\delta} - 1)), \qquad
              s_0 = \log\frac{1 - D}{1 - D^*} = -\log(1 + D^*(e^{\delta} - 1)),

    both with small relative error as δ → 0. Beyond |δ| = 1 the two logarithms of the definition are subtracted.
    """
    xp = namespace(best, logit)
    undefined = xp.isnan(best)
    best, logit = xp.where(undefined, 0.0, best), xp.where(undefined, 0.0, logit)
    delta = _difference(logit, best)
    d, complement = probability(best), probability(-best)
    near = xp.abs(delta) < 1.0
    step = xp.where(near, delta, 0.0)
    s_1, s_0 = -xp.log1p(complement * xp.expm1(-step)), -xp.log1p(d * xp.expm1(step))
    close = d * exp_minus_tangent(s_1) + complement * exp_minus_tangent(s_0)
    far = _part(d, best, logit) + _part(complement, -best, -logit)
    return xp.where(near, close, far)


def _part(d: Array, best: Array, logit: Array) -> Array:
    """``D* (log D* − log D)``, 0 where D* = 0."""
    best, logit = (namespace(d).where(d > 0, t, 0.0) for t in (best, logit))
    return d * (log_sigmoid(best) - log_sigmoid(logit))


def _cross_entropies(best: Array, logit: Array) -> Array:
    """``Σ D* (|log D*| + |log D|)`` over both labels: what the far form subtracts."""
    xp = namespace(best)
    total = xp.zeros_like(best)
    for sign in (1.0, -1.0):
        d = probability(sign * best)
        t_star, t = (xp.where(d > 0, sign * side, 0.0) for side in (best, logit))
        total = total - d * (log_sigmoid(t_star) + log_sigmoid(t))
    return total


def _difference(t: Array, s: Array) -> Array:
    """``t − s``, 0 for equal infinities."""
    xp = namespace(t, s)
    same = xp.isinf(t) & (t == s)
    return xp.where(same, 0.0, xp.where(same, 0.0, t) - xp.where(same, 0.0, s))


def relative_entropy_terms(a: Array, b: Array, log_quotient: Array | None = None) -> Array:
    r"""``a log(a/b) − a + b ≥ 0`` for a, b ≥ 0, elementwise: 0·log 0 = 0, and +∞ where b = 0 < a.

    Near a = b, with x = (a−b)/b, it is ``b[(1+x) log1p x − x]``; below |x| = 1/16 that difference cancels and the
    series ``b x² Σ_{k≥0} (−x)^k/((k+1)(k+2))`` takes its place, 16 terms of which leave less than 16^−16.

    Args:
        a: First masses.
        b: Second masses, the same shape.
        log_quotient: ``log(a/b)`` where it is known better than from a and b, for a b that has underflowed.
    """
    xp = namespace(a, b)
    both = (a > 0) & (b > 0)
    safe_a, safe_b = xp.where(both, a, xp.ones_like(a)), xp.where(both, b, xp.ones_like(b))
    small = both & (xp.abs(safe_a - safe_b) <= safe_b / 16.0)
    x = xp.where(small, safe_a - safe_b, xp.zeros_like(safe_a)) / xp.where(
        small, safe_b, xp.ones_like(safe_b)
    )
    series = xp.zeros_like(x)
    for k in range(15, -1, -1):
        series = 1.0 / ((k + 1) * (k + 2)) - x * series
    if log_quotient is None:
        log_quotient = xp.where(b > 0, optimal_logit(safe_a, safe_b), xp.full_like(a, xp.inf))
    # The sum of the rounded parts may fall a few ulp below 0, which the exact term never does.
    far = xp.maximum(a * xp.where((a > 0) & ~small, log_quotient, xp.zeros_like(a)) - a + b, xp.zeros_like(a))
    return xp.where(small, safe_b * x * x * series, xp.where(a > 0, far, b))
