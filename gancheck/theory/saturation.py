"""Which generator loss keeps its gradient when the discriminator wins."""

from typing import Protocol

from gancheck.numerics.arrays import Array

__all__ = ["LossGradients", "saturation"]


class LossGradients(Protocol):
    """Measured sizes of both losses' gradients, ``(B, T)``."""

    @property
    def minimax(self) -> Array:
        """|∇ E_z[log(1 − D(G(z)))]|."""

    @property
    def non_saturating(self) -> Array:
        """|∇ E_z[−log D(G(z))]|."""


def saturation(measured: LossGradients) -> tuple[Array, Array]:
    r"""``(the gradient that dies, the gradient that survives)`` as D → D* on mutually singular laws.

    Through x = G(z) the losses have the gradients

    .. math:: \nabla_\theta \log(1 - D) = -D\, \nabla_\theta t, \qquad
              \nabla_\theta(-\log D) = -(1 - D)\, \nabla_\theta t, \quad t = \operatorname{logit} D(G_\theta(z)),

    and D → 0 on the fakes: the minimax gradient dies, the non-saturating one does not.

    References:
        [goodfellow2014] §3, last paragraph; [arjovsky2017towards] Theorems 2.4 and 2.6.
    """
    return measured.minimax, measured.non_saturating
