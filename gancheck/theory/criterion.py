"""What the generator minimises once the discriminator is optimal."""

from math import log
from typing import Any

from gancheck.divergences.jensen_shannon import jsd_estimate
from gancheck.divergences.scalars import plain
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import Estimate
from gancheck.theory.optimal_discriminator import optimal_discriminator
from gancheck.theory.value import value_estimate

__all__ = ["criterion", "criterion_estimate", "optimal_value_estimate"]

LOG_4 = log(4.0)


def criterion(p: Any, q: Any) -> Array:
    r"""The generator's training criterion: the value of the game against the best discriminator.

    .. math:: C(G) = \max_D V(D, G) = -\log 4 + 2\,\mathrm{JSD}(p \,\|\, q)

    Args:
        p: The data law.
        q: The generator's law p_g.

    Returns:
        C(G) in nats, ``()`` or ``(B,)``, in [−log 4, 0]. Where p and q are close the excess over −log 4 drowns in the
        rounding of log 4: take ``2 * gancheck.jsd(p, q)`` for it, which keeps its digits.

    Raises:
        UnsupportedPair: A density against a discrete law.

    Example:
        >>> import gancheck as gk
        >>> round(gk.criterion(gk.Gaussian(0.0, 1.0), gk.Gaussian(0.0, 1.0)) + 2 * 0.6931471805599453, 15)
        0.0

    References:
        [goodfellow2014] Eq. (4), Theorem 1 and Eq. (6).
    """
    return plain(criterion_estimate(p, q).value)


def criterion_estimate(p: Any, q: Any) -> Estimate:
    """C(G) by way of the Jensen-Shannon divergence, with a bound on its error."""
    twice = 2.0 * jsd_estimate(p, q)
    return Estimate(twice.value - LOG_4, twice.error + 2.0**-52)


def optimal_value_estimate(p: Any, q: Any) -> Estimate:
    r"""``E_p[log p/(p+q)] + E_q[log q/(p+q)]``: V at D* by its definition, term by term.

    The slow twin of `criterion_estimate`: it takes expectations of log D* and log(1 − D*) and knows no divergence.
    """
    return value_estimate(optimal_discriminator(p, q), p, q)
