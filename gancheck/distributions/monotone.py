"""Smooth, strictly monotone generators given by their formulas."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from gancheck.distributions.generator_map import Branches, FlatPieces
from gancheck.distributions.rows import batch_size
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, namespace

__all__ = ["Monotone"]


@dataclass(frozen=True, eq=False)
class Monotone:
    r"""A strictly monotone generator G, from its formula, its inverse and the inverse's derivative.

    .. math:: p_g(x) = p_z(G^{-1}(x))\,|(G^{-1})'(x)|.

    Args:
        forward: ``z -> G(z)``, elementwise.
        inverse: ``x -> G^{-1}(x)``, elementwise; it is called inside ``image`` only.
        log_abs_derivative_of_inverse: ``x -> log |(G^{-1})'(x)|``, elementwise.
        increasing: Whether G rises.
        image: The open interval that G fills, such as ``(0, inf)`` for ``exp``; the density is 0 outside.

    Example:
        >>> import numpy as np
        >>> G = Monotone(np.exp, np.log, lambda x: -np.log(x), image=(0.0, np.inf))
        >>> G(np.array([0.0]))
        array([1.])
    """

    forward: Callable[[Array], Array]
    inverse: Callable[[Array], Array]
    log_abs_derivative_of_inverse: Callable[[Array], Array]
    increasing: bool = True
    image: tuple[float, float] = (-np.inf, np.inf)

    def __post_init__(self) -> None:
        low, high = self.image
        if not low < high:
            raise InvalidInput(
                f"`image` is {self.image!r}; give the ends of an interval, the lower one first."
            )

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """``()``: one formula serves every row."""
        return ()

    def __call__(self, z: Array) -> Array:
        """G(z)."""
        return self.forward(z)

    def _inside(self, x: Array) -> tuple[Array, Array]:
        """Which points lie in the image, and the points with the others moved to one that does."""
        xp = namespace(x)
        inside = (x > self.image[0]) & (x < self.image[1])
        return inside, xp.where(inside, x, xp.full_like(x, self._interior_point()))

    def _interior_point(self) -> float:
        low, high = self.image
        if np.isinf(low):
            return 0.0 if np.isinf(high) else high - 1.0 - abs(high)
        return low + 1.0 + abs(low) if np.isinf(high) else 0.5 * low + 0.5 * high

    def branches(self, x: Array) -> Branches:
        """The one preimage inside the image."""
        inside, safe = self._inside(x)
        xp = namespace(x)
        log_derivative = xp.where(inside, self.log_abs_derivative_of_inverse(safe), -xp.inf)
        return Branches(self.inverse(safe)[..., None, :], log_derivative[..., None, :])

    def sublevel(self, x: Array) -> tuple[Array, Array]:
        """Everything on the side of the preimage where G is at most x; nothing, or all, outside the image."""
        inside, safe = self._inside(x)
        xp = namespace(x)
        end = xp.inf if self.increasing else -xp.inf
        z = xp.where(inside, self.inverse(safe), xp.where(x <= self.image[0], -end, end))[..., None, :]
        least, most = xp.full_like(z, -xp.inf), xp.full_like(z, xp.inf)
        return (least, z) if self.increasing else (z, most)

    def flat_pieces(self, like: Array) -> FlatPieces:
        """None: one empty interval."""
        empty = namespace(like).zeros_like(like)[..., None]
        return FlatPieces(empty, empty, empty)

    def kinks(self) -> None:
        """None: the map is smooth."""
        return None

    def batched(self) -> "Monotone":
        """The same formula: it serves every row."""
        return self

    def __getitem__(self, index: Any) -> "Monotone":
        del index
        return self

    def __len__(self) -> int:
        return batch_size(self)
