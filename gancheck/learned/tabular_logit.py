r"""The discriminator that is free at every atom: one logit an atom.

Guarantees: it represents every discriminator on n atoms with values inside (0, 1), hence D* whenever p and q are
positive; V is concave in it and separates over the atoms. Refuses to know what the atoms are called.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from gancheck.errors import InvalidInput
from gancheck.learned.linearised import Linearised

__all__ = ["TabularLogit"]


@dataclass(frozen=True)
class TabularLogit:
    r"""Logits :math:`t_x` of :math:`D(x) = \sigma(t_x)`, x = 0 … n−1.

    Attributes:
        parameters: the logits, (B, n).
    """

    parameters: Tensor

    @classmethod
    def undecided(cls, batch: int, n: int, device: torch.device, dtype: torch.dtype) -> "TabularLogit":
        """D ≡ ½ on ``n`` atoms."""
        return cls(torch.zeros(batch, n, device=device, dtype=dtype))

    def with_parameters(self, parameters: Tensor) -> "TabularLogit":
        """The same kind of player with other parameters."""
        return TabularLogit(parameters)

    def logit(self, points: Tensor | None) -> Tensor:
        """The logits of all atoms in order, (B, n)."""
        return self.linearise(points).value

    def linearise(self, points: Tensor | None) -> Linearised:
        """Outputs and pullbacks; the derivative by the parameters is the identity."""
        if points is not None:
            raise InvalidInput(
                "A tabular discriminator reads atoms, not points of the real line; take a quadratic or MLP one."
            )
        return Linearised(self.parameters, lambda cotangent: cotangent, _no_inputs)


def _no_inputs(cotangent: Tensor) -> Tensor:
    raise InvalidInput(
        f"A tabular discriminator has no derivative by its input, asked for with a cotangent of shape "
        f"{tuple(cotangent.shape)}; train a categorical generator against it."
    )
