"""Both sides of the claims on Algorithm 1 near its equilibrium: the closed form, and the map or the run itself."""

from collections.abc import Callable
from typing import Any

import numpy as np

from gancheck.claims.claim import Sides
from gancheck.claims.games import EquilibriumGame
from gancheck.claims.records import LocalRun
from gancheck.numerics.arrays import Array
from gancheck.numerics.differences import derivative
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, exactly
from gancheck.theory.equilibrium_blocks import EquilibriumBlocks
from gancheck.theory.full_batch_round import LOSSES, affine_round, categorical_round
from gancheck.theory.local_stability import moving_directions

__all__ = ["equilibrium", "local_run", "measured_jacobian"]


def equilibrium(problem: EquilibriumGame, formula: Callable[..., Any]) -> Sides:
    """The Jacobian for either loss, the eigenvalue −1 at the stated limit of β, and on which side of 1 |λ| is."""
    blocks = problem.blocks
    stated = formula(blocks, problem.d_rate, problem.g_rate, problem.k)
    batch = len(problem.d_rate)
    jacobian = stated.jacobian.reshape(batch, -1)
    # Sums of at most P + Q terms, k times over, each with a few roundings.
    rounding = 8.0 * (jacobian.shape[1] + 1) * np.max(problem.k) * UNIT_ROUNDOFF
    left = [
        Estimate(jacobian, rounding * (1.0 + np.abs(jacobian).max(axis=1, keepdims=True)) + 0.0 * jacobian)
    ]
    right = []
    for loss in LOSSES:
        measured = measured_jacobian(problem, problem.g_rate, loss)
        right.append(Estimate(measured.value.reshape(batch, -1), measured.error.reshape(batch, -1)))
    stable = (problem.d_rate < stated.d_limit) & (problem.g_rate < stated.g_limit)
    left += [left[0], exactly(np.zeros((batch, 1))), exactly(stable.astype(float)[:, None])]
    right += [_distance_from_minus_one(problem, stated.g_limit), _is_stable(blocks, measured)]
    return _joined(left), _joined(right)


def _joined(parts: list[Estimate]) -> Estimate:
    return Estimate(
        *(np.concatenate([getattr(part, name) for part in parts], axis=1) for name in ("value", "error"))
    )


def measured_jacobian(problem: EquilibriumGame, g_rate: Array, loss: str) -> Estimate:
    """The round's Jacobian at the equilibrium by central differences, ``(B, m, m)``; β as given.

    A step is divided by what a round may enlarge it by: differences are taken where the round is nearly linear.
    """
    size = sum(problem.blocks.coupling.shape[1:])
    step, rounding, growth = _round(problem, g_rate, loss)
    unit = 2.0**-4 / growth[:, None]

    def along(direction: Array) -> Estimate:
        return derivative(lambda h: Estimate(step(h * unit * direction) / unit, rounding[:, None] / unit))

    parts = [along(direction) for direction in np.eye(size)]
    return Estimate(
        *(np.stack([getattr(part, name) for part in parts], axis=-1) for name in ("value", "error"))
    )


def _round(
    problem: EquilibriumGame, g_rate: Array, loss: str
) -> tuple[Callable[[Array], Array], Array, Array]:
    """The round as a map of deviations from the equilibrium, a bound on its rounding, and how much D's steps enlarge.

    D's k steps of at most N + 16 roundings, of size α, each enlarge what is there by |1 − ½αF| at most; G's step
    passes them on times β.
    """
    a, k = problem.d_rate, problem.k
    batch = len(a)
    if problem.family == "categorical":
        p = np.asarray(problem.p.probs)
        n, top, origin = p.shape[1], p.max(axis=1), np.log(p)

        def categorical(s: Array) -> Array:
            t, theta = categorical_round(s[:, :n], origin + s[:, n:], p, a, g_rate, k, loss)
            return np.concatenate([t, theta - origin], axis=1)

        moved, terms, step = np.abs(origin).max(axis=1), n, categorical
    else:
        top, moved, terms = np.full(batch, 4.0), np.ones(batch), 64
        at = np.array([0.0, 1.0])

        def affine(s: Array) -> Array:
            phi, psi = affine_round(s[:, :3], at + s[:, 3:], a, g_rate, k, loss)
            return np.concatenate([phi, psi - at], axis=1)

        step = affine
    growth = np.maximum(1.0, np.abs(1.0 - 0.5 * a * top)) ** k
    rounding = (terms + 16) * k * UNIT_ROUNDOFF * growth * (1.0 + moved + 4.0 * a) * (1.0 + g_rate)
    return step, rounding, growth


