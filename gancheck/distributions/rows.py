"""The batch axis: rows of laws, points for each row, and searches in each row."""

from dataclasses import fields
from typing import Any, TypeVar, cast

import numpy as np

from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, as_array, is_torch, namespace

__all__ = [
    "batch_size",
    "columns",
    "points",
    "rebuild",
    "repeat_rows",
    "search_rows",
    "select_rows",
    "with_batch_axis",
]

T = TypeVar("T")


def rebuild(law: T, **changes: Any) -> T:
    """The law with some fields replaced and none validated again: rows of a valid batch are valid laws.

    Validation would need the precision of the original input, which a float64 row no longer shows.
    """
    copied = object.__new__(type(law))
    for field in fields(cast(Any, law)):
        object.__setattr__(copied, field.name, changes.get(field.name, getattr(law, field.name)))
    return copied


def batch_size(law: Any) -> int:
    """B.

    Raises:
        TypeError: the law is unbatched.
    """
    if law.batch_shape == ():
        raise TypeError(
            f"This {type(law).__name__} is one law, not a batch; `.batched()` gives a batch of one."
        )
    return int(law.batch_shape[0])


def select_rows(law: T, names: tuple[str, ...], index: Any) -> T:
    """The rows of a batch that an integer, slice, integer array or mask picks."""
    size = batch_size(law)
    if isinstance(index, (int, np.integer)):
        if not -size <= index < size:
            raise IndexError(f"Row {index} is out of range for a batch of {size}.")
        index = int(index)
    elif not isinstance(index, slice):
        index = np.arange(size)[index.detach().cpu().numpy() if is_torch(index) else np.asarray(index)]
    if not isinstance(index, int) and len(range(size)[index] if isinstance(index, slice) else index) == 0:
        raise InvalidInput("The index picks no row; a batch holds at least one law.")
    return rebuild(law, **{name: _taken(getattr(law, name), index) for name in names})


def _taken(parameter: Array, index: Any) -> Array:
    """Rows of a parameter; a single number stays an array, as NumPy alone would not have it."""
    rows = parameter[index]
    return rows if is_torch(rows) else np.asarray(rows)


def with_batch_axis(law: T, names: tuple[str, ...]) -> T:
    """The law itself if batched, otherwise a batch of one."""
    if cast(Any, law).batch_shape != ():
        return law
    return rebuild(law, **{name: getattr(law, name)[None, ...] for name in names})


def repeat_rows(law: Any, size: int) -> Any:
    """A batch of ``size``: the law itself if it has that size, its one row repeated otherwise."""
    batch = law.batched()
    return batch if len(batch) == size else batch[[0] * size]


def columns(parameter: Array) -> Array:
    """A parameter ``(B,)`` as ``(B, 1)``, to meet points ``(B, N)``; an unbatched ``()`` stays."""
    return parameter[..., None] if parameter.ndim else parameter


def points(law: Any, x: Any, like: Array) -> Array:
    """Points ``(N,)`` or ``(B, N)`` in the law's library; any shape for one law.

    Raises:
        InvalidInput: the number of rows differs from the batch.
    """
    x = as_array(x, "x")
    if is_torch(like) and not is_torch(x):
        xp = namespace(like)
        x = xp.asarray(x, dtype=xp.float64, device=like.device)
    namespace(x, like)
    if law.batch_shape and not (x.ndim <= 1 or (x.ndim == 2 and x.shape[0] in (1, len(law)))):
        raise InvalidInput(
            f"`x` has shape {tuple(x.shape)}; for a batch of {len(law)} give (N,) or ({len(law)}, N)."
        )
    return x


def search_rows(ordered: Array, values: Array) -> Array:
    """How many entries of each ascending row ``(B, n)`` are at most each value ``(B, N)``, or of one row."""
    xp = namespace(ordered, values)
    if is_torch(ordered):
        return xp.searchsorted(ordered.contiguous(), values.contiguous(), right=True)
    if ordered.ndim == 1:
        return np.searchsorted(ordered, values, side="right")
    # A stable sort of both puts a value behind the entries that equal it: no loop over the rows.
    n = ordered.shape[1]
    order = np.argsort(np.concatenate([ordered, values], axis=1), axis=1, kind="stable")
    below = np.cumsum(order < n, axis=1)
    places = np.empty_like(below)
    np.put_along_axis(places, order, below, axis=1)
    return places[:, n:]
