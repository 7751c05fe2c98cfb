"""Where the game ends, and which way each step of Algorithm 1 goes."""

from dataclasses import dataclass
from math import log

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
    """``(after more steps, after fewer steps)``: the first is at most the second.

    Args:
        gaps: ``V(D*) − V(D_k)`` in expectation, for increasing k along the last axis: ``(B, K)``.

    References:
        [goodfellow2014] Algorithm 1 and §4: with k steps D is maintained near its optimum.
    """
    return _columns(gaps, slice(1, None)), _columns(gaps, slice(None, -1))


def _columns(gaps: Estimate, which: slice) -> Estimate:
    value: Array = gaps.value[..., which]
    return Estimate(value, gaps.error[..., which])
