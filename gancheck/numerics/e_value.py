r"""Sequential evidence: processes that a true hypothesis keeps small at all times at once.

An e-value is a nonnegative statistic of expectation at most 1 under the hypothesis. A test martingale is a process of
them that may be looked at after every observation: by Ville's inequality

.. math:: P\Big(\sup_t E_t \ge \tfrac1\alpha\Big) \le \alpha ,

so that a test may stop when it pleases, and a product or an average of e-values is an e-value again.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gancheck.errors import InvalidInput
from gancheck.numerics.holm import require_level

__all__ = ["anytime_p_value", "betting_process", "likelihood_ratio_process", "ville"]

Floats = NDArray[np.float64]

BETS = (0.5, 0.25, 0.125, 0.0625, 0.03125)
"""Shares of the capital that are put on either side: a gambler for each size of a deviation, from large to small."""


def likelihood_ratio_process(log_alternative: ArrayLike, log_null: ArrayLike) -> Floats:
    r"""The likelihood ratio of what was seen so far.

    .. math:: E_t = \prod_{s \le t} \frac{q(x_s)}{p(x_s)}

    Args:
        log_alternative: ``log q(x_s)``, ``(..., T)``; q may depend on what was seen before s.
        log_null: ``log p(x_s)`` of the hypothesis, ``(..., T)``.

    Returns:
        ``(..., T)``, a martingale of expectation 1 if the x come from p and q has no mass where p has none.

    Raises:
        InvalidInput: the shapes differ.

    Example:
        >>> likelihood_ratio_process(np.log([0.5, 0.25]), np.log([0.25, 0.25])).tolist()
        [2.0, 2.0]

    References:
        [ville1939] chapter V; [shafer2021] §2, the likelihood ratio as a bet.
    """
    q, p = np.asarray(log_alternative, dtype=np.float64), np.asarray(log_null, dtype=np.float64)
    if q.shape != p.shape:
        raise InvalidInput(f"`log_alternative` and `log_null` have shapes {q.shape} and {p.shape}; give one.")
    return np.asarray(np.exp(np.cumsum(q - p, axis=-1)))


def betting_process(x: ArrayLike, mean: ArrayLike, *, low: float = 0.0, high: float = 1.0) -> Floats:
    r"""The capital of a gambler who bets that bounded observations do not have the stated mean.

    .. math:: E_t = \frac1{2K} \sum_{k, \pm} \prod_{s \le t} \big(1 \pm \lambda_k^\pm (y_s - \mu)\big), \qquad
              y = \frac{x - a}{b - a},\ \lambda_k^+ = \frac{c_k}{\mu},\ \lambda_k^- = \frac{c_k}{1 - \mu}

    Each factor is at least :math:`1 - c_k > 0` and has expectation 1 if :math:`E[y_s | y_1 \dots y_{s-1}] = \mu`;
    the average over several constant bets is the capital of a gambler who divided it among them at the start.

    Args:
        x: Observations in [low, high], ``(..., T)``.
        mean: Their mean by the hypothesis, strictly between, ``(...)`` or one number.
        low: a, the least value possible.
        high: b, the greatest value possible.

    Returns:
        ``(..., T)``.

    Raises:
        InvalidInput: an observation is out of range, or the mean is not strictly inside.

    Example:
        >>> bool(betting_process([1.0] * 20, 0.5)[-1] > 100.0)
        True
        >>> round(float(betting_process([1.0, 0.0] * 10, 0.5)[-1]), 2)
        0.68

    References:
        [waudby-smith2024] §4, the capital process, here with constant bets; [ville1939]; [shafer2021] §2.
    """
    values, mu = np.asarray(x, dtype=np.float64), np.asarray(mean, dtype=np.float64)
    if not ((values >= low) & (values <= high)).all():
        raise InvalidInput(f"`x` leaves [{low}, {high}]; a bet on it could lose more than everything.")
    if not ((mu > low) & (mu < high)).all():
        raise InvalidInput(f"`mean` is {mean!r}; give numbers strictly between {low} and {high}.")
    y, centre = (values - low) / (high - low), ((mu - low) / (high - low))[..., None]
    capital = np.zeros_like(y)
    for share in BETS:
        for stake in (share / centre, -share / (1.0 - centre)):
            capital += np.exp(np.cumsum(np.log1p(stake * (y - centre)), axis=-1))
    return capital / (2.0 * len(BETS))


def anytime_p_value(e_process: ArrayLike) -> Floats:
    r"""The p-value :math:`\min(1, 1 / \max_{s \le t} E_s)`, valid at every t at once: ``(..., T)``.

    Example:
        >>> anytime_p_value([0.5, 4.0, 2.0]).tolist()
        [1.0, 0.25, 0.25]

    References:
        [vovk2021] Proposition 2.2, the calibrator 1/e.
    """
    greatest = np.maximum.accumulate(np.asarray(e_process, dtype=np.float64), axis=-1)
    return np.asarray(1.0 / np.maximum(greatest, 1.0))


def ville(e_process: ArrayLike, alpha: float) -> NDArray[np.bool_]:
    r"""Whether the hypothesis is refused at level α at some time, :math:`\sup_t E_t \ge 1/\alpha`: ``(...)``.

    Raises:
        InvalidInput: the level is outside of (0, 1).

    Example:
        >>> bool(ville([0.5, 25.0, 2.0], alpha=0.05))
        True

    References:
        [ville1939] chapter V, the inequality of the supremum.
    """
    return np.asarray(np.asarray(e_process).max(axis=-1) * require_level(alpha) >= 1.0)
