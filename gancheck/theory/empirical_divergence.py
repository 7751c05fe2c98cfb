r"""How far the empirical law of m draws is from the law that they were drawn from, in expectation and exactly.

The law of this file: :math:`\mathrm{KL}(\hat p \| p) = \sum_i \hat p_i \log(\hat p_i / p_i)` is a sum of functions of
one count each, so its expectation needs only the marginals of the multinomial, which are binomial; none is simulated.
"""

from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancheck.distributions.conversion import as_law
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate
from gancheck.theory.binomial import TAIL, binomial_masses

__all__ = ["expected_empirical_kl", "expected_empirical_kl_estimate", "limit_gap"]

Floats = NDArray[np.float64]


def expected_empirical_kl(p: Any, m: Any) -> Array:
    r"""The expected divergence of the empirical law of m draws from their law, exactly.

    .. math:: E\,\mathrm{KL}(\hat p_m \| p) = \sum_i p_i\, E\,g\Big(\frac{X_i}{m p_i} - 1\Big),
              \quad g(\delta) = (1 + \delta) \log(1 + \delta) - \delta, \quad X_i \sim \mathrm{Bin}(m, p_i)

    (the linear term has expectation 0 and is left out, so that every summand is nonnegative). As m grows,
    :math:`2m\,E\,\mathrm{KL} \to k - 1` for k atoms of positive mass, and at every m
    :math:`E\,\mathrm{KL} \le \log(1 + (k-1)/m)`.

    Args:
        p: A discrete law, or a batch of B, as NumPy arrays.
        m: Numbers of draws, ``(M,)`` or ``(B, M)``, or one number.

    Returns:
        Nats, ``(M,)`` or ``(B, M)``; without the last axis where ``m`` is one number.

    Raises:
        InvalidInput: a number of draws is no positive whole number below 2^53.

    Example:
        >>> from gancheck.distributions import Discrete
        >>> round(float(expected_empirical_kl(Discrete(probs=[0.5, 0.5]), 1)), 6) == round(log(2.0), 6)
        True
        >>> 2 * 10_000 * expected_empirical_kl(Discrete(probs=[0.2, 0.3, 0.5]), 10_000).round(7)
        np.float64(2.0)

    References:
        [wilks1938] for the limit; [paninski2003] Proposition 1 for the bound.
    """
    return expected_empirical_kl_estimate(p, m).value


def expected_empirical_kl_estimate(p: Any, m: Any) -> Estimate:
    """The expected divergence with a bound on its error: rounding, and the tails that the sum leaves out."""
    law = as_law(p)
    draws = np.asarray(m, dtype=np.float64)
    if not np.all((draws >= 1) & (draws < 2.0**53) & (draws == np.floor(draws))):
        raise InvalidInput(f"`m` is {m}; give whole numbers of draws from 1 to 2^53.")
    probs = np.atleast_2d(np.asarray(law.probs))  # type: ignore[attr-defined]  # refused by align otherwise
    grid = np.broadcast_to(draws, (len(probs), draws.shape[-1] if draws.ndim else 1))
    cells = [[_row(row, int(size)) for size in sizes] for row, sizes in zip(probs, grid, strict=True)]
    value, error = (np.array([[cell[i] for cell in row] for row in cells]) for i in (0, 1))
    keep = (slice(None) if law.batch_shape else 0, slice(None) if draws.ndim else 0)
    return Estimate(value[keep], error[keep])


def limit_gap(p: Any, m: Any) -> Floats:
    r"""How far :math:`2m\,E\,\mathrm{KL}(\hat p_m \| p)` can be from its limit :math:`k - 1`, rigorously.

    For every :math:`\delta \ge -1` the remainder :math:`h` of

    .. math:: (1 + \delta)\log(1 + \delta) - \delta = \frac{\delta^2}{2} - \frac{\delta^3}{6} + h(\delta),
              \qquad 0 \le h(\delta) \le \frac{\delta^4}{3},

    (:math:`h'' = \delta^2/(1+\delta) \ge 0`, :math:`h(0) = h'(0) = 0`; :math:`\delta^4/3 - h` is convex on
    :math:`[-3/4, \infty)` with minimum 0 and concave before, 0 at :math:`-1`). Inserting the binomial moments of
    :math:`\delta = X/(mp) - 1` gives :math:`-A \le 2m\,E\,\mathrm{KL} - (k-1) \le -A + B` with

    .. math:: A = \frac{1}{3m} \sum_i \frac{(1-p_i)(1-2p_i)}{p_i}, \qquad
              B = \frac{2}{3m} \sum_i \Big( \frac{3 (1-p_i)^2}{p_i} + \frac{1 - p_i}{m p_i^2} \Big),

    both of order 1/m; the exact first-order term between them is :math:`(\sum_i 1/p_i - 1)/(6m)`.

    Args:
        p: A discrete law, or a batch of B.
        m: Numbers of draws, ``(M,)`` or ``(B, M)``.

    Returns:
        ``max(|A|, |B - A|)``, ``(M,)`` or ``(B, M)``.
    """
    probs = np.asarray(as_law(p).probs)[..., None, :]  # type: ignore[attr-defined]  # a discrete law
    draws = np.asarray(m, dtype=np.float64)[..., None]
    held = probs > 0
    mass = np.where(held, probs, 1.0)  # an atom of mass 1, like one of mass 0, contributes nothing
    skewness = ((1.0 - mass) * (1.0 - 2.0 * mass) / mass).sum(axis=-1) / (3.0 * draws[..., 0])
    fourth = 3.0 * (1.0 - mass) ** 2 / mass + (1.0 - mass) / (draws * mass**2)
    gap: Floats = np.maximum(abs(skewness), abs(2.0 * fourth.sum(axis=-1) / (3.0 * draws[..., 0]) - skewness))
    return gap


def _row(probs: Floats, m: int) -> tuple[float, float]:
    """``E KL`` of one law at one m, and a bound on its error."""
    values = [_atom(float(q), m) for q in probs if q > 0]
    # The masses sum to 1 within n u: the sum of the left-out linear terms, E sum p_hat - sum p, is that defect.
    total, error = sum(value for value, _ in values), sum(error for _, error in values)
    return total, error + len(probs) * UNIT_ROUNDOFF * (1.0 + total)


def _atom(q: float, m: int) -> tuple[float, float]:
    """``q E g(X / (m q) - 1)`` for one binomial count, and a bound on its error."""
    if q >= 1.0:
        return 0.0, 0.0
    counts, pmf, steps = binomial_masses(q, m)
    delta = (counts - m * q) / (m * q)
    log_ratio = np.log1p(np.where(counts == 0, 0.0, delta))
    growth = np.where(counts == 0, 1.0, (1.0 + delta) * log_ratio - delta)
    value = float(q * (pmf * growth).sum())
    # m q errs by u, so delta by u(1 + delta) + 2u|delta|, which g inherits times log(1 + delta); g's own follow.
    wobble = 6.0 * UNIT_ROUNDOFF * ((1.0 + delta + abs(delta)) * abs(log_ratio) + abs(delta))
    error = q * float((pmf * wobble).sum()) + (12.0 * steps + 16.0) * UNIT_ROUNDOFF * value
    # In the tail q g <= log(1/q), because no count exceeds m.
    return value, error + 2.0 * np.exp(-TAIL) * (1.0 + log(1.0 / q))
