"""The discriminator that is a multilayer perceptron with one logit as output.

Guarantees: continuous and piecewise linear in x. Refuses to promise that it contains D*: what separates it from
D* after training is optimisation, sampling *and* approximation, measured together by the gap in nats.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from gancheck.learned.linearised import Linearised
from gancheck.learned.network import Network
from gancheck.learned.weighted_points import located

__all__ = ["MLPDiscriminator"]


@dataclass(frozen=True)
class MLPDiscriminator:
    """D(x) = σ(network(x)).

    Attributes:
        network: B perceptrons from d inputs to one logit.
    """

    network: Network

    @classmethod
    def random(
        cls, d: int, hidden: tuple[int, ...], generators: Sequence[Any], like: Tensor
    ) -> "MLPDiscriminator":
        """Randomly initialised, LeakyReLU 0.2 so that no unit can die."""
        return cls(Network.random((d, *hidden, 1), 0.2, generators, like))

    @property
    def parameters(self) -> Tensor:
        """(B, P)."""
        return self.network.parameters

    def with_parameters(self, parameters: Tensor) -> "MLPDiscriminator":
        """The same architecture with other parameters."""
        return MLPDiscriminator(self.network.with_parameters(parameters))

    def logit(self, points: Tensor | None) -> Tensor:
        """The logits at points (B, N, d): (B, N)."""
        return self.linearise(points).value

    def linearise(self, points: Tensor | None) -> Linearised:
        """Outputs (B, N) and pullbacks at points (B, N, d)."""
        f = self.network.linearise(located(points))
        return Linearised(
            f.value.squeeze(2),
            lambda cotangent: f.to_parameters(cotangent.unsqueeze(2)),
            lambda cotangent: f.to_inputs(cotangent.unsqueeze(2)),
        )
