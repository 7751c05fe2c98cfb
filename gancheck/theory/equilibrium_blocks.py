r"""The two matrices that the game is made of near its equilibrium.

A discriminator whose logit is linear in features, :math:`t(x) = \phi \cdot f(x)`, against a generator of the law
:math:`q_\psi`: at the equilibrium, :math:`\phi = 0` and :math:`q_\psi = p`, the second derivatives of V are

.. math::
    \frac{\partial^2 V}{\partial \phi^2} = -\tfrac12 F, \quad F = E_p[f f^\top]; \qquad
    \frac{\partial^2 V}{\partial \phi\, \partial \psi} = -\tfrac12 K, \quad K = \partial_\psi E_{q_\psi}[f]; \qquad
    \frac{\partial^2 V}{\partial \psi^2} = 0

because D ≡ ½ does not tell one generator from another. Both generator losses, log(1 − D) and −log D, have the slope
−½ at D = ½, so their generators follow the same matrix K.

References:
    [goodfellow2014] Eq. (1), Algorithm 1.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gancheck.errors import InvalidInput

__all__ = ["EquilibriumBlocks", "affine_blocks", "categorical_blocks"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class EquilibriumBlocks:
    """F and K of a batch of games.

    Attributes:
        curvature: F, symmetric and positive semidefinite, ``(B, P, P)``.
        coupling: K, ``(B, P, Q)``. Its null vectors move the generator's parameters and not its law: the constant
            vector of softmax logits, the rotations of Gaussian noise.
    """

    curvature: Floats
    coupling: Floats

    def __len__(self) -> int:
        return len(self.curvature)


def categorical_blocks(probs: Floats) -> EquilibriumBlocks:
    r"""One logit an atom against a softmax over the atoms: F = diag p and K = ∂q/∂θ = diag p − p pᵀ.

    Args:
        probs: Masses p of the data law, ``(B, n)``; an atom of mass 0 has rows of zeros.

    Example:
        >>> import numpy as np
        >>> categorical_blocks(np.array([[0.5, 0.5]])).coupling.tolist()
        [[[0.25, -0.25], [-0.25, 0.25]]]
    """
    diagonal = probs[:, :, None] * np.eye(probs.shape[1])
    return EquilibriumBlocks(diagonal, diagonal - probs[:, :, None] * probs[:, None, :])


def affine_blocks(batch: int, d: int = 1) -> EquilibriumBlocks:
    r"""A quadratic logit against x = b + Az, in coordinates in which the data are N(0, I) and the equilibrium (0, I).

    The features are 1, x_i, x_i x_j (i ≤ j); the generator's parameters b, then A row by row. With the moments of the
    normal law, :math:`E[x_i^2 x_j^2] = 1 + 2\delta_{ij}`, and by Stein's lemma

    .. math:: \frac{\partial E[f]}{\partial b_i} = E[\partial_i f], \qquad
              \frac{\partial E[f]}{\partial A_{ij}} = E[z_j\, \partial_i f] = E[\partial_i \partial_j f]

    Args:
        batch: How many games; all of them are the same.
        d: The dimension of x, at least 1.

    Raises:
        InvalidInput: ``d`` is below 1.

    Example:
        >>> affine_blocks(1).curvature[0].tolist()
        [[1.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 3.0]]
        >>> affine_blocks(1).coupling[0].tolist()
        [[0.0, 0.0], [1.0, 0.0], [0.0, 2.0]]
    """
    if d < 1:
        raise InvalidInput(f"`d` is {d!r}; give a dimension of at least 1.")
    first, second = np.triu_indices(d)
    square = (first == second).astype(float)
    size = 1 + d + len(first)
    curvature, coupling = np.eye(size), np.zeros((size, d + d * d))
    curvature[0, 1 + d :] = curvature[1 + d :, 0] = square
    curvature[1 + d :, 1 + d :] += np.outer(square, square) + np.diag(square)
    coupling[1 : 1 + d, :d] = np.eye(d)
    for row, (k, m) in enumerate(zip(first, second, strict=True), start=1 + d):
        coupling[row, d + k * d + m] += 1.0
        coupling[row, d + m * d + k] += 1.0
    return EquilibriumBlocks(
        np.broadcast_to(curvature, (batch, size, size)).copy(),
        np.broadcast_to(coupling, (batch, *coupling.shape)).copy(),
    )
