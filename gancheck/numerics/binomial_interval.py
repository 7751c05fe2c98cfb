"""Which chances of an event are compatible with how often it happened."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainccinv, betaincinv

from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate
from gancheck.numerics.holm import require_level

__all__ = ["binomial_interval"]


def binomial_interval(hits: ArrayLike, size: int, alpha: ArrayLike) -> Estimate:
    r"""The chance of an event that happened x times in n independent runs: exact at every n, whatever the chance.

    .. math:: \{p : P(\mathrm{Bin}(n, p) \ge x) > \alpha/2 \text{ and } P(\mathrm{Bin}(n, p) \le x) > \alpha/2\},

    an interval, given by its middle and half its length. For X ~ Bin(n, p) the p-value P(Bin(n, p) ≥ x) at x = X is at
    most α/2 with a probability of at most α/2, and so is the other; the interval misses p with at most α. Its ends are
    quantiles of Beta(x, n − x + 1) and Beta(x + 1, n − x); the lower one is 0 at x = 0, the upper one 1 at x = n. It
    excludes ½ exactly where the two-sided sign test refuses.

    Args:
        hits: x between 0 and n, of any shape; NaN gives NaN.
        size: n, at least 1.
        alpha: Probability of an error, of both sides together, in (0, 1); broadcast against ``hits``.

    Raises:
        InvalidInput: no run, an impossible number of hits, or a level outside of (0, 1).

    Example:
        >>> found = binomial_interval(10, 10, 0.05)
        >>> round(float(found.value - found.error), 4)
        0.6915

    References:
        [clopper1934].
    """
    x, level = np.asarray(hits, dtype=np.float64), np.asarray(alpha, dtype=np.float64)
    for each in level.flat:
        require_level(float(each))
    if size < 1:
        raise InvalidInput(f"`size` is {size!r}; a chance needs at least one run.")
    if ((x < 0) | (x > size)).any():
        raise InvalidInput(f"`hits` is {hits!r}; give counts between 0 and the {size} runs.")
    low = np.where(x == 0, 0.0, betaincinv(np.maximum(x, 1), size - x + 1.0, level / 2.0))
    high = np.where(x == size, 1.0, betainccinv(x + 1.0, np.maximum(size - x, 1), level / 2.0))
    middle: Array = (low + high) / 2.0
    return Estimate(middle, (high - low) / 2.0 + 2.0 * UNIT_ROUNDOFF)
