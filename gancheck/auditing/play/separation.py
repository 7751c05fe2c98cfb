r"""Whether D tells the two laws apart, and which way: a bet that may be looked at after every step.

In each step the i-th real output is set against the i-th fake one, y = mean of 1{real > fake} + ½·1{equal}. A D that
does not know real from fake gives E[y | past] = ½ whatever its weights are by then, because the rows are drawn afresh;
one that puts fakes higher gives at most ½. Hence both capitals

.. math:: E^\pm = \tfrac16 \sum_c \prod_s \big(1 \pm 2 c\,(y_s - \tfrac12)\big)

are nonnegative supermartingales, E⁺ where real outputs are not the higher ones and E⁻ where they are not the lower.

What D knows changes while it learns, so the steps are cut into blocks of 32, 64, 128, … and every block is judged
afresh: block j has the level α/2^{j+2} for either side, and Σ_j 2·α/2^{j+2} ≤ α over the whole play. By Ville's
inequality a block may be ended before its time, as soon as a capital has reached 1/level.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gancheck.numerics import e_value

__all__ = ["FIRST_BLOCK", "Block", "Separation"]

FIRST_BLOCK = 32

BETS = (0.9, *e_value.BETS)
"""Shares of the capital on either side. A mean over a batch varies little, so that a large one is worth having."""


@dataclass(frozen=True)
class Block:
    """What one block of steps showed.

    Attributes:
        steps: How many.
        higher: The mean share of pairs whose real output is the higher.
        direction: 1 if real outputs are higher, −1 if lower, 0 if it was not decided.
        evidence: The larger capital.
        level: The level of either side.
    """

    steps: int
    higher: float
    direction: int
    evidence: float
    level: float


@dataclass
class Separation:
    """The bet, block by block.

    Attributes:
        alpha: The level of the whole play.
        blocks: The blocks that are finished.
    """

    alpha: float
    blocks: list[Block] = field(default_factory=list)
    _seen: list[float] = field(default_factory=list)

    def add(self, real: NDArray[np.float64], fake: NDArray[np.float64]) -> bool:
        """Add the outputs of one step; whether that ended a block."""
        n = min(len(real), len(fake))
        higher = (real[:n] > fake[:n]) + 0.5 * (real[:n] == fake[:n])
        return self.observe(float(higher.mean()))

    def observe(self, share: float) -> bool:
        """Add a number in [0, 1] whose mean is ½ if neither side is the higher; whether that ended a block."""
        self._seen.append(share)
        if len(self._seen) < FIRST_BLOCK * 2 ** len(self.blocks):
            return False
        self.end()
        return True

    def end(self) -> None:
        """End the block here, if it has begun."""
        if self._seen:
            self.blocks.append(self.running)
            self._seen = []

    @property
    def last(self) -> Block | None:
        """The last block."""
        return self.blocks[-1] if self.blocks else None

    @property
    def running(self) -> Block:
        """What the block shows that has not ended."""
        y = np.asarray(self._seen) - 0.5
        level = self.alpha / 2.0 ** (len(self.blocks) + 2)
        up, down = (
            float(np.mean([np.exp(np.log1p(sign * 2.0 * c * y).sum()) for c in BETS])) for sign in (1.0, -1.0)
        )
        direction = 1 if up >= 1.0 / level else -1 if down >= 1.0 / level else 0
        return Block(len(y), float(y.mean() + 0.5) if len(y) else 0.5, direction, max(up, down), level)
