r"""The Dirac-GAN: data at the point 0, a generator at the point θ, a discriminator of the logit ψx.

The simultaneous gradient field of :math:`L(\theta, \psi) = f(\psi\theta) + f(0)`, with the penalty
R1 = (γ/2) E_p‖∇D‖² = (γ/2)ψ² on the discriminator, is

.. math:: \dot\theta = -\psi f'(\theta\psi), \qquad \dot\psi = \theta f'(\theta\psi) - \gamma\psi

and the non-saturating generator has f′(−θψ) in the first of them. At the equilibrium (0, 0) both have the Jacobian

.. math:: \begin{pmatrix} 0 & -f'(0) \\ f'(0) & -\gamma \end{pmatrix}, \qquad
          \lambda = -\frac{\gamma}{2} \pm \sqrt{\frac{\gamma^2}{4} - f'(0)^2}

Without the penalty λ = ±i f′(0): the flow circles, for the minimax loss at every distance, θ² + ψ² being conserved.
A simultaneous step then has |λ|² = 1 + η²f′(0)² > 1 at every rate; an alternating one, G first, has determinant 1 and
circles as long as ηf′(0) < 2. With the penalty the flow converges locally.

References:
    [mescheder2018] §2 (Lemmas 2.2 to 2.4), §4.1 and Appendix D.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gancheck.errors import InvalidInput
from gancheck.theory.discriminators import probability

__all__ = [
    "SHAPES",
    "DiracLinearisation",
    "DiracShape",
    "dirac_field",
    "dirac_linearisation",
    "dirac_round",
    "dirac_shape",
]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class DiracShape:
    """The function f of a Dirac-GAN, by its derivative.

    Attributes:
        slope: f′, elementwise.
        curvature: A bound on |f″| everywhere.
        saturating: Whether the generator descends f(θψ); else it climbs f(−θψ), as the non-saturating one does.
    """

    slope: Callable[[Floats], Floats]
    curvature: float
    saturating: bool

    def by_generator(self, t: Floats) -> Floats:
        """f′ as the generator sees it: at θψ, or at −θψ."""
        return self.slope(t if self.saturating else -t)


def _logistic(t: Floats) -> Floats:
    """f(t) = −log(1 + e^−t) has f′ = σ(−t), and |f″| = σ(t)σ(−t) ≤ ¼."""
    return np.asarray(probability(-t))


SHAPES = {
    "minimax": DiracShape(_logistic, 0.25, True),
    "non-saturating": DiracShape(_logistic, 0.25, False),
    "wasserstein": DiracShape(np.ones_like, 0.0, True),
}
"""f(t) = −log(1 + e^−t) for the GAN's two losses, f′(0) = ½; f(t) = t for the Wasserstein GAN's, f′ = 1."""


def dirac_shape(name: str) -> DiracShape:
    """The shape of a name.

    Raises:
        InvalidInput: No shape has this name.
    """
    if name not in SHAPES:
        raise InvalidInput(f"`family` is {name!r}; give one of {', '.join(SHAPES)}.")
    return SHAPES[name]


def dirac_field(shape: DiracShape, theta: Floats, psi: Floats, penalty: Floats) -> tuple[Floats, Floats]:
    """(θ̇, ψ̇) at a point: arrays of one shape."""
    t = theta * psi
    return -psi * shape.by_generator(t), theta * shape.slope(t) - penalty * psi


def dirac_round(
    shape: DiracShape, theta: Floats, psi: Floats, penalty: Floats, rate: Floats, *, alternating: bool
) -> tuple[Floats, Floats]:
    """(θ, ψ) after an Euler step of the field; alternating: θ moves first, and ψ sees where it went."""
    moved = theta + rate * dirac_field(shape, theta, psi, penalty)[0]
    seen = moved if alternating else theta
    return moved, psi + rate * dirac_field(shape, seen, psi, penalty)[1]


@dataclass(frozen=True)
class DiracLinearisation:
    """The game at its equilibrium, to first order in (θ, ψ).

    Attributes:
        eigenvalues: Of the flow, the one with the larger imaginary, then real part first, ``(B, 2)``, complex.
        simultaneous: The simultaneous step as a matrix, ``(B, 2, 2)``.
        alternating: The alternating step as a matrix, ``(B, 2, 2)``.
    """

    eigenvalues: NDArray[np.complex128]
    simultaneous: Floats
    alternating: Floats


def dirac_linearisation(slope: Floats, penalty: Floats, rate: Floats) -> DiracLinearisation:
    r"""Eigenvalues of the flow and matrices of both kinds of step, with c = f′(0).

    .. math:: \begin{pmatrix} 1 & -\eta c \\ \eta c & 1 - \eta\gamma \end{pmatrix}, \qquad
              \begin{pmatrix} 1 & -\eta c \\ \eta c & 1 - \eta\gamma - \eta^2 c^2 \end{pmatrix}

    Args:
        slope: f′(0), ``(B,)``.
        penalty: γ ≥ 0, ``(B,)``.
        rate: η > 0 of both players, ``(B,)``.

    Example:
        >>> import numpy as np
        >>> one = np.ones(1)
        >>> dirac_linearisation(0.5 * one, 0.0 * one, one).eigenvalues.imag.tolist()
        [[0.5, -0.5]]
        >>> dirac_linearisation(0.5 * one, 1.0 * one, one).eigenvalues.real.tolist()
        [[-0.5, -0.5]]

    References:
        [mescheder2018] Lemmas 2.3 and 2.4, §4.1.
    """
    # (γ/2 − c)(γ/2 + c): the difference of the squares without their rounding.
    root = np.sqrt(((0.5 * penalty - slope) * (0.5 * penalty + slope)).astype(complex))
    turn, one = rate * slope, np.ones_like(rate)
    top = np.stack([one, -turn], axis=-1)
    last = one - rate * penalty
    return DiracLinearisation(
        np.stack([-0.5 * penalty + root, -0.5 * penalty - root], axis=-1),
        np.stack([top, np.stack([turn, last], axis=-1)], axis=-2),
        np.stack([top, np.stack([turn, last - turn * turn], axis=-1)], axis=-2),
    )
