"""Endless batches of data and of noise; every problem draws from its own generator.

A minibatch of a law is drawn by the law itself; a full batch is the law: its atoms, or Gauss-Hermite nodes of the
normal noise behind it. Draws are made for many steps at once and handed out one by one.

Guarantees: a row's draws depend on its generator alone, not on the other rows or on how the stream is read. Refuses a
full batch of a law that has no nodes here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeAlias

import numpy as np
import torch
from torch import Tensor

from gancheck.distributions.law import Law
from gancheck.distributions.parameters import as_numpy
from gancheck.errors import InvalidInput
from gancheck.learned.nodes import NODES, law_nodes, normal_nodes
from gancheck.learned.standardisation import Standardisation
from gancheck.learned.streams import Origin, Stream, generators, parameter_of, stream
from gancheck.learned.weighted_points import WeightedPoints
from gancheck.numerics.arrays import Array

__all__ = [
    "Batches",
    "Drawn",
    "Full",
    "data_atoms",
    "data_points",
    "join_batches",
    "normal_noise",
    "uniform_noise",
]

BLOCK = 2**11
"""Numbers drawn at once for a row: the call's overhead is small beside them, and thousands of rows fit in memory."""


class Source(Protocol):
    """What draws minibatches, in some number at once."""

    def draw(self, count: int, m: int) -> Tensor:
        """``count`` minibatches of m: points (count, B, m, d), or the weights of atoms (count, B, n)."""

    def rows(self, index: Any) -> "Source":
        """The source of some rows, whose streams go on where they stand."""

    def joined(self, parts: "Sequence[Source]") -> "Source":
        """This source, of all rows, where the streams of its ``parts`` have come to."""


@dataclass(frozen=True)
class Full:
    """The law itself, for ever.

    Attributes:
        batch: nodes or atoms with their weights.
    """

    batch: WeightedPoints

    def __next__(self) -> WeightedPoints:
        return self.batch

    def rows(self, index: Any) -> "Full":
        """The batch of some rows."""
        points, weights = self.batch.points, self.batch.weights
        return Full(
            WeightedPoints(
                None if points is None else points[index], weights if len(weights) == 1 else weights[index]
            )
        )


