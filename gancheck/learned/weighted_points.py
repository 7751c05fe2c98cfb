r"""A minibatch and a population are the same thing: points with weights.

.. math:: \hat E[f] = \sum_i w_i f(x_i), \qquad w_i \ge 0, \quad \sum_i w_i = 1

A minibatch of m draws has weights 1/m; the full batch of a discrete law has its atoms with their probabilities;
the full batch of a Gaussian has Gauss-Hermite nodes. On finitely many atoms the points need no naming: they are
all the atoms, in order, and the weights alone are the batch (a minibatch's weights are its relative counts).

Guarantees: weights of a row sum to one up to rounding. Refuses to know where the points came from.
"""

from dataclasses import dataclass

from torch import Tensor

from gancheck.errors import InvalidInput

__all__ = ["WeightedPoints", "located"]


@dataclass(frozen=True)
class WeightedPoints:
    """``points`` (B, N, d), or None for "every atom in order"; ``weights`` (B, N) or (1, N)."""

    points: Tensor | None
    weights: Tensor

    def mean(self, values: Tensor) -> Tensor:
        """The weighted mean over the points: (B, N) → (B,)."""
        return (self.weights * values).sum(dim=1)


def located(points: Tensor | None) -> Tensor:
    """The points themselves, for a player that reads coordinates."""
    if points is None:
        raise InvalidInput("This player reads points of space, not atoms; pair it with a continuous law.")
    return points
