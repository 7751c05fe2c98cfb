"""Parameters of laws: read into one library, broadcast, and refused with the offending row and value."""

from typing import Any

import numpy as np

from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, as_array, is_torch, namespace

__all__ = [
    "as_numpy",
    "as_parameters",
    "broadcast_batch",
    "refuse_where",
    "require_finite",
    "require_positive",
    "require_whole",
]


def as_parameters(**given: Any) -> tuple[Array, ...]:
    """The arguments as float64 arrays of one library: plain numbers and lists follow a tensor among them."""
    arrays = {name: as_array(value, name) for name, value in given.items()}
    tensor = next((array for array in arrays.values() if is_torch(array)), None)
    if tensor is not None:
        xp = namespace(tensor)
        for name, array in arrays.items():
            if not is_torch(array) and not isinstance(given[name], np.ndarray):
                arrays[name] = xp.asarray(array.tolist(), dtype=xp.float64, device=tensor.device)
    namespace(*arrays.values())
    return tuple(arrays.values())


def as_numpy(x: Array) -> Any:
    """The values as a NumPy array, detached and on the host, for messages, labels and files."""
    return x.detach().cpu().numpy() if is_torch(x) else np.asarray(x)


def refuse_where(bad: Array, values: Array, name: str, rule: str, ndim: int = 0) -> None:
    """Raise for the first entry marked ``bad``; axes before the last ``ndim`` are rows of a batch.

    Raises:
        InvalidInput: naming the argument, the place, the value and the rule.
    """
    marked = np.argwhere(as_numpy(bad))
    if len(marked) == 0:
        return
    index = tuple(int(i) for i in marked[0])
    row, entry = index[: len(index) - ndim], index[len(index) - ndim :]
    parts = [f"row {i}" for i in row] + ([f"entry {', '.join(map(str, entry))}"] if entry else [])
    place = f" in {', '.join(parts)}" if parts else ""
    value = float(as_numpy(values)[index])
    raise InvalidInput(f"`{name}` is {value!r}{place}: {rule}.")


def require_finite(x: Array, name: str, ndim: int = 0) -> None:
    """Refuse NaN and infinities."""
    refuse_where(
        ~namespace(x).isfinite(x), x, name, "it must be a finite number; drop or repair that problem", ndim
    )


def require_positive(x: Array, name: str, ndim: int = 0) -> None:
    """Refuse what is not a positive finite number."""
    bad = ~(namespace(x).isfinite(x) & (x > 0))
    refuse_where(
        bad, x, name, "it must be positive and finite; a law without spread is an atom of a `Discrete`", ndim
    )


def require_whole(value: object, name: str, least: int, otherwise: str = "") -> None:
    """Refuse what is not a whole number of at least ``least``; ``otherwise`` says what else would do."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise InvalidInput(f"`{name}` is {value!r}; give a whole number of at least {least}{otherwise}.")


def broadcast_batch(*named: tuple[str, Array], ndim: int = 0) -> tuple[Array, ...]:
    """Broadcast parameters; what remains before the last ``ndim`` axes is ``()`` or ``(B,)``."""
    xp = namespace(*(array for _, array in named))
    shapes = ", ".join(f"`{name}` {tuple(array.shape)}" for name, array in named)
    try:
        arrays = tuple(xp.broadcast_arrays(*(array for _, array in named)))
    except (ValueError, RuntimeError):
        raise InvalidInput(
            f"The shapes {shapes} do not match; give equal sizes, or one value for all."
        ) from None
    if arrays[0].ndim not in (ndim, ndim + 1):
        most = "(B,)" if ndim == 0 else "(K,) or (B, K)"
        raise InvalidInput(f"The shapes {shapes} have the wrong number of axes; the most is {most}.")
    return tuple(spread(array, tuple(arrays[0].shape)) for _, array in named)


def spread(array: Array, shape: tuple[int, ...]) -> Array:
    """``array`` broadcast to ``shape``; in NumPy a copy, since a broadcast view is read-only and torch refuses it."""
    if tuple(array.shape) == shape:
        return array
    view = namespace(array).broadcast_to(array, shape)
    return view if is_torch(array) else view.copy()
