r"""The best D of the target's own game on the prototypes, and how far any D is from it: disc.gap for any losses.

With Φ and Ψ the integrals of the measured slopes and J_k(t) = p_k Φ(t) + q_k Ψ(t),

.. math:: \text{gap}(D) = \sum_k \Big( p_k \overline{\Phi(D(x_k))} + q_k \overline{\Psi(D(x_k))}
          - \min_t J_k(t) \Big) \ge 0

for every D that judges a sample by itself; for the logistic losses this is V(D*) − V(D) in nats.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gancheck.auditing.play.laws import OracleLaws
from gancheck.auditing.play.response import Response

__all__ = ["OwnGame", "own_game"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class OwnGame:
    """Φ and Ψ on a grid of scores, and the laws that it is played on.

    Attributes:
        u: The scores, ``(m,)``.
        real: Φ, up to a constant.
        fake: Ψ, up to a constant.
        laws: p and q.
    """

    u: Floats
    real: Floats
    fake: Floats
    laws: OracleLaws

    def cost(self, t: Floats) -> float:
        """Σ_k J_k(t_k), the loss of the D with these scores on the prototypes."""
        return float(self.laws.p @ self.at(self.real, t) + self.laws.q @ self.at(self.fake, t))

    def at(self, curve: Floats, t: Floats) -> Floats:
        """Φ or Ψ at scores, continued in a straight line beyond the grid."""
        u, beyond = self.u, np.clip(t, self.u[0], self.u[-1])
        ends = np.where(
            t < u[0], (curve[1] - curve[0]) / (u[1] - u[0]), (curve[-1] - curve[-2]) / (u[-1] - u[-2])
        )
        return np.asarray(np.interp(beyond, u, curve) + ends * (t - beyond))

    def best(self, r: Floats) -> Floats:
        """t*(r), the least of rΦ + Ψ on the grid, refined by the parabola through it and its neighbours."""
        costs = np.asarray(r)[:, None] * self.real + self.fake
        lowest = np.clip(costs.argmin(axis=1), 1, len(self.u) - 2)
        index = np.arange(len(costs))
        left, middle, right = (costs[index, lowest + shift] for shift in (-1, 0, 1))
        bend = left - 2.0 * middle + right
        shift = np.where(bend > 0, 0.5 * (left - right) / np.where(bend > 0, bend, 1.0), 0.0)
        return np.asarray(self.u[lowest] + np.clip(shift, -1.0, 1.0) * (self.u[1] - self.u[0]))

    @cached_property
    def optimum(self) -> Floats:
        """t*(r_k) of each prototype."""
        return self.best(self.laws.r)

    @cached_property
    def interior(self) -> bool:
        """Whether the best scores lie inside of the grid: otherwise the game has no best D without a constraint."""
        costs = self.laws.r[:, None] * self.real + self.fake
        lowest = costs.argmin(axis=1)
        return bool(((lowest > 0) & (lowest < len(self.u) - 1)).all())

    @cached_property
    def blind(self) -> Floats:
        """The best D that ignores its input."""
        return np.full(len(self.laws.p), self.best(np.ones(1))[0])

    @cached_property
    def blind_cost(self) -> float:
        """min_t Φ(t) + Ψ(t): the loss of the best D that ignores its input, and of every best D where p_g = p."""
        return self.cost(self.blind)

    @cached_property
    def most(self) -> float:
        """What a D wins over the blind one that tells all data from all fakes: log 4 for the logistic losses."""
        return self.blind_cost - float(self.real.min() + self.fake.min())

    def gap_of(self, t: Floats) -> float:
        """The gap of the D with these scores."""
        return self.cost(t) - self.cost(self.optimum)

    def gap(self, real: Floats, fake: Floats) -> float:
        """The gap of a D whose mean of Φ on real prototypes and mean of Ψ on fake ones are given, each ``(K,)``."""
        return float(self.laws.p @ real + self.laws.q @ fake) - self.cost(self.optimum)


def own_game(response: Response, laws: OracleLaws) -> OwnGame | None:
    """The game of the measured slopes; None if a slope is missing or depends on its companions.

    The factor is fixed by the logistic game: −φ′ and ψ′ add to 1 at the best score of r = 1 there, as they do in any
    game after division by their sum, so that the gap of vanilla losses is in nats.
    """
    if response.real is None or response.fake is None or not response.stable:
        return None
    u = response.u
    real, fake = (
        np.concatenate([[0.0], np.cumsum(0.5 * (slope[1:] + slope[:-1]) * np.diff(u))])
        for slope in (response.real, response.fake)
    )
    game = OwnGame(u, real, fake, laws)
    if not game.interior:
        return game
    middle = game.blind[0]
    size = np.abs(np.interp(middle, u, response.real)) + np.abs(np.interp(middle, u, response.fake))
    if not size > 0:
        return game
    return OwnGame(u, real / size, fake / size, laws)
