r"""Divergences in balls: enclosures that hold the true value."""

from collections.abc import Callable
from functools import partial
from math import ceil, log2
from typing import Any

import numpy as np
from flint import arb

from gancheck.certified import discrete_sums
from gancheck.certified.ball_laws import BallLaw, Masses, Mixture, NormalVector, ball_law
from gancheck.certified.enclosure import Enclosure, enclose
from gancheck.certified.gaussian_pairs import (
    gaussian_entropy,
    gaussian_jsd,
    gaussian_kl,
    gaussian_total_variation,
    total_variation_of_one_covariance,
)
from gancheck.certified.mixture_integral import mixture_jsd
from gancheck.distributions.conversion import as_law
from gancheck.distributions.parameters import as_numpy
from gancheck.divergences.pairs import align
from gancheck.errors import UnsupportedPair

__all__ = ["criterion", "entropy", "jsd", "kl", "total_variation"]

TOLERANCE = 1e-14
FLOOR = 2.0**-102
"""The integral of mixtures aims at no smaller radius."""


def jsd(p: Any, q: Any, *, tol: float = TOLERANCE) -> Enclosure:
    r"""The Jensen-Shannon divergence of two laws in nats, enclosed.

    .. math:: \mathrm{JSD}(p, q) = \sum \tfrac12 p\log\frac{2p}{p+q} + \tfrac12 q\log\frac{2q}{p+q}

    Discrete laws: that sum over the masses *as given*, which is what `gancheck.jsd` computes too; their float64 sum may
    miss 1 by a rounding, and is not corrected. Gaussians in any dimension: the rule on the critical line with its
    proven bound (`gancheck.certified.critical_line`). Mixtures of Gaussians on the line: a certified integral
    (`gancheck.certified.mixture_integral`; a tenth of a second to seconds), which stops at a radius of 2e-31.

    Args:
        p: A law, unbatched or a batch of B; also a frozen ``scipy.stats`` or a ``torch.distributions`` one.
        q: Another of the same kind.
        tol: Greatest radius of the ball, relative to the divergence; the ends are then rounded outwards.

    Returns:
        An `Enclosure` with ends ``()`` or ``(B,)``; 0 exactly for equal laws.

    Raises:
        UnsupportedPair: As `gancheck.jsd`, and for pushforwards and uniform laws.
        InvalidInput: The batches, atoms or dimensions do not match, or ``tol`` is not positive.

    Example:
        >>> import gancheck as gk
        >>> found = gk.certified.jsd(gk.Gaussian(0.0, 1.0), gk.Gaussian(2.0, 0.5))
        >>> found.contains(gk.jsd(gk.Gaussian(0.0, 1.0), gk.Gaussian(2.0, 0.5))), found.radius < 1e-14
        (True, True)

    References:
        [lin1991] Eq. (3.1); [trefethen2014] Theorem 5.1.
    """
    return _of_pair(partial(_jsd, accuracy=_bits(tol)), p, q, tol)


def kl(p: Any, q: Any, *, tol: float = TOLERANCE) -> Enclosure:
    r"""The Kullback-Leibler divergence of p from q in nats, enclosed.

    .. math:: \mathrm{KL}(p \| q) = \sum p\log\frac pq - p + q

    For masses as given, as `gancheck.kl` has it: the last two terms take out by how much the rounded masses of the
    two laws differ. Gaussians: the closed form, in any dimension.

    Args:
        p: The law that the expectation is taken under.
        q: The law that p is compared with, of the same kind.
        tol: Greatest radius, relative to the divergence.

    Returns:
        An `Enclosure`, ``()`` or ``(B,)``; both ends ∞ where p has mass and q has none.

    Raises:
        UnsupportedPair: As `gancheck.kl`, and for laws that are neither discrete nor Gaussian.
        InvalidInput: The batches, atoms or dimensions do not match, or ``tol`` is not positive.

    Example:
        >>> import gancheck as gk
        >>> gk.certified.kl(gk.Gaussian(1.0, 2.0), gk.Gaussian(0.0, 1.0))
        Enclosure(lower=1.3068528194400546, upper=1.3068528194400548)

    References:
        [goodfellow2014] §4.1; [kullback1951].
    """
    return _of_pair(_kl, p, q, tol)


def criterion(p: Any, q: Any, *, tol: float = TOLERANCE) -> Enclosure:
    r"""The generator's criterion :math:`C(G) = -\log 4 + 2\,\mathrm{JSD}(p, q)` in nats, enclosed.

    The divergence is the one of `jsd`: of the masses as given.

    Args:
        p: The data law.
        q: The generator's law.
        tol: Greatest radius, relative to the criterion.

    Returns:
        An `Enclosure`, ``()`` or ``(B,)``, which may reach beyond [−log 4, 0] by its width.

    Raises:
        UnsupportedPair: As `jsd`.
        InvalidInput: As `jsd`.

    Example:
        >>> import gancheck as gk
        >>> gk.certified.criterion(gk.Discrete(probs=[0.5, 0.5]), gk.Discrete(probs=[0.25, 0.75]))
        Enclosure(lower=-1.3182720658476588, upper=-1.3182720658476586)

    References:
        [goodfellow2014] Theorem 1, Eq. (6).
    """
    return _of_pair(lambda a, b: 2 * _jsd(a, b, _bits(tol)) - arb(4).log(), p, q, tol)


