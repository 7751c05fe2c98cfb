"""Backpropagation in closed form against autograd."""

import numpy as np
import pytest
import torch

from gancheck.learned.network import Network

# Two evaluations of one sum of at most 32 products a layer, three layers: γ_200 relative to the largest entry.
ROUNDING = 200 * 2.0**-53


def network(batch: int, widths: tuple[int, ...], slope: float = 0.2) -> Network:
    rows = [np.random.default_rng([3, row]) for row in range(batch)]
    return Network.random(widths, slope, rows, torch.zeros(0, dtype=torch.float64))


@pytest.mark.parametrize("widths", [(1, 8, 8, 1), (2, 5, 1), (1, 1)])
@pytest.mark.parametrize("slope", [0.0, 0.2])
def test_pullbacks_are_autograd_s(widths: tuple[int, ...], slope: float) -> None:
    net = network(3, widths, slope)
    x = torch.randn(3, 7, widths[0], dtype=torch.float64, generator=torch.Generator().manual_seed(4))
    cotangent = torch.randn(3, 7, 1, dtype=torch.float64, generator=torch.Generator().manual_seed(5))
    closed = net.linearise(x)

    parameters, points = net.parameters.clone().requires_grad_(), x.clone().requires_grad_()
    h = points
    layers = net.with_parameters(parameters).layers()
    for weight, bias in layers[:-1]:
        u = h @ weight + bias
        h = torch.where(u > 0, u, slope * u)
    value = h @ layers[-1][0] + layers[-1][1]
    by_parameters, by_inputs = torch.autograd.grad((value * cotangent).sum(), (parameters, points))

    for ours, theirs in (
        (closed.value, value),
        (closed.to_parameters(cotangent), by_parameters),
        (closed.to_inputs(cotangent), by_inputs),
    ):
        assert (ours - theirs).abs().max() <= ROUNDING * theirs.abs().max()


def test_a_row_of_the_batch_is_a_network_of_its_own() -> None:
    net = network(4, (1, 6, 1))
    x = torch.randn(4, 5, 1, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    alone = net.with_parameters(net.parameters[2:3]).linearise(x[2:3]).value
    assert (net.linearise(x).value[2:3] - alone).abs().max() <= ROUNDING * alone.abs().max()


def test_initial_kinks_are_spread_over_the_line() -> None:
    weight, bias = network(1, (1, 64, 1)).layers()[0]
    kinks = -bias[0, 0] / weight[0, 0]
    assert len(kinks.unique()) == 64
