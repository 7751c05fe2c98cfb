r"""The generator that is a softmax over n atoms.

It is no function of noise that has a derivative, so its gradient is not pathwise. With :math:`\ell_x` the loss at
atom x against the frozen D,

.. math:: \nabla_\theta E_q[\ell] = E_q[\ell \, \nabla_\theta \log q] \;=\; q_x (\ell_x - E_q[\ell]).

On the full batch this is evaluated exactly. On a minibatch of m draws it is estimated by the score function with
the leave-one-out mean as baseline, which is unbiased and collapses to

.. math:: \hat g_x = \tfrac{m}{m-1} \, \hat q_x (\ell_x - E_{\hat q}[\ell]),

:math:`\hat q` the relative counts of the minibatch: the same formula, on the empirical law, with Bessel's factor.

Guarantees: the estimate's expectation is the exact gradient. Refuses to use D at atoms that were not drawn.

References:
    Kool, van Hoof and Welling, *Buy 4 REINFORCE samples, get a baseline for free!*, 2019, Eq. (8).
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from gancheck.learned.generator_loss import loss
from gancheck.learned.players import DiscriminatorPlayer
from gancheck.learned.weighted_points import WeightedPoints

__all__ = ["CategoricalGenerator", "relative_counts"]


@dataclass(frozen=True)
class CategoricalGenerator:
    """q = softmax(θ).

    Attributes:
        parameters: θ, (B, n).
    """

    parameters: Tensor

    def with_parameters(self, parameters: Tensor) -> "CategoricalGenerator":
        """The same kind of player with other parameters."""
        return CategoricalGenerator(parameters)

    @property
    def probs(self) -> Tensor:
        """q, (B, n)."""
        return torch.softmax(self.parameters, dim=1)

    def fakes(self, noise: WeightedPoints) -> WeightedPoints:
        """The law itself on the full batch; else the relative counts of draws by inversion of uniform noise."""
        if noise.points is None:
            return WeightedPoints(None, self.probs)
        cumulative = self.probs.cumsum(dim=1)
        # The last cumulative sum is 1 up to rounding; a uniform beyond it belongs to the last atom.
        atoms = torch.searchsorted(cumulative, noise.points.squeeze(2), right=True)
        return WeightedPoints(
            None, relative_counts(atoms.clamp_(max=cumulative.shape[1] - 1), self.parameters)
        )

    def gradient(self, noise: WeightedPoints, d: DiscriminatorPlayer, generator_loss: str) -> Tensor:
        """Exact on the full batch, the score-function estimate on a minibatch: (B, n)."""
        fakes = self.fakes(noise)
        losses = loss(generator_loss, d.linearise(None).value)
        centred = fakes.weights * (losses - fakes.mean(losses).unsqueeze(1))
        if noise.points is None:
            return centred
        m = noise.points.shape[1]
        return centred * (m / (m - 1))


def relative_counts(atoms: Tensor, like: Tensor) -> Tensor:
    """Atom indices (B, m) → relative frequencies (B, n), shaped as ``like``."""
    counts = torch.zeros_like(like)
    ones = torch.ones((), dtype=like.dtype, device=like.device).expand(atoms.shape)
    return counts.scatter_add_(1, atoms, ones) / atoms.shape[1]
