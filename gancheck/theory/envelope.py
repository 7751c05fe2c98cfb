"""Gradients of the criterion: D* moves with G, yet its movement does not enter (Danskin's theorem)."""

from typing import Any

from gancheck.distributions import Discrete, Gaussian
from gancheck.distributions.expectation import expectation
from gancheck.errors import UnsupportedPair
from gancheck.numerics.arrays import Array, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, columns, rounded
from gancheck.numerics.logspace import log_sigmoid
from gancheck.theory.discriminators import probability
from gancheck.theory.optimal_discriminator import OptimalDiscriminator, optimal_logit

__all__ = ["criterion_derivative", "generator_gradient", "value_derivative"]


def value_derivative(d: Array, p: Array, q: Array) -> Array:
    r"""``∂V/∂D(x) = p(x)/D(x) − q(x)/(1 − D(x))``: zero exactly at D*; d, p, q are ``(…, n)``, d inside (0, 1).

    References:
        [goodfellow2014] proof of Proposition 1.
    """
    return p / d - q / (1.0 - d)


def criterion_derivative(p: Array, q: Array) -> Array:
    r"""``∂C/∂q(x) = log(1 − D*(x)) = −log(1 + p(x)/q(x))``, up to the multiplier of the simplex.

    Args:
        p: Masses of the data law, ``(…, n)``.
        q: Masses of the generator's law, positive.

    Returns:
        The derivative in nats, at most 0.

    References:
        [goodfellow2014] Proposition 2; [danskin1967].
    """
    return log_sigmoid(-optimal_logit(p, q))


def generator_gradient(p: Any, q: Any) -> Estimate:
    r"""The minimax generator gradient ``∇_θ E_z[log(1 − D(G_θ(z)))]`` with D *frozen* at D* of the current θ.

    A softmax generator (discrete laws; θ are the logits of q) has, with a = log(1 − D*),

    .. math:: \partial_{\theta_j} \sum_x q_\theta(x)\, a(x) = q_j \Big(a_j - \sum_x q(x)\, a(x)\Big)

    An affine generator G(z) = μ + e^s z of standard normal z (Gaussian laws on the line; θ = (μ, s)) has

    .. math:: E_z[\partial_\theta \log(1 - D^*(G_\theta(z)))]
              = E_{x \sim q}\big[-D^*(x)\, \ell'(x)\, \partial_\theta G\big],
              \quad \ell = \log p - \log q, \ \partial_\mu G = 1, \ \partial_s G = x - \mu

    Args:
        p: The data law.
        q: The generator's law at the current θ.

    Returns:
        ∇_θ C(G_θ) = 2∇_θ JSD with an error bound: ``(…, n)`` for logits, ``(…, 2)`` for (μ, s).

    Raises:
        UnsupportedPair: The laws are neither both discrete nor both Gaussian on the line.

    References:
        [goodfellow2014] Algorithm 1 and Proposition 2; [danskin1967].
    """
    if isinstance(p, Discrete) and isinstance(q, Discrete):
        return _softmax_gradient(p.probs, q.probs)
    if isinstance(p, Gaussian) and isinstance(q, Gaussian):
        return _affine_gradient(p, q)
    raise UnsupportedPair(
        f"The generator's gradient is known for two discrete laws or two Gaussians on the line, not for {p.family} "
        f"against {q.family}."
    )


def _softmax_gradient(p: Array, q: Array) -> Estimate:
    """Where q has no mass its logit is −∞ and does not move: the derivative is 0."""
    xp = namespace(p, q)
    present = q > 0
    safe_q = xp.where(present, q, xp.ones_like(q))
    a = xp.where(present, criterion_derivative(p, safe_q), xp.zeros_like(q))
    mean = xp.sum(q * a, axis=-1, keepdims=True)
    return rounded(q * (a - mean), 16 + q.shape[-1], q * (xp.abs(a) + xp.abs(mean)))


def _affine_gradient(p: Gaussian, q: Gaussian) -> Estimate:
    """With z = (x − μ)/σ and r = σ/σ_p: ``σ ℓ′ = z (1 − r²) − r (μ − μ_p)/σ_p``, where nothing cancels as q → p."""
    xp = namespace(p.loc, q.loc)
    oracle = OptimalDiscriminator(p, q)
    ratio = q.scale / p.scale
    widening = ((p.scale - q.scale) / p.scale * (1.0 + ratio))[..., None]
    shift = (ratio * ((q.loc - p.loc) / p.scale))[..., None]

    def pull(x: Array, power: int) -> Estimate:
        """Times z^power. D* feels a rounding ε of its logit as D*(1 − D*)ε; the rest is eight roundings."""
        logit, z = oracle.logit_estimate(x), q.standardized(x)
        felt = 8.0 * UNIT_ROUNDOFF + probability(-logit.value) * logit.error
        weight, size = probability(logit.value) * z**power, xp.abs(z * widening) + xp.abs(shift)
        return Estimate(-weight * (z * widening - shift), xp.abs(weight) * size * felt)

    def mean(power: int) -> Estimate:
        """``E_q[pull · z^power]``."""
        return expectation(q, lambda x: pull(x, power), p.breakpoints())

    by_loc, by_log_scale = mean(0), mean(1)
    scaled = by_loc.value / q.scale
    error = by_loc.error / q.scale + rounded(scaled, 1).error
    return columns(Estimate(scaled, error), by_log_scale)
