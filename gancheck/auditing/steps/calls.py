"""What a call of a network takes and gives, whatever its form, and what it would give for other noise."""

from typing import TYPE_CHECKING, Any

from gancheck.auditing.steps.origin import Origin, origin_of

if TYPE_CHECKING:
    from torch import Tensor, nn

__all__ = ["floats", "has_modes", "ignores_noise", "input_origin", "networks"]


def floats(values: Any) -> "list[Tensor]":
    """The floating-point tensors of a structure, in order."""
    import torch

    if isinstance(values, torch.Tensor):
        return [values] if values.is_floating_point() else []
    if isinstance(values, dict):
        values = list(values.values())
    if isinstance(values, list | tuple):
        return [tensor for value in values for tensor in floats(value)]
    return []


def input_origin(inputs: "list[Tensor]") -> Origin:
    """That of the first input with one that says real or fake; conditions come as well."""
    origins = [origin for tensor in inputs if (origin := origin_of(tensor))]
    fakes = [each for each in origins if any("fake" in words for words, _ in each)]
    return (fakes or origins or [()])[0]


def networks(player: "nn.Module", word: str) -> "list[tuple[str, nn.Module]]":
    """The player, or the networks that it is a collection of: a collection is never called."""
    from torch import nn

    if not isinstance(player, nn.ModuleDict | nn.ModuleList):
        return [(word, player)]
    return [
        found
        for name, part in player.named_children()
        for found in networks(part, f"{word}.{name}" if word else name)
    ]


def has_modes(part: "nn.Module") -> bool:
    """Whether a layer acts differently in training and in evaluation."""
    name = type(part).__name__
    return "BatchNorm" in name or "Dropout" in name


def ignores_noise(module: "nn.Module", args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool | None:
    """Whether other noise in the place of the given one leaves every output as it is; None if none was given."""
    import torch

    swapped = False

    def other(value: Any) -> Any:
        nonlocal swapped
        if isinstance(value, torch.Tensor) and any(words == {"noise"} for words, _ in origin_of(value)):
            swapped = True
            return torch.randn_like(value) if value.is_floating_point() else value
        return value

    with torch.no_grad():
        once = floats(module(*args, **kwargs))
        again = floats(module(*map(other, args), **{name: other(each) for name, each in kwargs.items()}))
    same = all(bool((a == b).all()) for a, b in zip(once, again, strict=True))
    return same if swapped else None
