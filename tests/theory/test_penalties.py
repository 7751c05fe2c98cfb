"""Penalties on a critic's gradient: their values, their shapes, their own gradients, and what is refused."""

import pytest
import torch

from gancheck.errors import InvalidInput
from gancheck.theory.penalties import (
    clipped,
    dragan,
    gradient_norms,
    gradient_penalty,
    interpolates,
    penalties,
    r1,
    r2,
    zero_centred,
)

SHAPES = [(5, 3), (4, 2, 3, 3)]


def points(shape, seed):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def linear(shape, seed=0):
    """A linear critic on samples of a shape, and its slope."""
    w = points(shape[1:], seed)
    return (lambda x: (x * w).flatten(1).sum(dim=1)), w


@pytest.mark.parametrize("shape", SHAPES)
def test_a_linear_critic_gives_the_defining_values(shape):
    critic, w = linear(shape)
    real, fake, norm = points(shape, 1), points(shape, 2), w.norm()
    close = {"rtol": 1e-13, "atol": 0.0}
    torch.testing.assert_close(gradient_norms(critic, real), norm.expand(shape[0]), **close)
    torch.testing.assert_close(gradient_penalty(critic, real, fake), (norm - 1.0) ** 2, **close)
    torch.testing.assert_close(dragan(critic, real, fake, slope=2.0), (norm - 2.0) ** 2, **close)
    torch.testing.assert_close(r1(critic, real, 10.0), 5.0 * norm**2, **close)
    torch.testing.assert_close(r2(critic, fake, 3.0), 1.5 * norm**2, **close)
    torch.testing.assert_close(zero_centred(critic, real, fake), norm**2, **close)


@pytest.mark.parametrize("shape", SHAPES)
def test_each_penalty_is_taken_at_its_own_points(shape):
    """D(x) = ½‖x‖² has the slope ‖x‖ at x."""
    real, fake = points(shape, 1), points(shape, 2)
    share = torch.linspace(0.0, 1.0, shape[0], dtype=torch.float64)
    found = penalties(lambda x: 0.5 * x.flatten(1).square().sum(dim=1), real, fake, share, 2.0)
    between = torch.stack([e * x + (1 - e) * y for e, x, y in zip(share, real, fake, strict=True)]).flatten(1)
    torch.testing.assert_close(found.gradient_penalty, ((between.norm(dim=1) - 1.0) ** 2).mean())
    torch.testing.assert_close(found.zero_centred, between.square().sum(dim=1).mean())
    torch.testing.assert_close(found.r1, real.flatten(1).square().sum(dim=1).mean())
    torch.testing.assert_close(found.r2, fake.flatten(1).square().sum(dim=1).mean())


def test_the_noise_of_dragan_moves_the_data():
    real, noise = points((6, 2), 1), points((6, 2), 2)
    found = dragan(lambda x: 0.5 * x.square().sum(dim=1), real, noise)
    torch.testing.assert_close(found, (((real + noise).norm(dim=1) - 1.0) ** 2).mean())


@pytest.mark.parametrize("name", ["gradient_penalty", "r1", "r2", "zero_centred"])
def test_penalties_are_differentiable_in_the_critics_parameters(name):
    """Through a smooth network of two layers, against finite differences."""
    real, fake, share = points((3, 2), 1), points((3, 2), 2), torch.tensor([0.1, 0.5, 0.9]).double()
    first, second = points((4, 2), 3).requires_grad_(), points((4,), 4).requires_grad_()

    def cost(a, b):
        found = penalties(lambda x: torch.tanh(x @ a.T) @ b, real, fake, share, 2.0)
        return getattr(found, name)

    assert torch.autograd.gradcheck(cost, (first, second))
    cost(first, second).backward()
    assert first.grad.abs().max() > 0.0
    assert second.grad.abs().max() > 0.0


def test_points_are_constants_and_keep_no_gradient():
    real = points((3, 2), 1).requires_grad_()
    w = points((2,), 0).requires_grad_()
    r1(lambda x: x @ w, real, 1.0).backward()
    assert real.grad is None
    torch.testing.assert_close(w.grad, w.detach())


def test_penalties_are_found_where_gradients_are_switched_off():
    critic, w = linear((2, 2))
    with torch.no_grad():
        torch.testing.assert_close(r1(critic, points((2, 2), 1), 2.0), w.norm() ** 2)


def test_one_output_a_sample_may_have_an_axis_of_its_own():
    critic, _ = linear((5, 3))
    x = points((5, 3), 1)
    torch.testing.assert_close(gradient_norms(lambda x: critic(x)[:, None], x), gradient_norms(critic, x))


def test_samples_on_the_line_need_no_axis():
    torch.testing.assert_close(gradient_norms(lambda x: -3.0 * x, torch.zeros(4)), torch.full((4,), 3.0))


def test_a_critic_that_forgets_its_samples_is_flat():
    bias = torch.ones(4, requires_grad=True)
    assert gradient_norms(lambda x: bias, torch.zeros(4, 2)).tolist() == [0.0] * 4


def test_shares_are_drawn_one_a_sample_and_from_the_generator():
    real, fake = torch.ones(1000, 3), torch.zeros(1000, 3)
    first = interpolates(real, fake, torch.Generator().manual_seed(1))
    again = interpolates(real, fake, torch.Generator().manual_seed(1))
    assert torch.equal(first, again)
    assert torch.equal(first, first[:, :1].expand(-1, 3))
    assert len(first[:, 0].unique()) > 900
    assert 0.0 <= float(first.min()) < 0.1 < 0.9 < float(first.max()) < 1.0


def test_weights_are_clipped():
    assert clipped(torch.tensor([-3.0, 0.25, 4.0]), 0.5).tolist() == [-0.5, 0.25, 0.5]
    with pytest.raises(InvalidInput, match="positive"):
        clipped(torch.ones(2), 0.0)


def test_what_has_no_gradient_or_no_fitting_shape_is_refused():
    x, y = torch.ones(3, 2), torch.zeros(3, 2)
    w = torch.ones(2, requires_grad=True)
    with pytest.raises(InvalidInput, match="detach"):
        r1(lambda x: (x @ w).detach(), x, 1.0)
    with pytest.raises(InvalidInput, match="one number a sample"):
        gradient_norms(lambda x: x, x)
    with pytest.raises(InvalidInput, match="as many fakes as data"):
        gradient_penalty(lambda x: x @ w, x, y[:2])
    with pytest.raises(InvalidInput, match="one ε a sample"):
        interpolates(x, y, torch.ones(2))
    with pytest.raises(InvalidInput, match="noise for every coordinate"):
        dragan(lambda x: x @ w, x, y[:, :1])
