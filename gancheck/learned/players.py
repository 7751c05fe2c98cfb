"""The two seats of the game: what Algorithm 1 asks of whoever sits there.

Interfaces only; players share no behaviour by inheritance. A player is immutable: a step returns another one, so
that a snapshot costs nothing and a step cannot touch the opponent.
"""

from typing import Protocol, TypeAlias

from torch import Tensor

from gancheck.learned.linearised import Linearised
from gancheck.learned.weighted_points import WeightedPoints

__all__ = ["DiscriminatorPlayer", "GeneratorPlayer", "Player"]


class DiscriminatorPlayer(Protocol):
    """A map from points to one logit."""

    @property
    def parameters(self) -> Tensor:
        """(B, P)."""

    def with_parameters(self, parameters: Tensor) -> "DiscriminatorPlayer":
        """The same kind of player with other parameters."""

    def linearise(self, points: Tensor | None) -> Linearised:
        """Logits (B, N) and pullbacks at points (B, N, d); None stands for all atoms in order."""


class GeneratorPlayer(Protocol):
    """A law with parameters, from which fakes can be made."""

    @property
    def parameters(self) -> Tensor:
        """(B, P)."""

    def with_parameters(self, parameters: Tensor) -> "GeneratorPlayer":
        """The same kind of player with other parameters."""

    def fakes(self, noise: WeightedPoints) -> WeightedPoints:
        """The weighted points that the noise becomes."""

    def gradient(self, noise: WeightedPoints, d: DiscriminatorPlayer, generator_loss: str) -> Tensor:
        """The gradient (B, P) of the generator's loss against the frozen discriminator ``d``."""


Player: TypeAlias = DiscriminatorPlayer | GeneratorPlayer
