"""Where the training runs.

Guarantees: a device that was asked for is the device that is used, or the call is refused; the number of
intra-operator threads is the caller's own again when a block ends, however it ends. Refuses to know what runs.

One intra-operator thread is the right number for Algorithm 1 on small players: an operation on a few thousand
numbers ends before a second thread has woken up, and with one thread a seed fixes every bit.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from gancheck.errors import InvalidInput

__all__ = ["resolve_device", "threads"]


def resolve_device(device: str | torch.device = "auto") -> torch.device:
    """``"auto"`` (CUDA where there is one), ``"cpu"``, ``"cuda"`` or a ``torch.device``, as a ``torch.device``.

    Raises:
        InvalidInput: the name is none of these, or CUDA is asked for where torch finds none.
    """
    if isinstance(device, str) and device == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        resolved = torch.device(device)
    except (RuntimeError, TypeError):
        resolved = torch.device("meta")
    if resolved.type not in ("cpu", "cuda"):
        raise InvalidInput(
            f'`device` is {device!r}; give "auto", "cpu", "cuda" or a torch.device of those types.'
        )
    if resolved.type == "cuda" and (resolved.index or 0) >= torch.cuda.device_count():
        raise InvalidInput(
            f'`device` is "{resolved}" but torch finds {torch.cuda.device_count()} CUDA devices here; '
            'use device="cpu" or device="auto".'
        )
    return resolved


@contextmanager
def threads(n: int) -> Iterator[None]:
    """Run a block with ``n`` intra-operator threads and give the caller's number back after it."""
    before = torch.get_num_threads()
    torch.set_num_threads(n)
    try:
        yield
    finally:
        torch.set_num_threads(before)
