"""The discriminator as a classifier: its binary cross-entropy under balanced labels."""

from math import log
from typing import Any

from gancheck.divergences.scalars import plain
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import Estimate, rounded
from gancheck.theory.discriminators import Discriminator
from gancheck.theory.value import value_estimate

__all__ = ["binary_cross_entropy", "binary_cross_entropy_estimate", "jsd_lower_bound_estimate"]


def binary_cross_entropy(d: Discriminator, p: Any, q: Any) -> Array:
    r"""The expected negative log likelihood of the labels Y ~ Bernoulli(½), x ~ p if Y = 1 and x ~ q if Y = 0.

    .. math:: \mathrm{BCE} = -E[\log P_D(Y \mid x)] = -\tfrac12 V(D, G)

    Returns:
        BCE in nats, ``()`` or ``(B,)``; log 2 for D ≡ ½.

    References:
        [goodfellow2014] §4.1: training D maximises the log-likelihood of P(Y = y | x).
    """
    return plain(binary_cross_entropy_estimate(d, p, q).value)


def binary_cross_entropy_estimate(d: Discriminator, p: Any, q: Any) -> Estimate:
    """The binary cross-entropy with the error bound of V."""
    return -0.5 * value_estimate(d, p, q)


def jsd_lower_bound_estimate(d: Discriminator, p: Any, q: Any) -> Estimate:
    r"""``½(V(D, G) + log 4) ≤ JSD(p, q)``: every discriminator certifies a divergence; tight exactly at D*.

    References:
        [goodfellow2014] Theorem 1, Eq. (6), with V(D, G) ≤ max_D V.
    """
    bound = 0.5 * (value_estimate(d, p, q) + log(4.0))
    return Estimate(bound.value, bound.error + rounded(bound.value, 1).error + 2.0**-53)
