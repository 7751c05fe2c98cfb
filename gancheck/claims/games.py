"""The batches of games whose dynamics claims speak of: two of two numbers, and Algorithm 1 at its equilibrium."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from gancheck.distributions.codec import register
from gancheck.numerics.arrays import Array
from gancheck.theory.equilibrium_blocks import EquilibriumBlocks, affine_blocks, categorical_blocks

__all__ = ["BilinearGame", "DiracGame", "EquilibriumGame"]


@register
@dataclass(frozen=True)
class BilinearGame:
    """V(x, y) = xy from a start (x, y) ≠ 0.

    Attributes:
        x: ``(B,)``.
        y: ``(B,)``.
        x_rate: a > 0, the rate at which x descends, ``(B,)``.
        y_rate: b > 0, the rate at which y climbs, ``(B,)``.
    """

    x: Array
    y: Array
    x_rate: Array
    y_rate: Array
    family: str = "bilinear"


@register
@dataclass(frozen=True)
class DiracGame:
    """A Dirac-GAN at a point (θ, ψ) ≠ 0.

    Attributes:
        theta: Where the generator puts its mass, ``(B,)``.
        psi: The slope of D's logit, ``(B,)``.
        penalty: γ ≥ 0 of R1, ``(B,)``.
        rate: η > 0 of both players, ``(B,)``.
        family: The shape of f: minimax, non-saturating or wasserstein.
    """

    theta: Array
    psi: Array
    penalty: Array
    rate: Array
    family: str


@register
@dataclass(frozen=True)
class EquilibriumGame:
    """Algorithm 1 on full batches at D ≡ ½, q = p.

    Attributes:
        p: The data law: discrete, all masses positive, or Gaussian, ``(B,)`` laws.
        d_rate: α > 0, ``(B,)``.
        g_rate: β > 0, ``(B,)``.
        k: Discriminator steps a round, ``(B,)`` of whole numbers from 1.
    """

    p: Any
    d_rate: Array
    g_rate: Array
    k: Array

    @property
    def family(self) -> str:
        """The kind of generator."""
        return "categorical" if self.p.family == "discrete" else "affine"

    @property
    def blocks(self) -> EquilibriumBlocks:
        """F and K of its players: of a softmax over the atoms, or of x = μ + sz on standardised points."""
        if self.p.family == "discrete":
            return categorical_blocks(np.asarray(self.p.probs))
        return affine_blocks(len(self.d_rate))
