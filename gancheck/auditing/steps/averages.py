"""Moving averages of a generator: which modules of a target are one, and whether they follow it as one should."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import sqrt
from typing import TYPE_CHECKING, Any

from gancheck.auditing.gan import Gan
from gancheck.auditing.snapshot import owners_of

if TYPE_CHECKING:
    from torch import nn

__all__ = ["deaf_twins", "moving_averages", "raised_twins"]


@contextmanager
def moving_averages(gan: Gan) -> Iterator[dict[str, str]]:
    """Watch the twins of G while a run lasts.

    What is filled in at its end: name -> ``"follows"``, ``"stale buffers"``, ``"still"`` or ``"outgrows"``.
    """
    import torch

    found: dict[str, str] = {}
    with torch.no_grad():
        twins = _twins(gan)
        before = {name: [each.detach().clone() for each in _state(twin)] for name, twin in twins.items()}
        first = _size(gan.generator) if twins else 0.0
    yield found
    with torch.no_grad():
        for name, twin in twins.items():
            found[name] = _followed(twin, before[name], gan.generator, first)


def _twins(gan: Gan) -> "dict[str, nn.Module]":
    """Modules beside G whose parameters have G's shapes and ask for no gradient, or are named for an average."""
    from torch import nn

    parts = {name: each for owner in owners_of(gan) for name, each in _parts(owner).items()}
    shapes = [each.shape for each in gan.generator.parameters()]
    return {
        name: each
        for name, each in parts.items()
        if isinstance(each, nn.Module)
        and each is not gan.generator
        and [part.shape for part in each.parameters()] == shapes
        and any(word in name.lower() for word in ("ema", "avg", "average", "running", "shadow"))
    }


def _parts(owner: Any) -> dict[str, Any]:
    if isinstance(owner, dict):
        return {name: each for name, each in owner.items() if isinstance(name, str)}
    return {**vars(owner), **dict(getattr(owner, "_modules", {}))}


def _state(module: "nn.Module") -> list[Any]:
    return [*module.parameters(), *module.buffers()]


def _size(module: "nn.Module") -> float:
    return _length(list(module.parameters()))


def _length(tensors: list[Any]) -> float:
    return sqrt(sum(float(each.double().square().sum()) for each in tensors))


def _followed(twin: "nn.Module", before: list[Any], generator: "nn.Module", first: float) -> str:
    count = len(list(twin.parameters()))
    moved = [bool((each != old).any()) for each, old in zip(_state(twin), before, strict=True)]
    if not any(moved):
        return "still"
    # A mean of what it was and of what G was is no longer than the longest; twice that leaves room for G's way there.
    start = _length(before[:count])
    if _size(twin) > 2.0 * max(start, first, _size(generator)):
        return "outgrows"
    apart = [bool((each != own).any()) for each, own in zip(_state(twin), _state(generator), strict=False)]
    buffers = [gone and not shifted for gone, shifted in zip(apart[count:], moved[count:], strict=False)]
    return "stale buffers" if any(buffers) else "follows"


def raised_twins(gan: Gan, amount: float, update: Callable[[], None]) -> "dict[str, list[Any]]":
    """The parameters of the twins after an update before which every parameter of G is raised."""
    import torch

    with torch.no_grad():
        for each in gan.generator.parameters():
            each.add_(amount)
    update()
    return {name: [each.detach().clone() for each in twin.parameters()] for name, twin in _twins(gan).items()}


def deaf_twins(quiet: dict[str, list[Any]], raised: dict[str, list[Any]]) -> set[str]:
    """The twins that do not feel it if G is raised: a weight of a millionth for G would be seen in them."""
    return {
        name
        for name, twin in quiet.items()
        if all(
            bool(((one - other).abs() <= 2.0**-20 * one.abs()).all())
            for one, other in zip(twin, raised[name], strict=True)
        )
    }
