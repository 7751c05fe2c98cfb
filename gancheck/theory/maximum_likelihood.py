"""Closed forms of the greatest likelihood: frequencies, sample moments, and the moments of a misspecified law."""

from typing import Any

from gancheck.distributions import Discrete, Empirical, Gaussian, MultivariateGaussian
from gancheck.distributions.conversion import as_law
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, as_array, namespace

__all__ = ["categorical_mle", "gaussian_mle", "maximum_likelihood", "moment_match"]


def categorical_mle(counts: Any) -> Discrete:
    r"""The categorical law of greatest likelihood: the relative frequencies :math:`\hat p_i = c_i / m`.

    For every law q on the same atoms :math:`\ell(\hat p) - \ell(q) = m\,\mathrm{KL}(\hat p \| q)`, so the maximum is
    the only one. An atom that was never seen gets probability 0, which no softmax attains.

    Args:
        counts: How often each atom was seen, ``(n,)`` or ``(B, n)``: whole numbers.

    Raises:
        InvalidInput: a count is negative or no whole number, or a row has no observation.

    Example:
        >>> categorical_mle([3, 1, 0]).probs
        array([0.75, 0.25, 0.  ])

    References:
        [cover2006] §11.1.
    """
    return Empirical.from_counts(counts).as_discrete()


def gaussian_mle(samples: Any) -> Gaussian | MultivariateGaussian:
    r"""The Gaussian law of greatest likelihood: sample mean and *biased* covariance.

    .. math:: \hat\mu = \frac1m \sum_i x_i, \qquad \hat\Sigma = \frac1m \sum_i (x_i - \hat\mu)(x_i - \hat\mu)^\top

    The divisor is m, not m - 1. Both moments are taken in two passes and corrected by the mean of the residuals, so
    that the distance of the data from 0 costs no digits of the covariance.

    Args:
        samples: Numbers ``(m,)`` or ``(B, m)``; vectors ``(1, m, d)`` or ``(B, m, d)``.

    Raises:
        InvalidInput: the samples are constant or, in d dimensions, lie in a hyperplane: the likelihood has no maximum.

    Example:
        >>> gaussian_mle([0.0, 2.0])
        Gaussian(loc=1.0, scale=1.0)
    """
    x = as_array(samples, "samples")
    if x.ndim not in (1, 2, 3):
        raise InvalidInput(f"`samples` has shape {tuple(x.shape)}; give (m,), (B, m) or (B, m, d).")
    xp = namespace(x)
    if x.ndim == 3:
        rows = xp.matrix_transpose(x)
        mean, residual = _centred(rows)
        covariance = residual @ xp.matrix_transpose(residual) / x.shape[1]
        return MultivariateGaussian(mean, 0.5 * (covariance + xp.matrix_transpose(covariance)))
    mean, residual = _centred(x)
    scale = xp.sqrt(xp.mean(residual**2, axis=-1))
    if not bool(xp.all(scale > 0)):
        raise InvalidInput(
            "`samples` are all equal, and no Gaussian has the greatest likelihood; give distinct ones."
        )
    return Gaussian(mean, scale)


def maximum_likelihood(data: Any) -> Discrete | Gaussian | MultivariateGaussian:
    """The law of greatest likelihood in closed form: categorical for an `Empirical`, Gaussian for real samples.

    Example:
        >>> maximum_likelihood(Empirical([0, 1, 1, 1])).probs
        array([0.25, 0.75])
        >>> maximum_likelihood([0.0, 2.0])
        Gaussian(loc=1.0, scale=1.0)
    """
    return categorical_mle(data.counts) if isinstance(data, Empirical) else gaussian_mle(data)


def moment_match(law: Any) -> Gaussian:
    r"""The Gaussian nearest to a law on the line: the minimiser over N of :math:`\mathrm{KL}(p \| N)`.

    .. math:: N^* = N(E_p x, \mathrm{Var}_p x), \qquad
              \mathrm{KL}(p \| N) = \mathrm{KL}(p \| N^*) + \mathrm{KL}(N^* \| N)

    It is what maximum likelihood in the Gaussian family tends to when p lies outside of it.

    Args:
        law: A law with a ``mean`` and a ``variance``: a Gaussian or a mixture of Gaussians, or a batch.

    Example:
        >>> from gancheck.distributions import GaussianMixture
        >>> moment_match(GaussianMixture([0.5, 0.5], [-3.0, 3.0], [4.0, 4.0]))
        Gaussian(loc=0.0, scale=5.0)

    References:
        [white1982] Theorem 2.2, for the limit of a misspecified maximum likelihood.
    """
    law = as_law(law)
    mean, variance = getattr(law, "mean", None), getattr(law, "variance", None)
    if mean is None or variance is None:
        raise InvalidInput(
            f"`law` is of the family {law.family!r}, whose moments are not known; give a mixture."
        )
    return Gaussian(mean, namespace(variance).sqrt(variance))


def _centred(rows: Array) -> tuple[Array, Array]:
    """Mean along the last axis and the residuals from it, after one correction by the mean of the residuals."""
    xp = namespace(rows)
    mean = xp.mean(rows, axis=-1)
    mean = mean + xp.mean(rows - mean[..., None], axis=-1)
    return mean, rows - mean[..., None]
