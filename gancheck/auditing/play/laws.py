"""Two laws on K prototypes: whatever game is played on them, its best discriminator is known exactly."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["OracleLaws", "oracle_laws"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class OracleLaws:
    """The law p of the real batches and q of the fake ones, on the same prototypes.

    Attributes:
        p: ``(K,)``, positive.
        q: ``(K,)``, positive.
    """

    p: Floats
    q: Floats

    @property
    def r(self) -> Floats:
        """The density ratio p/q of each prototype."""
        return np.asarray(self.p / self.q)

    def real(self, rng: np.random.Generator, n: int) -> NDArray[np.int64]:
        """Which prototypes a real batch of n holds."""
        return rng.choice(len(self.p), size=n, p=self.p)

    def fake(self, rng: np.random.Generator, n: int) -> NDArray[np.int64]:
        """Which prototypes a fake batch of n holds."""
        return rng.choice(len(self.q), size=n, p=self.q)


def oracle_laws(rng: np.random.Generator) -> OracleLaws:
    r"""The laws p ∝ (1, 2, 4, 8) and q ∝ (8, 4, 2, 1) on four prototypes in a row, from either end by chance.

    The ratios ⅛, ½, 2 and 8 are symmetrical, so that neither side of D is asked for more than the other, none is 1,
    where a hinge has no best output, and every prototype is in a batch of 64 four times on average or more. Their
    logarithms are evenly spaced, as the prototypes are (`gancheck.auditing.play.data_space`): log p/q is affine in the
    place in the row, so that no D is too small for its best output, and few updates bring it there.
    """
    weights = np.array([1.0, 2.0, 4.0, 8.0]) / 15.0
    p = weights[:: -1 if rng.random() < 0.5 else 1]
    return OracleLaws(p, p[::-1])
