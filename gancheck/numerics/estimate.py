"""A number together with a bound on its absolute error.

Claims compare two estimates, and the tolerance of the comparison is the sum of the two stated errors: no
tolerance is chosen, each is derived where the number is computed.
"""

from dataclasses import dataclass
from typing import Any

from gancheck.numerics.arrays import Array, namespace

__all__ = ["UNIT_ROUNDOFF", "Estimate", "columns", "exactly", "rounded"]

UNIT_ROUNDOFF = 2.0**-53
"""u: half the distance from 1 to the next float64; one rounded operation errs by at most u, relatively."""

SMALLEST = 2.0**-1074
"""The smallest subnormal float64."""


@dataclass(frozen=True)
class Estimate:
    """``value`` with ``|value - truth| <= error``, elementwise; both of one shape.

    Sums and differences add the errors; a real factor scales them. The rounding of that arithmetic itself, one
    unit in the last place, is left to whoever needs it.
    """

    value: Array
    error: Array

    def __add__(self, other: "Estimate | float") -> "Estimate":
        if isinstance(other, Estimate):
            return Estimate(self.value + other.value, self.error + other.error)
        return Estimate(self.value + other, self.error)

    def __sub__(self, other: "Estimate | float") -> "Estimate":
        if isinstance(other, Estimate):
            return Estimate(self.value - other.value, self.error + other.error)
        return Estimate(self.value - other, self.error)

    def __mul__(self, factor: float) -> "Estimate":
        return Estimate(self.value * factor, self.error * abs(factor))

    __rmul__ = __mul__

    def __neg__(self) -> "Estimate":
        return Estimate(-self.value, self.error)


def exactly(value: Array) -> Estimate:
    """A value that carries no error: a constant, a count, an input as given."""
    return Estimate(value, namespace(value).zeros_like(value))


def rounded(value: Array, operations: float, scale: Any = None) -> Estimate:
    """A value after ``operations`` roundings of quantities no larger than ``scale`` (default ``|value|``).

    The standard model gives ``|error| <= gamma_n * scale`` with ``gamma_n = n u / (1 - n u)``
    (Higham 2002, Lemma 3.1); an elementary function counts as one or two operations (errors of at most 1 ulp).
    What underflows errs by at most the smallest subnormal number instead, which is added once an operation.
    An infinite value is exact: it was decided, not summed.
    """
    xp = namespace(value)
    gamma = operations * UNIT_ROUNDOFF / (1.0 - operations * UNIT_ROUNDOFF)
    error = gamma * xp.abs(value if scale is None else scale) + operations * SMALLEST
    return Estimate(value, xp.where(xp.isinf(value), xp.zeros_like(value), error))


def columns(*estimates: Estimate) -> Estimate:
    """Estimates of ``(B,)`` each, side by side: ``(B, k)``; a claim with k sentences compares k columns."""
    xp = namespace(*(estimate.value for estimate in estimates))
    values = xp.broadcast_arrays(*(estimate.value for estimate in estimates))
    errors = xp.broadcast_arrays(*(estimate.error for estimate in estimates))
    return Estimate(xp.stack(values, axis=-1), xp.stack(errors, axis=-1))
