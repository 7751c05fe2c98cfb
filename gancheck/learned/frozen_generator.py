"""The generator that does not learn: a law, whose noise is its own draws.

With it Algorithm 1 trains a discriminator on a fixed pair (p, q): the inner maximisation of the game, alone.

Guarantees: no parameters, no gradient. Refuses to be trained.
"""

from dataclasses import dataclass

from torch import Tensor

from gancheck.errors import InvalidInput
from gancheck.learned.players import DiscriminatorPlayer
from gancheck.learned.weighted_points import WeightedPoints

__all__ = ["FrozenGenerator"]


@dataclass(frozen=True)
class FrozenGenerator:
    """G = identity on draws of q.

    Attributes:
        parameters: (B, 0).
    """

    parameters: Tensor

    def with_parameters(self, parameters: Tensor) -> "FrozenGenerator":
        """The same: there is nothing to replace."""
        return FrozenGenerator(parameters)

    def fakes(self, noise: WeightedPoints) -> WeightedPoints:
        """The draws themselves."""
        return noise

    def gradient(self, noise: WeightedPoints, d: DiscriminatorPlayer, generator_loss: str) -> Tensor:
        """Refused."""
        raise InvalidInput("A frozen generator has no gradient; train with `fix_generator=False`.")
