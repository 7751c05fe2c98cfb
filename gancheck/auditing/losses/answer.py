"""What a loss answers, as one tensor: a number, a tensor, an array, or several of them by position or by name."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

__all__ = ["Pick", "parts_of", "pick"]

Pick = Callable[[Any], Any]
"""From an answer to the one tensor, number or array that is the loss."""

TOTALS = (
    "loss", "total", "total_loss", "d_loss", "g_loss", "loss_d", "loss_g", "disc_loss", "gen_loss", "dis_loss",
    "discriminator_loss", "generator_loss", "critic_loss", "errD", "errG",
)  # fmt: skip


def parts_of(answer: Any) -> tuple[Any, ...]:
    """Its tensors and numbers, those within lists too; a name that says "total" comes first.

    Example:
        >>> parts_of({"real_loss": 1.0, "loss": 3.0, "fake_loss": 2.0})
        (3.0, 1.0, 2.0)
    """
    if isinstance(answer, Mapping):
        first = [name for name in TOTALS if name in answer]
        names = [*first, *(name for name in answer if name not in first)]
        return tuple(part for name in names for part in parts_of(answer[name]))
    if isinstance(answer, tuple | list):
        return tuple(part for each in answer for part in parts_of(each))
    return (answer,) if _is_numeric(answer) else ()


def pick(moved: list[tuple[bool, ...]], wanted: int) -> Pick:
    """Which part of an answer is the loss.

    Args:
        moved: For each part, whether it depends on each of the inputs.
        wanted: How many inputs the loss has to depend on.

    Returns:
        The first part that depends on so many; the sum of all parts if none does, as where a loss answers with a real
        and a fake part.
    """
    for index, dependence in enumerate(moved):
        if sum(dependence) >= wanted:
            return lambda answer: parts_of(answer)[index]
    return lambda answer: _sum(parts_of(answer))


def _sum(parts: tuple[Any, ...]) -> Any:
    if not parts:
        raise TypeError("it answers with nothing numeric")
    total = _mean(parts[0]) if len(parts) > 1 else parts[0]
    for part in parts[1:]:
        total = total + _mean(part)
    return total


def _mean(part: Any) -> Any:
    return part.mean() if hasattr(part, "mean") else part


def _is_numeric(value: Any) -> bool:
    if isinstance(value, bool | str | bytes) or value is None:
        return False
    if hasattr(value, "detach"):
        return not value.is_complex() and value.dtype.is_floating_point and value.numel() > 0
    return isinstance(value, int | float) or (isinstance(value, np.ndarray | np.generic) and value.size > 0)
