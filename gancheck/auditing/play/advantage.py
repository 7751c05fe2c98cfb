r"""What D wins in its own game over the best D that ignores its input: 0 at the equilibrium.

.. math:: A = \min_t \big(\Phi(t) + \Psi(t)\big) - E_p \Phi(D(x)) - E_{p_g} \Psi(D(x))

is at most the f-divergence that the game estimates, whatever D is; for the logistic losses A = V(D, G) + log 4 ≤
2·JSD(p, p_g), so that ½A is a lower bound of it. It is most, log 4 there, for a D that tells all data from all fakes.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from gancheck.auditing.play.gap_window import DOUBT, Gap
from gancheck.auditing.play.own_game import OwnGame

__all__ = ["AdvantageWindow"]

Floats = NDArray[np.float64]


class AdvantageWindow:
    """The advantage over the last steps, from D's outputs before each was used for an update.

    Attributes:
        steps: How many of the last steps count.
    """

    def __init__(self, game: OwnGame, steps: int) -> None:
        self.game, self.steps = game, steps
        self._seen: deque[tuple[float, float]] = deque(maxlen=steps)

    def add(self, real: Floats, fake: Floats) -> None:
        """Add D's outputs on the data and on the fakes of one step."""
        costs = self.game.at(self.game.real, real), self.game.at(self.game.fake, fake)
        error = sum(float(c.var(ddof=1)) / len(c) if len(c) > 1 else np.inf for c in costs)
        self._seen.append((self.game.blind_cost - sum(float(c.mean()) for c in costs), error))

    @property
    def gap(self) -> Gap | None:
        """The mean advantage; None if there was no step."""
        if not self._seen:
            return None
        values, errors = np.asarray(self._seen).T
        error = np.sqrt(errors.sum()) / len(values)
        return Gap(float(values.mean()), float(error * np.sqrt(1.0 / DOUBT - 1.0)))