@dataclass
class Drawn:
    """Minibatches of m draws, a block of them at a time.

    Attributes:
        source: what draws them.
        m: draws in a minibatch.
        numbers: how many numbers one draw takes, which fixes the length of a block.
    """

    source: Source
    m: int
    numbers: int = 1
    _block: Tensor | None = field(default=None, repr=False)
    _used: int = 0

    def __next__(self) -> WeightedPoints:
        block = self._filled()
        self._used += 1
        batch = block[self._used - 1]
        if batch.dim() == 2:
            return WeightedPoints(None, batch)
        return WeightedPoints(batch, batch.new_full((1, self.m), 1.0 / self.m))

    def take(self, count: int) -> Tensor:
        """The next ``count`` minibatches at once, (count, B, m, d)."""
        parts: list[Tensor] = []
        while count:
            block = self._filled()
            part = block[self._used : self._used + count]
            parts.append(part)
            self._used += len(part)
            count -= len(part)
        return (parts[0] if len(parts) == 1 else torch.cat(parts)).contiguous()

    def shapes(self) -> tuple[tuple[int, ...] | None, tuple[int, ...]]:
        """The shapes of a minibatch's points, None for atoms, and of its weights."""
        one = tuple(self._filled().shape[1:])
        return (None, one) if len(one) == 2 else (one, (1, self.m))

    @property
    def per_block(self) -> int:
        """Minibatches in a block."""
        return max(1, BLOCK // (self.m * self.numbers))

    def _filled(self) -> Tensor:
        """The block, drawn anew if it is used up."""
        if self._block is None or self._used == len(self._block):
            self._block, self._used = self.source.draw(self.per_block, self.m), 0
        return self._block

    def rows(self, index: Any) -> "Drawn":
        """The stream of some rows, which goes on where this one stands."""
        return replace(
            self,
            source=self.source.rows(index),
            _block=None if self._block is None else self._block[:, index],
        )


Batches: TypeAlias = Full | Drawn


def join_batches(whole: Batches, parts: Sequence[Batches]) -> Batches:
    """``whole`` at the place to which its ``parts``, rows in order that were read equally far, have come."""
    if isinstance(whole, Full):
        return whole
    drawn = [part for part in parts if isinstance(part, Drawn)]
    blocks = [part._block for part in drawn if part._block is not None]
    return replace(
        whole,
        source=whole.source.joined([part.source for part in drawn]),
        _block=torch.cat(blocks, dim=1) if blocks else None,
        _used=drawn[0]._used,
    )


def data_atoms(law: Any, size: int | str, rngs: Sequence[Any], like: Tensor) -> Batches:
    """Relative counts of minibatches of a discrete law, or its probabilities for ever."""
    probs = np.asarray(as_numpy(law.probs), dtype=np.float64)
    if size == "full":
        return Full(WeightedPoints(None, torch.as_tensor(probs).to(like)))
    probs = probs / probs.sum(axis=-1, keepdims=True)
    return Drawn(_Atoms(probs, like, tuple(rngs)), int(size))


def data_points(
    law: Law, size: int | str, origins: Sequence[Origin], purpose: str, frame: Standardisation, like: Tensor
) -> Batches:
    """Minibatches of a law of points, moved into the players' coordinates, or its nodes for ever."""
    if size == "full":
        points, weights = law_nodes(law)
        return Full(
            WeightedPoints(
                torch.as_tensor(frame.apply(points)).to(like), torch.as_tensor(np.asarray(weights)).to(like)
            )
        )
    source: Source
    if law.family in COMPONENTS:
        source = _components(law, frame, like, stream(origins, purpose, like.device))
    else:
        source = _Points(law, frame, like, tuple(generators(origins, purpose, parameter_of(law))))
    return Drawn(source, int(size), frame.dimension)


def normal_noise(batch: int, d: int, size: int | str, numbers: Stream, like: Tensor) -> Batches:
    """Minibatches of N(0, I) noise (B, m, d), or Gauss-Hermite nodes for ever."""
    if size == "full":
        points, weights = (torch.as_tensor(a).to(like) for a in normal_nodes(d))
        return Full(WeightedPoints(points.expand(batch, *points.shape), weights[None]))
    return Drawn(_Normal(d, like, numbers), int(size), d)


def uniform_noise(
    batch: int, size: int | str, numbers: Stream, like: Tensor, low: float = 0.0, d: int = 1
) -> Batches:
    """Minibatches of noise (B, m, d), uniform on [low, 1)^d, or Gauss-Legendre nodes on the line for ever."""
    if size == "full":
        if d > 1:
            raise InvalidInput(
                f'`batch_size` is "full" but the uniform noise has {d} dimensions; on the line it has nodes, give a '
                "number."
            )
        nodes, weights = np.polynomial.legendre.leggauss(NODES[1])
        points = torch.as_tensor(low + (1.0 - low) * 0.5 * (nodes + 1.0)).to(like)[None, :, None]
        return Full(
            WeightedPoints(points.expand(batch, -1, -1), torch.as_tensor(0.5 * weights).to(like)[None])
        )
    return Drawn(_Uniform(low, d, like, numbers), int(size), d)


@dataclass(frozen=True)
class _Components:
    r"""Draws :math:`x = c_K + L_K z` of Gaussians and their mixtures, made in the coordinates of the players.

    Attributes:
        edges: the sums of the first k weights, k = 1 … K − 1, (B, K − 1); beyond 1 where no later weight is positive.
        centres: (B, K, d).
        factors: (B, K, d, d).
        numbers: the stream.
    """

    edges: Tensor
    centres: Tensor
    factors: Tensor
    numbers: Stream

    def draw(self, count: int, m: int) -> Tensor:
        size, components, d = self.centres.shape
        u = self.numbers.uniforms(count * m, self.edges) if components > 1 else None
        z = self.numbers.normals(count * m * d, self.centres).view(size, -1, d)
        if u is None:
            x = torch.baddbmm(self.centres, z, self.factors[:, 0].mT)
        elif d == 1:
            x = self._on_the_line(u, z[:, :, 0]).unsqueeze(2)
        else:
            rows = torch.arange(size, device=z.device).unsqueeze(1)
            component = torch.searchsorted(self.edges, u, right=True)
            x = self.centres[rows, component] + (self.factors[rows, component] @ z.unsqueeze(3)).squeeze(3)
        return _by_minibatch(x, count, m)

    def _on_the_line(self, u: Tensor, z: Tensor) -> Tensor:
        """c_K + s_K z, where K counts the edges up to u; for a few components passes over z beat looking up K."""
        centres, factors = (a.view(len(u), -1) for a in (self.centres, self.factors))
        if centres.shape[1] > FEW:
            component = torch.searchsorted(self.edges, u, right=True)
            return centres.gather(1, component) + factors.gather(1, component) * z
        x = z * factors[:, :1] + centres[:, :1]
        for k in range(1, centres.shape[1]):
            beyond = u >= self.edges[:, k - 1 : k]
            x = torch.where(beyond, z * factors[:, k : k + 1] + centres[:, k : k + 1], x)
        return x

    def rows(self, index: Any) -> "_Components":
        return _Components(
            self.edges[index], self.centres[index], self.factors[index], self.numbers.rows(index)
        )

    def joined(self, parts: Sequence[Source]) -> "_Components":
        return replace(
            self, numbers=self.numbers.joined([p.numbers for p in parts if isinstance(p, _Components)])
        )


FEW = 8
"""Components up to which every one of them is passed over."""

COMPONENTS = ("gaussian", "mixture", "multivariate-gaussian", "multivariate-mixture")
"""Families whose laws are mixtures of Gaussians, of one at least."""


def _components(law: Any, frame: Standardisation, like: Tensor, numbers: Stream) -> _Components:
    """The law's components in the players' coordinates."""
    loc = as_numpy(law.loc)
    if law.family == "mixture":
        weights, centres, factors = (
            as_numpy(law.weights),
            loc[..., None],
            as_numpy(law.scale)[..., None, None],
        )
    elif law.family == "multivariate-mixture":
        weights, centres, factors = as_numpy(law.weights), loc, as_numpy(law.cholesky)
    else:
        weights = np.ones((len(law), 1))
        centres = loc.reshape(len(law), 1, -1)
        factor = as_numpy(law.scale if law.family == "gaussian" else law.cholesky)
        factors = factor.reshape(len(law), 1, frame.dimension, frame.dimension)
    later = np.cumsum(weights[:, ::-1], axis=1)[:, ::-1][:, 1:]
    edges = np.where(later > 0.0, np.cumsum(weights, axis=1)[:, :-1], 2.0)
    moved = np.linalg.solve(frame.scale[:, None], factors)
    own, at, spread = (
        torch.as_tensor(np.ascontiguousarray(a)).to(like) for a in (edges, frame.apply(centres), moved)
    )
    return _Components(own, at, spread, numbers)


@dataclass(frozen=True)
class _Points:
    """Draws of any other law, made by the law and moved into the coordinates of the players."""

    law: Any
    frame: Standardisation
    like: Tensor
    rngs: tuple[Any, ...]

    def draw(self, count: int, m: int) -> Tensor:
        if self.law.family == "empirical":
            drawn = as_numpy(self.law.as_discrete().sample(count * m, list(self.rngs)))
            x = np.asarray(self.law.atoms, dtype=np.float64)[drawn]
        else:
            x = as_numpy(self.law.sample(count * m, list(self.rngs)))
        moved = self.frame.apply(x.reshape(len(self.rngs), count * m, self.frame.dimension))
        return _by_minibatch(torch.as_tensor(moved).to(self.like), count, m)

    def rows(self, index: Any) -> "_Points":
        return replace(self, law=self.law[index], frame=self.frame[index], rngs=_picked(self.rngs, index))

    def joined(self, parts: Sequence[Source]) -> "_Points":
        return self


@dataclass(frozen=True)
class _Atoms:
    """Relative counts of draws of discrete laws."""

    probs: Array
    like: Tensor
    rngs: tuple[Any, ...]

    def draw(self, count: int, m: int) -> Tensor:
        counts = np.stack(
            [rng.multinomial(m, row, size=count) for rng, row in zip(self.rngs, self.probs, strict=True)],
            axis=1,
        )
        return torch.as_tensor(counts).to(self.like) / m

    def rows(self, index: Any) -> "_Atoms":
        return replace(self, probs=self.probs[index], rngs=_picked(self.rngs, index))

    def joined(self, parts: Sequence[Source]) -> "_Atoms":
        return self


@dataclass(frozen=True)
class _Normal:
    """Standard normal noise."""

    d: int
    like: Tensor
    numbers: Stream

    def draw(self, count: int, m: int) -> Tensor:
        z = self.numbers.normals(count * m * self.d, self.like)
        return _by_minibatch(z.view(len(z), -1, self.d), count, m)

    def rows(self, index: Any) -> "_Normal":
        return replace(self, numbers=self.numbers.rows(index))

    def joined(self, parts: Sequence[Source]) -> "_Normal":
        return replace(
            self, numbers=self.numbers.joined([p.numbers for p in parts if isinstance(p, _Normal)])
        )


@dataclass(frozen=True)
class _Uniform:
    """Noise uniform on [low, 1)^d."""

    low: float
    d: int
    like: Tensor
    numbers: Stream

    def draw(self, count: int, m: int) -> Tensor:
        u = self.numbers.uniforms(count * m * self.d, self.like)
        u = u.view(len(u), -1, self.d)
        return _by_minibatch(u if self.low == 0.0 else self.low + (1.0 - self.low) * u, count, m)

    def rows(self, index: Any) -> "_Uniform":
        return replace(self, numbers=self.numbers.rows(index))

    def joined(self, parts: Sequence[Source]) -> "_Uniform":
        return replace(
            self, numbers=self.numbers.joined([p.numbers for p in parts if isinstance(p, _Uniform)])
        )


def _picked(rngs: tuple[Any, ...], index: Any) -> tuple[Any, ...]:
    """The generators of some rows, the same objects."""
    return rngs[index] if isinstance(index, slice) else tuple(rngs[int(i)] for i in index)


def _by_minibatch(points: Tensor, count: int, m: int) -> Tensor:
    """(B, count · m, d) → (count, B, m, d)."""
    return points.view(len(points), count, m, points.shape[2]).transpose(0, 1).contiguous()
