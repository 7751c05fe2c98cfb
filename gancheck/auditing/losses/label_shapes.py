"""Watches constants meet scores inside a loss: a label of another shape than the output is seen when it happens."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

from gancheck.auditing.losses.pair import LossPair
from gancheck.auditing.steps.origin import NOISE_MAKERS

__all__ = ["LabelMismatch", "label_mismatches"]

MEETING = {
    "binary_cross_entropy", "binary_cross_entropy_with_logits", "mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss",
    "sub", "rsub", "add", "mul", "__sub__", "__rsub__", "__add__", "__radd__", "__mul__", "__rmul__", "subtract",
    "multiply",
}  # fmt: skip
"""What a label and an output do to each other in a loss."""
FACTORS = {"mul", "multiply", "__mul__", "__rmul__"}
"""By them a constant that was drawn weighs a sample, as on the way from a fake to its datum, and is no label of it."""
DRAWN = "_gancheck_drawn"


@dataclass(frozen=True)
class LabelMismatch:
    """A constant of another shape.

    Attributes:
        function: Where they met, such as ``"mse_loss"``.
        output: The shape of the output.
        label: The shape of the constant.
        sizes: How many real and fake outputs there were.
    """

    function: str
    output: tuple[int, ...]
    label: tuple[int, ...]
    sizes: tuple[int, int]

    def __str__(self) -> str:
        return (
            f"{self.function} of outputs {self.output} and labels {self.label}, "
            f"with {self.sizes[0]} real and {self.sizes[1]} fake outputs"
        )


def label_mismatches(pair: LossPair) -> tuple[LabelMismatch, ...]:
    """The mismatches in D's and G's loss, with equal and with unequal numbers of outputs.

    Nothing is seen in losses that compute outside of torch, and nothing is looked for in those that run D: there
    constants meet samples, to interpolate between them.
    """
    found: list[LabelMismatch] = []
    for sizes in ((3, 3), (4, 6)):
        for player in ("d", "g"):
            if player == "g" and pair.generator is None:
                continue
            packing = pair.packing if player == "d" else pair.g_packing
            if packing.as_array or packing.sample is not None:
                continue
            real = packing.batch([0.25 + 0.1 * i for i in range(sizes[0])], grad=True)
            fake = packing.batch([0.7 - 0.1 * i for i in range(sizes[1])], grad=True)
            watch = _Watch(sizes, found)
            try:
                with watch:
                    pair.d(real, fake) if player == "d" else pair.g(fake, real)
            except Exception:
                continue
    return tuple(dict.fromkeys(found))


class _Watch(TorchFunctionMode):
    """Notes every meeting of a score, which has a gradient, with a constant of more than one entry."""

    def __init__(self, sizes: tuple[int, int], found: list[LabelMismatch]) -> None:
        super().__init__()
        self.sizes, self.found = sizes, found

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        del types
        name = getattr(func, "__name__", "")
        given = [*args, *(kwargs or {}).values()]
        tensors = [each for each in given if isinstance(each, Tensor)][:2] if name in MEETING else []
        if len(tensors) == 2 and tensors[0].requires_grad != tensors[1].requires_grad:
            score, constant = sorted(tensors, key=lambda each: not each.requires_grad)
            weighs = name in FACTORS and hasattr(constant, DRAWN)
            if constant.numel() > 1 and not weighs and not _fits(constant, score):
                self.found.append(LabelMismatch(name, tuple(score.shape), tuple(constant.shape), self.sizes))
        result = func(*args, **(kwargs or {}))
        drawn = name in NOISE_MAKERS or any(hasattr(each, DRAWN) for each in given)
        if drawn and isinstance(result, Tensor) and not result.requires_grad:
            setattr(result, DRAWN, True)
        return result


def _fits(constant: Tensor, score: Tensor) -> bool:
    """Whether the constant is spread over the score, and not the score over the constant."""
    try:
        together = torch.broadcast_shapes(constant.shape, score.shape)  # type: ignore[no-untyped-call]  # torch's
        return bool(together == score.shape)
    except RuntimeError:
        return False
