"""Wrong versions of the formulas on the dynamics of training."""

from dataclasses import replace

import numpy as np

from gancheck.claims.games import BilinearGame, DiracGame, EquilibriumGame
from gancheck.claims.records import LocalRun
from gancheck.distributions import Discrete, Gaussian
from gancheck.numerics.arrays import Array
from gancheck.theory.bilinear_game import BilinearGrowth, bilinear_growth
from gancheck.theory.dirac_gan import DiracLinearisation, dirac_linearisation
from gancheck.theory.equilibrium_blocks import EquilibriumBlocks, categorical_blocks
from gancheck.theory.full_batch_round import categorical_round
from gancheck.theory.local_stability import LocalDynamics, critical_direction, local_dynamics


def growth_squared(x_rate: Array, y_rate: Array) -> BilinearGrowth:
    """1 + η²: what the squared radius grows by."""
    right = bilinear_growth(x_rate, y_rate)
    return replace(right, simultaneous=right.simultaneous**2)


def growth_of_the_flow(x_rate: Array, y_rate: Array) -> BilinearGrowth:
    """No growth: the Euler step taken for the flow."""
    right = bilinear_growth(x_rate, y_rate)
    return replace(right, simultaneous=np.ones_like(right.simultaneous))


def alternating_as_simultaneous(x_rate: Array, y_rate: Array) -> BilinearGrowth:
    """Alternating steps said to grow like simultaneous ones, at every rate."""
    right = bilinear_growth(x_rate, y_rate)
    return replace(right, alternating=right.simultaneous, bounded=np.zeros_like(right.bounded))


def bounded_at_the_boundary(x_rate: Array, y_rate: Array) -> BilinearGrowth:
    """Bounded for η ≤ 2: |λ| = 1 there, but the matrix is a Jordan block."""
    return replace(bilinear_growth(x_rate, y_rate), bounded=x_rate * y_rate <= 4.0)


def bounded_below_two(x_rate: Array, y_rate: Array) -> BilinearGrowth:
    """The limit 2 of one rate put on the product of both."""
    return replace(bilinear_growth(x_rate, y_rate), bounded=x_rate * y_rate < 2.0)


def flow_spirals_out(x_rate: Array, y_rate: Array) -> BilinearGrowth:
    """The growth of the Euler step passed off as that of the flow."""
    right = bilinear_growth(x_rate, y_rate)
    return replace(right, flow=np.log(right.simultaneous))


def real_eigenvalues(slope: Array, penalty: Array, rate: Array) -> DiracLinearisation:
    """√(γ²/4 + f′(0)²): real eigenvalues, one of them positive."""
    right = dirac_linearisation(slope, penalty, rate)
    root = np.sqrt(0.25 * penalty**2 + slope**2)
    return replace(right, eigenvalues=_about(-0.5 * penalty, root))


def slope_not_squared(slope: Array, penalty: Array, rate: Array) -> DiracLinearisation:
    """√(γ²/4 − f′(0))."""
    right = dirac_linearisation(slope, penalty, rate)
    return replace(
        right, eigenvalues=_about(-0.5 * penalty, np.sqrt((0.25 * penalty**2 - slope).astype(complex)))
    )


def penalty_repels(slope: Array, penalty: Array, rate: Array) -> DiracLinearisation:
    """+γ/2: the penalty's sign lost, in the flow and in the steps."""
    return dirac_linearisation(slope, -penalty, rate)


def penalty_doubled(slope: Array, penalty: Array, rate: Array) -> DiracLinearisation:
    """The half of (γ/2) E‖∇D‖² forgotten."""
    return dirac_linearisation(slope, 2.0 * penalty, rate)


def one_matrix_for_both(slope: Array, penalty: Array, rate: Array) -> DiracLinearisation:
    """Alternating steps linearised as simultaneous ones."""
    right = dirac_linearisation(slope, penalty, rate)
    return replace(right, alternating=right.simultaneous)


def _about(centre: Array, root: Array) -> Array:
    return np.stack([centre + root, centre - root], axis=-1).astype(complex)


def one_inner_step(blocks: EquilibriumBlocks, d_rate: Array, g_rate: Array, k: Array) -> LocalDynamics:
    """K ignored."""
    return local_dynamics(blocks, d_rate, g_rate, np.ones_like(k))


