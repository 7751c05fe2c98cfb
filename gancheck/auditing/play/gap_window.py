r"""How far D was from the best D of its own game over its last steps, with the error that sampling leaves.

Every step's rows are drawn afresh, so that D's costs on them, prototype by prototype, estimate the gap of the D of that
step without bias. What is left to chance is the spread among the rows of one prototype in one step: labels beside the
data, dropout, the rest of the batch. By Cantelli's inequality a mean with the standard error s exceeds its expectation
by :math:`s\sqrt{1/\delta - 1}` with probability at most δ.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gancheck.auditing.play.own_game import OwnGame

__all__ = ["DOUBT", "NEAR", "Gap", "GapWindow", "Rows"]

Floats = NDArray[np.float64]
Rows = tuple[NDArray[np.int64], Floats]
"""Which prototypes were judged, and the scores."""

DOUBT = 0.01
"""Probability that what is said to hold does so by chance. It accuses nobody: accusations have a level of their own."""

NEAR = 0.25
"""The share of the blind D's gap below which D is said to have settled. Near its least a gap is a weighted square of
the distance from the best scores (everywhere, for least squares): a quarter of the gap is half of the distance, and by
the triangle inequality D is then nearer to the best D than to the blind one. One with real and fake exchanged is
farther still, since every J_k is convex and the blind score lies between."""


@dataclass(frozen=True)
class Gap:
    """A gap in the unit of its game.

    Attributes:
        value: The estimate.
        radius: How far it may be off, up to DOUBT on either side.
    """

    value: float
    radius: float

    def within(self, bound: float) -> bool:
        """Whether it lies within ±bound, radius and all."""
        return abs(self.value) + self.radius <= bound


class GapWindow:
    """D's scores and costs on each prototype over its last steps.

    Attributes:
        steps: How many of the last steps count.
    """

    def __init__(self, prototypes: int, steps: int) -> None:
        self.steps, self._prototypes = steps, prototypes
        self._seen: deque[Floats] = deque(maxlen=steps)

    def add(self, real: Rows, fake: Rows, game: OwnGame | None) -> None:
        """Add the rows of one step."""
        self._seen.append(np.stack([self._sums(*real, game, True), self._sums(*fake, game, False)], axis=1))

    @property
    def full(self) -> bool:
        """Whether as many steps were seen as count."""
        return len(self._seen) == self.steps

    @property
    def scores(self) -> Floats:
        """Mean score of each prototype among real and among fake rows, ``(2, K)``, NaN if it was never there."""
        if not self._seen:
            return np.full((2, self._prototypes), np.nan)
        count, score, *_ = np.sum(self._seen, axis=0)
        with np.errstate(invalid="ignore"):
            return np.asarray(score / count)

    def batch_worth(self, game: OwnGame) -> float:
        """What D's loss gains from knowing whether a point lies in a real or in a fake batch; 0 for a D of one sample.

        The difference between its loss with the mean scores of either batch and with these exchanged.
        """
        real, fake = self.scores
        gained = game.laws.p @ (game.at(game.real, fake) - game.at(game.real, real))
        return float(gained + game.laws.q @ (game.at(game.fake, real) - game.at(game.fake, fake)))

    def gap(self, game: OwnGame | None) -> Gap | None:
        """The mean gap; None if the game has no best D, or a prototype was never judged on one of its sides."""
        if game is None or not game.interior or not self._seen:
            return None
        count, _, cost, square, freedom = np.sum(self._seen, axis=0)
        if not (count > 0).all():
            return None
        weights = np.stack([game.laws.p, game.laws.q])
        variance = np.where(freedom > 0, square / np.maximum(freedom, 1.0), 0.0) / count
        mean = cost / count
        error = float(np.sqrt((weights**2 * variance).sum()))
        return Gap(game.gap(mean[0], mean[1]), error * np.sqrt(1.0 / DOUBT - 1.0))

    def _sums(self, rows: NDArray[np.int64], scores: Floats, game: OwnGame | None, real: bool) -> Floats:
        """Rows, scores, costs, squares of costs about their mean and degrees of freedom of a step: ``(5, K)``."""
        cost = np.zeros_like(scores) if game is None else game.at(game.real if real else game.fake, scores)

        def total(values: Floats) -> Floats:
            return np.asarray(np.bincount(rows, values, self._prototypes), dtype=np.float64)

        count, costs = total(np.ones_like(scores)), total(cost)
        squares = total((cost - (costs / np.maximum(count, 1.0))[rows]) ** 2)
        return np.stack([count, total(scores), costs, squares, np.maximum(count - 1.0, 0.0)])
