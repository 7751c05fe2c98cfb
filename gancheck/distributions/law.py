"""What every law offers: a density or mass, draws, and a batch axis."""

from typing import Any, ClassVar, Protocol, runtime_checkable

from gancheck.numerics.arrays import Array

__all__ = ["Law", "LineDensity"]


@runtime_checkable
class Law(Protocol):
    """A probability law, or a batch of B laws of one family.

    An interface only: laws share no behaviour by inheritance. A law is immutable, keeps the parameters that
    it was given and derives the others from them. Logarithms are natural.
    """

    family: ClassVar[str]

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """``()`` for one law, ``(B,)`` for a batch."""

    def log_prob(self, x: Any) -> Array:
        """Log density or log mass at ``(N,)`` or ``(B, N)``: ``(N,)`` for one law, ``(B, N)`` for a batch."""

    def sample(self, size: int, generator: Any) -> Array:
        """Draw ``(size,)`` or ``(B, size)``; a NumPy generator for NumPy laws, a torch one for torch laws.

        A list of B generators draws row i from the i-th alone, whatever the other rows are.
        """

    def batched(self) -> "Law":
        """The same law with a batch axis; B = 1 if it had none."""

    def __getitem__(self, index: Any) -> "Law":
        """One row (an integer) or some rows (a slice or an index array) of a batch."""

    def __len__(self) -> int:
        """B; a ``TypeError`` for one law."""


@runtime_checkable
class LineDensity(Law, Protocol):
    """A law on the real line with a density (and, for some pushforwards, atoms beside it)."""

    def cdf(self, x: Any) -> Array:
        """P(X <= x), shaped as ``log_prob``."""

    def breakpoints(self) -> Array:
        """Points ``(M,)`` or ``(B, M)`` between which the log density is smooth and 16 nodes resolve it."""
