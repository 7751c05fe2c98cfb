"""Problems about losses: a known game, with targets if it has any, at density ratios or on a pair of laws."""

from dataclasses import dataclass

from gancheck.distributions import Discrete
from gancheck.distributions.codec import register
from gancheck.numerics.arrays import Array

__all__ = ["GameAt", "GamePair"]


@register
@dataclass(frozen=True)
class GameAt:
    """A known game at density ratios r = p/q.

    Attributes:
        targets: (a, b, c) of a least-squares game, ``(B, 3)``; without meaning for the others.
        r: ``(B, n)``, positive.
        family: The game's name.
    """

    targets: Array
    r: Array
    family: str


@register
@dataclass(frozen=True)
class GamePair:
    """A known game on two discrete laws that give some mass to every atom.

    Attributes:
        targets: (a, b, c) of a least-squares game, ``(B, 3)``; without meaning for the others.
        p: The data law.
        q: The generator's law.
        family: The game's name.
    """

    targets: Array
    p: Discrete
    q: Discrete
    family: str
