"""Provenance: from where the rows of a tensor come, carried through every torch function.

An origin is a tuple of segments along the first dimension, each a set of words and a number of rows. The words are
``"real"``, ``"noise"`` and ``"fake"``; a tensor that nothing is known of has the empty origin. ``torch.cat`` of batches
puts segments one after the other; arithmetic joins their words, row by row where the rows agree.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["NOISE_MAKERS", "Origin", "derived", "kind", "kinds", "mark", "origin_of"]

Words = frozenset[str]
Origin = tuple[tuple[Words, int], ...]
ATTRIBUTE = "_gancheck_origin"
JOINERS = frozenset({"cat", "concat", "concatenate", "hstack", "vstack", "column_stack"})
NOISE_MAKERS = frozenset(
    {"randn", "rand", "normal", "normal_", "uniform_", "randn_like", "rand_like", "randint", "bernoulli"}
)
CONSTANT = frozenset(
    {"new_zeros", "new_ones", "new_full", "zeros_like", "ones_like", "full_like", "empty_like"}
)
"""They look at a tensor's shape only."""
PRODUCTS = frozenset(
    {"mul", "multiply", "__mul__", "__rmul__", "mul_", "__imul__", "div", "__truediv__", "einsum"}
)
"""By them a plain number of D's becomes a reward: it weighs the gradient of something else."""


def origin_of(tensor: "Tensor") -> Origin:
    """The tensor's origin; empty if it has none."""
    return getattr(tensor, ATTRIBUTE, ())


def mark(tensor: "Tensor", *words: str) -> None:
    """Say where all rows of a tensor come from."""
    _set(tensor, ((frozenset(words), len(tensor) if tensor.ndim else 1),))


def _set(tensor: "Tensor", origin: Origin) -> None:
    setattr(tensor, ATTRIBUTE, origin)


def kind(words: Words) -> str:
    """``"fake"``, ``"real"``, ``"mixed"`` if a row is made of both, or ``""``."""
    if "fake" in words:
        return "mixed" if "real" in words else "fake"
    return "real" if "real" in words else ""


def kinds(origin: Origin, rows: int) -> list[str]:
    """The kind of each of so many rows: of batches times a constant, such as patches, row by row as they come."""
    known = sum(count for _, count in origin)
    if not known or rows % known:
        common = {kind(words) for words, _ in origin}
        return [common.pop() if len(common) == 1 else ""] * rows
    times = rows // known
    return [kind(words) for words, count in origin for _ in range(count * times)]


def derived(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], out: Any) -> None:
    """Give the results of a torch function the origin that its arguments have."""
    import torch

    name = getattr(function, "__name__", "")
    if name in NOISE_MAKERS:
        for tensor in _tensors([out]):
            mark(tensor, "noise")
        return
    if name in CONSTANT:
        return
    given = list(_tensors([*args, *kwargs.values()]))
    if not any(origin_of(tensor) for tensor in given):
        return
    results = [out] if isinstance(out, torch.Tensor) else list(out) if isinstance(out, list | tuple) else []
    for tensor in results:
        if isinstance(tensor, torch.Tensor) and not any(tensor is each for each in given):
            _set(tensor, _joined(name, given, args, kwargs, tensor))
            if name in PRODUCTS and _weighs(given):
                _set(tensor, tuple((words | {"reward"}, count) for words, count in origin_of(tensor)))
    if name.endswith("_") or name == "__setitem__":
        _set(given[0], _together(given, given[0]))


def _weighs(given: list["Tensor"]) -> bool:
    """Whether D's outputs, as plain numbers, are among the factors of something with a graph."""
    plain = any("judged" in words for each in given if not each.requires_grad for words, _ in origin_of(each))
    return plain and any(each.requires_grad for each in given)


def _joined(
    name: str, given: list["Tensor"], args: tuple[Any, ...], kwargs: dict[str, Any], out: "Tensor"
) -> Origin:
    if name in JOINERS:
        axis = kwargs.get("dim", kwargs.get("axis", args[1] if len(args) > 1 else 0))
        if axis in (0, -given[0].ndim) and name in ("cat", "concat", "concatenate", "vstack"):
            return _merged(part for tensor in given for part in _segments(tensor))
        return _beside(_together(given, out))
    if name == "__getitem__" and len(given) == 1 and len(origin_of(given[0])) > 1:
        return _indexed(given[0], args[1], out)
    return _together(given, out)


def _beside(origin: Origin) -> Origin:
    """Channels side by side: a pair of a condition and a fake is a fake."""
    return tuple((words - {"real"} if "fake" in words else words, count) for words, count in origin)


def _indexed(tensor: "Tensor", index: Any, out: "Tensor") -> Origin:
    rows = [words for words, count in origin_of(tensor) for _ in range(count)]
    first = index[0] if isinstance(index, tuple) else index
    if isinstance(first, slice) and len(rows) == len(tensor):
        return _merged((words, 1) for words in rows[first])
    return _together([tensor], out)


def _segments(tensor: "Tensor") -> Origin:
    return origin_of(tensor) or ((frozenset(), len(tensor)),)


def _merged(parts: Iterable[tuple[Words, int]]) -> Origin:
    merged: list[tuple[Words, int]] = []
    for words, count in parts:
        if merged and merged[-1][0] == words:
            merged[-1] = (words, merged[-1][1] + count)
        else:
            merged.append((words, count))
    return tuple(merged)


def _together(given: list["Tensor"], out: "Tensor") -> Origin:
    """Row by row where all that have several segments have as many rows as the result; otherwise all in one."""
    rows = len(out) if out.ndim else 1
    origins = [origin for tensor in given if (origin := origin_of(tensor))]
    several = [origin for origin in origins if len(origin) > 1]
    if several and all(sum(count for _, count in origin) == rows for origin in several):
        listed = [[words for words, count in origin for _ in range(count)] for origin in several]
        common = [words for origin in origins if len(origin) == 1 for words, _ in origin]
        return _merged((frozenset().union(*each, *common), 1) for each in zip(*listed, strict=True))
    return ((frozenset().union(*(words for origin in origins for words, _ in origin)), rows),)


def _tensors(values: Iterable[Any]) -> Iterable["Tensor"]:
    import torch

    for value in values:
        if isinstance(value, torch.Tensor):
            yield value
        elif isinstance(value, list | tuple) and len(value) <= 64:
            yield from (each for each in value if isinstance(each, torch.Tensor))
