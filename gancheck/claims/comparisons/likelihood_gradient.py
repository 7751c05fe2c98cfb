"""The gradient of the likelihood, by hand on one side, by automatic and finite differences on the other.

Two derivatives are taken in each way: that of the mean negative log-likelihood, and that of the divergence. torch is
imported when a comparison is made, not with the module.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from gancheck.claims.claim import Sides
from gancheck.claims.fits import Fit
from gancheck.distributions import Discrete, Gaussian
from gancheck.distributions.expectation import expectation
from gancheck.divergences.kullback_leibler import kl, kl_estimate
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, columns
from gancheck.theory.density_rounding import log_prob_error
from gancheck.theory.likelihood import mean_nll, mean_nll_estimate
from gancheck.theory.likelihood_gradient import nll_gradient_estimate

__all__ = ["gradient"]

THIRD_CUMULANT = 1.0 / (6.0 * 3.0**0.5)
"""The greatest third cumulant of a Bernoulli variable: |q(1 − q)(1 − 2q)|."""

LEAST_SQUARED = 2.0**-511
"""Below it a square is no normal number."""


def gradient(problem: Fit, formula: Callable[..., Any]) -> Sides:
    """Three times the formula, against the derivatives of both objectives, automatic and by differences."""
    error = nll_gradient_estimate(problem.model, problem.data).error
    value = formula(problem.model, problem.data)
    others = _softmax(problem, error) if isinstance(problem.model, Discrete) else _gaussian(problem)
    return Estimate(np.concatenate([value] * 3, axis=-1), np.concatenate([error] * 3, axis=-1)), Estimate(
        np.concatenate([other.value for other in others], axis=-1),
        np.concatenate([other.error for other in others], axis=-1),
    )


def _softmax(problem: Fit, error: Array) -> tuple[Estimate, Estimate, Estimate]:
    """Autograd of NLL and of KL, and central differences of NLL, in the n logits."""
    import torch

    data: Any = problem.data
    logits = problem.model.parameter  # type: ignore[attr-defined]  # a softmax law
    theta = torch.tensor(logits, requires_grad=True)
    (of_nll,) = torch.autograd.grad(mean_nll(Discrete(logits=theta), data).sum(), theta)
    frequencies = Discrete(probs=torch.tensor(data.probs))
    (of_kl,) = torch.autograd.grad(kl(frequencies, Discrete(logits=theta)).sum(), theta)
    # Each backward pass forms q sum(..) − p̂ from terms of at most 2(q + p̂), with n + 32 roundings each.
    return (
        Estimate(of_nll.numpy(), 4.0 * error),
        Estimate(of_kl.numpy(), 8.0 * error),
        _differences(
            lambda t, rows: mean_nll_estimate(Discrete(logits=t), data[rows]), logits, THIRD_CUMULANT, 0.25
        ),
    )


def _gaussian(problem: Fit) -> tuple[Estimate, Estimate, Estimate]:
    """The expected score, autograd at every node; central differences of NLL; the derivative of KL; in (μ, log σ)."""
    data: Any = problem.data
    model: Any = problem.model
    theta = np.stack([model.loc, model.log_scale], axis=-1)
    second = (data.variance + (data.mean - model.loc) ** 2) / model.scale**2
    zero = np.zeros_like(second)
    third = np.stack([zero, 6.0 * second], axis=-1)  # 4A e^{2h} with h ≤ 1/8 and A = second
    curvature = np.stack([1.0 / model.scale**2, 3.0 * second], axis=-1)

    def at(t: Array, objective: Callable[..., Estimate], rows: Array) -> Estimate:
        return objective(Gaussian(t[:, 0], log_scale=t[:, 1]), data[rows])

    reach = np.stack([model.scale, np.full_like(zero, 0.125)], axis=-1)
    return (
        _expected_score(data, model),
        _differences(lambda t, rows: at(t, mean_nll_estimate, rows), theta, third, curvature, reach),
        _divergence_gradient(data, model)
        if isinstance(data, Gaussian)
        else _differences(lambda t, rows: at(t, _divergence_from_data, rows), theta, third, curvature, reach),
    )


def _divergence_from_data(model: Gaussian, data: Any) -> Estimate:
    return kl_estimate(data, model)


def _divergence_gradient(data: Gaussian, model: Gaussian) -> Estimate:
    """Autograd of the closed form of KL between two Gaussians."""
    import torch

    loc, log_scale = (torch.tensor(a, requires_grad=True) for a in (model.loc, model.log_scale))
    population = Gaussian(torch.tensor(data.loc), torch.tensor(data.scale))
    found = torch.autograd.grad(kl(population, Gaussian(loc, log_scale=log_scale)).sum(), (loc, log_scale))
    z = (data.loc - model.loc) / model.scale
    scale = np.stack([abs(z) / model.scale, 1.0 + (data.scale / model.scale) ** 2 + z**2], axis=-1)
    # Some 64 roundings of each term, and those of both exponentials of a log scale, |s| u each. The square of a z below
    # 2^-511 underflows, and what passes through it is lost: an absolute error of that size.
    operations = 64.0 * (1.0 + abs(data.log_scale) + abs(model.log_scale))[:, None]
    underflow = LEAST_SQUARED / np.stack([model.scale, np.ones_like(model.scale)], axis=-1)
    error = operations * UNIT_ROUNDOFF * scale + underflow
    return Estimate(np.stack([part.numpy() for part in found], axis=-1), error)


def _expected_score(data: Any, model: Gaussian) -> Estimate:
    """``E_p[−∂ log p_θ(x)]``, the derivative inside by autograd: ``(B, 2)``."""
    rounding = 16.0 * UNIT_ROUNDOFF
    parts = []
    for coordinate, unit in ((0, model.scale), (1, np.ones_like(model.scale))):

        def score(x: Array, coordinate: int = coordinate, unit: Array = unit) -> Estimate:
            z = (x - model.loc[:, None]) / model.scale[:, None]
            own = rounding * (1.0 + z**2) * (1.0 + abs(model.log_scale))[:, None] / unit[:, None]
            value = _score(x, model, coordinate)
            return Estimate(value, own + abs(value) * log_prob_error(data, data.log_prob(x)))

        parts.append(expectation(data, score, model.breakpoints()))
    return columns(*parts)


def _score(x: Array, model: Gaussian, coordinate: int) -> Array:
    """``−∂ log p_θ(x) / ∂θ`` at every point, each point with parameters of its own so that one pass gives them all."""
    import torch

    points = torch.tensor(x).reshape(-1, 1)
    loc, log_scale = (
        torch.tensor(np.broadcast_to(parameter[:, None], x.shape).reshape(-1), requires_grad=True)
        for parameter in (model.loc, model.log_scale)
    )
    total = -Gaussian(loc, log_scale=log_scale).log_prob(points).sum()
    found: Array = torch.autograd.grad(total, (loc, log_scale))[coordinate].reshape(x.shape).numpy()
    return found


def _differences(
    f: Callable[[Array, Array], Estimate], theta: Array, third: Any, curvature: Any, reach: Any = 1.0
) -> Estimate:
    r"""Central differences of f in every coordinate of ``theta``, ``(B, k)``, with a proven error.

    .. math:: \Big| \frac{f(\theta + h) - f(\theta - h)}{2h} - f'(\theta) \Big|
              \le \frac{h^2}{6} \sup|f'''| + \frac{\varepsilon_+ + \varepsilon_-}{2h} + \sup|f''|\, u\,(|\theta| + h)

    The step balances the first two terms; it is a power of two no greater than ``reach``. The last term is the rounding
    of the points themselves.
    """
    size, k = theta.shape
    rows = np.repeat(np.arange(size), k)
    noise = np.maximum(np.repeat(f(theta, np.arange(size)).error[:, None], k, axis=1), UNIT_ROUNDOFF)
    third, curvature, reach = (np.broadcast_to(bound, theta.shape) for bound in (third, curvature, reach))
    balanced = np.cbrt(3.0 * noise / np.where(third > 0, third, 1.0))
    step = 2.0 ** np.floor(np.log2(np.where(third > 0, np.minimum(balanced, reach), reach)))
    shift = (np.eye(k)[None] * step[:, None, :]).reshape(-1, k)
    centre = theta[rows]
    above, below = f(centre + shift, rows), f(centre - shift, rows)
    points = np.where(np.isfinite(theta), theta, 0.0)  # a logit of −∞ stays where it is, and f with it
    distance = (points + step) - (points - step)
    value = (above.value - below.value).reshape(size, k) / distance
    error = (above.error + below.error).reshape(size, k) / distance + step**2 / 6.0 * third
    return Estimate(value, error + UNIT_ROUNDOFF * (curvature * (abs(points) + step) + 4.0 * abs(value)))
