"""The random numbers that a target may draw: torch's, NumPy's legacy ones and Python's, saved, seeded and put back."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

__all__ = ["random_state", "restore_random_state", "seeded"]


def random_state() -> tuple[Any, ...]:
    """The three states."""
    import torch

    return torch.get_rng_state(), np.random.get_state(), random.getstate()  # noqa: NPY002


def restore_random_state(state: tuple[Any, ...]) -> None:
    """Put them back."""
    import torch

    torch.set_rng_state(state[0])
    np.random.set_state(state[1])  # noqa: NPY002
    random.setstate(state[2])


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Seed all three for a while."""
    import torch

    state = random_state()
    torch.manual_seed(seed)
    np.random.seed(seed % 2**32)  # noqa: NPY002
    random.seed(seed)
    try:
        yield
    finally:
        restore_random_state(state)
