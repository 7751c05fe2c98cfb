r"""Divergences as sums and integrals of a function of two masses at one point.

An f-divergence is :math:`\sum_x F(p(x), q(x))` with :math:`F(p, q) = q f(p/q)`, the perspective of f; on the line the
sum becomes an integral over the densities plus the same sum over the atoms that a pushforward may have. The law of
this file: every F is *shifted* so that :math:`F \ge 0` with :math:`F = \partial_p F = \partial_q F = 0` where p = q.
Nothing cancels in the sum then, the accuracy is relative, and the mass defect of rounded inputs
(:math:`\sum p - \sum q \sim 10^{-17}`, which would swamp a small divergence) drops out: what is computed is the
divergence of measures, whose derivative differs from the textbook's by a constant, that is by nothing along the
simplex.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gancheck.numerics.arrays import Array, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF

__all__ = ["Pointwise", "doubt", "rounding_of_log"]


@dataclass(frozen=True)
class Pointwise:
    """F, for masses and for their logarithms.

    ``masses(p, q)`` serves probabilities as given. ``logarithms(log p, log q)`` serves densities and log probabilities,
    which may lie far outside the range of float64. ``sensitivity(log p, log q)`` is at least
    ``(|p dF/dp|, |q dF/dq|)``: what a relative error of either mass is multiplied with.
    """

    masses: Callable[[Array, Array], Array]
    logarithms: Callable[[Array, Array], Array]
    sensitivity: Callable[[Array, Array], tuple[Array, Array]]


def doubt(log_p: Array, log_q: Array, function: Pointwise) -> Array:
    """What the rounding of both logarithms does to F."""
    xp = namespace(log_p, log_q)
    on_p, on_q = function.sensitivity(log_p, log_q)
    # A mass of 0 is exact, and moves nothing, even where F is infinite and so is what it is sensitive to.
    with np.errstate(invalid="ignore"):
        moved = rounding_of_log(log_p) * on_p + rounding_of_log(log_q) * on_q
    return xp.where(xp.isfinite(moved), moved, 0.0)


def rounding_of_log(log_mass: Array) -> Array:
    """A bound on the error of a log density as computed; 0 for a mass of 0.

    z² carries 5u, the sum of its terms and their logarithm a few more; a term is at most the result plus the log of a
    scale, for which 4 is added.
    """
    xp = namespace(log_mass)
    absent = xp.isinf(log_mass)
    return xp.where(absent, 0.0, 8 * UNIT_ROUNDOFF * (4.0 + xp.abs(xp.where(absent, 0.0, log_mass))))
