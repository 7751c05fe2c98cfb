"""Both sides of the claims on likelihood.

Each function takes a batch of problems and the formula under test, and returns two estimates over the batch, the
other one computed without that formula.
"""

from collections.abc import Callable
from math import fsum, log, pi
from typing import Any

import numpy as np

from gancheck.claims.claim import Sides
from gancheck.claims.fits import Candidates, Fit, Records
from gancheck.distributions import Discrete, Empirical, Gaussian, MultivariateGaussian
from gancheck.distributions.expectation import expectation
from gancheck.divergences.entropy import entropy_estimate
from gancheck.divergences.kullback_leibler import kl_estimate
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, columns, exactly, rounded
from gancheck.theory.density_rounding import log_prob_error
from gancheck.theory.likelihood import log_likelihood_estimate, mean_nll_estimate

__all__ = ["closed_form", "kl_argmin", "kl_identity", "log_likelihood", "misspecified"]

LOG_2 = log(2.0)
LEAST_NORMAL = 2.0**-1022


def log_likelihood(problem: Candidates, formula: Callable[..., Any]) -> Sides:
    """The ranking by the products, in exact rational arithmetic; and in float64 where no product underflows."""
    data = problem.data
    errors = [log_likelihood_estimate(model, data).error for model in problem.models]
    sums = Estimate(
        np.stack([formula(model, data) for model in problem.models], axis=-1), np.stack(errors, axis=-1)
    )
    exact = columns(*(_exact_log_product(model, data) for model in problem.models))
    products = columns(*(_log_of_float_product(model, data) for model in problem.models))
    representable = np.isfinite(products.error).all(axis=-1, keepdims=True)
    floats = Estimate(
        np.where(representable, products.value, exact.value),
        np.where(representable, products.error, exact.error),
    )
    rankings = Estimate(
        np.stack([exact.value, floats.value], axis=1), np.stack([exact.error, floats.error], axis=1)
    )
    return Estimate(sums.value[:, None, :], sums.error[:, None, :]), rankings


def kl_identity(problem: Fit, formula: Callable[..., Any]) -> Sides:
    """Entropy plus divergence, against the samples taken one by one, or the population by quadrature."""
    data, model = problem.data, problem.model
    rhs = entropy_estimate(data) + _divergence(data, model)
    if not isinstance(data, Empirical):
        return formula(model, data), rhs
    samples = [np.repeat(np.arange(data.n_atoms), row) for row in data.counts]
    return _stacked([formula(model[i], row) for i, row in enumerate(samples)]), rhs


def kl_argmin(problem: Candidates, formula: Callable[..., Any]) -> Sides:
    """The mean log-likelihood of every candidate, against minus its divergence from the data."""
    data = problem.data
    likelihoods = [-mean_nll_estimate(model, data) for model in problem.models]
    divergences = [
        _doubted(-formula(data, model), abs(_mass_defect(data, model))) for model in problem.models
    ]
    return columns(*likelihoods), columns(*divergences)


def closed_form(problem: Records, formula: Callable[..., Any]) -> Sides:
    """ℓ(θ̂) − ℓ(θ) from the samples one by one, against m·KL(p_θ̂‖p_θ) ≥ 0."""
    sides = [_excess_likelihood(problem, row, formula) for row in range(len(problem.points))]
    return _stacked([lhs for lhs, _ in sides]), _stacked([rhs for _, rhs in sides])


def misspecified(problem: Fit, formula: Callable[..., Any]) -> Sides:
    """Three columns: the Pythagorean identity at a rival, the loss that stays, and Pinsker's floor under it."""
    p: Any = problem.data
    rival: Any = problem.model
    best = formula(p)
    residual = _doubted(kl_estimate(p, best), _squared_rounding(p, best))
    excess = _doubted(kl_estimate(p, rival), _squared_rounding(p, rival)) - residual
    entropy = entropy_estimate(p)
    stays = entropy + residual
    gaussian_entropy = rounded(
        0.5 * log(2.0 * pi * np.e) + np.log(best.scale), 4, 2.0 + abs(np.log(best.scale))
    )
    spread, offset, precision = _moment_rounding(p, rival, best)
    below = np.minimum(residual.value - _pinsker_floor(p, best), 0.0)
    return (
        columns(
            Estimate(excess.value, excess.error + spread * precision + offset),
            Estimate(stays.value, stays.error + spread / best.scale**2 + abs(_mass_defect(p, best))),
            Estimate(below, residual.error + 8.0 * UNIT_ROUNDOFF),
        ),
        columns(kl_estimate(best, rival), gaussian_entropy, exactly(np.zeros_like(below))),
    )