def total_variation(p: Any, q: Any, *, tol: float = TOLERANCE) -> Enclosure:
    r"""The total variation distance :math:`\tfrac12 \sum |p - q|`, enclosed.

    Gaussians on the line, and in d dimensions where both have one covariance matrix.

    Args:
        p: A law.
        q: Another of the same kind.
        tol: Greatest radius, relative to the distance.

    Returns:
        An `Enclosure`, ``()`` or ``(B,)``.

    Raises:
        UnsupportedPair: As `gancheck.total_variation`, and for laws that are neither discrete nor Gaussian.
        InvalidInput: The batches, atoms or dimensions do not match, or ``tol`` is not positive.

    Example:
        >>> import gancheck as gk
        >>> gk.certified.total_variation(gk.Gaussian(0.0, 1.0), gk.Gaussian(2.0, 1.0))
        Enclosure(lower=0.6826894921370858, upper=0.6826894921370859)

    References:
        [devroye2018].
    """
    return _of_pair(_total_variation, p, q, tol)


def entropy(p: Any, *, tol: float = TOLERANCE) -> Enclosure:
    r"""The entropy :math:`-\sum p \log p` of a discrete law, or the differential entropy of a Gaussian, enclosed.

    Args:
        p: A law, unbatched or a batch of B.
        tol: Greatest radius, relative to the entropy.

    Returns:
        An `Enclosure` in nats, ``()`` or ``(B,)``.

    Raises:
        UnsupportedPair: The law is neither discrete nor Gaussian.
        InvalidInput: ``tol`` is not positive.

    Example:
        >>> import gancheck as gk
        >>> gk.certified.entropy(gk.Discrete(probs=[0.5, 0.5]))
        Enclosure(lower=0.6931471805599453, upper=0.6931471805599454)

    References:
        [lin1991] §II.
    """
    law, _ = align(p, p)
    rows = law.batched()
    return enclose(lambda row: _entropy(ball_law(rows, row)), len(rows), bool(law.batch_shape), tol)


def _of_pair(function: Callable[[BallLaw, BallLaw], arb], p: Any, q: Any, tol: float) -> Enclosure:
    p, q = align(as_law(p), as_law(q))
    if function is _total_variation:
        _require_one_covariance(p, q)
    a, b = p.batched(), q.batched()

    def ball(row: int) -> arb:
        return function(ball_law(a, row), ball_law(b, row))

    return enclose(ball, len(a), bool(p.batch_shape), tol, FLOOR if p.family == "mixture" else 0.0)


def _bits(tol: float) -> int:
    """The bits of a rule whose relative error is a quarter of ``tol``."""
    return ceil(-log2(tol)) + 2 if 0.0 < tol < 1.0 else 2


def _jsd(p: BallLaw, q: BallLaw, accuracy: int) -> arb:
    if isinstance(p, Masses) and isinstance(q, Masses):
        return discrete_sums.jsd(p.values, q.values)
    if isinstance(p, Mixture) and isinstance(q, Mixture):
        return mixture_jsd(p, q)
    a, b = _gaussians(p, q)
    return gaussian_jsd(a, b, accuracy)


def _kl(p: BallLaw, q: BallLaw) -> arb:
    if isinstance(p, Masses) and isinstance(q, Masses):
        return discrete_sums.kl(p.values, q.values)
    return gaussian_kl(*_gaussians(p, q))


def _total_variation(p: BallLaw, q: BallLaw) -> arb:
    if isinstance(p, Masses) and isinstance(q, Masses):
        return discrete_sums.total_variation(p.values, q.values)
    if isinstance(p, NormalVector) and isinstance(q, NormalVector):
        return total_variation_of_one_covariance(p, q)
    return gaussian_total_variation(*_gaussians(p, q))


def _entropy(p: BallLaw) -> arb:
    return discrete_sums.entropy(p.values) if isinstance(p, Masses) else gaussian_entropy(*_gaussians(p))


def _gaussians(*laws: BallLaw) -> Any:
    if any(isinstance(law, Mixture) for law in laws):
        raise UnsupportedPair(
            "Of mixtures, only jsd and criterion are enclosed; take gancheck's float64 function, which knows its error."
        )
    return laws


def _require_one_covariance(p: Any, q: Any) -> None:
    if p.family != "multivariate-gaussian":
        return
    if not np.array_equal(as_numpy(p.covariance_matrix), as_numpy(q.covariance_matrix)):
        raise UnsupportedPair(
            "The total variation of Gaussians in several dimensions is known in closed form for equal covariances "
            "only; bracket it by the squared Hellinger distance, H² <= TV <= sqrt(H² (2 - H²))."
        )
