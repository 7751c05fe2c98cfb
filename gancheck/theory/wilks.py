r"""Wilks's limit for the law of m draws: what is multiplied with the divergence, and which χ² law it then tends to."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from gancheck.distributions.conversion import as_law
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import Estimate
from gancheck.theory.empirical_divergence import expected_empirical_kl_estimate

__all__ = ["Wilks", "wilks"]


@dataclass(frozen=True)
class Wilks:
    """A statistic ``factor · KL(p̂_m‖p)`` and the χ² law that it tends to.

    Attributes:
        mean: E KL(p̂_m‖p), ``(B, M)``.
        factor: What KL is multiplied with, ``(B, M)``.
        freedom: Degrees of freedom of the limit, ``(B,)``.
    """

    mean: Estimate
    factor: Array
    freedom: Array


def wilks(p: Any, m: Any) -> Wilks:
    r"""The likelihood-ratio statistic of m draws against their own law, and its limit.

    .. math:: 2m\,\mathrm{KL}(\hat p_m \| p) \;\xrightarrow{d}\; \chi^2_{k-1}, \qquad k = \#\{i : p_i > 0\}

    Args:
        p: A discrete law, or a batch of B.
        m: Numbers of draws, ``(M,)`` or ``(B, M)``.

    Returns:
        The expected divergence, exactly; the factor 2m; and k − 1.

    Raises:
        InvalidInput: a number of draws is no positive whole number below 2^53.

    Example:
        >>> from gancheck.distributions import Discrete
        >>> found = wilks(Discrete(probs=[[0.2, 0.3, 0.5, 0.0]]), [[10_000]])
        >>> found.freedom.tolist(), round(float(found.factor[0, 0] * found.mean.value[0, 0]), 3)
        ([2], 2.0)

    References:
        [wilks1938] the theorem, for a simple hypothesis on k cells.
    """
    mean = expected_empirical_kl_estimate(p, m)
    probs = np.asarray(as_law(p).probs)  # type: ignore[attr-defined]  # a discrete law
    factor = np.broadcast_to(2.0 * np.asarray(m, dtype=np.float64), np.shape(mean.value))
    return Wilks(mean, factor, np.asarray((probs > 0).sum(axis=-1) - 1))
