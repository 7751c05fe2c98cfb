"""Where the game ends, and which way each step of Algorithm 1 goes."""

from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np

from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import Estimate

__all__ = [
    "Equilibrium",
    "StageChanges",
    "StepDirections",
    "equilibrium",
    "inner_loop_order",
    "stage_changes",
    "step_directions",
]


@dataclass(frozen=True)
class Equilibrium:
    """The values at p_g = p_data: the divergence and V in nats, and D everywhere on the support."""

    jsd: float
    value: float
    d: float


def equilibrium() -> Equilibrium:
    """JSD = 0, V(D, G) = −log 4, D ≡ ½.

    References:
        [goodfellow2014] Theorem 1; Figure 1(d).
    """
    return Equilibrium(jsd=0.0, value=-log(4.0), d=0.5)


@dataclass(frozen=True)
class StepDirections:
    """The sign of V's change at a small full-batch step of each player: +1 up, −1 down."""

    discriminator: int
    generator: int


def step_directions() -> StepDirections:
    """The discriminator ascends V, the minimax generator descends it.

    References:
        [goodfellow2014] Algorithm 1.
    """
    return StepDirections(discriminator=+1, generator=-1)


@dataclass(frozen=True)
class StageChanges:
    """What changes from stage to stage of Figure 1 of [goodfellow2014]: signs, +1 up and −1 down, and the end.

    Attributes:
        accuracy: (a) The sign of V(D, G) + log 4, which is 0 for a D ≡ ½ that cannot tell.
        gap: (a) to (b) The sign of the change of V(D*, G) − V(D, G) while D is trained and G stands still.
        value: (b) to (c) The sign of the change of V(D, G) while G follows D's gradient and D stands still.
        divergence: (a) to (d) The sign of the change of JSD(p, p_g).
        end: (d) Where all of it ends.
    """

    accuracy: int
    gap: int
    value: int
    divergence: int
    end: Equilibrium


def stage_changes() -> StageChanges:
    """D better than chance, then nearer to D*; V down as G moves where D says more real; p_g = p and D ≡ ½ at the end.

    References:
        [goodfellow2014] Figure 1.
    """
    return StageChanges(accuracy=+1, gap=-1, value=-1, divergence=-1, end=equilibrium())


def inner_loop_order(gaps: Estimate) -> tuple[Estimate, Estimate]:
    r"""``(after more steps, after fewer steps)``, every pair of k: the first is as likely as not at most the second.

    .. math:: P(V(D_{k'}, G) \ge V(D_k, G)) \ge \tfrac12, \quad k' > k

    Near D* the objective is a parabola, and with normal noise the deviation of a logit is a stationary autoregression
    that started at d: :math:`x_{k'} = c x_k + \sqrt{1 - c^2}\, Z`, :math:`0 < c < 1`, in units of the deviation that
    the noise leaves in the end. There the statement holds wherever d ≥ 1, hence wherever the mean gap falls:

    - given :math:`x_k^2 = w` the chance of :math:`|x_{k'}| \le |x_k|` is
      :math:`g(w) = \Phi(r \sqrt w) + \Phi(\sqrt w / r) - 1`, :math:`r^2 = (1 - c)/(1 + c)`, increasing and concave;
    - at the stationary law :math:`x_{k'} - x_k` and :math:`x_{k'} + x_k` are uncorrelated, so that
      :math:`E\, g(Z^2) = \tfrac12`;
    - :math:`x_k = a d + \sqrt{1 - a^2}\, Z`, and :math:`E\, g(x_k^2)` is increasing and concave in :math:`d^2`,
      because a noncentral χ² is a Poisson mixture of χ² of 1 + 2J degrees, and means of g along sums of independent
      nonnegative steps have second differences ≤ 0. Jensen's inequality with :math:`d^2 = Z'^2` of mean 1 gives
      :math:`E\, g(x_k^2) \ge E\, g(Z^2) = \tfrac12` at d = 1, and more beyond.

    Args:
        gaps: ``V(D*) − V(D_k)`` of one run, for increasing k along the last axis: ``(..., K)``, in nats.

    Returns:
        Both sides, ``(..., K(K−1)/2)``.

    References:
        [goodfellow2014] Algorithm 1 and §4: with k steps D is maintained near its optimum.
    """
    fewer, more = np.triu_indices(gaps.value.shape[-1], 1)
    return _columns(gaps, more), _columns(gaps, fewer)


def _columns(gaps: Estimate, which: Any) -> Estimate:
    value: Array = gaps.value[..., which]
    return Estimate(value, gaps.error[..., which])
