r"""A stack of B multilayer perceptrons, one a problem, run as one.

.. math:: h_0 = x, \qquad h_l = \rho(W_l h_{l-1} + b_l), \qquad f = W_L h_{L-1} + b_L, \qquad
          \rho(u) = \max(u, 0) + s \min(u, 0)

All parameters of problem i are row i of one matrix (B, P), so that an optimiser is one operation and a gradient
norm is a row norm. With 1-D input such a net is piecewise linear: its law as a generator is exact.

Guarantees: closed-form backpropagation (tested against autograd), batched matrix products only, no global
generator. Refuses to know whether it is a discriminator or a generator.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import leaky_relu

from gancheck.learned.linearised import Linearised

__all__ = ["Network"]


@dataclass(frozen=True)
class Network:
    """Stacked perceptrons.

    Attributes:
        parameters: (B, P), the rows W_1, b_1, …, W_L, b_L flattened; W_l is (in, out).
        widths: (d_in, h_1, …, h_{L-1}, d_out).
        negative_slope: s; 0 is ReLU.
    """

    parameters: Tensor
    widths: tuple[int, ...]
    negative_slope: float

    @classmethod
    def random(
        cls, widths: tuple[int, ...], negative_slope: float, generators: Sequence[Any], like: Tensor
    ) -> "Network":
        """He's normal weights, and biases uniform in ±1/√fan_in; row i from NumPy's ``generators[i]`` alone.

        Random biases spread the kinks of the first layer over the line; with zero biases a net of one input
        would have all its kinks at the origin.
        """
        rows = []
        for rng in generators:
            parts = []
            for fan_in, fan_out in pairwise(widths):
                spread = math.sqrt(2 / ((1 + negative_slope**2) * fan_in))
                parts.append(spread * rng.standard_normal(fan_in * fan_out))
                parts.append((2 * rng.random(fan_out) - 1) / math.sqrt(fan_in))
            rows.append(np.concatenate(parts))
        return cls(torch.as_tensor(np.stack(rows)).to(like), widths, negative_slope)

    def with_parameters(self, parameters: Tensor) -> "Network":
        """The same architecture with other parameters."""
        return Network(parameters, self.widths, self.negative_slope)

    def layers(self) -> list[tuple[Tensor, Tensor]]:
        """Views W_l (B, in, out) and b_l (B, 1, out) of the parameters."""
        shapes = list(pairwise(self.widths))
        sizes = [size for fan_in, fan_out in shapes for size in (fan_in * fan_out, fan_out)]
        parts = torch.split(self.parameters, sizes, dim=1)
        return [
            (weight.view(-1, *shape), bias.unsqueeze(1))
            for weight, bias, shape in zip(parts[::2], parts[1::2], shapes, strict=True)
        ]

    def linearise(self, x: Tensor) -> Linearised:
        """The outputs (B, N, d_out) at ``x`` (B, N, d_in), with both pullbacks."""
        layers, slope = self.layers(), self.negative_slope
        activations = [x]
        for weight, bias in layers[:-1]:
            activations.append(leaky_relu(torch.baddbmm(bias, activations[-1], weight), slope, inplace=True))
        value = torch.baddbmm(layers[-1][1], activations[-1], layers[-1][0])

        def through(index: int, cotangent: Tensor) -> Tensor:
            """From the input of layer ``index`` (an activation) to the output of the layer before it."""
            # In place: a fresh buffer of this size costs more in page faults than the arithmetic on it.
            incoming = torch.bmm(cotangent, layers[index][0].mT)
            torch.ops.aten.leaky_relu_backward.grad_input(
                incoming, activations[index], slope, True, grad_input=incoming
            )
            return incoming

        def to_parameters(cotangent: Tensor) -> Tensor:
            parts: list[Tensor] = []
            for index in range(len(layers) - 1, -1, -1):
                weight_gradient = torch.bmm(activations[index].mT, cotangent)
                parts[:0] = [weight_gradient.flatten(1), cotangent.sum(dim=1)]
                if index:
                    cotangent = through(index, cotangent)
            return torch.cat(parts, dim=1)

        def to_inputs(cotangent: Tensor) -> Tensor:
            for index in range(len(layers) - 1, 0, -1):
                cotangent = through(index, cotangent)
            return torch.bmm(cotangent, layers[0][0].mT)

        return Linearised(value, to_parameters, to_inputs)
