"""Uniform laws on an interval: a prior of noise."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from gancheck.distributions.draws import draw_uniform, require_size
from gancheck.distributions.parameters import as_parameters, broadcast_batch, refuse_where, require_finite
from gancheck.distributions.rows import batch_size, columns, points, select_rows, with_batch_axis
from gancheck.numerics.arrays import Array, namespace

__all__ = ["Uniform"]


@dataclass(frozen=True, init=False, eq=False, repr=False)
class Uniform:
    r"""The uniform law on :math:`[a, b)`, or a batch of B: density :math:`1/(b-a)` inside, 0 outside.

    Args:
        low: Lower end a, a number or ``(B,)``.
        high: Upper end b > a.

    Raises:
        InvalidInput: an end is NaN or infinite, or ``high <= low``.
    """

    family: ClassVar[str] = "uniform"
    low: Array
    high: Array

    def __init__(self, low: Any = 0.0, high: Any = 1.0) -> None:
        low, high = as_parameters(low=low, high=high)
        require_finite(low, "low")
        require_finite(high, "high")
        low, high = broadcast_batch(("low", low), ("high", high))
        refuse_where(high <= low, high, "high", "it must exceed `low`; swap the two ends")
        with np.errstate(over="ignore"):  # refused in words on the next line
            width = high - low
        refuse_where(
            namespace(width).isinf(width), width, "high - low", "the width overflows; choose closer ends"
        )
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)

    def __repr__(self) -> str:
        if self.batch_shape:
            return f"Uniform(low=<{len(self)}>, high=<{len(self)}>)"
        return f"Uniform(low={float(self.low)!r}, high={float(self.high)!r})"

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """``()`` or ``(B,)``."""
        return tuple(self.low.shape)

    def log_prob(self, x: Any) -> Array:
        """``-log(high - low)`` on [low, high), -inf outside."""
        x = points(self, x, self.low)
        xp = namespace(x)
        low, high = columns(self.low), columns(self.high)
        inside = (x >= low) & (x < high)
        return xp.where(inside, -xp.log(high - low) + xp.zeros_like(x), xp.where(xp.isnan(x), x, -xp.inf))

    def cdf(self, x: Any) -> Array:
        """P(X <= x)."""
        x = points(self, x, self.low)
        low, high = columns(self.low), columns(self.high)
        xp = namespace(x)
        return (xp.minimum(xp.maximum(x, low), high) - low) / (high - low)

    def interval_probability(self, lower: Array, upper: Array) -> Array:
        """P(lower < X <= upper); the ends are clipped before the difference, so that it does not cancel."""
        xp = namespace(lower, upper)
        low, high = columns(self.low), columns(self.high)
        inside = xp.minimum(xp.maximum(upper, low), high) - xp.minimum(xp.maximum(lower, low), high)
        return inside / (high - low)

    def breakpoints(self) -> Array:
        """Both ends, ``(2,)`` or ``(B, 2)``."""
        return namespace(self.low).stack([self.low, self.high], axis=-1)

    def sample(self, size: int, generator: Any) -> Array:
        """Draws ``(size,)`` or ``(B, size)``."""
        low, high = columns(self.low), columns(self.high)
        return low + (high - low) * draw_uniform(self.low, self.batch_shape, (require_size(size),), generator)

    def batched(self) -> "Uniform":
        """The same law with a batch axis; B = 1 if it had none."""
        return with_batch_axis(self, ("low", "high"))

    def __getitem__(self, index: Any) -> "Uniform":
        return select_rows(self, ("low", "high"), index)

    def __len__(self) -> int:
        return batch_size(self)
