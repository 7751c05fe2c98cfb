"""The exact law of what a generator makes, where theory has one: piecewise linear maps of noise on the line.

Guarantees: nothing is taken from names. The noise is normal or uniform only if the target's ``noise`` gives, at the
same seed, the very numbers of `torch.randn` or `torch.rand`; a network is its chain of layers only if it answers with
the chain's very numbers. Refuses to guess: anything else has no law here.
"""

from typing import Any

import torch
from torch import Tensor, nn

from gancheck.auditing.gan import Gan
from gancheck.auditing.randomness import seeded
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.piecewise_linear import PiecewiseLinear
from gancheck.distributions.pushforward import Pushforward
from gancheck.distributions.uniform import Uniform

__all__ = ["line_law"]

ROWS = 64


def line_law(gan: Gan) -> Gaussian | Pushforward | None:
    """p_g, if G is affine in normal noise, or a chain of linear layers and leaky rectifiers of noise on the line."""
    chain = _chain(gan.generator)
    if chain is None or gan.noise is None:
        return None
    layers, slope = chain
    noise, z = _noise(gan, layers[0][0].shape[1])
    if noise is None or layers[-1][0].shape[0] != 1 or not _is(gan.generator, z):
        return None
    if len(layers) == 1 and isinstance(noise, Gaussian):
        ((weight, bias),) = layers
        scale = float(weight.norm())
        return Gaussian(float(bias), scale) if scale > 0.0 else None
    if layers[0][0].shape[1] != 1:
        return None
    weights, biases = ([each[i].numpy() for each in layers] for i in (0, 1))
    return Pushforward(noise, PiecewiseLinear.from_network(weights, biases, slope))


def _parts(network: nn.Module) -> list[nn.Module]:
    """The layers of nested sequences, and of a module that holds one of them and nothing else."""
    children = list(network.children())
    if isinstance(network, nn.Sequential) or (
        len(children) == 1 and not list(network.parameters(recurse=False))
    ):
        return [part for child in children for part in _parts(child)]
    return [network]


def _chain(network: nn.Module) -> tuple[list[tuple[Tensor, Tensor]], float] | None:
    """Weights and biases of the affine maps between the rectifiers, and the rectifiers' slope below 0."""
    layers: list[tuple[Tensor, Tensor]] = []
    slopes: set[float] = set()
    begun = False
    for part in _parts(network):
        if isinstance(part, nn.Linear):
            weight = part.weight.detach().double().cpu()
            bias = weight.new_zeros(len(weight)) if part.bias is None else part.bias.detach().double().cpu()
            if begun:
                before, shift = layers.pop()
                weight, bias = weight @ before, weight @ shift + bias
            layers.append((weight, bias))
            begun = True
        elif isinstance(part, nn.ReLU | nn.LeakyReLU) and begun:
            slopes.add(float(getattr(part, "negative_slope", 0.0)))
            begun = False
        elif not isinstance(part, nn.Identity):
            return None
    if not begun or len(slopes) > 1:
        return None
    return layers, next(iter(slopes), 0.0)


def _noise(gan: Gan, width: int) -> tuple[Gaussian | Uniform | None, Any]:
    """The law of one coordinate of the target's noise, and a batch of it."""
    assert gan.noise is not None
    with seeded(0):
        z = gan.noise(ROWS)
    with seeded(0):
        normal = torch.randn(ROWS, width)
    with seeded(0):
        uniform = torch.rand(ROWS, width)
    for law, own in (
        (Gaussian(0.0, 1.0), normal),
        (Uniform(0.0, 1.0), uniform),
        (Uniform(-1.0, 1.0), 2.0 * uniform - 1.0),
    ):
        if isinstance(z, Tensor) and torch.equal(z.cpu(), own):
            return law, z
    return None, z


def _is(network: nn.Module, z: Tensor) -> bool:
    """Whether a network is the chain of its parts."""
    with torch.no_grad():
        made, own = network(z), z
        for part in _parts(network):
            own = part(own)
    return isinstance(made, Tensor) and torch.equal(made, own)
