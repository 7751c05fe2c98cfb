"""The random numbers that a target may draw: torch's, NumPy's legacy ones and Python's, saved, seeded and put back."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

__all__ = ["random_state", "restore_random_state", "seeded"]


def random_state() -> tuple[Any, ...]:
    """All states, those of CUDA devices too."""
    import torch

    # A target draws from NumPy's global state, if from any of NumPy's: nothing else can be put back.
    arrays = np.random.get_state()  # noqa: NPY002
    devices = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else []
    return torch.get_rng_state(), devices, arrays, random.getstate()


def restore_random_state(state: tuple[Any, ...]) -> None:
    """Put them back."""
    import torch

    host, devices, arrays, python = state
    torch.set_rng_state(host)
    if devices:
        torch.cuda.set_rng_state_all(devices)
    np.random.set_state(arrays)  # noqa: NPY002 (as above)
    random.setstate(python)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Seed all for a while."""
    import torch

    state = random_state()
    torch.manual_seed(seed)
    np.random.seed(seed % 2**32)  # noqa: NPY002 (as above)
    random.seed(seed)
    try:
        yield
    finally:
        restore_random_state(state)
