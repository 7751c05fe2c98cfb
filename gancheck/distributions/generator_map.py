"""What a pushforward needs to know of a generator G on the line."""

from typing import Any, NamedTuple, Protocol

from gancheck.numerics.arrays import Array

__all__ = ["Branches", "FlatPieces", "GeneratorMap"]


class Branches(NamedTuple):
    """The preimages of x, one for each monotone piece of G: both ``(..., P, N)``.

    ``log_abs_derivative`` is log |dz/dx|, and -inf for a piece that does not reach x.
    """

    z: Array
    log_abs_derivative: Array


class FlatPieces(NamedTuple):
    """Where each piece is constant: its value, and the noise interval that it takes there; all ``(..., P)``.

    A piece that is not flat has an empty interval, ``lower == upper``.
    """

    location: Array
    lower: Array
    upper: Array


class GeneratorMap(Protocol):
    """A map G from the line to the line, piecewise monotone or constant, or a batch of B maps."""

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """``()`` or ``(B,)``."""

    def __call__(self, z: Array) -> Array:
        """G(z) at ``(N,)`` or ``(B, N)``."""

    def branches(self, x: Array) -> Branches:
        """The preimages of ``x``, ``(N,)`` or ``(B, N)``."""

    def sublevel(self, x: Array) -> tuple[Array, Array]:
        """Ends of the intervals ``{z in piece : G(z) <= x}``, ``(..., P, N)``; empty where they are equal."""

    def flat_pieces(self, like: Array) -> FlatPieces:
        """The pieces of slope zero; ``like`` says which library a map without parameters answers in."""

    def kinks(self) -> Array | None:
        """Values of G at its knots ``(..., M)``, from both sides; ``None`` for a smooth map."""

    def batched(self) -> "GeneratorMap":
        """The same map with a batch axis."""

    def __getitem__(self, index: Any) -> "GeneratorMap":
        """One or some maps of a batch."""

    def __len__(self) -> int:
        """B; a ``TypeError`` for one map."""
