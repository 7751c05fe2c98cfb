"""How strategies draw: first elements one by one, so that they shrink, which then seed the rest of a long vector."""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

__all__ = ["ELEMENTWISE", "Floats", "numbers", "reals", "shown_as"]

Floats = NDArray[np.float64]
T = TypeVar("T")

ELEMENTWISE = 8
"""So many first elements are choices of Hypothesis, each of which shrinks on its own. Hypothesis spends some 10 µs a
choice and bounds their number, so the elements behind them are NumPy's, and the first ones are their seed."""


def shown_as(name: str) -> Callable[[Callable[..., T]], Callable[..., st.SearchStrategy[T]]]:
    """``st.composite`` for the private half of a public function, whose name the strategy's repr shows."""

    def decorate(function: Callable[..., T]) -> Callable[..., st.SearchStrategy[T]]:
        function.__name__ = function.__qualname__ = name
        return st.composite(function)

    return decorate


def numbers(draw: st.DrawFn, size: int, low: int, high: int, *, most: int = 0) -> NDArray[np.int64]:
    """``size`` integers in ``[low, high]``; the first `ELEMENTWISE` shrink towards ``low`` or 0.

    Where ``most`` says that there might have been more, as many are drawn and the early ones dropped: Hypothesis can
    then lower ``size`` without touching what is drawn afterwards, and it sorts what matters to the end.
    """
    element = st.integers(low, high)
    first = np.array([draw(element) for _ in range(min(max(size, most), ELEMENTWISE))], dtype=np.int64)
    if size <= ELEMENTWISE:
        return first[len(first) - size :]
    return np.concatenate([first, _seeded(first).integers(low, high, size - ELEMENTWISE, endpoint=True)])


def reals(draw: st.DrawFn, size: int, low: float, high: float, *, most: int = 0) -> Floats:
    """``size`` reals in ``[low, high]``; the first `ELEMENTWISE` shrink towards 0; ``most`` as in `numbers`."""
    element = st.floats(low, high)
    first = np.array([draw(element) for _ in range(min(max(size, most), ELEMENTWISE))], dtype=np.float64)
    if size <= ELEMENTWISE:
        return first[len(first) - size :]
    return np.concatenate([first, _seeded(first).uniform(low, high, size - ELEMENTWISE)])


def _seeded(first: NDArray[Any]) -> np.random.Generator:
    """A generator whose seed is the elements drawn so far."""
    return np.random.default_rng(first.view(np.uint64).tolist())
