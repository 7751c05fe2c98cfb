r"""Maximum likelihood for mixtures of Gaussians, by expectation-maximisation.

The likelihood of a mixture has no maximum: a component that shrinks onto one observation makes it infinite
(Kiefer & Wolfowitz 1956). The remedy of Chen, Tan & Zhang (2008, *Statistica Sinica* 18, 443-465) is to maximise

.. math:: \sum_{i} \log p_\theta(x_i) - \frac1m \sum_k \Bigl(\frac{s^2}{\sigma_k^2} + \log\frac{\sigma_k^2}{s^2}\Bigr)

with the variance s² of the whole sample, which has a maximum, is consistent, and keeps both steps of the algorithm
in closed form (Dempster, Laird & Rubin 1977). Everything here is deterministic: no start is drawn at random.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import as_array

__all__ = ["fit_mixture", "select_mixture"]

Floats = NDArray[np.float64]
_MOST_STEPS = 1000
_GAIN = 1e-6
"""Nats of log likelihood. Even where the gains shrink by a thousandth a step only, 1e-3 nats are left: far less than
the log m that BIC asks for a parameter."""
_LOG_ROOT_TAU = 0.5 * np.log(2.0 * np.pi)


@dataclass(frozen=True)
class _Fit:
    """A mixture of standardised data, and what it reached."""

    weights: Floats
    loc: Floats
    variance: Floats
    log_likelihood: float
    objective: float


def fit_mixture(samples: Floats, components: int) -> GaussianMixture:
    """The mixture of ``components`` Gaussians of greatest penalised likelihood that the starts below lead to.

    Args:
        samples: Numbers, ``(m,)``, at least two of them distinct.
        components: K.

    Raises:
        InvalidInput: K is not positive or exceeds the number of distinct values, or all samples are equal.

    Example:
        >>> fit_mixture([-1.1, -0.9, -1.0, 0.9, 1.0, 1.1], 2).loc.round(2).tolist()
        [-1.0, 1.0]
    """
    x, centre, scale = _standardised(samples, components)
    return _mixture(_best_fits(x, components)[-1], centre, scale)


def select_mixture(samples: Floats, most: int = 4) -> GaussianMixture:
    """The mixture of 1 to ``most`` components with the least BIC, ``−2 log L + (3K − 1) log m`` (Schwarz 1978).

    Args:
        samples: Numbers, ``(m,)``, at least two of them distinct.
        most: The greatest number of components tried; fewer where there are fewer distinct values.

    Example:
        >>> len(select_mixture([-1.1, -0.9, -1.0, 0.9, 1.0, 1.1]).loc)
        2
    """
    distinct = np.unique(as_array(samples, "samples")).size
    x, centre, scale = _standardised(samples, min(most, distinct))
    fits = _best_fits(x, min(most, distinct))
    bic = [-2.0 * fit.log_likelihood + (3 * len(fit.loc) - 1) * np.log(x.size) for fit in fits]
    return _mixture(fits[int(np.argmin(bic))], centre, scale)


def _standardised(samples: Floats, components: int) -> tuple[Floats, float, float]:
    x = np.sort(as_array(samples, "samples").reshape(-1))
    if not np.isfinite(x).all():
        raise InvalidInput("`samples` holds a number that is not finite; take it out first.")
    distinct = int(np.unique(x).size)
    if distinct < 2:
        raise InvalidInput(f"`samples` holds one value only, {float(x[0])}; a density needs at least two.")
    if not 1 <= components <= distinct:
        raise InvalidInput(
            f"`components` is {components}; give 1 to {distinct}, the number of distinct samples."
        )
    centre, scale = float(x.mean()), float(x.std())
    return (x - centre) / scale, centre, scale


def _best_fits(x: Floats, most: int) -> list[_Fit]:
    """For K = 1 … ``most``: the best of the runs that start from quantiles and from every split of the fit before."""
    fits: list[_Fit] = []
    for count in range(1, most + 1):
        starts = [_by_quantiles(x, count)] + ([_split(fits[-1], k) for k in range(count - 1)] if fits else [])
        fits.append(max((_climb(x, *start) for start in starts), key=lambda fit: fit.objective))
    return fits


def _by_quantiles(x: Floats, count: int) -> tuple[Floats, Floats, Floats]:
    """Equal shares of the sorted sample, each with its mean and variance."""
    shares = np.array_split(x, count)
    loc = np.array([share.mean() for share in shares])
    variance = np.array([share.var() for share in shares])
    return np.full(count, 1.0 / count), loc, np.maximum(variance, 1.0 / count**4)


def _split(fit: _Fit, k: int) -> tuple[Floats, Floats, Floats]:
    """Component k in two halves, one standard deviation to either side."""
    step = np.sqrt(fit.variance[k])
    weights = np.append(fit.weights, fit.weights[k] / 2.0)
    weights[k] /= 2.0
    loc = np.append(fit.loc, fit.loc[k] + step)
    loc[k] -= step
    return weights, loc, np.append(fit.variance, fit.variance[k])


def _climb(x: Floats, weights: Floats, loc: Floats, variance: Floats) -> _Fit:
    """Alternate expectation and maximisation until a step gains less than `_GAIN`."""
    penalty = 1.0 / x.size
    reached = -np.inf
    for _ in range(_MOST_STEPS):
        with np.errstate(divide="ignore"):
            joint = (
                np.log(weights)
                - 0.5 * np.log(variance)
                - 0.5 * (x[:, None] - loc) ** 2 / variance
                - _LOG_ROOT_TAU
            )
        highest = joint.max(axis=1, keepdims=True)
        share = np.exp(joint - highest)
        mass = share.sum(axis=1, keepdims=True)
        log_likelihood = float((highest + np.log(mass)).sum())
        objective = log_likelihood - penalty * float((1.0 / variance + np.log(variance)).sum())
        if objective - reached <= _GAIN:
            break
        reached = objective
        share /= mass
        total = share.sum(axis=0)
        weights = total / x.size
        loc = np.where(
            total > 0, (share * x[:, None]).sum(axis=0) / np.maximum(total, np.finfo(float).tiny), loc
        )
        spread = (share * (x[:, None] - loc) ** 2).sum(axis=0)
        variance = (2.0 * penalty + spread) / (2.0 * penalty + total)
    return _Fit(weights, loc, variance, log_likelihood, objective)


def _mixture(fit: _Fit, centre: float, scale: float) -> GaussianMixture:
    """Back in the units of the data, components in increasing order of their means."""
    order = np.argsort(fit.loc)
    return GaussianMixture(
        fit.weights[order] / fit.weights.sum(),
        centre + scale * fit.loc[order],
        scale * np.sqrt(fit.variance[order]),
    )
