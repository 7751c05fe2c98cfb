"""How many nats a discriminator falls short of the optimal one."""

from typing import Any

from gancheck.divergences.pairs import align
from gancheck.errors import UnsupportedPair
from gancheck.numerics.arrays import Array, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate
from gancheck.numerics.logspace import log_sigmoid
from gancheck.numerics.quadrature import integrate
from gancheck.theory.discriminators import Discriminator, probability
from gancheck.theory.optimal_discriminator import log_ratio
from gancheck.theory.value import atom_logits

__all__ = ["relative_entropy_terms", "suboptimality", "suboptimality_estimate"]


def suboptimality(d: Discriminator, p: Any, q: Any) -> Array:
    r"""The exact shortfall of any discriminator, trained or not, without cancellation.

    .. math:: V(D^*, G) - V(D, G)
              = \sum_x (p+q)(x)\, \mathrm{KL}(\mathrm{Bern}(D^*(x)) \,\|\, \mathrm{Bern}(D(x))) \ge 0

    The right side is the relative entropy of the joint law of (x, Y), with masses p and q, against the one that D
    believes in, with masses (p+q)D and (p+q)(1−D): a sum of nonnegative terms, accurate also where D is nearly D*.

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
    return suboptimality_estimate(d, p, q).value


def suboptimality_estimate(d: Discriminator, p: Any, q: Any) -> Estimate:
    """The gap with a bound on its error: the rounding of (p+q)D enters multiplied by |log D*/D|, see the terms."""
    p, q = align(p, q)
    if p.family == "discrete":
        terms, error = _terms(p.probs, q.probs, log_ratio(p.probs, q.probs), atom_logits(d, p))
        xp = namespace(terms)
        return Estimate(xp.sum(terms, axis=-1), xp.sum(error, axis=-1))
    if p.family == "multivariate-gaussian":
        raise UnsupportedPair(
            "The gap of a discriminator in several dimensions has no quadrature with a stated error here; "
            "use laws on the line."
        )
    xp = namespace(p.breakpoints(), q.breakpoints())
    breakpoints = xp.concat([p.breakpoints(), q.breakpoints()], axis=-1)

    def integrand(x: Array) -> Array:
        log_p, log_q = p.log_prob(x), q.log_prob(x)
        return _terms(xp.exp(log_p), xp.exp(log_q), log_p - log_q, d.logit(x))[0]

    return integrate(integrand, breakpoints)


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
        log_quotient = xp.where(b > 0, log_ratio(safe_a, safe_b), xp.full_like(a, xp.inf))
    # The sum of the rounded parts may fall a few ulp below 0, which the exact term never does.
    far = xp.maximum(a * xp.where((a > 0) & ~small, log_quotient, xp.zeros_like(a)) - a + b, xp.zeros_like(a))
    return xp.where(small, safe_b * x * x * series, xp.where(a > 0, far, b))


def _terms(p: Array, q: Array, best: Array, logit: Array) -> tuple[Array, Array]:
    """``(p+q)·KL(Bern(D*)‖Bern(D))`` elementwise, and a bound on its rounding error; ``best`` is logit D*.

    With b the believed mass and a the true one, the term's derivative in b is ``1 − a/b`` and b carries eight
    roundings: at most ``8u|b − a|``. Where a and b are close that is all; further apart ``a log(a/b)`` is a
    difference of two logarithms, each with eight roundings, and a ≤ 17|b − a|.
    """
    xp = namespace(p, q)
    total = p + q
    present = total > 0
    t_star, t = (xp.where(present, side, xp.zeros_like(total)) for side in (best, logit))
    value, error = xp.zeros_like(total), xp.zeros_like(total)
    for mass, sign in ((p, 1.0), (q, -1.0)):
        believed = total * probability(sign * t)
        log_d_star = xp.where(mass > 0, log_sigmoid(sign * xp.where(mass > 0, t_star, xp.zeros_like(t))), 0.0)
        log_d = log_sigmoid(sign * t)
        term = relative_entropy_terms(mass, believed, log_d_star - log_d)
        logs = mass * (xp.abs(log_d_star) + xp.where(xp.isinf(log_d), xp.zeros_like(log_d), xp.abs(log_d)))
        far = xp.abs(mass - believed) > believed / 16.0
        value = value + term
        error = (
            error
            + 33.0 * xp.abs(believed - mass)
            + 8.0 * xp.where(far, logs, xp.where(xp.isinf(term), 0.0, term))
        )
    return value, UNIT_ROUNDOFF * error
