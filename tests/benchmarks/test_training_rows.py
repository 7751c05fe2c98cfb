"""The rows of the training benchmark play one game: their steps agree on the same draws and parameters.

All in float64. A gradient is a mean of 2m products of at most 2(L + 1) factors, each a sum of h + 1 terms or a smooth
function of one: fewer than N = 2m + 2(L + 1)(h + 1) + 50 roundings lie on the way to any entry. The terms of a mean may
cancel; the sum of their sizes is what the roundings are relative to, and stays below ``SIZE`` for these players.
"""

import numpy as np
import pytest
import torch

from benchmarks.training_rows.contest import MINIBATCH, SLOPE, WIDTHS, Contest, gan_step_flops
from benchmarks.training_rows.eager import EagerGAN, flattened
from benchmarks.training_rows.played import disagreement
from gancheck.learned.mlp_discriminator import MLPDiscriminator
from gancheck.learned.mlp_generator import MLPGenerator
from gancheck.learned.network import Network
from gancheck.learned.optimiser import SGD
from gancheck.learned.steps import discriminator_step, generator_step
from gancheck.learned.weighted_points import WeightedPoints

STEPS = 3
D_RATE, G_RATE, MOMENTUM = 0.05, 0.02, 0.5
ROUNDINGS = 2 * MINIBATCH + 2 * len(WIDTHS) * (WIDTHS[1] + 1) + 50
SIZE = 100.0
BOUND = STEPS * ROUNDINGS * SIZE * np.finfo(np.float64).eps


def players(seed=0):
    like = torch.zeros(0, dtype=torch.float64)
    return tuple(Network.random(WIDTHS, SLOPE, [rng], like) for rng in np.random.default_rng(seed).spawn(2))


def draws(seed=1):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(STEPS, 3, MINIBATCH, 1, generator=generator, dtype=torch.float64)


def by_gancheck(generator_loss="minimax", momentum=MOMENTUM):
    networks = players()
    d, g = MLPDiscriminator(networks[0]), MLPGenerator(networks[1])
    d_memory, g_memory = SGD(momentum), SGD(momentum)
    weights = torch.full((1, MINIBATCH), 1.0 / MINIBATCH, dtype=torch.float64)
    for batch in draws():
        real, noise, fresh = (WeightedPoints(points[None], weights) for points in batch)
        d, d_memory = discriminator_step(d, real, g.fakes(noise), D_RATE, d_memory)
        g, g_memory = generator_step(g, fresh, d, G_RATE, g_memory, generator_loss)
    return torch.cat([d.parameters[0], g.parameters[0]]).numpy()


def by_eager():
    gan = EagerGAN(*players(), D_RATE, G_RATE, MOMENTUM)
    for batch in draws():
        gan.step(*batch)
    return torch.cat([flattened(gan.d), flattened(gan.g)]).numpy()


def by_jax():
    jax = pytest.importorskip("jax")
    from benchmarks.training_rows.jax_scan import advance

    def tree(network):
        return tuple(np.asarray(part[0]) for layer in _layers(network) for part in layer)

    with jax.enable_x64(True):
        d, g = (jax.tree.map(jax.numpy.asarray, tree(network)) for network in players())
        state = (d, g, *jax.tree.map(jax.numpy.zeros_like, (d, g)))
        contest = Contest.of(2, STEPS, "cpu")
        assert (contest.discriminator_rate, contest.generator_rate, contest.momentum) == (
            D_RATE,
            G_RATE,
            MOMENTUM,
        )
        for batch in draws():
            state = advance(contest, state, *(jax.numpy.asarray(points.numpy()) for points in batch))
        return np.concatenate([np.asarray(part).ravel() for player in state[:2] for part in player])


def _layers(network):
    return [(weight.numpy(), bias[:, 0].numpy()) for weight, bias in network.layers()]


@pytest.mark.parametrize("row", [by_eager, by_jax])
def test_a_row_takes_the_steps_of_gancheck(row):
    assert np.abs(row() - by_gancheck()).max() <= BOUND


@pytest.mark.parametrize("other", [{"generator_loss": "non-saturating"}, {"momentum": 0.0}])
def test_the_bound_refuses_another_game(other):
    assert np.abs(by_eager() - by_gancheck(**other)).max() > BOUND


def test_a_gan_step_takes_the_products_that_are_counted():
    # D's step: 1 pass of G on m points, 3 of D on 2m; G's: 2 forward, 3 back. Two of the back passes stop at layer 2.
    passes = (1 + 3 * 2 + 5) * 1088 - (2 + 1) * 32
    assert gan_step_flops() == 2 * 128 * passes == 3_317_760


def test_the_contest_is_played_in_standardised_coordinates():
    law = Contest.of(16, 1, "cpu").law
    # Sums of three terms below 10 and a division: a dozen roundings of them.
    assert np.abs(law.mean).max() <= 120 * np.finfo(np.float64).eps
    assert np.abs(law.variance - 1.0).max() <= 120 * np.finfo(np.float64).eps


def test_disagreement_is_in_standard_errors_of_the_paired_difference():
    first, second = np.array([1.0, 3.0, 9.0]), np.array([0.0, 1.0])
    # Differences 1 and 2: mean 3/2, standard error (1/√2)/√2 = 1/2.
    assert disagreement(first, second) == pytest.approx(3.0, rel=8 * np.finfo(np.float64).eps)
    assert disagreement(second, second) == 0.0
