"""The binomial law, by products from its mode outwards."""

from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

__all__ = ["TAIL", "binomial_masses"]

Floats = NDArray[np.float64]

TAIL = 80.0
"""Counts are taken up to where the tail's probability is below 2 exp(-80) = 4e-35, by Bernstein's inequality."""


def binomial_masses(q: float, m: int) -> tuple[Floats, Floats, int]:
    """Counts around the mean, their probabilities, and how many products separate the farthest from the mode.

    Neighbouring probabilities have the ratio ``(m - k) q / ((k + 1)(1 - q))``: products of it from the mode outwards,
    divided by their sum, err by six roundings a step, with no factorial anywhere.

    Args:
        q: The probability of one success, in (0, 1).
        m: The number of trials.

    Example:
        >>> binomial_masses(0.5, 2)[1].tolist()
        [0.25, 0.5, 0.25]
    """
    variance = m * q * (1.0 - q)
    reach = ceil(TAIL / 3.0 + sqrt((TAIL / 3.0) ** 2 + 2.0 * TAIL * variance)) + 1
    mode = min(m, int((m + 1) * q))
    low, high = max(0, mode - reach), min(m, mode + reach)
    k = np.arange(low, high + 1, dtype=np.float64)
    ratio = (m - k[:-1]) * q / ((k[:-1] + 1.0) * (1.0 - q))
    centre = mode - low
    with np.errstate(under="ignore"):
        above = np.cumprod(ratio[centre:])
        below = np.cumprod(1.0 / ratio[:centre][::-1])[::-1]
    mass = np.concatenate([below, [1.0], above])
    return k, mass / mass.sum(), max(centre, len(k) - 1 - centre)
