"""The streams behind every draw of a training: one for each problem and purpose.

A problem is known by its seed and its number; from both and the purpose `numpy.random.SeedSequence` makes a stream.
Hence problem 17 draws the same numbers alone, in a batch of 20 and in one of 4,096, and what one player draws never
moves what the other draws. On a CPU a row has a generator of NumPy's; on a GPU it has a key of Philox's, and all rows
draw at once. The two give different numbers: a seed fixes a training on one kind of device.

Guarantees: independent streams for different seeds, numbers or purposes, as far as SeedSequence's hash goes. Refuses
to share a generator between problems.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeAlias

import numpy as np
import torch
from torch import Tensor

from gancheck.learned.philox import normals, uniforms
from gancheck.numerics.arrays import Array, is_torch

__all__ = ["PURPOSES", "Counters", "Origin", "Stream", "generators", "parameter_of", "stream"]

Origin: TypeAlias = tuple[int, int]
"""The seed and the number of a problem."""

PURPOSES = ("start", "data", "noise", "moments", "measurement")


class Stream(Protocol):
    """Numbers for every row of a batch, each row its own."""

    def normals(self, count: int, like: Tensor) -> Tensor:
        """The next standard normal numbers of every row, (B, count)."""

    def uniforms(self, count: int, like: Tensor) -> Tensor:
        """The next numbers of every row uniform on [0, 1), (B, count)."""

    def rows(self, index: Any) -> "Stream":
        """Some rows, where they stand; the numbers that they draw are drawn once."""

    def joined(self, parts: "Sequence[Stream]") -> "Stream":
        """This stream, of all rows, where its ``parts`` have come to."""


@dataclass(frozen=True)
class Generators:
    """One NumPy generator a row."""

    rngs: tuple[np.random.Generator, ...]

    def normals(self, count: int, like: Tensor) -> Tensor:
        """The next standard normal numbers of every row, (B, count)."""
        z = torch.empty(len(self.rngs), count, dtype=like.dtype)
        for rng, row in zip(self.rngs, z.numpy(), strict=True):
            rng.standard_normal(out=row, dtype=row.dtype)
        return z.to(like.device)

    def uniforms(self, count: int, like: Tensor) -> Tensor:
        """The next uniform numbers of every row, (B, count)."""
        u = torch.empty(len(self.rngs), count, dtype=like.dtype)
        for rng, row in zip(self.rngs, u.numpy(), strict=True):
            rng.random(out=row, dtype=row.dtype)
        return u.to(like.device)

    def rows(self, index: Any) -> "Generators":
        """Some rows; the generators are the same objects."""
        picked = range(len(self.rngs))[index] if isinstance(index, slice) else [int(i) for i in index]
        return Generators(tuple(self.rngs[i] for i in picked))

    def joined(self, parts: Sequence[Stream]) -> "Generators":
        """The stream itself: its generators have moved with those of the parts."""
        return self


@dataclass
class Counters:
    """One key a row, and how many numbers every row has drawn."""

    keys: Tensor
    drawn: int = 0

    def normals(self, count: int, like: Tensor) -> Tensor:
        """The next standard normal numbers of every row, (B, count)."""
        return normals(self.keys, self._next(count), count, like.dtype)

    def uniforms(self, count: int, like: Tensor) -> Tensor:
        """The next uniform numbers of every row, (B, count)."""
        return uniforms(self.keys, self._next(count), count, like.dtype)

    def rows(self, index: Any) -> "Counters":
        """Some rows, where all stand."""
        return replace(self, keys=self.keys[index])

    def joined(self, parts: Sequence[Stream]) -> "Counters":
        """All rows, where the parts have come to."""
        return replace(self, drawn=max(part.drawn for part in parts if isinstance(part, Counters)))

    def _next(self, count: int) -> int:
        """Where to begin; the place after the numbers drawn is a multiple of four words."""
        start = self.drawn
        self.drawn += -(-count // 4) * 4
        return start


def stream(origins: Sequence[Origin], purpose: str, device: torch.device) -> Stream:
    """The numbers of every problem for one purpose, drawn where the players are."""
    if device.type == "cpu":
        return Generators(tuple(generators(origins, purpose)))
    sequences = (np.random.SeedSequence([*origin, PURPOSES.index(purpose)]) for origin in origins)
    keys = np.stack([sequence.generate_state(2) for sequence in sequences]).astype(np.int64)
    return Counters(torch.as_tensor(keys, device=device))


def generators(origins: Sequence[Origin], purpose: str, like: Array | None = None) -> list[Any]:
    """One generator a problem for a law to draw from: NumPy's, or torch's on the device of ``like`` if a tensor."""
    place = PURPOSES.index(purpose)
    made: list[Any] = [np.random.default_rng([seed, number, place]) for seed, number in origins]
    if like is None or not is_torch(like):
        return made
    return [torch.Generator(like.device).manual_seed(int(rng.integers(2**63))) for rng in made]


def parameter_of(law: Any) -> Array:
    """An array of the law, which shows its library and device."""
    if law.family in ("discrete", "empirical"):
        return law.probs
    if law.family == "generated":
        return law.parameters
    return law.loc if hasattr(law, "loc") else law.breakpoints()
