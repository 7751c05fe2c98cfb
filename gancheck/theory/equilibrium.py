"""Where the game ends, and which way each step of Algorithm 1 goes."""

from dataclasses import dataclass
from math import log

from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import Estimate

__all__ = ["Equilibrium", "StepDirections", "equilibrium", "inner_loop_order", "step_directions"]


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
