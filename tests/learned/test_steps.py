"""Algorithm 1's two lines: which way they go, and what they leave alone."""

import numpy as np
import pytest
import torch

from gancheck.claims.problems import Pair
from gancheck.distributions.discrete import Discrete
from gancheck.distributions.gaussian import Gaussian
from gancheck.learned.affine_generator import AffineGenerator
from gancheck.learned.algorithm1 import Algorithm1
from gancheck.learned.game import Game, seat
from gancheck.learned.generator_loss import LOSSES
from gancheck.learned.quadratic_logit import QuadraticLogit
from gancheck.learned.steps import discriminator_gradient, discriminator_step, generator_step, value_on
from gancheck.learned.weighted_points import WeightedPoints

RATE = 1e-5
"""Far below 2/L for the curvatures L met here, far above what rounding 64 terms of V could hide."""

B = 16


def pair(family: str) -> Pair:
    rng = np.random.default_rng(8)
    if family == "discrete":
        return Pair(*(Discrete(probs=rng.dirichlet(np.ones(5), B), normalize=True) for _ in range(2)))
    return Pair(*(Gaussian(rng.normal(size=B), np.exp(0.5 * rng.normal(size=B))) for _ in range(2)))


def game(family: str, discriminator: str = "auto") -> Game:
    """Full batches, and a discriminator that has learned a little, so that the generator has a slope to descend."""
    algorithm = Algorithm1(batch_size="full", discriminator=discriminator, device="cpu")
    return seat(pair(family), algorithm, torch.device("cpu"))


@pytest.mark.parametrize("family", ["discrete", "gaussian"])
def test_a_discriminator_step_raises_the_value(family: str) -> None:
    table = game(family)
    real, fake = next(table.real), table.g.fakes(next(table.noise))
    after, _ = discriminator_step(table.d, real, fake, RATE)
    assert bool((value_on(after, real, fake) > value_on(table.d, real, fake)).all())


@pytest.mark.parametrize("family", ["discrete", "gaussian"])
def test_a_minimax_generator_step_lowers_the_value(family: str) -> None:
    table = game(family)
    real, noise = next(table.real), next(table.noise)
    d, _ = discriminator_step(table.d, real, table.g.fakes(noise), 0.1)
    after, _ = generator_step(table.g, noise, d, RATE)
    before_value, after_value = value_on(d, real, table.g.fakes(noise)), value_on(d, real, after.fakes(noise))
    assert bool((after_value < before_value).all())


@pytest.mark.parametrize("family", ["discrete", "gaussian"])
@pytest.mark.parametrize("name", LOSSES)
def test_a_step_touches_only_its_own_player(family: str, name: str) -> None:
    table = game(family)
    real, noise = next(table.real), next(table.noise)
    d_before, g_before = table.d.parameters.clone(), table.g.parameters.clone()
    d, _ = discriminator_step(table.d, real, table.g.fakes(noise), 1.0)
    assert torch.equal(table.d.parameters, d_before)
    assert torch.equal(table.g.parameters, g_before)
    assert not torch.equal(d.parameters, d_before)
    d_after = d.parameters.clone()
    g, _ = generator_step(table.g, noise, d, 1.0, generator_loss=name)
    assert torch.equal(d.parameters, d_after)
    assert torch.equal(table.g.parameters, g_before)
    assert not torch.equal(g.parameters, g_before)


def test_the_discriminator_s_gradient_is_autograd_s() -> None:
    table = game("gaussian")
    real, fake = next(table.real), table.g.fakes(next(table.noise))
    parameters = torch.full_like(table.d.parameters, 0.3).requires_grad_()
    d, ridge = table.d.with_parameters(parameters), 0.1
    objective = value_on(d, real, fake).sum() - 0.5 * ridge * (parameters**2).sum()
    (expected,) = torch.autograd.grad(objective, parameters)
    rounding = 2 * 64 * 4 * 2.0**-53 * 120  # two sums of 64 products; x² reaches 120 at the outermost node
    assert (discriminator_gradient(d, real, fake, ridge) - expected).abs().max() <= rounding


def test_a_generator_far_from_the_data_has_a_gradient_only_without_saturation() -> None:
    """Data at 0, a fake at s, D = σ(a(s/2 − x)): the minimax slope is aσ(−as/2), the other a(1 − σ(−as/2))."""
    separation, ones = 2.0, torch.ones(1, 1, dtype=torch.float64)
    noise = WeightedPoints(torch.zeros(1, 1, 1, dtype=torch.float64), ones)
    g = AffineGenerator.of(separation * ones, torch.zeros(1, 1, 1, dtype=torch.float64))
    norms = []
    for sharpness in (4.0, 16.0, 64.0):
        d = QuadraticLogit(torch.tensor([[sharpness * separation / 2, -sharpness, 0.0]], dtype=torch.float64))
        norms.append([float(g.gradient(noise, d, name).norm()) for name in LOSSES])
        sigma = 1.0 / (1.0 + np.exp(sharpness * separation / 2))
        assert norms[-1] == pytest.approx([sharpness * sigma, sharpness * (1 - sigma)], rel=16 * 2.0**-53)
    (first, _), _, (last, steep) = norms
    assert last < 1e-24 < first
    assert steep > 1.0
