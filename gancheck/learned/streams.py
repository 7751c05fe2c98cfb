"""The generators behind every draw of a training: one for each problem and purpose.

A problem is known by its seed and its number; from both and the purpose `numpy.random.SeedSequence` makes a stream.
Hence problem 17 draws the same numbers alone, in a batch of 20 and in one of 4,096, and what one player draws never
moves what the other draws.

Guarantees: independent streams for different seeds, numbers or purposes, as far as SeedSequence's hash goes. Refuses
to share a generator between problems.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

from gancheck.numerics.arrays import Array, is_torch

__all__ = ["PURPOSES", "Origin", "generators", "parameter_of"]

Origin: TypeAlias = tuple[int, int]
"""The seed and the number of a problem."""

PURPOSES = ("start", "data", "noise", "moments", "measurement")


def generators(origins: Sequence[Origin], purpose: str, like: Array | None = None) -> list[Any]:
    """One generator a problem: NumPy's, or torch's on the device of ``like`` if that is a tensor."""
    place = PURPOSES.index(purpose)
    made: list[Any] = [np.random.default_rng([seed, number, place]) for seed, number in origins]
    if like is None or not is_torch(like):
        return made
    import torch

    return [torch.Generator(like.device).manual_seed(int(rng.integers(2**63))) for rng in made]


def parameter_of(law: Any) -> Array:
    """An array of the law, which shows its library and device."""
    if law.family in ("discrete", "empirical"):
        return law.probs
    return law.loc if hasattr(law, "loc") else law.breakpoints()