def _divergence(p: Any, q: Any) -> Estimate:
    """``Σ p log(p/q)`` alone: KL sums ``p log(p/q) − p + q``, and so contains what rounding left of ``Σ q − Σ p``."""
    defect = _mass_defect(p, q)
    found = kl_estimate(p, q)
    return Estimate(found.value - defect, found.error + 64.0 * UNIT_ROUNDOFF * abs(defect))


def _mass_defect(p: Any, q: Any) -> Array:
    """``Σ q − Σ p`` of the masses as given, rounded once: ``(B,)``."""
    pairs = zip(_masses(p), _masses(q), strict=True)
    return np.array([fsum([*b.tolist(), *(-a).tolist()]) for a, b in pairs])


def _masses(law: Any) -> Array:
    """Those of the atoms or of the components, ``(B, n)``."""
    if isinstance(law, (Discrete, Empirical)):
        return law.probs
    return law.weights if law.family == "mixture" else np.ones((len(law), 1))


def _doubted(estimate: Estimate, doubt: Array) -> Estimate:
    """The estimate with a greater error."""
    return Estimate(estimate.value, estimate.error + doubt)


def _excess_likelihood(problem: Records, row: int, formula: Callable[..., Any]) -> tuple[Estimate, Estimate]:
    """Both sides of the identity for one problem, and how far the rounding of θ̂ itself can move them."""
    samples, rival = problem.samples(row), problem.rival[row]
    if isinstance(rival, Discrete):
        counts = problem.counts[row]
        best = formula(Empirical.from_counts(counts))
        samples = samples.astype(np.int64)
        moved = _counting_rounding(counts, rival)
    elif isinstance(rival, MultivariateGaussian):
        best = formula(samples[None])[0]
        moved = _scatter_rounding(samples, rival)
    else:
        best = formula(samples)
        moved = _scatter_rounding(samples[:, None], rival)
    m = float(len(samples))
    gain = log_likelihood_estimate(best, samples) - log_likelihood_estimate(rival, samples)
    divergence = m * _divergence(best.batched(), rival.batched())
    return Estimate(gain.value, gain.error + moved), Estimate(divergence.value[0], divergence.error[0])


def _counting_rounding(counts: Array, rival: Discrete) -> float:
    """What one ulp in every frequency does to m·KL: ``u sum c |log(p̂/q)|``, three times over."""
    seen = counts > 0
    frequency = counts[seen] / counts.sum()
    log_q = rival.log_probs[seen]
    return float(
        4.0 * UNIT_ROUNDOFF * (counts[seen] * abs(np.log(frequency) - np.maximum(log_q, -1e4))).sum()
    )


def _scatter_rounding(samples: Array, rival: Any) -> float:
    r"""What the rounding of mean and scatter does to the identity: m times its derivative in both.

    ``ℓ(θ′) − ℓ(θ) − m·KL(θ′‖θ) = m (E_data − E_θ′)[log p_θ′ − log p_θ]`` is linear in the errors of the moments, with
    the differences of the natural parameters as factors: ``Σ⁻¹(μ̂ − μ)`` and ``½(Σ⁻¹ − Σ̂⁻¹)``.
    """
    m = len(samples)
    mean = samples.mean(axis=0)
    centred = samples - mean
    scatter = np.atleast_2d(centred.T @ centred / m)
    precision = np.linalg.inv(np.atleast_2d(rival.covariance_matrix if rival.loc.ndim else rival.variance))
    own = np.linalg.inv(scatter)
    mean_error = 4.0 * UNIT_ROUNDOFF * (abs(mean) + abs(samples).max(axis=0))
    deviations = np.sqrt(np.diagonal(scatter))
    scatter_error = (m + 16.0) * UNIT_ROUNDOFF * np.outer(deviations, deviations)
    linear = mean_error @ abs(precision @ (mean - rival.loc))
    return float(m * (linear + 0.5 * (scatter_error * abs(precision - own)).sum()))


