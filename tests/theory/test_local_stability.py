"""The stability of Algorithm 1's equilibrium, against its closed form, its real steps and a direct search."""

import numpy as np
import pytest
import torch

from gancheck.errors import InvalidInput
from gancheck.learned.affine_generator import AffineGenerator
from gancheck.learned.nodes import normal_nodes
from gancheck.learned.quadratic_logit import QuadraticLogit
from gancheck.learned.steps import discriminator_step, generator_step
from gancheck.learned.weighted_points import WeightedPoints
from gancheck.theory.equilibrium_blocks import affine_blocks, categorical_blocks
from gancheck.theory.full_batch_round import categorical_round
from gancheck.theory.local_stability import local_dynamics, spectral_radius

ONE = np.ones(1)


@pytest.mark.parametrize("k", [1, 2, 5])
@pytest.mark.parametrize("n", [2, 3, 7])
def test_on_equal_atoms_the_limit_is_4n_1_plus_c_over_1_minus_c(n: int, k: int) -> None:
    alpha = 0.3 * n
    c = (1.0 - alpha / (2.0 * n)) ** k
    dynamics = local_dynamics(categorical_blocks(np.full((1, n), 1.0 / n)), alpha * ONE, ONE, np.array([k]))
    np.testing.assert_allclose(dynamics.g_limit, 4.0 * n * (1.0 + c) / (1.0 - c), rtol=1e-12)
    np.testing.assert_allclose(dynamics.d_limit, 4.0 * n, rtol=1e-12)


@pytest.mark.parametrize("k", [1, 2, 3])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_the_spectral_radius_crosses_1_at_the_limit(share: float, k: int) -> None:
    for blocks in (categorical_blocks(np.array([[0.5, 0.3, 0.15, 0.05]])), affine_blocks(1, 2)):
        kk = np.array([k])
        alpha = share * local_dynamics(blocks, ONE, ONE, kk).d_limit
        limit = local_dynamics(blocks, alpha, ONE, kk).g_limit
        below, above = (local_dynamics(blocks, alpha, s * limit, kk).jacobian for s in (0.999, 1.001))
        assert spectral_radius(blocks, below)[0] < 1.0 < spectral_radius(blocks, above)[0]


@pytest.mark.parametrize("k", [1, 2])
def test_no_rate_of_g_is_stable_beyond_the_limit_of_d(k: int) -> None:
    blocks = categorical_blocks(np.array([[0.5, 0.3, 0.2]]))
    dynamics = local_dynamics(blocks, 8.5 * ONE, 0.1 * ONE, np.array([k]))
    assert dynamics.g_limit.tolist() == [0.0]
    assert spectral_radius(blocks, dynamics.jacobian)[0] > 1.0


@pytest.mark.parametrize("loss", ["minimax", "non-saturating"])
@pytest.mark.parametrize("d", [1, 2])
def test_the_jacobian_is_that_of_the_steps_that_train_takes(d: int, loss: str) -> None:
    alpha, beta, k = 0.4, 0.7, 2
    blocks = affine_blocks(1, d)
    p, q = blocks.coupling.shape[1:]
    z, w = (torch.as_tensor(x) for x in normal_nodes(d))
    noise = WeightedPoints(z[None], w[None])
    at = np.concatenate([np.zeros(p + d), np.eye(d).ravel()])

    def played(s: np.ndarray) -> np.ndarray:
        d_player = QuadraticLogit(torch.as_tensor(s[None, :p]), d)
        g_player = AffineGenerator(torch.as_tensor(s[None, p:]), d)
        for _ in range(k):
            d_player = discriminator_step(d_player, noise, g_player.fakes(noise), alpha)[0]
        g_player = generator_step(g_player, noise, d_player, beta, generator_loss=loss)[0]
        return np.concatenate([d_player.parameters.numpy()[0], g_player.parameters.numpy()[0]])

    h = 1e-5
    measured = np.stack([(played(at + h * e) - played(at - h * e)) / (2 * h) for e in np.eye(p + q)], axis=1)
    stated = local_dynamics(blocks, alpha * ONE, beta * ONE, np.array([k])).jacobian[0]
    np.testing.assert_allclose(measured, stated, atol=1e-7)


def test_a_loss_without_a_name_is_refused() -> None:
    p = np.array([[0.5, 0.5]])
    with pytest.raises(InvalidInput, match=r"`loss` is 'hinge'; give one of minimax, non-saturating"):
        categorical_round(0 * p, 0 * p, p, ONE, ONE, np.array([1]), "hinge")


def test_a_dimension_below_one_is_refused() -> None:
    with pytest.raises(InvalidInput, match="`d` is 0"):
        affine_blocks(1, 0)
