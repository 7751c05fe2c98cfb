r"""alg.unbiased: the players' own gradients on very many minibatches, and on all minibatches where these are few.

Nothing is trained: the players stand still, G at q and D at random parameters, and the streams of Algorithm 1
feed them. The radius of a mean holds at every sample size. On atoms every component is bounded: D's,
:math:`\hat p (1 - D) - \hat q D`, lies in an interval of length 1, and G's,
:math:`\frac{m}{m-1} \hat q_x (1 - \hat q_x)(\ell_x - \text{mean of the others})`, in one of length
:math:`\frac{m}{4(m-1)} (\max \ell - \min \ell)`. On the line the second moments are bounded, in closed form.
"""

from itertools import combinations_with_replacement
from math import factorial
from typing import TYPE_CHECKING, Any

import numpy as np

from gancheck.checks.learned.keep import Keep
from gancheck.checks.learned.ordinary import pairs
from gancheck.claims.problems import Pair
from gancheck.claims.records import MinibatchGradients
from gancheck.distributions import Discrete, Gaussian
from gancheck.numerics.arrays import Array
from gancheck.numerics.catoni import catoni_mean
from gancheck.numerics.confidence_radius import bernstein_radius
from gancheck.numerics.estimate import Estimate, rounded
from gancheck.numerics.logspace import log_sigmoid
from gancheck.theory.discriminators import QuadraticDiscriminator, TabularDiscriminator

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["ALPHA", "ROWS", "observe", "problems", "second_moments", "train_records", "widths"]

ALPHA = 1e-6
"""Family-wise probability that the check accuses a true theory, over all problems and components of a run."""
ROWS, CALLS = 64, 64
"""Minibatches of a problem that are drawn at once, and how often: 4096 in all."""
DRAWS = {"enumerated": 4, "categorical": 8, "affine": 32}
"""Draws a minibatch: few, so that a bias of 1/m would show."""
ATOMS = 3
"""Most atoms where every minibatch is enumerated: 15 of four draws, 225 pairs of one of data and one of fakes."""


def problems(family: str) -> "SearchStrategy[Any]":
    """Pairs (p, q): the data law, and where the generator stands."""
    if family == "enumerated":
        from gancheck.strategies import discrete_pairs

        return discrete_pairs(
            min_atoms=2, max_atoms=ATOMS, kinds=("moderate", "equal", "zeros"), min_mass=1e-3
        )
    return pairs({"categorical": "discrete", "affine": "gaussian"}[family])


def train_records(
    family: str, laws: tuple[Any, Any], seed: int, device: str, keep: Keep
) -> MinibatchGradients:
    """Average the gradients of many minibatches, or of all."""
    del keep  # nothing is trained
    if family == "enumerated":
        return _enumerated(*laws, seed)
    observed, p, q, d = observe(family, laws, seed, device, CALLS)
    level = ALPHA / observed[0].size
    if isinstance(d, TabularDiscriminator):
        found = _bounded(observed, d, level)
    else:
        found = catoni_mean(observed, second_moments(p, q, d), level)
    return MinibatchGradients(p, q, d, found.value, found.error, family)


def observe(
    family: str, laws: tuple[Any, Any], seed: int, device: str, calls: int
) -> tuple[Array, Any, Any, Any]:
    """The gradients of ``calls · ROWS`` minibatches, ``(N, B, P)``, with p, q and D in the players' coordinates."""
    import torch

    from gancheck.learned.algorithm1 import Algorithm1
    from gancheck.learned.device import resolve_device, threads
    from gancheck.learned.game import seat
    from gancheck.learned.steps import discriminator_gradient

    p, q = laws
    repeated = np.repeat(np.arange(len(p)), ROWS)
    settings = Algorithm1(steps=1, batch_size=DRAWS[family], seed=seed, device=device)
    with threads(1), torch.no_grad():
        game = seat(Pair(p[repeated], q[repeated]), settings, resolve_device(device))
        parameters = _anywhere(len(p), game.d.parameters.shape[1], seed)
        d = game.d.with_parameters(torch.as_tensor(parameters[repeated]).to(game.d.parameters))
        gradients = []
        for _ in range(calls):
            real, fake = next(game.real), game.g.fakes(next(game.noise))
            by_d = discriminator_gradient(d, real, fake)
            by_g = game.g.gradient(next(game.noise), d, "minimax")
            gradients.append(torch.cat([by_d, by_g], dim=1).cpu().numpy())
    apart = np.moveaxis(np.stack(gradients).reshape(calls, len(p), ROWS, -1), 2, 1)
    observed = apart.reshape(calls * ROWS, len(p), -1)
    if family == "categorical":
        return observed, p, q, TabularDiscriminator(parameters)
    first, frame = slice(None, None, ROWS), game.standardisation
    assert frame is not None, "Gaussians have coordinates"
    b, s = (column[first].cpu().numpy() for column in (game.g.parameters[:, 0], game.g.parameters[:, 1]))
    width = frame.scale[first, 0, 0]
    seen_p = Gaussian((p.loc - frame.centre[first, 0]) / width, p.scale / width)
    nothing, one = np.zeros(len(p)), np.ones(len(p))
    return observed, seen_p, Gaussian(b, s), QuadraticDiscriminator(parameters, nothing, one)


