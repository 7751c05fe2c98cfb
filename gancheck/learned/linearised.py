r"""A player's outputs at some points, together with the transpose of its derivative there.

A player is a map :math:`f(\phi, x)`. Every gradient of Algorithm 1 is a *pullback*: a cotangent :math:`c` on the
outputs is carried back to the parameters, :math:`\sum_i c_i \, \partial f_i / \partial \phi`, or to the inputs,
:math:`c_i \, \partial f_i / \partial x_i`. The players of this room give both in closed form.

Guarantees: exact derivatives, one row a problem, nothing shared between rows. Refuses to know any loss.
"""

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

__all__ = ["Linearised"]


@dataclass(frozen=True)
class Linearised:
    """``value`` (B, N) or (B, N, d), and its two pullbacks.

    Attributes:
        value: the outputs of the player.
        to_parameters: cotangent of the outputs → gradient (B, P).
        to_inputs: cotangent of the outputs → gradient (B, N, inputs).
    """

    value: Tensor
    to_parameters: Callable[[Tensor], Tensor]
    to_inputs: Callable[[Tensor], Tensor]
