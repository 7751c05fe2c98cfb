r"""The generator x = b + A z of standard normal noise: every Gaussian, and nothing else.

The matrix A is free (no positivity, no triangle); the law is :math:`N(b, A A^\top)`, so A and A·O with O orthogonal
are one law. In one dimension: x = μ + σz with scale |σ|.

Guarantees: linear in its parameters. Refuses noise other than N(0, I).
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from gancheck.learned.linearised import Linearised
from gancheck.learned.pathwise import pathwise_gradient
from gancheck.learned.players import DiscriminatorPlayer
from gancheck.learned.weighted_points import WeightedPoints, located

__all__ = ["AffineGenerator"]


@dataclass(frozen=True)
class AffineGenerator:
    """The parameters (b, A), flattened in this order.

    Attributes:
        parameters: (B, d + d²).
        dimension: d.
    """

    parameters: Tensor
    dimension: int = 1

    @classmethod
    def of(cls, shift: Tensor, matrix: Tensor) -> "AffineGenerator":
        """From b (B, d) and A (B, d, d)."""
        return cls(torch.cat([shift, matrix.flatten(1)], dim=1), shift.shape[1])

    def with_parameters(self, parameters: Tensor) -> "AffineGenerator":
        """The same kind of player with other parameters."""
        return AffineGenerator(parameters, self.dimension)

    @property
    def shift(self) -> Tensor:
        """b, (B, d)."""
        return self.parameters[:, : self.dimension]

    @property
    def matrix(self) -> Tensor:
        """A, (B, d, d)."""
        return self.parameters[:, self.dimension :].view(-1, self.dimension, self.dimension)

    def linearise(self, z: Tensor) -> Linearised:
        """The points G(z) at noise (B, N, d), and pullbacks."""
        value = torch.baddbmm(self.shift.unsqueeze(1), z, self.matrix.mT)
        return Linearised(
            value,
            lambda c: torch.cat([c.sum(dim=1), torch.bmm(c.mT, z).flatten(1)], dim=1),
            lambda c: torch.bmm(c, self.matrix),
        )

    def fakes(self, noise: WeightedPoints) -> WeightedPoints:
        """G(z) with the weights of z."""
        return WeightedPoints(self.linearise(located(noise.points)).value, noise.weights)

    def gradient(self, noise: WeightedPoints, d: DiscriminatorPlayer, generator_loss: str) -> Tensor:
        """The pathwise gradient, (B, d + d²)."""
        return pathwise_gradient(self.linearise(located(noise.points)), noise.weights, d, generator_loss)
