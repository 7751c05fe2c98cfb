r"""Algorithm 1 near its equilibrium: the Jacobian of one round, and the largest rates at which the round contracts.

A round on full batches without momentum is k ascent steps of D at rate α, then one descent step of G at rate β against
the D that has just moved. With F and K of `gancheck.theory.equilibrium_blocks`, deviations u of D's parameters and v of
G's obey

.. math::
    u^+ = C u - \tfrac{\alpha}{2} \Sigma K v, \qquad v^+ = v + \tfrac{\beta}{2} K^\top u^+, \qquad
    C = (I - \tfrac{\alpha}{2} F)^k, \quad \Sigma = \sum_{j<k} (I - \tfrac{\alpha}{2} F)^j

for the minimax and for the non-saturating loss alike.

**When the round contracts.** Suppose that F is regular and α λ_max(F) < 4, so that I ± C > 0. An eigenvector (u, v) of
the eigenvalue λ ∉ {0, 1} has (λ − 1) v = ½βλ Kᵀu, hence, with the positive definite matrix
:math:`M = (\tfrac{\alpha}{2} \Sigma)^{-1} = F (I - C)^{-1}`, which commutes with C,

.. math:: Q(\lambda)\, u = 0, \qquad
          Q(\lambda) = (\lambda - 1) M (\lambda - C) + \tfrac{\beta}{2} \lambda K K^\top .

Between u* and u this is a scalar equation, λ² − (1 + c − s)λ + c = 0 with c a mean of the eigenvalues of C and
s = ½β|Kᵀu|²/(u*Mu) ≥ 0, whose roots lie inside the unit circle iff |c| < 1 and 0 < s < 2(1 + c) (Jury). Therefore
all |λ| < 1 if Q(−1) = 2M(I + C) − ½βKKᵀ is positive definite; s = 0 leaves λ = c, or λ = 1 with Kv = 0, which moves no
law. If Q(−1) has a negative direction, Q(λ) loses it for λ → −∞, so that it is singular at some λ < −1. For
α λ_max(F) > 4, Q(−1) (odd k) or Q(+∞) (even k) is indefinite in the same way. So with the null vectors of K set aside,

.. math:: \text{every } |\lambda| < 1 \iff \alpha < \frac{4}{\lambda_{\max}(F)} \ \text{and}\
          \beta < \frac{8}{\alpha\, \lambda_{\max}\big(K^\top (I + C)^{-1} \Sigma K\big)}

up to equality, where an eigenvalue is −1.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gancheck.theory.equilibrium_blocks import EquilibriumBlocks

__all__ = ["LocalDynamics", "critical_direction", "local_dynamics", "moving_directions", "spectral_radius"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

NULL = 1e-9
"""Singular values of K below this share of the largest count as zero: they are exact zeros, up to rounding."""


@dataclass(frozen=True)
class LocalDynamics:
    """A round of Algorithm 1, linearised at the equilibrium.

    Attributes:
        jacobian: Of (D's parameters, G's parameters) after the round by those before it, ``(B, P+Q, P+Q)``.
        d_limit: Below this α the equilibrium can be stable: 4/λ_max(F), ``(B,)``.
        g_limit: Below this β it is, given α < ``d_limit``; 0 where α is too large for any β, ``(B,)``.
    """

    jacobian: Floats
    d_limit: Floats
    g_limit: Floats


def local_dynamics(blocks: EquilibriumBlocks, d_rate: Floats, g_rate: Floats, k: Whole) -> LocalDynamics:
    r"""The Jacobian of one round at the equilibrium, and the limits of both rates.

    .. math:: J = \begin{pmatrix} C & -\tfrac{\alpha}{2} \Sigma K \\
                  \tfrac{\beta}{2} K^\top C & I - \tfrac{\alpha\beta}{4} K^\top \Sigma K \end{pmatrix}

    Args:
        blocks: F and K.
        d_rate: α > 0, ``(B,)``.
        g_rate: β > 0, ``(B,)``.
        k: Discriminator steps a round, ``(B,)`` of whole numbers from 1.

    Example:
        On n equal atoms β < 4n(1 + c)/(1 − c) with c = (1 − α/2n)^k; here n = 2, α = 2, k = 1, hence c = ½.

        >>> import numpy as np
        >>> from gancheck.theory.equilibrium_blocks import categorical_blocks
        >>> one = np.ones(1)
        >>> dynamics = local_dynamics(categorical_blocks(np.array([[0.5, 0.5]])), 2 * one, one, np.array([1]))
        >>> dynamics.d_limit.tolist(), dynamics.g_limit.round(12).tolist()
        ([8.0], [24.0])

    References:
        [mescheder2018] §2 and Appendix: local convergence by the eigenvalues of the update's Jacobian.
    """
    power, geometric = _powers(blocks.curvature, d_rate, k)
    coupling, transposed = blocks.coupling, np.swapaxes(blocks.coupling, 1, 2)
    half_d, half_g = 0.5 * d_rate[:, None, None], 0.5 * g_rate[:, None, None]
    pull = half_d * (geometric @ coupling)
    identity = np.eye(coupling.shape[2])
    jacobian = np.concatenate(
        [
            np.concatenate([power, -pull], axis=2),
            np.concatenate([half_g * (transposed @ power), identity - half_g * (transposed @ pull)], axis=2),
        ],
        axis=1,
    )
    d_limit = np.asarray(4.0 / np.linalg.eigvalsh(blocks.curvature)[:, -1])
    allowed = d_rate < d_limit
    top = np.linalg.eigvalsh(_response(blocks, d_rate, k, allowed))[:, -1]
    g_limit = np.where(allowed, 8.0 / (d_rate * np.where(allowed, top, 1.0)), 0.0)
    return LocalDynamics(jacobian, d_limit, g_limit)


def critical_direction(blocks: EquilibriumBlocks, d_rate: Floats, k: Whole) -> Floats:
    """The direction of G's parameters, of length 1, whose eigenvalue reaches −1 first as β grows: ``(B, Q)``."""
    allowed = d_rate < 4.0 / np.linalg.eigvalsh(blocks.curvature)[:, -1]
    return np.asarray(np.linalg.eigh(_response(blocks, d_rate, k, allowed))[1][:, :, -1])


