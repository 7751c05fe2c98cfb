"""Affine generators."""

from dataclasses import dataclass
from typing import Any

from gancheck.distributions.generator_map import Branches, FlatPieces
from gancheck.distributions.parameters import as_parameters, broadcast_batch, refuse_where, require_finite
from gancheck.distributions.rows import batch_size, columns, select_rows, with_batch_axis
from gancheck.numerics.arrays import Array, namespace

__all__ = ["Affine"]


@dataclass(frozen=True, init=False, eq=False, repr=False)
class Affine:
    r"""The generator :math:`G(z) = a z + b` with :math:`a \ne 0`, or a batch of B.

    Args:
        slope: a, a number or ``(B,)``.
        intercept: b, a number or ``(B,)``.

    Raises:
        InvalidInput: a parameter is NaN or infinite, or the slope is 0.
    """

    slope: Array
    intercept: Array

    def __init__(self, slope: Any, intercept: Any = 0.0) -> None:
        slope, intercept = as_parameters(slope=slope, intercept=intercept)
        require_finite(slope, "slope")
        require_finite(intercept, "intercept")
        rule = "a constant generator is an atom; write it as a `PiecewiseLinear` with a flat piece"
        refuse_where(slope == 0, slope, "slope", rule)
        slope, intercept = broadcast_batch(("slope", slope), ("intercept", intercept))
        object.__setattr__(self, "slope", slope)
        object.__setattr__(self, "intercept", intercept)

    def __repr__(self) -> str:
        if self.batch_shape:
            return f"Affine(slope=<{len(self)}>, intercept=<{len(self)}>)"
        return f"Affine(slope={float(self.slope)!r}, intercept={float(self.intercept)!r})"

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """``()`` or ``(B,)``."""
        return tuple(self.slope.shape)

    @property
    def anchor(self) -> Array:
        """An array of the map's library."""
        return self.slope

    def __call__(self, z: Array) -> Array:
        """``a z + b``."""
        return columns(self.slope) * z + columns(self.intercept)

    def branches(self, x: Array) -> Branches:
        """The one preimage ``(x - b) / a``, with log |dz/dx| = -log |a|."""
        z = (x - columns(self.intercept)) / columns(self.slope)
        xp = namespace(z)
        log_derivative = -xp.log(xp.abs(columns(self.slope))) + xp.zeros_like(z)
        return Branches(z[..., None, :], log_derivative[..., None, :])

    def sublevel(self, x: Array) -> tuple[Array, Array]:
        """Everything below the preimage where a > 0, above it where a < 0."""
        z = self.branches(x).z
        xp = namespace(z)
        rising = (columns(self.slope) > 0)[..., None]
        return xp.where(rising, -xp.inf, z), xp.where(rising, z, xp.inf)

    def flat_pieces(self, like: Array) -> FlatPieces:
        """None: one empty interval."""
        empty = 0.0 * self.slope[..., None]
        return FlatPieces(empty, empty, empty)

    def kinks(self) -> None:
        """None: an affine map is smooth."""
        return None

    def batched(self) -> "Affine":
        """The same map with a batch axis."""
        return with_batch_axis(self, ("slope", "intercept"))

    def __getitem__(self, index: Any) -> "Affine":
        return select_rows(self, ("slope", "intercept"), index)

    def __len__(self) -> int:
        return batch_size(self)
