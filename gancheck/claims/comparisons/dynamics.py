"""Both sides of the claims on the dynamics of training.

One side is always a map that is iterated or differentiated by finite differences; the other is the closed form.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from gancheck.claims.claim import Sides
from gancheck.claims.games import BilinearGame, DiracGame
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, columns, exactly, rounded
from gancheck.theory.dirac_gan import DiracShape, dirac_field, dirac_round, dirac_shape

__all__ = ["DOUBLINGS", "bilinear", "dirac"]

STEPS = 16
"""Steps of a simulated game."""

DOUBLINGS = 12
"""An alternating orbit is called bounded if 2^12 steps grow by less than 2^12. At ab = 4 they grow by more (linearly),
below ab = 3.99 by less than 41, above 4.01 by more than 1e170; other games are not decided."""
UNDECIDED = 0.01


def bilinear(problem: BilinearGame, formula: Callable[..., Any]) -> Sides:
    """The growth of the flow, of simultaneous and of alternating steps, and whether the last are bounded."""
    a, b = problem.x_rate, problem.y_rate
    stated = formula(a, b)
    s = a * b
    lhs = columns(
        rounded(stated.flow, 1),
        rounded(stated.simultaneous, 4),
        _alternating_error(stated.alternating, s),
        exactly(np.asarray(stated.bounded, dtype=float)),
    )
    return lhs, columns(
        _energy_rate(problem), _simultaneous_growth(problem), _alternating_radius(a, b), _bounded(a, b)
    )


def _alternating_error(radius: Array, s: Array) -> Estimate:
    """½(s − 2) + ½√(s(s − 4)): s carries a rounding, which moves s(s − 4) by a few u·s²; and the root of that moves."""
    under = np.maximum(s, 4.0) * (np.maximum(s, 4.0) - 4.0)
    error = 8.0 * UNIT_ROUNDOFF * np.maximum(s, 4.0) ** 2
    moved = np.minimum(np.sqrt(error), error / np.maximum(np.sqrt(under), 1e-300))
    return Estimate(radius, rounded(radius, 8, np.maximum(s, 4.0)).error + moved)


def _energy_rate(problem: BilinearGame) -> Estimate:
    """½ d/dt log(bx² + ay²) along (−a ∂V/∂x, b ∂V/∂y); differences give the slopes of V = xy exactly."""
    x, y, a, b = problem.x, problem.y, problem.x_rate, problem.y_rate

    def value(u: Array, v: Array) -> Array:
        return u * v

    by_x = (value(x + 1.0, y) - value(x - 1.0, y)) / 2.0
    by_y = (value(x, y + 1.0) - value(x, y - 1.0)) / 2.0
    energy = b * x**2 + a * y**2
    rate = (b * x * (-a * by_x) + a * y * (b * by_y)) / energy
    return rounded(rate, 16, 2.0 * a * b * np.abs(x * y) * (1.0 + np.abs(x) + np.abs(y)) / energy)


def _simultaneous_growth(problem: BilinearGame) -> Estimate:
    """The mean factor of √(bx² + ay²) over the steps of a simulation.

    A rounded step moves the state, weighted by (√b, √a), by at most 3u(1 + √s) of its length; the relative errors of
    all steps add up, and the mean divides them again.
    """
    x, y, a, b = problem.x, problem.y, problem.x_rate, problem.y_rate
    before = np.sqrt(b * x**2 + a * y**2)
    for _ in range(STEPS):
        x, y = x - a * y, y + b * x
    growth = (np.sqrt(b * x**2 + a * y**2) / before) ** (1.0 / STEPS)
    return rounded(growth, 8 + 3.0, growth * (1.0 + np.sqrt(a * b)))


def _alternating_radius(a: Array, b: Array) -> Estimate:
    """The largest |λ| of the matrix whose columns are the steps from (1, 0) and (0, 1), balanced by √(b/a).

    Eigenvalues of matrices that differ by E differ by at most √((‖A‖ + ‖A + E‖)‖E‖) in two dimensions (Elsner).
    """
    scale = np.sqrt(b / a)
    x, y = np.zeros((2, 2, len(a)))
    x[0], y[1] = 1.0, scale
    x = x - a * y
    y = (y + b * x) / scale
    matrix = np.moveaxis(np.stack([x, y]), -1, 0)
    radius = np.abs(np.linalg.eigvals(matrix)).max(axis=-1)
    size = np.linalg.norm(matrix, axis=(-2, -1))
    # LAPACK's eigenvalues are those of a matrix within a few n·u of this one, whose entries carry four roundings.
    return Estimate(
        radius, np.sqrt(2.0 * size * 24.0 * UNIT_ROUNDOFF * (size + a * b)) + 24.0 * UNIT_ROUNDOFF * size
    )


def _bounded(a: Array, b: Array) -> Estimate:
    """Whether 2^12 alternating steps, by repeated squaring, grow by less than 2^12."""
    root = np.sqrt(a * b)
    one = np.ones_like(a)
    matrix = np.stack([np.stack([one, -root], -1), np.stack([root, one - a * b], -1)], -2)
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(DOUBLINGS):
            matrix = matrix @ matrix
        size = np.abs(matrix).max(axis=(-2, -1))
    near = (np.abs(a * b - 4.0) < UNDECIDED) & (a * b != 4.0)
    return Estimate((size < 2.0**DOUBLINGS).astype(float), near.astype(float))


SMALL = 2.0**-20
"""How near the equilibrium the linearised game is simulated, in units of the problem's own start."""


