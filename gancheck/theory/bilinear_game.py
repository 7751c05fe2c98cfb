r"""The smallest game: V(x, y) = xy, x descends it and y climbs it.

With rates a of x and b of y, and s = ab:

- The simultaneous gradient flow ẋ = −ay, ẏ = bx conserves bx² + ay², because the two terms of its derivative cancel.
- The simultaneous Euler step x⁺ = x − ay, y⁺ = y + bx multiplies bx² + ay² by exactly 1 + s: for a = b = η the
  radius grows by √(1 + η²) a step, at every rate and from every start but 0.
- Alternating steps, y⁺ = y + bx⁺, have determinant 1 and trace 2 − s, and conserve bx² − abxy + ay². For s < 4 that
  is an ellipse: every orbit is bounded, |λ| = 1. At s = 4 it is a pair of lines, the matrix is a Jordan block of the
  eigenvalue −1 and orbits grow linearly; beyond, they grow by |λ| = (s − 2 + √(s² − 4s))/2 a step.

References:
    [goodfellow2016] §8.2; [mescheder2018] Lemmas 2.3 and 2.4.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["BilinearGrowth", "alternating_matrix", "bilinear_growth", "simultaneous_matrix"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class BilinearGrowth:
    """How the radius √(bx² + ay²) grows.

    Attributes:
        flow: d/dt of its logarithm along the simultaneous flow, ``(B,)``.
        simultaneous: Its factor at each simultaneous step, ``(B,)``.
        alternating: The spectral radius of an alternating step, ``(B,)``.
        bounded: Whether every alternating orbit is bounded, ``(B,)`` of bool.
    """

    flow: Floats
    simultaneous: Floats
    alternating: Floats
    bounded: NDArray[np.bool_]


def bilinear_growth(x_rate: Floats, y_rate: Floats) -> BilinearGrowth:
    r"""The growth of the flow, √(1 + ab) of a simultaneous step, and the modulus of an alternating one.

    .. math:: |\lambda| = \begin{cases} 1 & ab \le 4 \\
              \tfrac12 (ab - 2) + \tfrac12 \sqrt{ab (ab - 4)} & ab > 4 \end{cases}

    Args:
        x_rate: a > 0, ``(B,)``.
        y_rate: b > 0, ``(B,)``.

    Example:
        >>> import numpy as np
        >>> growth = bilinear_growth(np.array([0.75, 2.0]), np.array([0.75, 2.0]))
        >>> growth.simultaneous[0], growth.alternating.tolist(), growth.bounded.tolist()
        (np.float64(1.25), [1.0, 1.0], [True, False])
    """
    s = x_rate * y_rate
    beyond = np.maximum(s, 4.0)
    return BilinearGrowth(
        flow=np.zeros_like(s),
        simultaneous=np.sqrt(1.0 + s),
        alternating=0.5 * (beyond - 2.0) + 0.5 * np.sqrt(beyond * (beyond - 4.0)),
        bounded=s < 4.0,
    )


def simultaneous_matrix(x_rate: Floats, y_rate: Floats) -> Floats:
    """One simultaneous step as a matrix on (x, y): ``(B, 2, 2)``."""
    one = np.ones_like(x_rate)
    return np.stack([np.stack([one, -x_rate], -1), np.stack([y_rate, one], -1)], -2)


def alternating_matrix(x_rate: Floats, y_rate: Floats) -> Floats:
    """One alternating step, x first, as a matrix on (x, y): ``(B, 2, 2)``."""
    one = np.ones_like(x_rate)
    return np.stack([np.stack([one, -x_rate], -1), np.stack([y_rate, one - x_rate * y_rate], -1)], -2)
