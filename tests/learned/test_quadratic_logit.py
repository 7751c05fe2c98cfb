import numpy as np
import pytest
import torch

from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.errors import InvalidInput
from gancheck.learned.quadratic_logit import QuadraticLogit

ROUNDING = 100 * 2.0**-53  # at most 21 products and sums a logit, twice


@pytest.mark.parametrize("d", [1, 2, 4])
def test_pullbacks_are_autograd_s(d: int) -> None:
    generator = torch.Generator().manual_seed(d)
    shape = QuadraticLogit.undecided(3, d, torch.device("cpu"), torch.float64).parameters.shape
    parameters = torch.randn(shape, generator=generator, dtype=torch.float64).requires_grad_()
    x = torch.randn(3, 5, d, generator=generator, dtype=torch.float64).requires_grad_()
    cotangent = torch.randn(3, 5, generator=generator, dtype=torch.float64)
    closed = QuadraticLogit(parameters, d).linearise(x)
    by_parameters, by_inputs = torch.autograd.grad((closed.value * cotangent).sum(), (parameters, x))
    assert (
        closed.to_parameters(cotangent) - by_parameters
    ).abs().max() <= ROUNDING * by_parameters.abs().max()
    assert (closed.to_inputs(cotangent) - by_inputs).abs().max() <= ROUNDING * by_inputs.abs().max()


def test_it_contains_the_optimal_discriminator_of_two_gaussians() -> None:
    """Log p − log q of N(1, 4) and N(0, 1) is −log 2 − ⅛ + x/4 + 3x²/8."""
    x = np.linspace(-3.0, 3.0, 7)
    coefficients = torch.tensor([[-np.log(2.0) - 0.125, 0.25, 0.375]], dtype=torch.float64)
    logit = QuadraticLogit(coefficients).logit(torch.tensor(x)[None, :, None])[0].numpy()
    expected = Gaussian(1.0, 2.0).log_prob(x) - Gaussian(0.0, 1.0).log_prob(x)
    assert np.abs(logit - expected).max() <= ROUNDING * 10.0  # the log densities themselves reach 10


def test_it_contains_the_optimal_discriminator_of_two_gaussians_in_the_plane() -> None:
    """Six points determine a quadratic in the plane; at the other points it must agree by itself."""
    p = MultivariateGaussian([0.5, -1.0], [[2.0, 0.3], [0.3, 1.0]])
    q = MultivariateGaussian([0.0, 0.0], [[1.0, -0.2], [-0.2, 0.5]])
    x = np.random.default_rng(0).normal(size=(30, 2))
    ratio = p.log_prob(x) - q.log_prob(x)
    player = QuadraticLogit.undecided(1, 2, torch.device("cpu"), torch.float64)
    features = player.features(torch.tensor(x)[None])[0].numpy()
    solved = np.linalg.solve(features[:6], ratio[:6])
    condition = np.linalg.cond(features[:6])
    assert np.abs(features @ solved - ratio).max() <= ROUNDING * condition * np.abs(ratio).max()


def test_atoms_are_refused() -> None:
    with pytest.raises(InvalidInput, match="points of space"):
        QuadraticLogit.undecided(1, 1, torch.device("cpu"), torch.float64).logit(None)
