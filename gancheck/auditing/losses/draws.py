"""Losses that draw random labels, made deterministic: every draw is put at one quantile of its law."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import numpy as np
from scipy.special import ndtri
from torch.overrides import TorchFunctionMode

__all__ = ["drawn_at"]

NEAR_ONE = 1.0 - 2.0**-11
"""The upper end of a uniform draw, below 1 in every dtype but bfloat16."""


@contextmanager
def drawn_at(share: float) -> Iterator[None]:
    """Uniform and normal draws of torch, NumPy and ``random`` are their quantiles at ``share`` in here.

    Args:
        share: ½ for the median, 0 and 1 for the ends of a uniform law.

    Example:
        >>> import torch
        >>> with drawn_at(0.5):
        ...     torch.rand(2), torch.empty(1).uniform_(0.7, 1.2)
        (tensor([0.5000, 0.5000]), tensor([0.9500]))
    """
    at = min(share, NEAR_ONE)

    def uniform(low: float = 0.0, high: float = 1.0, size: Any = None) -> Any:
        value = low + at * (high - low)
        return value if size is None else np.full(size, value)

    def rand(*shape: int) -> Any:
        return np.full(shape, at) if shape else at

    with (
        patch.object(random, "random", lambda: at),
        patch.object(random, "uniform", lambda low, high: low + at * (high - low)),
        patch.object(np.random, "uniform", uniform),
        patch.object(np.random, "rand", rand),
        patch.object(np.random, "random", lambda size=None: uniform(size=size)),
        _Drawn(at),
    ):
        yield


class _Drawn(TorchFunctionMode):
    """Replaces what torch's uniform and normal draws return."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share
        self.normal = float(ndtri(min(max(share, 1e-3), 1.0 - 1e-3)))

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        del types
        answer = func(*args, **(kwargs or {}))
        name = getattr(func, "__name__", "")
        if name in ("rand", "rand_like"):
            return answer.fill_(self.share)
        if name in ("randn", "randn_like"):
            return answer.fill_(self.normal)
        if name == "uniform_":
            bounds = {**dict(zip(("from", "to"), args[1:3], strict=False)), **(kwargs or {})}
            low, high = float(bounds.get("from", 0.0)), float(bounds.get("to", 1.0))
            return answer.fill_(low + self.share * (high - low))
        if name == "normal_":
            bounds = {**dict(zip(("mean", "std"), args[1:3], strict=False)), **(kwargs or {})}
            return answer.fill_(float(bounds.get("mean", 0.0)) + self.normal * float(bounds.get("std", 1.0)))
        return answer
