"""Where ``a log σ(t) + b log(1 − σ(t))`` is largest, found by a root finder that knows no closed form."""

import numpy as np
from scipy.optimize.elementwise import find_root

from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate
from gancheck.theory.discriminators import probability

__all__ = ["maximising_logit"]

SUBNORMAL = 2.0**-1074


def maximising_logit(a: Array, b: Array) -> Estimate:
    """The root t of the derivative ``a σ(−t) − b σ(t)``, which decreases in t.

    Args:
        a: Masses of the data law, any shape.
        b: Masses of the generator's law, the same shape; scaled together with ``a`` by the larger.

    Returns:
        t, +∞ where b = 0 (or underflows beside a), −∞ where a = 0, 0 where both are. The error: a relative rounding
        of the two products moves t by as much absolutely, and where the smaller mass is near the subnormals it
        holds few digits.
    """
    a, b = np.broadcast_arrays(a, b)
    larger = np.maximum(a, b)
    scale = np.where(larger > 0, larger, 1.0)
    a, b = a / scale, b / scale
    both = (a > 0) & (b > 0)
    safe_a, safe_b = np.where(both, a, 1.0), np.where(both, b, 1.0)

    def derivative(t: Array, a: Array, b: Array) -> Array:
        return a * probability(-t) - b * probability(t)

    # ±750 brackets every root: σ(−746) is below the smallest subnormal number.
    bracket = np.full_like(a, -750.0), np.full_like(a, 750.0)
    # The derivative may be as small as 1e-300 near its root: only its sign counts.
    found = find_root(derivative, bracket, args=(safe_a, safe_b), tolerances={"fatol": 0.0})
    error = UNIT_ROUNDOFF * (16.0 + 16.0 * np.abs(found.x)) + 4.0 * SUBNORMAL / np.minimum(safe_a, safe_b)
    at_end = np.where(a > 0, np.inf, np.where(b > 0, -np.inf, 0.0))
    return Estimate(np.where(both, found.x, at_end), np.where(both, error, 0.0))
