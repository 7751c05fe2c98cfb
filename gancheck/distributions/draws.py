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


def require_generator(like: Array, generator: Any, rows: int | None = None) -> None:
    """Refuse a generator of the other library, an integer seed, or none: randomness is explicit here.

    A list of generators serves a batch of ``rows``, one a row; it is refused for a single law, which has none.
    """
    wanted = "torch.Generator" if is_torch(like) else "numpy.random.Generator"
    if isinstance(generator, list):
        if len(generator) != rows:
            raise InvalidInput(
                f"`generator` is a list of {len(generator)} for "
                f"{'a single law' if rows is None else f'{rows} rows'}; give one a row of a batch, or a single one."
            )
        for each in generator:
            require_generator(like, each)
        return
    module, kind = type(generator).__module__.split(".")[0], type(generator).__name__
    if (module, kind) != (wanted.split(".")[0], "Generator"):
        raise InvalidInput(
            f"`generator` is {generator!r}; this law draws from a {wanted} made from your seed."
        )


def draw_uniform(like: Array, batch: tuple[int, ...], shape: tuple[int, ...], generator: Any) -> Array:
    """Uniform draws on [0, 1), ``(*batch, *shape)``; with a list of generators, row i comes from the i-th alone."""
    require_generator(like, generator, batch[0] if batch else None)
    if isinstance(generator, list):
        return namespace(like).stack([draw_uniform(like, (), shape, each) for each in generator])
    if is_torch(like):
        xp = namespace(like)
        return xp.rand((*batch, *shape), generator=generator, dtype=xp.float64, device=like.device)
    return generator.random((*batch, *shape))


def draw_normal(like: Array, batch: tuple[int, ...], shape: tuple[int, ...], generator: Any) -> Array:
    """Standard normal draws, ``(*batch, *shape)``; with a list of generators, row i comes from the i-th alone."""
    require_generator(like, generator, batch[0] if batch else None)
    if isinstance(generator, list):
        return namespace(like).stack([draw_normal(like, (), shape, each) for each in generator])
    if is_torch(like):
        xp = namespace(like)
        return xp.randn((*batch, *shape), generator=generator, dtype=xp.float64, device=like.device)
    return generator.standard_normal((*batch, *shape))
