"""The exact gradient against autograd, and the minibatch's expectation against the exact gradient."""

import itertools

import pytest
import torch

from gancheck.learned.categorical_generator import CategoricalGenerator
from gancheck.learned.generator_loss import LOSSES, loss
from gancheck.learned.tabular_logit import TabularLogit
from gancheck.learned.weighted_points import WeightedPoints

ROUNDING = 100 * 2.0**-53  # sums over at most 27 minibatches of a few products each


def players() -> tuple[CategoricalGenerator, TabularLogit]:
    theta = torch.tensor([[0.3, -1.0, 0.5]], dtype=torch.float64)
    return CategoricalGenerator(theta), TabularLogit(torch.tensor([[2.0, -3.0, 0.1]], dtype=torch.float64))


def exact(g: CategoricalGenerator, d: TabularLogit, name: str) -> torch.Tensor:
    theta = g.parameters.clone().requires_grad_()
    (gradient,) = torch.autograd.grad((torch.softmax(theta, 1) * loss(name, d.parameters)).sum(), theta)
    return gradient


@pytest.mark.parametrize("name", LOSSES)
def test_the_full_batch_gradient_is_exact(name: str) -> None:
    g, d = players()
    full = WeightedPoints(None, torch.full((1, 3), 1 / 3, dtype=torch.float64))
    assert (g.gradient(full, d, name) - exact(g, d, name)).abs().max() <= ROUNDING


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("m", [2, 3])
def test_the_minibatch_gradient_is_unbiased(name: str, m: int) -> None:
    """Its expectation, summed over all 3^m minibatches with their probabilities, is the exact gradient."""
    g, d = players()
    q = g.probs[0]
    ends = torch.cumsum(q, 0)
    middles = ends - q / 2  # a uniform that inversion sends to each atom
    expectation = torch.zeros_like(q)
    for atoms in itertools.product(range(3), repeat=m):
        index = torch.tensor(atoms)
        noise = WeightedPoints(middles[index][None, :, None], torch.full((1, m), 1 / m, dtype=torch.float64))
        expectation += q[index].prod() * g.gradient(noise, d, name)[0]
    assert (expectation - exact(g, d, name)[0]).abs().max() <= ROUNDING


def test_inversion_draws_the_law_itself() -> None:
    """n evenly spaced uniforms meet each atom n q times, up to the two ends of its interval."""
    g, _ = players()
    n = 1000
    uniforms = ((torch.arange(n, dtype=torch.float64) + 0.5) / n)[None, :, None]
    fakes = g.fakes(WeightedPoints(uniforms, torch.full((1, n), 1 / n, dtype=torch.float64)))
    assert (fakes.weights - g.probs).abs().max() <= 1 / n


def test_a_uniform_beyond_the_rounded_sum_is_the_last_atom() -> None:
    g = CategoricalGenerator(torch.log(torch.full((1, 10), 0.1, dtype=torch.float64)))
    last = torch.full((1, 1, 1), 1.0 - 2.0**-53, dtype=torch.float64)
    assert g.fakes(WeightedPoints(last, torch.ones(1, 1, dtype=torch.float64))).weights[0, -1] == 1.0