def dirac(problem: DiracGame, formula: Callable[..., Any]) -> Sides:
    """Eigenvalues of the flow, both kinds of discrete spiral near the equilibrium, and the growth of the energy."""
    shape = dirac_shape(problem.family)
    slope = shape.slope(np.zeros_like(problem.theta))
    stated = formula(slope, problem.penalty, problem.rate)
    start = np.stack([problem.theta, problem.psi], axis=-1)
    pairs = [_eigenvalues(stated.eigenvalues, problem, shape)]
    for matrix, alternating in ((stated.simultaneous, False), (stated.alternating, True)):
        pairs.append((_iterated(matrix, start), _simulated(problem, shape, alternating)))
    lhs, rhs = zip(*pairs, strict=True)
    return _joined(lhs), _joined(rhs)


def _joined(parts: Any) -> Estimate:
    return Estimate(
        *(np.concatenate([getattr(part, name) for part in parts], axis=-1) for name in ("value", "error"))
    )


def _eigenvalues(stated: Array, problem: DiracGame, shape: DiracShape) -> Sides:
    """Against those of the field's Jacobian by central differences, which are exact on the axes, where θψ = 0."""
    zero, h, gamma = np.zeros_like(problem.theta), np.full_like(problem.theta, SMALL), problem.penalty
    by_theta = _difference(dirac_field(shape, h, zero, gamma), dirac_field(shape, -h, zero, gamma))
    by_psi = _difference(dirac_field(shape, zero, h, gamma), dirac_field(shape, zero, -h, gamma))
    jacobian = np.stack([by_theta, by_psi], axis=-1)
    measured = np.linalg.eigvals(jacobian).astype(complex)
    size = np.linalg.norm(jacobian, axis=(-2, -1))
    # Elsner's bound in two dimensions; both sides round a few times.
    error = np.sqrt(2.0 * size * 24.0 * UNIT_ROUNDOFF * size) + 24.0 * UNIT_ROUNDOFF * size
    none, bound = (np.repeat(each[:, None], 4, axis=1) for each in (0.0 * error, 2.0 * error))
    return Estimate(_symmetric(stated), none), Estimate(_symmetric(measured), bound)


def _symmetric(pair: Array) -> Array:
    """Real parts in order, and imaginary parts in order: eigenvalues of a real matrix as a set."""
    return np.concatenate([np.sort(pair.real, axis=-1), np.sort(pair.imag, axis=-1)], axis=-1)


def _difference(up: tuple[Array, Array], down: tuple[Array, Array]) -> Array:
    return np.stack([(u - d) / (2.0 * SMALL) for u, d in zip(up, down, strict=True)], axis=-1)


def _iterated(matrix: Array, start: Array) -> Estimate:
    """Mᵀz₀ after `STEPS` steps; each product rounds by 4u of |M||z|."""
    z, error = start, np.zeros_like(start)
    size = np.abs(matrix)
    for _ in range(STEPS):
        error = (size @ (error + 4.0 * UNIT_ROUNDOFF * np.abs(z))[..., None])[..., 0]
        z = (matrix @ z[..., None])[..., 0]
    return Estimate(z, error * (1.0 + 64.0 * UNIT_ROUNDOFF))


def _simulated(problem: DiracGame, shape: DiracShape, alternating: bool) -> Estimate:
    """The true game from ε times the start, divided by ε; its error is what a linear game leaves out, and rounding.

    With L ≥ |f″|, a player's step differs from the linear one by at most ηL|θψ|·|opponent|, θψ where it is evaluated.
    A deviation e of θ grows as |e_θ| + ηc|e_ψ|, one of ψ as |1 − ηγ||e_ψ| + ηc|e_θ| with c = f′(0), e_θ the new one
    when steps alternate.
    """
    eta, gamma = problem.rate, problem.penalty
    c = np.abs(shape.slope(np.zeros_like(eta)))
    theta, psi = SMALL * problem.theta, SMALL * problem.psi
    by_theta, by_psi = np.zeros_like(theta), np.zeros_like(psi)
    for _ in range(STEPS):
        moved, turned = dirac_round(shape, theta, psi, gamma, eta, alternating=alternating)
        seen = moved if alternating else theta
        at_theta = eta * shape.curvature * np.abs(theta * psi) * np.abs(psi)
        at_psi = eta * shape.curvature * np.abs(seen * psi) * np.abs(seen)
        rounding = (
            8.0 * UNIT_ROUNDOFF * (1.0 + eta * (c + gamma)) * (np.abs(theta) + np.abs(psi) + np.abs(seen))
        )
        new = by_theta + eta * c * by_psi + at_theta + rounding
        by_psi = (
            np.abs(1.0 - eta * gamma) * by_psi
            + eta * c * (new if alternating else by_theta)
            + at_psi
            + rounding
        )
        by_theta, theta, psi = new, moved, turned
    return Estimate(np.stack([theta, psi], -1) / SMALL, np.stack([by_theta, by_psi], -1) / SMALL)
