"""The batches of problems that claims on critics speak of."""

from dataclasses import dataclass

from gancheck.claims.problems import Pair
from gancheck.distributions.codec import register
from gancheck.distributions.law import Law
from gancheck.numerics.arrays import Array

__all__ = ["LipschitzPair", "PenalisedCritic"]


@register
@dataclass(frozen=True)
class LipschitzPair:
    """Laws on the line, and a critic c(x) = tilt·x + bend·|x − place| whose slopes are tilt ± bend.

    Attributes:
        p: The data law: discrete on numbers, or Gaussian.
        q: The generator's law, of the same kind.
        tilt: ``(B,)``; |tilt| + |bend| ≤ 1, so that the critic is 1-Lipschitz.
        bend: ``(B,)``.
        place: ``(B,)``.
    """

    p: Law
    q: Law
    tilt: Array
    bend: Array
    place: Array

    @property
    def family(self) -> str:
        """The family of the laws."""
        return Pair(self.p, self.q).family


@register
@dataclass(frozen=True)
class PenalisedCritic:
    """A critic D(x) = w·x + ½a‖x‖², and a batch of m data and m fakes in d dimensions.

    Attributes:
        slope: w, ``(B, d)``.
        curvature: a, ``(B,)``; 0 for a linear critic.
        real: Data x, ``(B, m, d)``.
        fake: Fakes y, ``(B, m, d)``.
        share: ε in [0, 1] of each interpolate, ``(B, m)``.
        gamma: γ > 0 of R1 and R2, ``(B,)``.
        family: linear or quadratic.
    """

    slope: Array
    curvature: Array
    real: Array
    fake: Array
    share: Array
    gamma: Array
    family: str