def _distance_from_minus_one(problem: EquilibriumGame, limit: Array) -> Estimate:
    """The least singular value of J + I at the stated β: by Weyl it is as uncertain as J is.

    No β is the limit where α is too large for any; nothing is compared there.
    """
    exists = (limit > 0.0) & np.isfinite(limit)
    g_rate = np.where(exists, limit, problem.g_rate)
    measured = measured_jacobian(problem, g_rate, "minimax")
    identity = np.eye(measured.value.shape[-1])
    distance = np.linalg.svd(measured.value + identity, compute_uv=False)[:, -1]
    size = np.linalg.norm(measured.value, axis=(1, 2))
    p = problem.blocks.curvature.shape[1]
    power = measured.value[:, :p, :p]
    # The limit is computed with (I + C)⁻¹: its relative rounding is that of a linear system with this matrix.
    relative = 64.0 * (p + problem.k) * UNIT_ROUNDOFF * np.linalg.cond(identity[:p, :p] + power)
    error = np.linalg.norm(measured.error, axis=(1, 2)) + relative * size
    return Estimate(np.where(exists, distance, 0.0)[:, None], error[:, None])


def _is_stable(blocks: EquilibriumBlocks, measured: Estimate) -> Estimate:
    """1 where every |λ| < 1, up to directions that move no law; not decided within the error of the eigenvalues.

    By Bauer and Fike, eigenvalues move by at most κ(V)‖E‖, V the eigenvectors' matrix.
    """
    p = blocks.curvature.shape[1]
    stable, open_ = [], []
    for coupling, value, error in zip(blocks.coupling, measured.value, measured.error, strict=True):
        basis = moving_directions(coupling)
        frame = np.block([[np.eye(p), np.zeros((p, basis.shape[1]))], [np.zeros((len(basis), p)), basis]])
        eigenvalues, vectors = np.linalg.eig(frame.T @ value @ frame)
        radius = np.abs(eigenvalues).max()
        slack = np.linalg.cond(vectors) * (np.linalg.norm(error) + 64.0 * len(value) * UNIT_ROUNDOFF * radius)
        stable.append(float(radius < 1.0))
        open_.append(float(abs(radius - 1.0) <= slack))
    return Estimate(np.array(stable)[:, None], np.array(open_)[:, None])


def local_run(record: LocalRun, formula: Callable[..., Any]) -> Sides:
    """Jᵀs₀ against where the run is after T rounds; and whether the distance falls exactly below the limits."""
    blocks = EquilibriumBlocks(record.curvature, record.coupling)
    stated = formula(blocks, record.d_rate, record.g_rate, record.k)
    stable = (record.d_rate < stated.d_limit) & (record.g_rate < stated.g_limit)
    predicted = _iterated(stated.jacobian, record)
    before, after = (np.linalg.norm(x, axis=1) for x in (record.start, record.end))
    falls = (after < before).astype(float)
    return (
        _joined([predicted, exactly(stable.astype(float)[:, None])]),
        _joined([Estimate(record.end, record.error), exactly(falls[:, None])]),
    )


def _iterated(jacobian: Array, record: LocalRun) -> Estimate:
    """Each of T products rounds by (m + k)u of |J||s|, which later rounds enlarge by no more than max ‖Jʲ‖."""
    s, power = record.start, np.broadcast_to(np.eye(jacobian.shape[1]), jacobian.shape)
    longest = largest = np.ones(len(s))
    for done in range(int(np.max(record.rounds))):
        more = done < record.rounds
        s = np.where(more[:, None], (jacobian @ s[:, :, None])[:, :, 0], s)
        power = np.where(more[:, None, None], jacobian @ power, power)
        longest = np.maximum(longest, np.linalg.norm(s, axis=1))
        largest = np.maximum(largest, np.linalg.norm(power, axis=(1, 2)))
    size = np.linalg.norm(jacobian, axis=(1, 2)) * longest * largest
    each = 8.0 * (jacobian.shape[1] + record.k) * UNIT_ROUNDOFF
    return Estimate(s, np.broadcast_to((record.rounds * each * size)[:, None], s.shape))
