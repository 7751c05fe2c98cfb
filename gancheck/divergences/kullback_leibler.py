r"""The Kullback-Leibler divergence, in both directions."""

import math
from typing import Any

import numpy as np

from gancheck.divergences.gaussian_pair import are_gaussian, gaussian_pair
from gancheck.divergences.log_masses import log_difference, mass_gap
from gancheck.divergences.pairs import align
from gancheck.divergences.pointwise import Pointwise
from gancheck.divergences.scalars import plain
from gancheck.divergences.total import total
from gancheck.numerics.arrays import Array, is_torch, namespace
from gancheck.numerics.estimate import Estimate, rounded
from gancheck.numerics.logspace import exp_minus_tangent, log_ratio

__all__ = ["kl", "kl_estimate", "reverse_kl", "reverse_kl_estimate"]


def kl(p: Any, q: Any) -> Array:
    r"""The Kullback-Leibler divergence of p from q, in nats.

    .. math:: \mathrm{KL}(p \| q) = \sum_x p(x)\log\frac{p(x)}{q(x)}

    0 log 0 = 0; infinite where p has mass and q has none. Summed as :math:`\sum p\log(p/q) - p + q`, whose terms are
    not negative: relatively accurate however close the laws are, and blind to the mass defect of rounded inputs. Two
    Gaussians have the closed form :math:`\tfrac12\sum (\mu_p-\mu_q)^2/\sigma_q^2 + \varphi(2\log\sigma_p/\sigma_q)`,
    :math:`\varphi(t) = e^t - 1 - t`, in the coordinates that make both covariances diagonal.

    Args:
        p: The law that the expectation is taken under; also a frozen ``scipy.stats`` or a ``torch.distributions`` one.
        q: The law that p is compared with, of the same kind.

    Returns:
        Nats, ``()`` or ``(B,)``: a float for unbatched NumPy laws; differentiable for torch ones.

    Raises:
        UnsupportedPair: One law is discrete and the other a density, or the spaces differ.
        InvalidInput: The batches, atoms or dimensions do not match.

    Example:
        >>> import gancheck as gk
        >>> gk.kl(gk.Discrete(probs=[0.5, 0.5]), gk.Discrete(probs=[1.0, 0.0]))
        inf
        >>> round(gk.kl(gk.Gaussian(1.0, 2.0), gk.Gaussian(0.0, 1.0)), 12)
        1.30685281944

    References:
        [goodfellow2014] Sec. 4.1; [kullback1951].
    """
    return plain(kl_estimate(p, q).value)


def kl_estimate(p: Any, q: Any) -> Estimate:
    """KL(p || q) with a bound on its error: of rounding, or of the panels."""
    p, q = align(p, q)
    if are_gaussian(p, q):
        return _gaussian(p, q)
    return total(p, q, KL)


def reverse_kl(p: Any, q: Any) -> Array:
    r"""The Kullback-Leibler divergence of q from p, :math:`\mathrm{KL}(q \| p)`, in nats; see `kl`."""
    return kl(q, p)


def reverse_kl_estimate(p: Any, q: Any) -> Estimate:
    """KL(q || p) with a bound on its error."""
    return kl_estimate(q, p)


def _gaussian(p: Any, q: Any) -> Estimate:
    r"""½ Σ g²(1 + e^{-2η}) + φ(-2η); an error of η is multiplied by :math:`|g^2 e^{-2\eta}| + |e^{-2\eta} - 1|`."""
    pair = gaussian_pair(p, q)
    xp = namespace(pair.eta)
    with np.errstate(over="ignore", invalid="ignore"):  # an overflow to infinity is the rounded value
        spread = xp.exp(-2.0 * pair.eta)
        shift = xp.where(pair.separation > 0, pair.separation * (1.0 + spread), pair.separation)
        value = 0.5 * xp.sum(shift + exp_minus_tangent(-2.0 * pair.eta), axis=-1)
        drift = xp.sum(
            (pair.separation * spread + xp.abs(xp.expm1(-2.0 * pair.eta))) * pair.eta_error, axis=-1
        )
        drift = drift + pair.separation_error * xp.sum(shift, axis=-1)
    result = rounded(value.detach() if is_torch(value) else value, 32 + 8 * pair.eta.shape[-1])
    return Estimate(value, result.error + xp.where(xp.isfinite(drift), drift, 0.0))


def _masses(p: Array, q: Array) -> Array:
    return _terms(p, q, log_ratio(p, q))


def _logarithms(log_p: Array, log_q: Array) -> Array:
    xp = namespace(log_p, log_q)
    return _terms(xp.exp(log_p), xp.exp(log_q), log_difference(log_p, log_q))


def _terms(p: Array, q: Array, ell: Array) -> Array:
    """F = p log(p/q) - p + q, as p φ(-ℓ) for |ℓ| < 1/2 where that would cancel; q where p = 0, inf where only q is."""
    xp = namespace(p, q)
    near = xp.abs(ell) < 0.5
    close = p * exp_minus_tangent(-xp.where(near, ell, 0.0))
    decided = near | (p == 0) | (q == 0) & (ell == math.inf)
    apart = p * (xp.where(decided, 1.0, ell) - 1.0) + q
    return xp.where(near, close, xp.where((p > 0) & (ell == math.inf), math.inf, apart))


def _sensitivity(log_p: Array, log_q: Array) -> tuple[Array, Array]:
    """The pair p|ℓ| and |p - q|."""
    xp = namespace(log_p, log_q)
    ell = log_difference(log_p, log_q)
    finite = xp.where(xp.isinf(ell), 0.0, ell)
    return xp.exp(log_p) * xp.abs(finite), mass_gap(log_p, log_q)


KL = Pointwise(_masses, _logarithms, _sensitivity)
