r"""The discriminator whose logit is a quadratic polynomial: the log-ratio of two Gaussians.

.. math:: t(x) = a + \sum_i b_i x_i + \sum_{i \le j} c_{ij} x_i x_j

Guarantees: it represents :math:`D^* = \sigma(\log p - \log q)` exactly for every pair of Gaussians, in every
dimension; V is concave in its coefficients. Refuses to know units: it is fed standardised points.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from gancheck.learned.linearised import Linearised
from gancheck.learned.weighted_points import located

__all__ = ["QuadraticLogit"]


@dataclass(frozen=True)
class QuadraticLogit:
    """Coefficients (a, b, c) of the logit, in this order.

    Attributes:
        parameters: (B, P) with P = 1 + d + d(d+1)/2.
        dimension: d, the length of a point.
    """

    parameters: Tensor
    dimension: int = 1

    @classmethod
    def undecided(cls, batch: int, d: int, device: torch.device, dtype: torch.dtype) -> "QuadraticLogit":
        """D ≡ ½ on :math:`R^d`."""
        return cls(torch.zeros(batch, 1 + d + d * (d + 1) // 2, device=device, dtype=dtype), d)

    def with_parameters(self, parameters: Tensor) -> "QuadraticLogit":
        """The same kind of player with other parameters."""
        return QuadraticLogit(parameters, self.dimension)

    def logit(self, points: Tensor | None) -> Tensor:
        """The logits at points (B, N, d): (B, N)."""
        return self.linearise(points).value

    def linearise(self, points: Tensor | None) -> Linearised:
        """Outputs and pullbacks at points (B, N, d)."""
        x = located(points)
        features = self.features(x)
        value = torch.bmm(features, self.parameters.unsqueeze(2)).squeeze(2)
        return Linearised(
            value,
            lambda cotangent: torch.bmm(cotangent.unsqueeze(1), features).squeeze(1),
            lambda cotangent: cotangent.unsqueeze(2) * self._slope(x),
        )

    def features(self, points: Tensor) -> Tensor:
        """The monomials 1, x_i, x_i x_j (i ≤ j): (B, N, d) → (B, N, P)."""
        if self.dimension == 1:
            return torch.cat([torch.ones_like(points), points, points * points], dim=2)
        i, j = torch.triu_indices(self.dimension, self.dimension, device=points.device)
        return torch.cat([torch.ones_like(points[..., :1]), points, points[..., i] * points[..., j]], dim=2)

    def _slope(self, points: Tensor) -> Tensor:
        """∂t/∂x = b + (C + Cᵀ) x, C the upper triangular matrix of the coefficients c."""
        d = self.dimension
        i, j = torch.triu_indices(d, d, device=points.device)
        upper = self.parameters.new_zeros(self.parameters.shape[0], d, d)
        upper[:, i, j] = self.parameters[:, 1 + d :]
        return torch.baddbmm(self.parameters[:, None, 1 : 1 + d], points, upper + upper.mT)
