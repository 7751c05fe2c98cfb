"""The generator that is a multilayer perceptron of noise.

With LeakyReLU units of slope 0.2 it is piecewise linear. From the line to the line it is almost surely nowhere flat, so
that its law has an exact density, given by its linear pieces, and no atoms. Beyond the line its law can be sampled, and
no more is known of it.

Guarantees: pathwise gradients. Refuses to know the law of what it makes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from gancheck.learned.linearised import Linearised
from gancheck.learned.network import Network
from gancheck.learned.pathwise import pathwise_gradient
from gancheck.learned.players import DiscriminatorPlayer
from gancheck.learned.weighted_points import WeightedPoints, located

__all__ = ["MLPGenerator"]


@dataclass(frozen=True)
class MLPGenerator:
    """x = network(z).

    Attributes:
        network: B perceptrons from the dimension of the noise to that of the points.
        prior: the law of each coordinate of the noise z, "normal" for N(0, 1) or "uniform" for U(−1, 1).
    """

    network: Network
    prior: str = "normal"

    @classmethod
    def random(
        cls,
        hidden: tuple[int, ...],
        prior: str,
        generators: Sequence[Any],
        like: Tensor,
        noise_dimension: int = 1,
        dimension: int = 1,
    ) -> "MLPGenerator":
        """Randomly initialised, from ``noise_dimension`` inputs to ``dimension`` outputs."""
        return cls(Network.random((noise_dimension, *hidden, dimension), 0.2, generators, like), prior)

    @property
    def parameters(self) -> Tensor:
        """(B, P)."""
        return self.network.parameters

    def with_parameters(self, parameters: Tensor) -> "MLPGenerator":
        """The same architecture with other parameters."""
        return MLPGenerator(self.network.with_parameters(parameters), self.prior)

    def linearise(self, z: Tensor) -> Linearised:
        """The points G(z) at noise (B, N, z), and pullbacks."""
        return self.network.linearise(z)

    def fakes(self, noise: WeightedPoints) -> WeightedPoints:
        """G(z) with the weights of z."""
        return WeightedPoints(self.linearise(located(noise.points)).value, noise.weights)

    def gradient(self, noise: WeightedPoints, d: DiscriminatorPlayer, generator_loss: str) -> Tensor:
        """The pathwise gradient, (B, P)."""
        return pathwise_gradient(self.linearise(located(noise.points)), noise.weights, d, generator_loss)
