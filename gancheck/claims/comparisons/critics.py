"""Both sides of the claims on critics: Wasserstein's distance and gradient penalties."""

from collections.abc import Callable
from math import pi, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from gancheck.claims.claim import Sides
from gancheck.claims.critic_games import LipschitzPair, PenalisedCritic
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, columns, rounded
from gancheck.numerics.quadrature import integrate

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["mean_of_the_critic", "penalties_of_a_quadratic", "transport", "wasserstein_and_its_dual"]

Floats = NDArray[np.float64]

EDGES = np.concatenate([np.arange(-10.0, 10.5), [-38.0, -24.0, -16.0, -12.0, 12.0, 16.0, 24.0, 38.0]])
"""Standard deviations between which a normal density is smooth; beyond the last, float64 holds none of its mass."""


def wasserstein_and_its_dual(problem: LipschitzPair, formula: Callable[..., Any]) -> Sides:
    """Three columns: critic ≤ W1, and the mean distance of the quantiles ≤ W1, and ≥ W1."""
    stated, quantiles = formula(problem.p, problem.q), transport(problem)
    critic = mean_of_the_critic(problem)
    return columns(critic, quantiles, stated), columns(stated, stated, quantiles)


def transport(problem: LipschitzPair, power: int = 1) -> Estimate:
    r""":math:`\int_0^1 |F_p^{-1}(u) - F_q^{-1}(u)|^k\,du`, ``(B,)``: no distribution function is subtracted."""
    return _merged_levels(problem, power) if problem.family == "discrete" else _over_normal(problem, power)


def _merged_levels(problem: Any, power: int) -> Estimate:
    """Between neighbouring cumulative levels of either law both quantiles are constant.

    A level that is off by e moves the integral by e times the reach of the atoms; so does mass that misses 1.
    """
    (x, p), (y, q) = _ordered(problem.p), _ordered(problem.q)
    reach = max(x[-1], y[-1]) - min(x[0], y[0])
    levels = [np.cumsum(p, axis=1), np.cumsum(q, axis=1)]
    top = np.minimum(levels[0][:, -1], levels[1][:, -1])[:, None]
    upper = np.minimum(np.sort(np.concatenate(levels, axis=1), axis=1), top)
    lower = np.concatenate([np.zeros_like(top), upper[:, :-1]], axis=1)
    first, second = (
        atoms[np.minimum((level[:, None, :] < upper[:, :, None]).sum(axis=2), len(atoms) - 1)]
        for atoms, level in zip((x, y), levels, strict=True)
    )
    value = np.sum((upper - lower) * np.abs(first - second) ** power, axis=1)
    n = upper.shape[1]
    return Estimate(value, rounded(value, n + 3 + power).error + _defect(p, q) * reach**power)


def _over_normal(problem: Any, power: int) -> Estimate:
    """Both quantiles are linear in z, the quantile of a standard normal law; they meet at one z."""
    delta, eta = problem.p.loc - problem.q.loc, problem.p.scale - problem.q.scale
    with np.errstate(divide="ignore", invalid="ignore"):
        kink = np.nan_to_num(np.clip(-delta / eta, EDGES.min(), EDGES.max()))
    edges = np.concatenate([np.tile(EDGES, (len(delta), 1)), kink[:, None]], axis=1)

    def integrand(z: Floats) -> Estimate:
        density = np.exp(-0.5 * z * z) / sqrt(2.0 * pi)
        size = (np.abs(delta)[:, None] + np.abs(eta[:, None] * z)) ** power * density
        # δ, η, the product and the sum are rounded; the exponent's rounding is z²/2 of the density's.
        error = (8.0 + 4.0 * power + z * z) * UNIT_ROUNDOFF * size
        return Estimate(np.abs(delta[:, None] + eta[:, None] * z) ** power * density, error)

    return integrate(integrand, edges)


def mean_of_the_critic(problem: LipschitzPair) -> Estimate:
    """E_p c − E_q c, ``(B,)``; for atoms, of c less its value at the least one."""
    laws: Any = problem
    if problem.family == "discrete":
        (x, p), (y, q) = _ordered(laws.p), _ordered(laws.q)
        start = min(x[0], y[0])
        reach = max(x[-1], y[-1]) - start
        sums = [_mean_on_atoms(problem, *law, start) for law in ((x, p), (y, q))]
        difference = sums[0] - sums[1]
        return Estimate(difference.value, difference.error + _defect(p, q) * reach)
    means = [_folded(law.loc - problem.place, law.scale) for law in (laws.p, laws.q)]
    delta = laws.p.loc - laws.q.loc
    value = problem.tilt * delta + problem.bend * (means[0].value - means[1].value)
    size = np.abs(problem.tilt * delta) + np.abs(problem.bend) * (means[0].value + means[1].value)
    return Estimate(
        value, np.abs(problem.bend) * (means[0].error + means[1].error) + rounded(value, 5, size).error
    )


