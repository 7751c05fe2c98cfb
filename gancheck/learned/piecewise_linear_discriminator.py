r"""The discriminator of a perceptron of one input: its logit is piecewise linear, and every kink is known.

.. math:: \operatorname{logit} D(x) = a_i u + b_i \quad\text{for } t_i \le u < t_{i+1}, \qquad u = (x - c)/w

Guarantees: the same function as the network in exact arithmetic; between two kinks nothing is left but the logistic
function, so that quadrature converges. Refuses nothing that a `PiecewiseLinear` map accepts.
"""

from dataclasses import dataclass
from typing import Any

from gancheck.distributions.piecewise_linear import PiecewiseLinear
from gancheck.numerics.arrays import Array, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF
from gancheck.theory.discriminators import probability

__all__ = ["PiecewiseLinearDiscriminator"]


@dataclass(frozen=True)
class PiecewiseLinearDiscriminator:
    """B discriminators on the line, in the library of their pieces.

    Attributes:
        pieces: the logits on standardised points u.
        centre: c, (B,).
        width: w, (B,), positive.
    """

    pieces: PiecewiseLinear
    centre: Array
    width: Array

    def logit(self, x: Array) -> Array:
        """The logits at ``x``: (N,) or (B, N)."""
        return self.pieces(self._standardised(x))

    def logit_error(self, x: Array) -> Array:
        """Its rounding: u carries two, the product and the sum three more of terms no larger than these."""
        u = self._standardised(x)
        slope, intercept = self.pieces.lines(u)
        return 6.0 * UNIT_ROUNDOFF * (abs(slope * u) + abs(intercept))

    def prob(self, x: Array) -> Array:
        """D(x)."""
        return probability(self.logit(x))

    def breakpoints(self) -> Array:
        """The kinks on the line, (B, K)."""
        return self.centre[:, None] + self.width[:, None] * self.pieces.knots

    def _standardised(self, x: Array) -> Array:
        xp = namespace(self.centre)
        x = xp.asarray(x, dtype=xp.float64, device=self.centre.device)
        return (x - self.centre[:, None]) / self.width[:, None]

    def __getitem__(self, index: Any) -> "PiecewiseLinearDiscriminator":
        chosen = [index] if isinstance(index, int) else index
        return PiecewiseLinearDiscriminator(self.pieces[chosen], self.centre[chosen], self.width[chosen])

    def __len__(self) -> int:
        return int(self.centre.shape[0])
