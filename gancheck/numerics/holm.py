"""Many fixed-sample tests at once, with one probability of any false alarm: Holm's procedure."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gancheck.errors import InvalidInput

__all__ = ["holm", "holm_adjusted", "require_level"]


def holm_adjusted(p_values: ArrayLike) -> NDArray[np.float64]:
    r"""Holm's adjusted p-values.

    .. math:: \tilde p_{(i)} = \max_{j \le i} \min\{1, (n - j + 1)\, p_{(j)}\}, \qquad p_{(1)} \le \dots \le p_{(n)}

    Refusing every hypothesis with :math:`\tilde p_i \le \alpha` refuses a true one with probability at most α,
    however the p-values depend on each other: Bonferroni's promise, with more power.

    Args:
        p_values: n valid p-values, ``(n,)``, of one test each.

    Returns:
        The adjusted ones in the order given, ``(n,)``.

    Raises:
        InvalidInput: a p-value is outside of [0, 1], or there is no one axis of them.

    Example:
        >>> holm_adjusted([0.01, 0.04, 0.03, 0.2]).tolist()
        [0.04, 0.09, 0.09, 0.2]

    References:
        [holm1979] §2, the sequentially rejective Bonferroni test.
    """
    p = np.asarray(p_values, dtype=np.float64)
    if p.ndim != 1 or not ((p >= 0) & (p <= 1)).all():
        raise InvalidInput(f"`p_values` is {p_values!r}; give one axis of numbers in [0, 1].")
    order = np.argsort(p, kind="stable")
    adjusted = np.empty_like(p)
    factors = len(p) - np.arange(len(p))
    adjusted[order] = np.minimum(np.maximum.accumulate(factors * p[order]), 1.0)
    return adjusted


def holm(p_values: ArrayLike, alpha: float) -> NDArray[np.bool_]:
    """Which hypotheses are refused at the family-wise level ``alpha`` in (0, 1): ``(n,)``.

    Raises:
        InvalidInput: as for `holm_adjusted`, or the level is outside of (0, 1).

    Example:
        >>> holm([0.01, 0.04, 0.03, 0.2], alpha=0.05).tolist()
        [True, False, False, False]

    References:
        [holm1979] §2.
    """
    return np.asarray(holm_adjusted(p_values) <= require_level(alpha))


def require_level(alpha: float) -> float:
    """``alpha`` if it is a probability strictly between 0 and 1."""
    if not 0.0 < alpha < 1.0:
        raise InvalidInput(f"`alpha` is {alpha!r}; a level is a probability between 0 and 1, both excluded.")
    return alpha