def _mean_on_atoms(problem: LipschitzPair, x: Floats, masses: Floats, start: float) -> Estimate:
    tilt, bend, place = (each[:, None] for each in (problem.tilt, problem.bend, problem.place))
    values = tilt * (x - start) + bend * (np.abs(x - place) - np.abs(start - place))
    sizes = np.abs(tilt * (x - start)) + np.abs(bend) * (np.abs(x - place) + np.abs(start - place))
    total = np.sum(masses * values, axis=1)
    return rounded(total, len(x) + 6, np.sum(masses * sizes, axis=1))


def _folded(mean: Floats, scale: Floats) -> Estimate:
    """E|X| of X ~ N(mean, scale²)."""
    ratio = mean / scale
    value = scale * sqrt(2.0 / pi) * np.exp(-0.5 * ratio * ratio) + mean * (1.0 - 2.0 * ndtr(-ratio))
    # The mean is a difference, rounded once; z² e^{−z²/2} ≤ 1 keeps the exponent's rounding to that of the scale.
    return rounded(value, 16, np.abs(mean) + scale)


def _ordered(law: Any) -> tuple[Floats, Floats]:
    """The positions in order, and the masses at them."""
    positions = np.asarray(law.atoms, dtype=np.float64)
    order = np.argsort(positions, kind="stable")
    return positions[order], np.asarray(law.probs)[:, order]


def _defect(p: Floats, q: Floats) -> Floats:
    """By how much a cumulative level may be off, and the masses of the laws differ: ``(B,)``."""
    sums = p.sum(axis=1), q.sum(axis=1)
    operations = p.shape[1] + q.shape[1] + 2.0
    return np.asarray(np.abs(sums[0] - sums[1]) + 2.0 * operations * UNIT_ROUNDOFF * (sums[0] + sums[1]))


def penalties_of_a_quadratic(problem: PenalisedCritic, formula: Callable[..., Any]) -> Sides:
    """Four columns, from autograd and from ∇D(x) = w + a x: WGAN-GP, R1, R2, zero-centred."""
    errors = _roundings(problem)
    return Estimate(_by_autograd(problem, formula), errors), Estimate(_in_closed_form(problem), errors)


def _by_autograd(problem: PenalisedCritic, formula: Callable[..., Any]) -> Floats:
    """What the formula states of each problem's critic, ``(B, 4)``."""
    import torch

    rows = []
    for i, gamma in enumerate(problem.gamma):
        slope, a = torch.tensor(problem.slope[i]), float(problem.curvature[i])

        def critic(x: "Tensor", slope: "Tensor" = slope, a: float = a) -> "Tensor":
            return x @ slope + 0.5 * a * x.square().sum(dim=1)

        batch = (torch.tensor(each[i]) for each in (problem.real, problem.fake, problem.share))
        rows.append(torch.stack(tuple(formula(critic, *batch, float(gamma)))))
    return np.asarray(torch.stack(rows).detach())


def _in_closed_form(problem: PenalisedCritic) -> Floats:
    share = problem.share[..., None]
    points = (share * problem.real + (1.0 - share) * problem.fake, problem.real, problem.fake)
    gradients = [problem.slope[:, None, :] + problem.curvature[:, None, None] * x for x in points]
    between, real, fake = (np.sum(gradient**2, axis=2) for gradient in gradients)
    half = 0.5 * problem.gamma
    costs = (
        np.mean((np.sqrt(between) - 1.0) ** 2, axis=1),
        half * real.mean(axis=1),
        half * fake.mean(axis=1),
        between.mean(axis=1),
    )
    return np.stack(costs, axis=1)


def _roundings(problem: PenalisedCritic) -> Floats:
    """What either side may be off by rounding, ``(B, 4)``.

    A component of ∇D, the interpolate in it included, takes eight roundings of |w| + |a|(|x| + |y|) =: G; its square
    and the sum over d of them 2·8 + d + 2, and a mean over m samples m + 3 more. A norm moves by at most the norm of
    what its vector moves by, hence (‖∇D‖ − 1)² by 2(‖G‖ + 1) times that.
    """
    m, d = problem.real.shape[1:]
    sizes = np.abs(problem.real) + np.abs(problem.fake)
    bound = np.abs(problem.slope)[:, None, :] + np.abs(problem.curvature)[:, None, None] * sizes
    square = np.sum(bound**2, axis=2)
    mean, half = square.mean(axis=1), 0.5 * problem.gamma
    centred = np.mean((np.sqrt(square) + 1.0) ** 2, axis=1)
    quadratic = float(m + d + 24)
    return np.stack(
        [
            rounded(centred, 2.0 * (d + 12) + m + 6.0).error,
            rounded(half * mean, quadratic).error,
            rounded(half * mean, quadratic).error,
            rounded(mean, quadratic).error,
        ],
        axis=1,
    )
