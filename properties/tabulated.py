"""Whatever a function answers as a list of estimates, so that it can be recorded number by number."""

from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from typing import Any
from zlib import crc32

import numpy as np
import torch

from gancheck.errors import InvalidInput, UnsupportedPair
from gancheck.numerics.estimate import Estimate, exactly

__all__ = ["Table", "both", "grid", "in_torch", "of_each", "or_refused", "parts", "silently", "values"]

Table = Callable[[], list[Estimate]]


def values(f: Callable[..., Any], *arguments: Any) -> list[Estimate]:
    """What f answers, every part of it, with the errors that it states.

    An overflow is the rounded value. What is divided by 0 or undefined on the way is a warning, and so an error.
    """
    with np.errstate(over="ignore", under="ignore"):
        return parts(f(*arguments))


def silently(f: Callable[..., Any], *arguments: Any) -> list[Estimate]:
    """The same where a quotient by 0, or a NaN, is an answer."""
    with np.errstate(all="ignore"):
        return parts(f(*arguments))


def of_each(functions: Iterable[Callable[..., Any]], *arguments: Any) -> list[Estimate]:
    """What each function answers to the same arguments."""
    return [part for f in functions for part in values(f, *arguments)]


def parts(answer: Any) -> list[Estimate]:
    """The numbers of an answer; those that are no estimates have no error."""
    if isinstance(answer, Estimate):
        return [answer]
    if is_dataclass(answer):
        return [part for field in fields(answer) for part in parts(getattr(answer, field.name))]
    if isinstance(answer, (tuple, list)):
        return [part for item in answer for part in parts(item)]
    if answer is None or isinstance(answer, slice):
        return []
    if isinstance(answer, str):  # word for word, by its checksum
        return [exactly(np.array(float(crc32(answer.encode()))))]
    if torch.is_tensor(answer):
        answer = answer.detach().numpy()
    answer = np.asarray(answer)
    if answer.dtype.kind == "c":
        answer = np.stack([answer.real, np.abs(answer.imag)])
    return [exactly(answer.astype(float))]


def grid(*axes: np.ndarray) -> list[np.ndarray]:
    """Every combination of the numbers on the axes."""
    return [axis.ravel() for axis in np.meshgrid(*axes)]


def in_torch(f: Callable[..., Any], *arguments: np.ndarray) -> list[Estimate]:
    """The values of f on tensors, and their gradient by each argument."""
    tensors = [torch.tensor(argument, requires_grad=True) for argument in arguments]
    value = f(*tensors)
    if not value.requires_grad:
        return parts(value)
    return parts((value, torch.autograd.grad(value.sum(), tensors, allow_unused=True)))


def both(f: Callable[..., Any], *arguments: np.ndarray) -> Table:
    """The table of f on arrays, and on tensors with its gradient."""
    return lambda: silently(f, *arguments) + in_torch(f, *arguments)


def or_refused(f: Callable[..., Any], *arguments: Any) -> Any:
    """The answer, or the name of the refusal."""
    try:
        return f(*arguments)
    except (InvalidInput, UnsupportedPair) as refusal:
        return type(refusal).__name__
