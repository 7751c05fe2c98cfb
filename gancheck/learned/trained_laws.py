"""What was learned, as theory reads it: the law of a generator and the discriminator on the original coordinates.

Guarantees: exact. A categorical generator is a discrete law, an affine one a Gaussian, a network from the line to the
line a pushforward by its linear pieces, any other network a law that can only be sampled; no histogram, no density
estimate. Refuses players whose parameters have diverged.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gancheck.distributions.discrete import Discrete
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.generated_points import GeneratedPoints
from gancheck.distributions.law import Law
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.distributions.parameters import as_numpy
from gancheck.distributions.piecewise_linear import PiecewiseLinear
from gancheck.distributions.pushforward import Pushforward
from gancheck.distributions.uniform import Uniform
from gancheck.learned.affine_generator import AffineGenerator
from gancheck.learned.categorical_generator import CategoricalGenerator
from gancheck.learned.mlp_discriminator import MLPDiscriminator
from gancheck.learned.mlp_generator import MLPGenerator
from gancheck.learned.network import Network
from gancheck.learned.piecewise_linear_discriminator import PiecewiseLinearDiscriminator
from gancheck.learned.quadratic_logit import QuadraticLogit
from gancheck.learned.standardisation import Standardisation
from gancheck.learned.streams import parameter_of
from gancheck.learned.tabular_logit import TabularLogit
from gancheck.numerics.arrays import Array, is_torch, namespace
from gancheck.theory.discriminators import (
    Discriminator,
    QuadraticDiscriminator,
    TabularDiscriminator,
    probability,
)

__all__ = ["PlayerDiscriminator", "law_of", "theoretical"]


@dataclass(frozen=True)
class PlayerDiscriminator:
    """A quadratic or MLP player in the coordinates of the data.

    Attributes:
        player: reads standardised points.
        standardisation: the map to them.
    """

    player: QuadraticLogit | MLPDiscriminator
    standardisation: Standardisation

    def logit(self, x: Array) -> Array:
        """The logits, float64, at ``x``: (N,) or (B, N) on the line, (N, d) or (B, N, d) beyond it."""
        d = self.standardisation.dimension
        points = as_numpy(x)[..., None] if d == 1 else as_numpy(x)
        points = np.broadcast_to(points, (len(self), *points.shape[-2:]))
        u = torch.as_tensor(self.standardisation.apply(points)).to(self.player.parameters)
        logit = self.player.logit(u).double()
        return logit.to(x.device) if is_torch(x) else logit.cpu().numpy()

    def prob(self, x: Array) -> Array:
        """D(x)."""
        return probability(self.logit(x))

    def __getitem__(self, index: Any) -> "PlayerDiscriminator":
        chosen = [index] if isinstance(index, int) else index
        player = self.player.with_parameters(self.player.parameters[chosen])
        return replace(self, player=player, standardisation=self.standardisation[chosen])

    def __len__(self) -> int:
        return int(self.player.parameters.shape[0])


def theoretical(d: Any, standardisation: Standardisation | None, like: Law) -> Discriminator:
    """The discriminator of a player, in the library of ``like``."""
    if isinstance(d, TabularLogit):
        return TabularDiscriminator(_exported(d.parameters, like))
    assert standardisation is not None, "a player that reads points was given coordinates"
    if isinstance(d, QuadraticLogit) and d.dimension == 1:
        centre, width = standardisation.centre[:, 0], standardisation.scale[:, 0, 0]
        tensors = (d.parameters, torch.as_tensor(centre), torch.as_tensor(width))
        return QuadraticDiscriminator(*(_exported(tensor, like) for tensor in tensors))
    if isinstance(d, MLPDiscriminator) and standardisation.dimension == 1:
        pieces = _pieces(d.network, like)
        centre, width = standardisation.centre[:, 0], standardisation.scale[:, 0, 0]
        return PiecewiseLinearDiscriminator(
            pieces, *(_exported(torch.as_tensor(array), like) for array in (centre, width))
        )
    return PlayerDiscriminator(d, standardisation)


def law_of(g: Any, standardisation: Standardisation | None, like: Law) -> Law:
    """p_g, in the library of ``like``."""
    if isinstance(g, CategoricalGenerator):
        return Discrete(logits=_exported(g.parameters, like), atoms=getattr(like, "atoms", None))
    assert standardisation is not None, "a player that makes points was given coordinates"
    if isinstance(g, AffineGenerator):
        centre, scale = torch.as_tensor(standardisation.centre), torch.as_tensor(standardisation.scale)
        loc = centre + torch.bmm(scale, g.shift.double().cpu().unsqueeze(2)).squeeze(2)
        factor = torch.bmm(scale, g.matrix.double().cpu())
        if g.dimension == 1:
            return Gaussian(_exported(loc[:, 0], like), _exported(factor[:, 0, 0].abs(), like))
        return MultivariateGaussian(_exported(loc, like), _exported(torch.bmm(factor, factor.mT), like))
    if (g.network.widths[0], g.network.widths[-1]) != (1, 1):
        return _generated(g, standardisation, like)
    return _pushforward(g, standardisation, like)


def _pushforward(g: MLPGenerator, standardisation: Standardisation, like: Law) -> Pushforward:
    """The network's pieces, composed with u ↦ c + L u."""
    pieces = _pieces(g.network, like)
    centre, scale = (
        _exported(torch.as_tensor(array), like)
        for array in (standardisation.centre, standardisation.scale[:, 0])
    )
    pieces = PiecewiseLinear(pieces.knots, scale * pieces.slopes, centre + scale * pieces.intercepts)
    one = namespace(scale).ones_like(scale[:, 0])
    noise = Gaussian(0.0 * one, one) if g.prior == "normal" else Uniform(-one, one)
    return Pushforward(noise, pieces)


def _pieces(network: Network, like: Law) -> PiecewiseLinear:
    """A network of one input and one output, in float64 and in the library of ``like``."""
    layers = network.layers()
    weights = [_exported(weight.mT, like) for weight, _ in layers]
    biases = [_exported(bias.squeeze(1), like) for _, bias in layers]
    return PiecewiseLinear.from_network(weights, biases, network.negative_slope)


def _generated(g: MLPGenerator, standardisation: Standardisation, like: Law) -> GeneratedPoints:
    """The network, its last layer composed with u ↦ c + L u."""
    centre, scale = torch.as_tensor(standardisation.centre), torch.as_tensor(standardisation.scale)
    layers = [(weight.double().cpu(), bias.double().cpu()) for weight, bias in g.network.layers()]
    last_weight, last_bias = layers[-1]
    layers[-1] = (last_weight @ scale.mT, centre.unsqueeze(1) + last_bias @ scale.mT)
    parameters = torch.cat([part.flatten(1) for layer in layers for part in layer], dim=1)
    return GeneratedPoints(_exported(parameters, like), g.network.widths, g.network.negative_slope, g.prior)


def _exported(tensor: Tensor, like: Law) -> Array:
    """A float64 copy in the library and on the device of the law."""
    own = parameter_of(like)
    return (
        tensor.detach().double().to(own.device) if is_torch(own) else tensor.detach().double().cpu().numpy()
    )