def _moment_rounding(p: Any, rival: Gaussian, best: Gaussian) -> tuple[Array, Array, Array]:
    """The error of the matched variance, the effect of that of the mean, and |1/σ² − 1/σ*²| / 2."""
    operations = (2.0 * p.n_components + 8.0) * UNIT_ROUNDOFF
    mean_error = operations * (p.weights * abs(p.loc)).sum(axis=-1)
    second = p.variance + (p.mean - rival.loc) ** 2
    variance_error = (
        operations * p.variance + 2.0 * mean_error * np.sqrt(p.variance) + abs(p.mass_defect) * second
    )
    return (
        variance_error,
        mean_error * abs(best.loc - rival.loc) / rival.scale**2,
        0.5 * abs(1.0 / rival.scale**2 - 1.0 / best.scale**2),
    )


def _squared_rounding(p: Any, q: Any) -> Array:
    """``E_p[e²]``, e the rounding of log p − log q: where the laws are nearer than that, KL is noise of this size."""

    def square(x: Array) -> Array:
        rounding = log_prob_error(p, p.log_prob(x)) + log_prob_error(q, q.log_prob(x))
        return np.asarray(rounding**2)

    return expectation(p, square, q.breakpoints()).value


def _pinsker_floor(p: Any, best: Gaussian) -> Array:
    """``2 (P(X <= t) − N(t))²`` at the best of a grid of t: a lower bound on KL from distribution functions alone."""
    grid = best.loc[:, None] + best.scale[:, None] * np.linspace(-3.0, 3.0, 25)
    return 2.0 * (abs(p.cdf(grid) - best.cdf(grid)).max(axis=-1)) ** 2


def _exact_log_product(model: Any, data: Any) -> Estimate:
    """``log ∏ p(x_i)`` of the product as an exact rational, ``(B,)``; −∞ where it is 0."""
    values = np.array(
        [_log_rational(row, counts) for row, counts in zip(model.probs, data.counts, strict=True)]
    )
    return rounded(values, 4, abs(np.where(np.isinf(values), 0.0, values)) + 2.0)


def _log_rational(probs: Array, counts: Array) -> float:
    """A product of float64 is an integer K times a power of two: its logarithm from K's leading bits and the rest."""
    product, exponent = 1, 0
    for probability, count in zip(probs.tolist(), counts.tolist(), strict=True):
        numerator, denominator = probability.as_integer_ratio()
        product *= numerator**count
        exponent -= count * (denominator.bit_length() - 1)
    if product == 0:
        return -np.inf
    bits = product.bit_length()
    return log(product / (1 << bits)) + (bits + exponent) * LOG_2


def _log_of_float_product(model: Any, data: Any) -> Estimate:
    """``log`` of the product as float64 has it; the error is infinite where it left the normal numbers."""
    m = data.total.astype(np.float64)
    products = np.array(
        [float(np.prod(np.repeat(row, counts))) for row, counts in zip(model.probs, data.counts, strict=True)]
    )
    impossible = ((model.probs == 0) & (data.counts > 0)).any(axis=-1)
    with np.errstate(divide="ignore"):
        logs = np.log(products)
    error = np.where(
        products >= LEAST_NORMAL,
        UNIT_ROUNDOFF * (2.0 * m + 4.0 * abs(np.where(impossible, 0.0, logs))),
        np.inf,
    )
    return Estimate(logs, np.where(impossible, 0.0, error))


def _stacked(estimates: list[Estimate]) -> Estimate:
    """Estimates of one problem each as one over the batch."""
    return Estimate(
        np.array([float(estimate.value) for estimate in estimates]),
        np.array([float(estimate.error) for estimate in estimates]),
    )
