"""The claims on losses: each formula against a minimiser that knows no closed form, or against differences."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancheck.claims.claim import Sides
from gancheck.claims.loss_games import GameAt, GamePair
from gancheck.distributions import Discrete
from gancheck.numerics.arrays import Array
from gancheck.numerics.differences import derivative
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, columns
from gancheck.theory.known_games import KnownGame, known_game

__all__ = ["discriminator_divergence", "generator_divergence", "logistic_generator", "optimal_output"]

Floats = NDArray[np.float64]

REACH = 2.0**16
"""Every best output of the drawn problems is within ±2¹⁶."""
SECTIONS = 96
"""2¹⁷ · 0.618^96 = 1e-15: beyond that the losses no longer differ."""
GOLDEN = (np.sqrt(5.0) - 1.0) / 2.0


def optimal_output(problem: GameAt, formula: Callable[..., Any]) -> Sides:
    """The loss r φ + ψ at the stated output, against the least loss that golden sections find."""
    game = _game(problem)
    found = _least(game, problem.r, np.ones_like(problem.r))
    at = np.asarray(formula(problem.family, problem.targets, problem.r), dtype=np.float64)
    return _loss(game, at, problem.r, np.ones_like(problem.r)), found


def discriminator_divergence(problem: GamePair, formula: Callable[..., Any]) -> Sides:
    """−Σ min_t [p φ(t) + q ψ(t)], minimised atom by atom, against the named divergence."""
    p, q = problem.p.probs, problem.q.probs
    terms = _least(_game(problem), p, q)
    # Padding of a batch: an atom without mass adds nothing.
    present = p + q > 0
    value = -np.where(present, terms.value, 0.0).sum(axis=-1)
    size = np.where(present, np.abs(terms.value) * p.shape[-1] * UNIT_ROUNDOFF + terms.error, 0.0)
    # The constants of the formula stand for Σp = Σq = 1.
    defect = _defect(p) + _defect(q)
    scale = 2.0 + np.abs(problem.targets).max(axis=-1) ** 2 if problem.family == "least-squares" else 2.0
    named = formula(problem.family, problem.targets, problem.p, problem.q)
    return Estimate(value, size.sum(axis=-1) + scale * defect), named


def generator_divergence(problem: GamePair, formula: Callable[..., Any]) -> Sides:
    """Σ dq γ(t*) with t* frozen, along some directions of the logits, against differences of the divergence."""
    game = _game(problem)
    p, q = problem.p.probs, problem.q.probs
    frozen = _minimiser(game, p, q)
    return _gradients(problem, game.gamma, frozen, partial(formula, problem.family, problem.targets))


def logistic_generator(gamma: Callable[[Array], Array]) -> Callable[[GamePair, Callable[..., Any]], Sides]:
    """The same for a loss γ of the logit, with t* = log p − log q put in."""

    def compare(problem: GamePair, formula: Callable[..., Any]) -> Sides:
        p, q = problem.p.probs, problem.q.probs
        present = (p > 0) & (q > 0)
        logit = np.log(np.where(present, p, 1.0)) - np.log(np.where(present, q, 1.0))
        frozen = Estimate(
            logit, 8.0 * UNIT_ROUNDOFF * (np.abs(np.log(np.where(present, p, 1.0))) + np.abs(logit))
        )
        return _gradients(problem, gamma, frozen, formula)

    return compare


def _gradients(
    problem: GamePair,
    gamma: Callable[[Array], Array],
    frozen: Estimate,
    divergence: Callable[[Discrete, Discrete], Estimate],
) -> Sides:
    """Both derivatives along each direction v: of Σ q_θ γ(t*) with t* fixed, and of the divergence at q_θ."""
    q = problem.q.probs
    with np.errstate(over="ignore"):
        value = gamma(frozen.value)
        moved = [np.abs(gamma(frozen.value + sign * frozen.error) - value) for sign in (-1.0, 1.0)]
    error = np.maximum(*moved) + 16.0 * UNIT_ROUNDOFF * (np.abs(value) + 1.0)
    left, right = [], []
    for v in _directions(q):
        mean = (q * v).sum(axis=-1, keepdims=True)
        change = q * (v - mean)
        size = q * (np.abs(v) + np.abs(mean))
        rounding = (16 + q.shape[-1]) * UNIT_ROUNDOFF * (size * np.abs(value)).sum(axis=-1)
        left.append(Estimate((change * value).sum(axis=-1), (size * error).sum(axis=-1) + rounding))
        right.append(_difference(problem, v, divergence))
    return columns(*left), columns(*right)


def _difference(
    problem: GamePair, v: Floats, divergence: Callable[[Discrete, Discrete], Estimate]
) -> Estimate:
    q = problem.q.probs
    steep = np.max(np.where(q > 0, problem.p.probs / np.where(q > 0, q, 1.0), 0.0), axis=-1)

    def along(h: float) -> Estimate:
        weights = q * np.exp(h * v)
        law = Discrete(probs=weights / weights.sum(axis=-1, keepdims=True), normalize=True)
        there = divergence(problem.p, law)
        # Rounding the masses moves a divergence by its slope γ(t*), at most linear or logarithmic in p/q.
        wobble = (16 + q.shape[-1]) * UNIT_ROUNDOFF * (1.0 + np.abs(there.value) + _slope(problem, steep))
        return Estimate(there.value, there.error + wobble)

    return derivative(along)


def _slope(problem: GamePair, steep: Floats) -> Floats:
    """Σ q |γ(t*)| ≤ this for every loss here: p/q is integrable, (p/q)² at most its greatest value; times targets."""
    largest = np.maximum(np.abs(problem.targets).max(axis=-1), 1.0) ** 2
    return np.asarray(16.0 * largest * np.maximum(steep, 1.0))


def _game(problem: GameAt | GamePair) -> KnownGame:
    a, b, c = (problem.targets[:, [column]] for column in range(3))
    return known_game(problem.family, a, b, c)


def _least(game: KnownGame, p: Floats, q: Floats) -> Estimate:
    """min_t p φ(t) + q ψ(t), elementwise."""
    return _loss(game, _minimiser(game, p, q).value, p, q)


def _loss(game: KnownGame, t: Floats, p: Floats, q: Floats) -> Estimate:
    """P φ(t) + q ψ(t): a dozen roundings of φ, ψ and of the numbers of size 1 that they are made of."""
    with np.errstate(over="ignore", invalid="ignore"):
        first, second = p * game.phi(t), q * game.psi(t)
        size = np.abs(first) + np.abs(second) + (p + q) * (1.0 + np.abs(t))
        # The targets are inside: (t − b)² rounds like t² + b².
        error = 32.0 * UNIT_ROUNDOFF * size
    return Estimate(first + second, error)


def _minimiser(game: KnownGame, p: Floats, q: Floats) -> Estimate:
    """Golden sections in the first place; then bisection of the sign of differences, which sees t to rounding of φ′."""
    low, high = np.full_like(p, -REACH), np.full_like(p, REACH)
    if game.name in EXPONENTIAL:
        low, high = low / 2.0**10, high / 2.0**10

    def loss(t: Floats) -> Floats:
        return np.asarray(p * game.phi(t) + q * game.psi(t))

    left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    for _ in range(SECTIONS):
        down = loss(left) < loss(right)
        low, high = np.where(down, low, left), np.where(down, right, high)
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    t = (low + high) / 2.0
    return _sharpened(loss, t, p, q, game)


EXPONENTIAL = frozenset(
    {
        "minimax",
        "non-saturating",
        "maximum-likelihood",
        "f-gan-kl",
        "f-gan-reverse-kl",
        "f-gan-squared-hellinger",
        "f-gan-jensen-shannon",
    }
)
"""Games whose best output is like log r: it is within ±64, where no exponential overflows."""


def _sharpened(
    loss: Callable[[Floats], Floats], t: Floats, p: Floats, q: Floats, game: KnownGame
) -> Estimate:
    """The vertex of the parabola through three points 2^-12 apart, where the loss is smooth.

    Its error: the third derivatives of these losses are at most a few times the second ones, which moves the vertex by
    h² at most; and the rounding of the values, 32u of their size, divided by h and by the second difference.
    """
    if game.name == "hinge":
        return Estimate(t, 2.0**-45 * np.ones_like(t))
    h = 2.0**-12
    below, at, above = loss(t - h), loss(t), loss(t + h)
    bend = np.where((below + above - 2.0 * at) > 0, below + above - 2.0 * at, np.inf)
    step = np.clip((below - above) / (2.0 * bend) * h, -h, h)
    noise = _loss(game, t, p, q).error
    return Estimate(t + step, h**2 + 4.0 * noise * h / bend)


def _directions(q: Floats) -> list[Floats]:
    """Three directions of θ: the logit of the largest atom, and two that move all logits at once."""
    index = np.arange(q.shape[-1])
    largest = (index == q.argmax(axis=-1)[:, None]).astype(float)
    return [largest, np.broadcast_to(np.cos(index), q.shape), np.broadcast_to(np.sin(3.0 * index), q.shape)]


def _defect(p: Floats) -> Floats:
    """|Σp − 1|, with its own rounding."""
    return np.asarray(np.abs(p.sum(axis=-1) - 1.0) + p.shape[-1] * UNIT_ROUNDOFF)
