"""Reading autograd graphs without holding them: what a result was computed from.

Nodes carry our numbers in their ``metadata``, which lives exactly as long as the node does.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["Reached", "activation", "label", "path", "reach"]

KEY = "gancheck"
SHAPERS = frozenset(
    {
        "View", "UnsafeView", "Reshape", "ReshapeAlias", "Squeeze", "Unsqueeze", "Transpose", "T", "Permute", "Expand",
        "Select", "Slice", "Clone", "Alias", "ToCopy",
    }
)  # fmt: skip
"""Nodes that move numbers about and leave them as they are."""


@dataclass
class Reached:
    """What a walk has met.

    Attributes:
        calls: Numbers of the players' calls.
        gradients: Numbers of earlier gradients.
        losses: Numbers of losses.
        leaves: Parameters, by id.
    """

    calls: set[int] = field(default_factory=set)
    gradients: set[int] = field(default_factory=set)
    losses: set[int] = field(default_factory=set)
    leaves: set[int] = field(default_factory=set)


def label(tensor: "Tensor", sort: str, number: int) -> None:
    """Leave a number at the node that made a tensor."""
    node: Any = tensor.grad_fn
    if node is not None:
        node.metadata.setdefault(KEY, []).append((sort, number))


def reach(roots: "Iterable[Any]") -> Reached:
    """Everything that some tensors were computed from; iteratively, since graphs are deep."""
    found, seen = Reached(), set()
    waiting = [node for root in roots if (node := getattr(root, "grad_fn", None)) is not None]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        for sort, number in node.metadata.get(KEY, ()):
            getattr(found, sort).add(number)
        variable = getattr(node, "variable", None)
        if variable is not None:
            found.leaves.add(id(variable))
        waiting += [after for after, _ in node.next_functions if after is not None]
    return found


def activation(tensor: "Tensor") -> str:
    """The last function that changed a tensor's numbers, such as ``"Sigmoid"``; ``""`` if there is no graph."""
    node = tensor.grad_fn
    while node is not None:
        name = node.name().split("::")[-1].rstrip("0123456789").removesuffix("Backward")
        if name not in SHAPERS:
            return name
        node = node.next_functions[0][0] if node.next_functions else None
    return ""


def path(tensor: "Tensor") -> tuple[str, ...]:
    """The names of the nodes from a tensor down its first arguments to the output of a player's call."""
    node: Any = tensor.grad_fn
    names: list[str] = []
    while node is not None and not any(sort == "calls" for sort, _ in node.metadata.get(KEY, ())):
        names.append(node.name())
        node = node.next_functions[0][0] if node.next_functions else None
    return tuple(names) if node is not None else ()
