import pytest
import torch

from gancheck.learned.affine_generator import AffineGenerator
from gancheck.learned.generator_loss import LOSSES, loss
from gancheck.learned.quadratic_logit import QuadraticLogit
from gancheck.learned.weighted_points import WeightedPoints

ROUNDING = 200 * 2.0**-53  # sums of 6 products over 6 points, through two maps, twice


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("d", [1, 3])
def test_the_pathwise_gradient_is_autograd_s(d: int, name: str) -> None:
    generator = torch.Generator().manual_seed(d)
    b, a = (torch.randn(2, *shape, generator=generator, dtype=torch.float64) for shape in ((d,), (d, d)))
    z = torch.randn(2, 6, d, generator=generator, dtype=torch.float64)
    noise = WeightedPoints(z, torch.full((1, 6), 1 / 6, dtype=torch.float64))
    empty = QuadraticLogit.undecided(2, d, z.device, z.dtype)
    player = empty.with_parameters(
        torch.randn(empty.parameters.shape, generator=generator, dtype=torch.float64)
    )
    g = AffineGenerator.of(b, a)

    parameters = g.parameters.clone().requires_grad_()
    free = g.with_parameters(parameters)
    x = free.shift[:, None] + torch.einsum("bij,bnj->bni", free.matrix, z)
    (expected,) = torch.autograd.grad(loss(name, player.logit(x)).mean(dim=1).sum(), parameters)
    assert (g.gradient(noise, player, name) - expected).abs().max() <= ROUNDING * expected.abs().max()
