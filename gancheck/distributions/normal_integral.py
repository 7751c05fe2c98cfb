r"""The integral of the standard normal density, :math:`\Phi`, and its differences.

Beyond the mean, :math:`\Phi(b) - \Phi(a)` cancels; the reflection :math:`\Phi(-a) - \Phi(-b)` does not.
"""

import math

from gancheck.numerics.arrays import Array, namespace
from gancheck.numerics.error_function import erfc

__all__ = ["normal_cdf", "normal_interval"]


def normal_cdf(z: Array) -> Array:
    r""":math:`\Phi(z) = \tfrac12 \operatorname{erfc}(-z/\sqrt2)`, relatively accurate in the lower tail."""
    return 0.5 * erfc(-z * math.sqrt(0.5))


def normal_interval(a: Array, b: Array) -> Array:
    r""":math:`\Phi(b) - \Phi(a)` for :math:`a \le b`, on the side of the mean where both values are small.

    The absolute error is a few u of the larger of the two; the ends may be infinite.
    """
    xp = namespace(a, b)
    upper = a > 0
    return normal_cdf(xp.where(upper, -a, b)) - normal_cdf(xp.where(upper, -b, a))