def simultaneous_steps(blocks: EquilibriumBlocks, d_rate: Array, g_rate: Array, k: Array) -> LocalDynamics:
    """The generator said to see D as it was before its steps."""
    right = local_dynamics(blocks, d_rate, g_rate, k)
    p, q = blocks.coupling.shape[1:]
    jacobian = right.jacobian.copy()
    jacobian[:, p:, :p] = 0.5 * g_rate[:, None, None] * np.swapaxes(blocks.coupling, 1, 2)
    jacobian[:, p:, p:] = np.eye(q)
    return replace(right, jacobian=jacobian)


def generator_uphill(blocks: EquilibriumBlocks, d_rate: Array, g_rate: Array, k: Array) -> LocalDynamics:
    """The generator climbs V: eigenvalues of the flow turn from imaginary to real."""
    return replace(
        local_dynamics(blocks, d_rate, g_rate, k),
        jacobian=local_dynamics(blocks, d_rate, -g_rate, k).jacobian,
    )


def curvature_of_one_batch(
    blocks: EquilibriumBlocks, d_rate: Array, g_rate: Array, k: Array
) -> LocalDynamics:
    """¼F: the curvature that data alone give to V, without that of the fakes."""
    return local_dynamics(EquilibriumBlocks(0.5 * blocks.curvature, blocks.coupling), d_rate, g_rate, k)


def limit_doubled(blocks: EquilibriumBlocks, d_rate: Array, g_rate: Array, k: Array) -> LocalDynamics:
    """Twice the limit of β."""
    right = local_dynamics(blocks, d_rate, g_rate, k)
    return replace(right, g_limit=2.0 * right.g_limit)


def limit_halved(blocks: EquilibriumBlocks, d_rate: Array, g_rate: Array, k: Array) -> LocalDynamics:
    """Half of the limit of β."""
    right = local_dynamics(blocks, d_rate, g_rate, k)
    return replace(right, g_limit=0.5 * right.g_limit)


def bilinear() -> BilinearGame:
    """Rates whose product is 3: bounded when alternating."""
    return BilinearGame(np.array([1.0]), np.array([-0.5]), np.array([1.5]), np.array([2.0]))


def bilinear_at_two() -> BilinearGame:
    """The boundary η = 2."""
    return BilinearGame(np.array([1.0]), np.array([0.0]), np.array([2.0]), np.array([2.0]))


def dirac() -> DiracGame:
    """A weak penalty: complex eigenvalues."""
    return DiracGame(np.array([1.0]), np.array([0.5]), np.array([0.25]), np.array([0.5]), "minimax")


def categorical() -> EquilibriumGame:
    """Three atoms, three inner steps, rates inside their limits."""
    return EquilibriumGame(Discrete(probs=[[0.5, 0.3, 0.2]]), np.array([2.0]), np.array([3.0]), np.array([3]))


def affine() -> EquilibriumGame:
    """A Gaussian, two inner steps."""
    return EquilibriumGame(Gaussian([1.0], [2.0]), np.array([0.5]), np.array([1.0]), np.array([2]))


EPSILON = 2.0**-12
"""The distance from which the witnesses' runs start."""


def _run(share: float, rounds: int) -> LocalRun:
    """The map iterated from both sides of the equilibrium, at a share of the limit of β, for k = 2.

    The odd part of the end has the error ε² of its third order; half the distance shows four times less of it.
    """
    p, d_rate, k = np.array([[0.5, 0.3, 0.2]]), np.array([2.0]), np.array([2])
    game = categorical_blocks(p)
    g_rate = share * local_dynamics(game, d_rate, d_rate, k).g_limit
    direction = critical_direction(game, d_rate, k)

    def end(epsilon: float) -> Array:
        t, theta = np.zeros_like(p), np.log(p) + epsilon * direction
        for _ in range(rounds):
            t, theta = categorical_round(t, theta, p, d_rate, g_rate, k, "minimax")
        return np.concatenate([t, theta - np.log(p)], axis=1) / epsilon

    wide, narrow = (0.5 * (end(e) + end(-e)) for e in (EPSILON, EPSILON / 2.0))
    return LocalRun(
        game.curvature,
        game.coupling,
        d_rate,
        g_rate,
        k,
        np.array([rounds]),
        np.concatenate([np.zeros_like(p), direction], axis=1),
        narrow,
        np.abs(wide - narrow) + 1e-9,
        np.ones(1, dtype=bool),
        "categorical",
    )


def run_below() -> LocalRun:
    """At 0.8 of the limit."""
    return _run(0.8, 24)


def run_above() -> LocalRun:
    """At 1.25 times the limit."""
    return _run(1.25, 6)
