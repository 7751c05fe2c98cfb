"""Random numbers from an explicit generator of the law's own library."""

from typing import Any

import numpy as np

from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, is_torch, namespace

__all__ = ["draw_normal", "draw_uniform", "require_generator", "require_size"]


def require_size(size: int) -> int:
    """``size`` as an int of at least 1."""
    if isinstance(size, bool) or not isinstance(size, (int, np.integer)) or size < 1:
        raise InvalidInput(f"`size` is {size!r}; give the number of draws, an integer of at least 1.")
    return int(size)


def require_generator(like: Array, generator: Any) -> None:
    """Refuse a generator of the other library, an integer seed, or none: randomness is explicit here."""
    wanted = "torch.Generator" if is_torch(like) else "numpy.random.Generator"
    module, kind = type(generator).__module__.split(".")[0], type(generator).__name__
    if (module, kind) != (wanted.split(".")[0], "Generator"):
        raise InvalidInput(
            f"`generator` is {generator!r}; this law draws from a {wanted} made from your seed."
        )


def draw_uniform(like: Array, shape: tuple[int, ...], generator: Any) -> Array:
    """Uniform draws on [0, 1)."""
    require_generator(like, generator)
    if is_torch(like):
        xp = namespace(like)
        return xp.rand(shape, generator=generator, dtype=xp.float64, device=like.device)
    return generator.random(shape)


def draw_normal(like: Array, shape: tuple[int, ...], generator: Any) -> Array:
    """Standard normal draws."""
    require_generator(like, generator)
    if is_torch(like):
        xp = namespace(like)
        return xp.randn(shape, generator=generator, dtype=xp.float64, device=like.device)
    return generator.standard_normal(shape)
