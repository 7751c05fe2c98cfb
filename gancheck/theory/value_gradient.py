r"""The gradient of V(D, G) in the parameters of both players, for the players that can represent every law.

Discrete laws: one logit t an atom for D, a softmax q for G. Gaussian laws: a quadratic logit for D, and
:math:`x = b + s z` of standard normal noise for G.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from gancheck.distributions import Discrete
from gancheck.distributions.expectation import expectation
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import Estimate, columns, rounded
from gancheck.numerics.logspace import log_sigmoid
from gancheck.theory.discriminators import (
    Discriminator,
    QuadraticDiscriminator,
    TabularDiscriminator,
    probability,
)

__all__ = ["value_gradient"]


def value_gradient(p: Any, q: Any, d: Discriminator) -> Estimate:
    r"""The gradient of :math:`V = E_p[\log D] + E_q[\log(1 - D)]`, in D's parameters φ and then in G's, θ.

    .. math:: \nabla_\phi V = E_p[(1 - D)\,\nabla_\phi t] - E_q[D\,\nabla_\phi t], \qquad t = \operatorname{logit} D

    .. math:: \text{softmax: } \frac{\partial V}{\partial \theta_x} = q_x \big(\ell_x - E_q[\ell]\big),\
              \ell = \log(1 - D); \qquad
              \text{affine: } \frac{\partial V}{\partial (b, s)} = -E_q\Big[D\,\frac{\partial t}{\partial x}\,
              \Big(1, \frac{x - b}{s}\Big)\Big]

    Args:
        p: Data laws, `Discrete` or `Gaussian`, a batch of B.
        q: The generators' laws, of the same family; a Gaussian's loc and scale are b and s.
        d: A `TabularDiscriminator`, or a `QuadraticDiscriminator` with centre 0 and width 1: its parameters are φ.

    Returns:
        ``(B, 2n)`` for n atoms, ``(B, 5)`` for Gaussians: D's components first. The error counts rounding and
        quadrature.

    Example:
        >>> from gancheck.distributions import Discrete
        >>> p, q = Discrete(probs=[[0.75, 0.25]]), Discrete(probs=[[0.25, 0.75]])
        >>> value_gradient(p, q, TabularDiscriminator(np.zeros((1, 2)))).value.tolist()
        [[0.25, -0.25, 0.0, 0.0]]

    References:
        [goodfellow2014] Algorithm 1, the two gradients, and Eq. (1).
    """
    if isinstance(d, TabularDiscriminator):
        return _of_atoms(p, q, d)
    return _of_gaussians(p, q, d)  # type: ignore[arg-type]  # the other kind of player


def _of_atoms(p: Discrete, q: Discrete, d: TabularDiscriminator) -> Estimate:
    """Sums of n terms for the generator, one product an atom for the discriminator."""
    real, fake = p.probs * probability(-d.logits), q.probs * d.probs
    losses = log_sigmoid(-d.logits)
    mean = (q.probs * losses).sum(axis=-1, keepdims=True)
    by_theta = q.probs * (losses - mean)
    n = q.probs.shape[-1]
    return Estimate(
        np.concatenate([real - fake, by_theta], axis=-1),
        np.concatenate(
            [
                rounded(real - fake, 8, real + fake).error,
                rounded(by_theta, n + 12, q.probs * (abs(losses) + abs(mean))).error,
            ],
            axis=-1,
        ),
    )


def _of_gaussians(p: Any, q: Any, d: QuadraticDiscriminator) -> Estimate:
    """Five expectations, each by quadrature."""
    slope, curvature = d.coefficients[:, 1:2], d.coefficients[:, 2:3]
    turns = d.breakpoints()

    def through_d(weight: Callable[[Array], Array]) -> Callable[[Array], Array]:
        return lambda x: d.prob(_rows(x, d)) * weight(x)

    def against_d(power: int) -> Callable[[Array], Array]:
        return lambda x: probability(-d.logit(_rows(x, d))) * x**power

    def push(x: Array) -> Array:
        return slope + 2.0 * curvature * x

    by_phi = [
        expectation(p, against_d(power), turns)
        - expectation(q, through_d(lambda x, power=power: x**power), turns)  # type: ignore[misc]  # bound now
        for power in range(3)
    ]

    def pull(x: Array) -> Array:
        return push(x) * (x - q.loc[:, None]) / q.scale[:, None]

    by_theta = [
        -expectation(q, through_d(push), turns),
        -expectation(q, through_d(pull), turns),
    ]
    return columns(*by_phi, *by_theta)


def _rows(x: Array, d: QuadraticDiscriminator) -> Array:
    """Points for every problem of the batch."""
    return np.broadcast_to(x, (len(d), x.shape[-1]))