def moving_directions(coupling: Floats) -> Floats:
    """An orthonormal basis of the parameters of G that move its law, ``(Q, r)``, from K of one game, ``(P, Q)``."""
    _, size, rows = np.linalg.svd(coupling)
    return np.asarray(rows[: int((size > NULL * size[0]).sum())].T)


def spectral_radius(blocks: EquilibriumBlocks, jacobian: Floats) -> Floats:
    """The largest |λ| of the Jacobian once the directions that move no law are set aside: ``(B,)``.

    The null space of K is invariant (its deviations stay for ever, with eigenvalue 1), and so is its complement.
    """
    return np.array(
        [
            np.abs(np.linalg.eigvals(_restricted(matrix, moving_directions(coupling)))).max()
            for coupling, matrix in zip(blocks.coupling, jacobian, strict=True)
        ]
    )


def _restricted(jacobian: Floats, basis: Floats) -> Floats:
    """The Jacobian on (all of D) ⊕ (span of ``basis``)."""
    p = len(jacobian) - len(basis)
    frame = np.zeros((len(jacobian), p + basis.shape[1]))
    frame[:p, :p] = np.eye(p)
    frame[p:, p:] = basis
    return np.asarray(frame.T @ jacobian @ frame)


def _powers(curvature: Floats, d_rate: Floats, k: Whole) -> tuple[Floats, Floats]:
    """C = A^k and Σ = I + A + … + A^(k−1), A = I − ½αF."""
    identity = np.broadcast_to(np.eye(curvature.shape[1]), curvature.shape)
    step = identity - 0.5 * d_rate[:, None, None] * curvature
    power, geometric = identity.copy(), np.zeros_like(curvature)
    for done in range(int(k.max())):
        more = (done < k)[:, None, None]
        geometric = np.where(more, geometric + power, geometric)
        power = np.where(more, power @ step, power)
    return power, geometric


def _response(blocks: EquilibriumBlocks, d_rate: Floats, k: Whole, allowed: NDArray[np.bool_]) -> Floats:
    """Kᵀ(I + C)⁻¹ΣK, symmetric because C and Σ commute; the identity where I + C is not positive."""
    power, geometric = _powers(blocks.curvature, d_rate, k)
    identity = np.eye(power.shape[1])
    shifted = np.where(allowed[:, None, None], identity + power, identity)
    response = np.swapaxes(blocks.coupling, 1, 2) @ np.linalg.solve(shifted, geometric @ blocks.coupling)
    return np.asarray(0.5 * (response + np.swapaxes(response, 1, 2)))
