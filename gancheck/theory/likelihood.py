"""The likelihood of data under a model.

The law of this file: a likelihood is a sum of log densities, never a product of densities, because 400 factors of 0.1
are no float64 any more while their logarithms add up to -921.
"""

from typing import Any

from gancheck.distributions import Discrete, Empirical
from gancheck.distributions.conversion import as_law
from gancheck.distributions.expectation import expectation
from gancheck.distributions.law import Law
from gancheck.errors import UnsupportedPair
from gancheck.numerics.arrays import Array, is_torch, namespace
from gancheck.numerics.estimate import Estimate, rounded
from gancheck.theory.density_rounding import log_prob_error

__all__ = [
    "log_likelihood",
    "log_likelihood_estimate",
    "mean_nll",
    "mean_nll_estimate",
]


def log_likelihood(model: Any, data: Any) -> Array:
    r"""The log-likelihood of the model :math:`p_\theta` given m observations.

    .. math:: \ell(\theta) = \log \prod_{i=1}^m p_\theta(x_i) = \sum_{i=1}^m \log p_\theta(x_i)

    Args:
        model: The law :math:`p_\theta`, or a batch of B.
        data: Observations ``(m,)`` or ``(B, m)`` (``(m, d)`` or ``(B, m, d)`` in d dimensions), or an `Empirical`.

    Returns:
        :math:`\ell` in nats, ``()`` or ``(B,)``; -inf where an observation is impossible under the model. An atom
        that was never seen adds nothing, whatever its probability: 0 log 0 = 0.

    Raises:
        InvalidInput: the data are no numbers, or their shape does not fit the model.

    Example:
        >>> coin = Discrete(probs=[0.9, 0.1])
        >>> round(log_likelihood(coin, [1] * 400), 3)
        -921.034

    References:
        [goodfellow2016] §2.1, Eqs. (1)–(3).
    """
    return _plain(_weighted_sum(*_observations(as_law(model), data)))


def log_likelihood_estimate(model: Any, data: Any) -> Estimate:
    """The log-likelihood with a bound on its rounding error."""
    model = as_law(model)
    weights, log_p = _observations(model, data)
    return _weighted_estimate(weights, log_p, log_prob_error(model, log_p))


def mean_nll(model: Any, data: Any) -> Array:
    r"""The mean negative log-likelihood of the model, which is a cross-entropy.

    .. math:: -\frac1m \sum_{i=1}^m \log p_\theta(x_i) = E_{x \sim \hat p}[-\log p_\theta(x)]

    Args:
        model: The law :math:`p_\theta`, or a batch of B.
        data: Observations as in `log_likelihood`, an `Empirical`, or the population itself: a discrete law, or one with
            a density on the line, whose :math:`E_p[-\log p_\theta(x)]` is found by quadrature.

    Returns:
        Nats per observation, ``()`` or ``(B,)``; +inf where an observation is impossible under the model.

    Raises:
        UnsupportedPair: a population with a density was given to a discrete model, or one in several dimensions.

    Example:
        >>> round(mean_nll(Discrete(probs=[0.5, 0.5]), [0, 1, 1]), 4)
        0.6931
        >>> from gancheck.distributions import Gaussian
        >>> round(mean_nll(Gaussian(0.0, 1.0), Gaussian(0.0, 1.0)), 4)
        1.4189

    References:
        [goodfellow2016] §2.1, Eq. (4).
    """
    model, population = as_law(model), _population(data)
    if population is not None and population.family not in ("discrete", "empirical"):
        return _plain(_expected_nll(model, population).value)
    weights, log_p = _observations(model, data)
    return _plain(-_weighted_sum(weights, log_p) / namespace(log_p).sum(weights, axis=-1))


def mean_nll_estimate(model: Any, data: Any) -> Estimate:
    """The mean negative log-likelihood with a bound on its error: rounding, and quadrature for a population."""
    model, population = as_law(model), _population(data)
    if population is not None and population.family not in ("discrete", "empirical"):
        return _expected_nll(model, population)
    weights, log_p = _observations(model, data)
    total = _weighted_estimate(weights, log_p, log_prob_error(model, log_p))
    m = namespace(log_p).sum(weights, axis=-1)
    quotient = rounded(-total.value / m, 2 + _summing(log_p.shape[-1]))
    return Estimate(quotient.value, quotient.error + total.error / m)


def _population(data: Any) -> Law | None:
    """``data`` as a law, or None where it is observations."""
    if is_torch(data) or isinstance(data, (list, tuple, range, int, float)) or hasattr(data, "__array__"):
        return None
    return as_law(data)


def _observations(model: Law, data: Any) -> tuple[Array, Array]:
    """Weights and log densities of the observations, each ``(..., N)``: counts or masses at atoms, or ones."""
    law = _population(data)
    if law is None:
        log_p = model.log_prob(data)
        return namespace(log_p).ones_like(log_p), log_p
    if not isinstance(law, (Discrete, Empirical)):
        raise UnsupportedPair(
            f"A law of the family {law.family!r} is a population, not observations; sample it first."
        )
    log_p = model.log_prob(range(law.n_atoms) if law.atoms is None else law.atoms)
    xp = namespace(log_p)
    weights = law.counts if isinstance(law, Empirical) else law.probs
    return xp.asarray(weights, dtype=xp.float64), log_p


def _expected_nll(model: Law, population: Law) -> Estimate:
    """``E_p[-log p_theta]`` of a population with a density on the line."""
    families = (model.family, population.family)
    off_the_line = {"multivariate-gaussian", "multivariate-mixture", "generated"} & set(families)
    if off_the_line or model.family in ("discrete", "empirical"):
        raise UnsupportedPair(
            f"No cross-entropy of a {population.family!r} population against a {model.family!r} model is known here; "
            "give observations, or two laws on the line."
        )

    def surprise(x: Array) -> Estimate:
        """With what the rounding of both log densities does to ``p log p_theta``, per unit of p."""
        log_p, log_model = population.log_prob(x), model.log_prob(x)
        inherited = namespace(x).abs(log_model) * log_prob_error(population, log_p)
        return Estimate(-log_model, log_prob_error(model, log_model) + inherited)

    return expectation(population, surprise, model.breakpoints())  # type: ignore[attr-defined]  # a law on the line


def _weighted_sum(weights: Array, log_p: Array) -> Array:
    """``sum w log p`` with 0 log 0 = 0."""
    return namespace(log_p).sum(_terms(weights, log_p), axis=-1)


def _terms(weights: Array, log_p: Array) -> Array:
    xp = namespace(weights, log_p)
    seen = weights > 0
    return xp.where(seen, weights * xp.where(seen, log_p, 0.0), 0.0)


def _weighted_estimate(weights: Array, log_p: Array, error: Array) -> Estimate:
    """``sum w log p`` and the rounding of the sum, and of each logarithm as far as it has a weight."""
    xp = namespace(weights, log_p)
    terms = _terms(weights, log_p)
    value = xp.sum(terms, axis=-1)
    total = rounded(value, 2 + _summing(terms.shape[-1]), xp.sum(xp.abs(terms), axis=-1))
    inherited = xp.sum(xp.where(xp.isinf(log_p), 0.0, weights * error), axis=-1)
    return Estimate(value, total.error + xp.where(xp.isinf(value), 0.0, inherited))


def _summing(n: int) -> int:
    """Roundings on the way of one term through a pairwise sum whose blocks hold 128 terms."""
    return n.bit_length() + min(n, 128)


def _plain(value: Array) -> Array:
    """A Python float in the place of a NumPy scalar."""
    return float(value) if value.ndim == 0 and not is_torch(value) else value
