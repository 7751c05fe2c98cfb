"""How far a statistic can be from what it estimates, with a stated probability of being farther."""

import numpy as np
from numpy.typing import ArrayLike

from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array
from gancheck.numerics.holm import require_level

__all__ = ["bernstein_radius", "massart_radius"]


def bernstein_radius(variance: ArrayLike, size: int, width: ArrayLike, alpha: float) -> Array:
    r"""The two-sided radius around a mean of n bounded variables, at every n, whatever their law.

    .. math:: \sqrt{\frac{2 s^2 \log(4/\alpha)}{n}} + \frac{7\, w \log(4/\alpha)}{3 (n - 1)}

    (an empirical Bernstein inequality of level α/2 for either sign).

    Args:
        variance: s², with the divisor n − 1, of any shape.
        size: n, at least 2.
        width: w, the length of an interval that holds every variable; broadcast against ``variance``.
        alpha: Probability of an error, of both signs together.

    Raises:
        InvalidInput: fewer than two variables, or a level outside of (0, 1).

    Example:
        >>> round(float(bernstein_radius(0.25, 1000, 1.0, 0.05)), 4)
        0.057

    References:
        [maurer2009] Theorem 4.
    """
    _require_size(size)
    level = np.log(4.0 / require_level(alpha))
    spread = np.sqrt(2.0 * np.asarray(variance, dtype=np.float64) * level / size)
    return np.asarray(spread + 7.0 * np.asarray(width, dtype=np.float64) * level / (3.0 * (size - 1)))


def massart_radius(size: ArrayLike, alpha: float) -> Array:
    r"""The radius of a band around the empirical distribution function of n draws, at every n, whatever their law.

    .. math:: P\Big(\sup_t |F_n(t) - F(t)| > \sqrt{\tfrac{\log(2/\alpha)}{2n}}\Big) \le \alpha

    Args:
        size: n, at least 1, of any shape.
        alpha: Probability of an error.

    Raises:
        InvalidInput: no draws, or a level outside of (0, 1).

    Example:
        >>> round(float(massart_radius(1000, 0.05)), 4)
        0.0429

    References:
        [massart1990] Corollary 1.
    """
    n = np.asarray(size, dtype=np.float64)
    if not (n >= 1).all():
        raise InvalidInput(f"`size` is {size!r}; an empirical distribution function needs at least one draw.")
    return np.asarray(np.sqrt(np.log(2.0 / require_level(alpha)) / (2.0 * n)))


def _require_size(size: int) -> None:
    if size < 2:
        raise InvalidInput(f"`size` is {size!r}; a spread needs at least two variables.")
