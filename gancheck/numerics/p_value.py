"""Whether p-values are what they say: uniform under the truth, or at least not too small."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import kstest

from gancheck.errors import InvalidInput

__all__ = ["uniformity"]


def uniformity(p_values: ArrayLike, *, only_too_small: bool = False) -> float:
    r"""The p-value of the hypothesis that p-values are uniform on [0, 1], by the exact law of Kolmogorov's distance.

    .. math:: D_n = \sup_u |F_n(u) - u|, \qquad D_n^+ = \sup_u (F_n(u) - u)

    A valid p-value need not be uniform: :math:`P(p \le u) \le u` is enough, and discrete statistics or inequalities
    give no more. With ``only_too_small`` the one-sided distance :math:`D_n^+` sees false alarms only.

    Args:
        p_values: n independent p-values, ``(n,)``.
        only_too_small: Whether p-values that are too large are no failure.

    Returns:
        The p-value of the test.

    Raises:
        InvalidInput: there are fewer than two, or one is outside of [0, 1].

    Example:
        >>> round(uniformity(np.linspace(0.005, 0.995, 100)), 3)
        1.0
        >>> uniformity(np.linspace(0.005, 0.995, 100) ** 2) < 1e-4
        True

    References:
        [simard2011] §2, the exact law, as scipy computes it.
    """
    p = np.asarray(p_values, dtype=np.float64)
    if p.ndim != 1 or len(p) < 2 or not ((p >= 0) & (p <= 1)).all():
        raise InvalidInput("`p_values` must be one axis of at least two numbers in [0, 1].")
    side: Literal["greater", "two-sided"] = "greater" if only_too_small else "two-sided"
    return float(kstest(p, "uniform", alternative=side, method="exact").pvalue)
