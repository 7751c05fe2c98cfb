"""Torch's backward engine, watched: ``Tensor.backward`` and ``torch.autograd.grad`` both end in it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from gancheck.errors import InvalidInput

__all__ = ["watched_engine"]

NAME = "_engine_run_backward"
"""Where `torch.autograd` keeps it. The name is private; no public hook sees ``torch.autograd.grad``, nor a target that
has imported ``grad`` or ``backward`` by name before."""

Engine = Callable[..., Any]


@contextmanager
def watched_engine(around: Callable[[Engine], Engine]) -> Iterator[None]:
    """Every run of the engine goes through ``around(engine)`` for a while.

    Raises:
        InvalidInput: This torch has no such engine, so that a loss's gradient could not be told from a penalty's.
    """
    import torch

    home: Any = torch.autograd
    engine = getattr(home, NAME, None)
    if engine is None:
        raise InvalidInput(
            f"`torch.autograd` of torch {torch.__version__} has no `{NAME}`, through which gradients are watched; "
            "audit with torch 2.13, with which this was tested."
        )
    setattr(home, NAME, around(engine))
    try:
        yield
    finally:
        setattr(home, NAME, engine)
