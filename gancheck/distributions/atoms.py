"""Atoms: the labels of a discrete law's outcomes."""

from typing import Any, TypeAlias

import numpy as np

from gancheck.distributions.parameters import as_numpy
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import is_torch

__all__ = ["Atoms", "as_atoms", "as_values", "positions", "same_atoms", "union_of"]

Atoms: TypeAlias = Any
"""Numbers as a NumPy array ``(n,)``, other labels as a tuple; ``None`` stands for the indices 0 ... n-1."""


def as_values(x: Any) -> Any:
    """Values as a NumPy array, of numbers where all are, otherwise of objects; lists are axes, tuples labels.

    Raises:
        InvalidInput: the rows have unequal lengths.
    """
    if is_torch(x) or hasattr(x, "__array__"):
        array = as_numpy(x)
        return array if array.dtype.kind in "iuf" else array.astype(object)
    if isinstance(x, str) or not hasattr(x, "__iter__"):
        return _numbers_or_objects([x], ())
    items = list(x)
    if not (items and all(isinstance(item, list | np.ndarray) for item in items)):
        return _numbers_or_objects(items, (len(items),))
    if len({len(row) for row in items}) > 1:
        raise InvalidInput("The rows have unequal lengths; give (B, N), or stack one law for each row.")
    return _numbers_or_objects([value for row in items for value in row], (len(items), len(items[0])))


def _numbers_or_objects(items: list[Any], shape: tuple[int, ...]) -> Any:
    if all(
        isinstance(item, int | float | np.integer | np.floating) and not isinstance(item, bool)
        for item in items
    ):
        return np.array(items).reshape(shape)
    objects = np.empty(len(items), dtype=object)
    for i, item in enumerate(items):  # one by one: an assignment of the whole would unpack tuples
        objects[i] = item
    return objects.reshape(shape)


def as_atoms(atoms: Any, n: int | None = None) -> Atoms:
    """Distinct labels, ``n`` of them where ``n`` is given.

    Raises:
        InvalidInput: the labels repeat, are NaN, cannot be hashed, or their number is not ``n``.
    """
    if atoms is None:
        return None
    labels = as_values(atoms)
    if labels.ndim != 1 or (n is not None and len(labels) != n):
        wanted = "(n,)" if n is None else f"({n},)"
        raise InvalidInput(f"`atoms` has shape {labels.shape}; give one label for each atom, {wanted}.")
    if labels.dtype.kind == "f" and np.isnan(labels).any():
        raise InvalidInput("`atoms` holds NaN, which equals nothing; give another label.")
    seen = set()
    try:
        for label in labels.tolist():
            if label in seen:
                raise InvalidInput(f"`atoms` holds {label!r} twice; add the probabilities of equal labels.")
            seen.add(label)
    except TypeError:
        raise InvalidInput("`atoms` holds an unhashable label; give numbers, strings or tuples.") from None
    return tuple(labels.tolist()) if labels.dtype.kind == "O" else labels


def same_atoms(a: Atoms, b: Atoms, n: int) -> bool:
    """Whether two lists of n labels are equal, in order; ``None`` equals 0 ... n-1."""
    first, second = (list(range(n)) if atoms is None else list(atoms) for atoms in (a, b))
    return first == second


def union_of(values: Any) -> Atoms:
    """The distinct labels among values, sorted where they can be sorted, otherwise as they first appear."""
    if values.dtype.kind in "iuf":
        return np.unique(values)
    distinct = dict.fromkeys(values.ravel().tolist())
    try:
        return tuple(sorted(distinct))
    except TypeError:
        return tuple(distinct)


def positions(atoms: Atoms, n: int, x: Any) -> Any:
    """The index of each value among the n atoms, -1 for a value that is none of them; shaped as ``x``."""
    values = as_values(x)
    if values.dtype.kind == "O" or isinstance(atoms, tuple):
        index = {label: i for i, label in enumerate(range(n) if atoms is None else list(atoms))}
        return np.array([index.get(label, -1) for label in values.ravel().tolist()], dtype=int).reshape(
            values.shape
        )
    if atoms is None:
        inside = (values >= 0) & (values < n) & (values == np.floor(values))
        return np.where(inside, np.where(inside, values, 0).astype(int), -1)
    order = np.argsort(atoms)
    place = np.minimum(np.searchsorted(atoms[order], values), n - 1)
    return np.where(atoms[order][place] == values, order[place], -1)
