r"""The pathwise gradient of a generator x = G(z): through D, through G, to the parameters.

.. math::
    \nabla_\theta \sum_i w_i \, \ell(t(G_\theta(z_i)))
        = \sum_i w_i \, \ell'(t_i) \,
          \frac{\partial t}{\partial x}(x_i) \, \frac{\partial G_\theta}{\partial \theta}(z_i)

Guarantees: D is frozen; only its derivative by x is read. Refuses to know which loss or generator it serves.

References:
    [G14] Algorithm 1, the generator's line.
"""

from torch import Tensor

from gancheck.learned.generator_loss import slope
from gancheck.learned.linearised import Linearised
from gancheck.learned.players import DiscriminatorPlayer

__all__ = ["pathwise_gradient"]


def pathwise_gradient(g: Linearised, weights: Tensor, d: DiscriminatorPlayer, generator_loss: str) -> Tensor:
    """∇_θ of the generator's loss, (B, P); ``g`` is the generator linearised at the noise."""
    t = d.linearise(g.value)
    return g.to_parameters(t.to_inputs(weights * slope(generator_loss, t.value)))
