"""Moving averages of a generator: which modules of a target are one, and whether they follow it as one should."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from gancheck.auditing.gan import Gan

if TYPE_CHECKING:
    from torch import nn

__all__ = ["moving_averages"]


@contextmanager
def moving_averages(gan: Gan) -> Iterator[dict[str, str]]:
    """Watch the twins of G while a run lasts.

    What is filled in at its end: name -> ``"follows"``, ``"stale buffers"``, ``"still"``, ``"itself"`` or ``"outgrows"``.
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

    owner: Any = getattr(gan.train_step or gan.generator_step, "__self__", None)
    shapes = [each.shape for each in gan.generator.parameters()]
    return {
        name: each
        for name, each in _parts(owner).items()
        if isinstance(each, nn.Module)
        and each is not gan.generator
        and [part.shape for part in each.parameters()] == shapes
        and any(word in name.lower() for word in ("ema", "avg", "average", "running", "shadow"))
    }


def _parts(owner: Any) -> dict[str, Any]:
    if owner is None:
        return {}
    return {**vars(owner), **dict(getattr(owner, "_modules", {}))}


def _state(module: "nn.Module") -> list[Any]:
    return [*module.parameters(), *module.buffers()]


def _size(module: "nn.Module") -> float:
    return sum(float(each.double().square().sum()) for each in module.parameters()) ** 0.5


def _followed(twin: "nn.Module", before: list[Any], generator: "nn.Module", first: float) -> str:
    count = len(list(twin.parameters()))
    moved = [bool((each != old).any()) for each, old in zip(_state(twin), before, strict=True)]
    if not any(moved):
        return "still"
    # A mean of what it was and of what G was is no longer than the longest; twice that leaves room for G's way there.
    start = sum(float(each.double().square().sum()) for each in before[:count]) ** 0.5
    if _size(twin) > 2.0 * max(start, first, _size(generator)):
        return "outgrows"
    if _of_itself(twin, before[:count], generator):
        return "itself"
    apart = [bool((each != own).any()) for each, own in zip(_state(twin), _state(generator), strict=False)]
    buffers = [gone and not shifted for gone, shifted in zip(apart[count:], moved[count:], strict=False)]
    return "stale buffers" if any(buffers) else "follows"


def _of_itself(twin: "nn.Module", before: list[Any], generator: "nn.Module") -> bool:
    """Zeros stay zeros though G's do not, and other weights move by roundings: the twin is averaged with itself."""
    pairs = list(zip(twin.parameters(), before, generator.parameters(), strict=True))
    left = [(old == 0.0) & (own != 0.0) for _, old, own in pairs]
    kept = all(bool((each[gone] == 0.0).all()) for (each, _, _), gone in zip(pairs, left, strict=True))
    close = all(bool(((each - old).abs() <= 2.0**-18 * old.abs()).all()) for each, old, _ in pairs)
    return kept and close and any(bool(gone.any()) for gone in left)
