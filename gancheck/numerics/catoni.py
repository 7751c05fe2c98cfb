"""The mean of variables that are not bounded, with a radius that holds at every sample size."""

from math import log

import numpy as np
from numpy.typing import ArrayLike

from gancheck.errors import InvalidInput
from gancheck.numerics.estimate import Estimate
from gancheck.numerics.holm import require_level

__all__ = ["catoni_mean"]

HALVINGS = 60
"""Bisections of the range of the observations: the root is then known to its last bit or two."""


def catoni_mean(x: ArrayLike, variance: ArrayLike, alpha: float) -> Estimate:
    r"""Catoni's estimate of a mean from n independent observations of bounded variance.

    The root θ of

    .. math:: \sum_i \psi(a (x_i - \theta)) = 0, \quad \psi(u) = \operatorname{sign}(u) \log(1 + |u| + u^2/2), \quad
              a^2 = \frac{2L}{n (v + \eta^2)}, \quad \eta^2 = \frac{2 L v}{n - 2L}, \quad L = \log(2/\alpha)

    is farther than η from the mean with probability at most α, both signs together, at every n > 2L and whatever
    the law: only the variance must not exceed v. The radius is that of a normal law with variance v, up to
    :math:`1 + O(L/n)`, where a plain mean of heavy-tailed observations has no such promise.

    Args:
        x: Observations along the first axis, ``(n, ...)``.
        variance: v, a bound on the variance of one of them, ``(...)``.
        alpha: Probability of an error.

    Returns:
        The estimate and its radius, ``(...)``; the radius counts the rounding of the root.

    Raises:
        InvalidInput: too few observations for the level, or a level outside of (0, 1).

    Example:
        >>> x = np.random.default_rng(0).standard_t(3.0, size=4000)
        >>> found = catoni_mean(x, 3.0, alpha=0.01)
        >>> bool(abs(found.value) <= found.error), round(float(found.error), 3)
        (True, 0.089)

    References:
        [catoni2012] Proposition 2.4.
    """
    values, v = np.asarray(x, dtype=np.float64), np.asarray(variance, dtype=np.float64)
    n, level = len(values), log(2.0 / require_level(alpha))
    if n <= 2.0 * level:
        raise InvalidInput(
            f"`x` holds {n} observations; a level of {alpha!r} needs more than {2 * level:.0f}."
        )
    radius = np.sqrt(2.0 * level * v / (n - 2.0 * level))
    squared = n * (v + radius**2)
    scale = np.sqrt(2.0 * level / np.where(squared > 0, squared, 1.0))
    low, high = values.min(axis=0), values.max(axis=0)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        u = scale * (values - middle)
        above = (np.sign(u) * np.log1p(abs(u) + 0.5 * u * u)).sum(axis=0) > 0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return Estimate(np.asarray(0.5 * (low + high)), np.asarray(radius + (high - low)))
