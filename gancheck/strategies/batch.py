"""Strategies for batches: many small examples stacked into one."""

import dataclasses
from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from gancheck import distributions
from gancheck.strategies.bounds import require_integers, require_order
from gancheck.strategies.drawing import shown_as
from gancheck.theory.discriminators import TabularDiscriminator

__all__ = ["batches", "stacked"]

T = TypeVar("T")


def batches(element: st.SearchStrategy[T], *, min_size: int = 1, max_size: int = 8) -> st.SearchStrategy[T]:
    """Batches of ``min_size`` to ``max_size`` examples of ``element``, stacked along a first axis.

    An element is a law, a discriminator, an array whose first axis is a batch, a tuple of such, or a problem (a
    dataclass of such). Discrete laws are padded with atoms of mass 0, their tabular discriminators with logits 0,
    mixtures with components of weight 0; any other difference of shape is refused.

    Examples shrink towards ``min_size`` of the simplest element.

    Args:
        element: A strategy of one example each.
        min_size: Least number of examples.
        max_size: Greatest number of examples.

    Raises:
        hypothesis.errors.InvalidArgument: The sizes leave nothing to draw.
    """
    if not isinstance(element, st.SearchStrategy):
        raise InvalidArgument(f"element={element!r} is not a strategy; give one such as discrete_pairs().")
    require_integers(1, min_size=min_size, max_size=max_size)
    require_order(min_size=min_size, max_size=max_size)
    return _batches(element, min_size, max_size)


@shown_as("batches")
def _batches(draw: st.DrawFn, element: st.SearchStrategy[Any], min_size: int, max_size: int) -> Any:
    # The size first, and not a list: where a late element matters, Hypothesis drops the early ones with a lower size,
    # while from a list it cannot delete elements of more than five choices.
    size = draw(st.integers(min_size, max_size))
    return stacked([draw(element) for _ in range(size)])


def stacked(parts: Sequence[Any]) -> Any:
    """One batch from examples of one type."""
    first = parts[0]
    if hasattr(first, "batch_shape"):
        return distributions.stack(parts)
    if isinstance(first, tuple):
        return tuple(stacked(column) for column in zip(*parts, strict=True))
    if isinstance(first, TabularDiscriminator):
        return TabularDiscriminator(_tables([part.logits for part in parts]))
    if dataclasses.is_dataclass(first) and not isinstance(first, type):
        names = [field.name for field in dataclasses.fields(first)]
        return dataclasses.replace(
            first, **{name: stacked([getattr(part, name) for part in parts]) for name in names}
        )
    if isinstance(first, str):
        return _common(parts)
    return _arrays([np.atleast_1d(part) for part in parts])


def _tables(tables: list[Any]) -> Any:
    """Tables of logits, padded to the widest: D = ½ at atoms that do not exist."""
    width = max(table.shape[1] for table in tables)
    return np.concatenate([np.pad(table, ((0, 0), (0, width - table.shape[1]))) for table in tables])


def _arrays(arrays: list[Any]) -> Any:
    """Arrays of equal shape, but for the first axis."""
    shapes = {array.shape[1:] for array in arrays}
    if len(shapes) > 1:
        raise InvalidArgument(
            f"element draws arrays of shapes {sorted(shapes)} after the first axis; draw one shape for all of a batch."
        )
    return np.concatenate(arrays)


def _common(names: Sequence[str]) -> str:
    if len(set(names)) > 1:
        raise InvalidArgument(
            f"element draws the names {sorted(set(names))} within one batch; draw one of them."
        )
    return names[0]
