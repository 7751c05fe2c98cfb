"""The batches of problems that the claims on the f-divergence family are stated on."""

from dataclasses import dataclass

from gancheck.claims.problems import Pair
from gancheck.distributions import Discrete
from gancheck.distributions.codec import register
from gancheck.distributions.law import Law
from gancheck.numerics.arrays import Array

__all__ = ["CriticPair", "OrderedPair"]


@register
@dataclass(frozen=True)
class OrderedPair:
    """A pair of laws, and an order α of the alpha-divergences for each problem, ``(B,)``."""

    p: Law
    q: Law
    alpha: Array

    @property
    def family(self) -> str:
        """The family of the laws."""
        return Pair(self.p, self.q).family


@register
@dataclass(frozen=True)
class CriticPair:
    """Discrete laws with mass on every atom, outputs v of a network on them, ``(B, n)``, and an order α, ``(B,)``."""

    p: Discrete
    q: Discrete
    output: Array
    alpha: Array
    family: str = "discrete"