def _anywhere(size: int, parameters: int, seed: int) -> Array:
    """Parameters of D, standard normal: nothing is special about where unbiasedness is looked at."""
    return np.asarray(np.random.default_rng([seed, 1]).standard_normal((size, parameters)))


def _bounded(observed: Array, d: TabularDiscriminator, level: float) -> Estimate:
    """Means of bounded gradients."""
    radius = bernstein_radius(observed.var(axis=0, ddof=1), len(observed), widths(d), level)
    return Estimate(observed.mean(axis=0), radius)


def widths(d: TabularDiscriminator) -> Array:
    """Lengths of intervals that hold each component of a minibatch's gradient, whatever was drawn: ``(B, 2n)``."""
    losses = log_sigmoid(-d.logits)
    m = DRAWS["categorical"]
    spread = (losses.max(axis=-1) - losses.min(axis=-1))[:, None] * m / (4.0 * (m - 1.0))
    return np.concatenate([np.ones_like(losses), np.broadcast_to(spread, losses.shape)], axis=-1)


def second_moments(p: Gaussian, q: Gaussian, d: QuadraticDiscriminator) -> Array:
    """Bounds on the variance of each component of a minibatch's gradient: ``(B, 5)``.

    D and 1 − D are at most 1, and (1 − D) varies by at most ¼; ∂t/∂x is A + Bz on the fakes.
    """
    even = [
        sum(law.loc**2 + law.scale**2 for law in (p, q)),
        sum(law.loc**4 + 6.0 * law.loc**2 * law.scale**2 + 3.0 * law.scale**4 for law in (p, q)),
    ]
    slope, curvature = d.coefficients[:, 1], d.coefficients[:, 2]
    at, per = slope + 2.0 * curvature * q.loc, 2.0 * curvature * q.scale
    moments = [np.full_like(slope, 0.5), *even, at**2 + per**2, at**2 + 3.0 * per**2]
    return np.stack(moments, axis=-1) / DRAWS["affine"]


def _enumerated(p: Discrete, q: Discrete, seed: int) -> MinibatchGradients:
    """Every minibatch of a few draws through the players' own code, weighted with its multinomial probability."""
    import torch

    from gancheck.learned.categorical_generator import CategoricalGenerator
    from gancheck.learned.steps import discriminator_gradient
    from gancheck.learned.tabular_logit import TabularLogit
    from gancheck.learned.weighted_points import WeightedPoints

    m, n = DRAWS["enumerated"], p.n_atoms
    batches = np.array(list(combinations_with_replacement(range(n), m)))
    counts = (batches[:, :, None] == np.arange(n)).sum(axis=1)
    ways = factorial(m) / np.array([np.prod([factorial(c) for c in row]) for row in counts.tolist()])
    logits, shares = _anywhere(len(p), n, seed), counts / m
    values = []
    for row in range(len(p)):
        chances = [ways * np.prod(law.probs[row] ** counts, axis=-1) for law in (p, q)]
        real, fake = (
            torch.as_tensor(a) for a in (np.repeat(shares, len(shares), 0), np.tile(shares, (len(shares), 1)))
        )
        d = TabularLogit(torch.as_tensor(logits[row : row + 1]).expand(len(real), -1))
        by_d = discriminator_gradient(d, WeightedPoints(None, real), WeightedPoints(None, fake)).numpy()
        g = CategoricalGenerator(torch.as_tensor(q.log_probs[row : row + 1]).expand(len(batches), -1))
        noise = _noise_of(batches, g.probs[0].numpy())
        small = TabularLogit(torch.as_tensor(logits[row : row + 1]).expand(len(batches), -1))
        by_g = g.gradient(
            WeightedPoints(torch.as_tensor(noise)[..., None], real[:1]), small, "minimax"
        ).numpy()
        values.append(np.concatenate([np.outer(*chances).ravel() @ by_d, chances[1] @ by_g]))
    losses = abs(log_sigmoid(-logits)).max(axis=-1, keepdims=True)
    scale = np.concatenate([p.probs + q.probs, 4.0 * losses * q.probs], axis=-1)
    value = np.stack(values)
    # A sum over all pairs of minibatches; a chance has 3m roundings, a gradient and a softmax some 64.
    error = rounded(value, len(counts) ** 2 + 8 * m + 64, scale).error
    return MinibatchGradients(p, q, TabularDiscriminator(logits), value, error, "enumerated")


def _noise_of(batches: Array, probs: Array) -> Array:
    """Uniform numbers that the generator's inversion turns into these atoms: the middles of their cells."""
    above = np.cumsum(probs)
    return np.asarray((above - 0.5 * probs)[batches])
