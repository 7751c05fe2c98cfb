"""Endless batches of data and of noise, each from its own seed.

A minibatch of a law is drawn by the law itself; a full batch is the law: its atoms, or Gauss-Hermite nodes of the
normal noise behind it. Draws are made for many steps at once and handed out one by one.

Guarantees: two streams never share a generator, so that what one player draws does not move what the other draws;
one seed gives one stream. Refuses a full batch of a law that has no nodes here.
"""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gancheck.distributions.law import Law
from gancheck.distributions.parameters import as_numpy
from gancheck.errors import InvalidInput
from gancheck.learned.weighted_points import WeightedPoints, located
from gancheck.numerics.arrays import Array, is_torch

__all__ = [
    "data_atoms",
    "data_points",
    "drawer",
    "normal_nodes",
    "normal_noise",
    "parameter_of",
    "uniform_noise",
]

BLOCK = 2**16
"""Numbers drawn at once: half a megabyte, which stays in cache and makes a draw's overhead small."""

NODES = {1: 64, 2: 24, 3: 12}
"""Gauss-Hermite nodes an axis, by dimension: exact for polynomials of degree 2 NODES − 1."""

Move = Callable[[Any], Any]


def drawer(law: Any, size: int, seed: int, counts: bool = False) -> Callable[[], Any]:
    """A function that draws (B, size) or (B, size, d) values, or counts (B, n), and the next ones at the next call."""
    if law.family == "empirical":
        law = law.as_discrete()
    sample = law.sample_counts if counts else law.sample
    own = parameter_of(law)
    generator: Any = np.random.default_rng(seed)
    if is_torch(own):
        generator = torch.Generator(own.device).manual_seed(seed)
    return lambda: as_numpy(sample(size, generator))


def parameter_of(law: Any) -> Array:
    """An array of the law, which shows its library and device."""
    if law.family in ("discrete", "empirical"):
        return law.probs
    return law.loc if hasattr(law, "loc") else law.breakpoints()


def data_atoms(law: Any, size: int | str, seed: int, like: Tensor) -> Iterator[WeightedPoints]:
    """Relative counts of minibatches of a discrete law, or its probabilities for ever."""
    if size == "full":
        yield from itertools.repeat(WeightedPoints(None, torch.as_tensor(as_numpy(law.probs)).to(like)))
    draw = drawer(law, int(size), seed, counts=True)
    while True:
        yield WeightedPoints(None, torch.as_tensor(draw()).to(like) / int(size))


def data_points(law: Law, size: int | str, seed: int, move: Move, like: Tensor) -> Iterator[WeightedPoints]:
    """Minibatches of a continuous law, moved into the players' coordinates, or its nodes for ever."""
    if size == "full":
        points, weights = _nodes(law)
        yield from itertools.repeat(
            WeightedPoints(torch.as_tensor(move(points)).to(like), torch.as_tensor(weights).to(like))
        )
    coordinates = np.asarray(getattr(law, "atoms", None), dtype=np.float64)
    m, steps = int(size), max(1, BLOCK // (len(law) * int(size)))
    draw, weights = drawer(law, m * steps, seed), like.new_full((1, m), 1.0 / m)
    while True:
        x = draw() if law.family != "empirical" else coordinates[draw()]
        block = torch.as_tensor(move(x.reshape(len(law), m * steps, -1))).to(like)
        for part in torch.split(block, m, dim=1):
            yield WeightedPoints(part.contiguous(), weights)


def normal_noise(batch: int, d: int, size: int | str, seed: int, like: Tensor) -> Iterator[WeightedPoints]:
    """Minibatches of N(0, I) noise (B, m, d), or Gauss-Hermite nodes for ever."""
    if size == "full":
        points, weights = (torch.as_tensor(a).to(like) for a in normal_nodes(d))
        yield from itertools.repeat(WeightedPoints(points.expand(batch, *points.shape), weights[None]))
    yield from _noise(torch.randn, batch, d, int(size), seed, like)


def uniform_noise(
    batch: int, size: int | str, seed: int, like: Tensor, low: float = 0.0
) -> Iterator[WeightedPoints]:
    """Minibatches of noise (B, m, 1), uniform on [low, 1), or Gauss-Legendre nodes for ever."""
    if size == "full":
        nodes, weights = np.polynomial.legendre.leggauss(NODES[1])
        points = torch.as_tensor(low + (1.0 - low) * 0.5 * (nodes + 1.0)).to(like)[None, :, None]
        yield from itertools.repeat(
            WeightedPoints(points.expand(batch, -1, -1), torch.as_tensor(0.5 * weights).to(like)[None])
        )
    for u in _noise(torch.rand, batch, 1, int(size), seed, like):
        yield u if low == 0.0 else WeightedPoints(low + (1.0 - low) * located(u.points), u.weights)


def normal_nodes(d: int) -> tuple[Any, Any]:
    """Product Gauss-Hermite nodes (N, d) and weights (N,) of N(0, I)."""
    if d not in NODES:
        raise InvalidInput(
            f'`batch_size` is "full" but the laws have {d} dimensions; up to 3 have nodes, give a number.'
        )
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES[d])
    points = np.stack(np.meshgrid(*[nodes] * d, indexing="ij"), axis=-1).reshape(-1, d)
    product = np.stack(np.meshgrid(*[weights / weights.sum()] * d, indexing="ij"), axis=-1)
    return points, product.reshape(-1, d).prod(axis=1)


def _noise(kind: Any, batch: int, d: int, m: int, seed: int, like: Tensor) -> Iterator[WeightedPoints]:
    generator = torch.Generator(like.device).manual_seed(seed)
    weights, steps = like.new_full((1, m), 1.0 / m), max(1, BLOCK // (batch * m * d))
    while True:
        yield from (
            WeightedPoints(z, weights)
            for z in kind(steps, batch, m, d, generator=generator, device=like.device, dtype=like.dtype)
        )


def _nodes(law: Any) -> tuple[Any, Any]:
    """Points (B, N, d) and weights (B, N) that stand for a continuous law."""
    if law.family == "gaussian":
        z, w = normal_nodes(1)
        points = as_numpy(law.loc)[:, None] + as_numpy(law.scale)[:, None] * z[:, 0]
        return points[..., None], np.broadcast_to(w, points.shape).copy()
    if law.family == "mixture":
        z, w = normal_nodes(1)
        points = as_numpy(law.loc)[..., None] + as_numpy(law.scale)[..., None] * z[:, 0]
        weights = as_numpy(law.weights)[..., None] * w
        return points.reshape(len(law), -1, 1), weights.reshape(len(law), -1)
    if law.family == "multivariate-gaussian":
        z, w = normal_nodes(law.dimension)
        points = as_numpy(law.loc)[:, None] + z @ np.swapaxes(as_numpy(law.cholesky), 1, 2)
        return points, np.broadcast_to(w, points.shape[:2]).copy()
    if law.family == "empirical":
        points = np.broadcast_to(np.asarray(law.atoms, dtype=np.float64), law.probs.shape)
        return points[..., None], as_numpy(law.probs)
    raise InvalidInput(
        f'`batch_size` is "full" but a {law.family} law has no nodes here; give a number of draws.'
    )
