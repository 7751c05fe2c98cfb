"""Masses of the standard normal law, relative to arbitrary precision."""

import mpmath
import numpy as np
import pytest
import torch

from gancheck.numerics.error_function import erf, erfc, normal_mass
from gancheck.numerics.estimate import UNIT_ROUNDOFF


@pytest.fixture(scope="module", autouse=True)
def digits():
    """The precision of mpmath is one for the whole process: set here, and put back."""
    with mpmath.workdps(700):
        yield


SMALLEST = 5e-324


def mass(lower, width):
    a, b = mpmath.mpf(lower), mpmath.mpf(lower) + mpmath.mpf(width)
    if a + b > 0:
        a, b = -b, -a
    return (mpmath.erfc(-b / mpmath.sqrt(2)) - mpmath.erfc(-a / mpmath.sqrt(2))) / 2


@pytest.mark.parametrize("width", [0.0, 1e-300, 1e-15, 1e-6, 0.01, 0.3, 0.99, 1.01, 3.0, 50.0])
@pytest.mark.parametrize("lower", [-30.0, -8.0, -1.3, -0.2, 0.0, 0.4, 2.0, 9.0, 25.0])
def test_a_mass_is_relatively_accurate(lower, width):
    """The density at z carries z² u, so the bound grows with the square of the near end."""
    truth = mass(lower, width)
    value = float(normal_mass(np.array(lower), np.array(width)))
    near = min(abs(lower), abs(lower + width)) if lower * (lower + width) > 0 else 0.0
    assert abs(value - truth) <= (24 + 4 * near**2) * UNIT_ROUNDOFF * truth + SMALLEST


def test_both_libraries_agree():
    x = np.linspace(-6, 6, 25)
    for function in (erf, erfc):
        np.testing.assert_allclose(function(torch.tensor(x)).numpy(), function(x), rtol=32 * UNIT_ROUNDOFF)


def test_the_gradient_is_the_density():
    lower = torch.tensor([-1.0, 0.0, 2.0, 0.5], dtype=torch.float64, requires_grad=True)
    width = torch.tensor([0.1, 0.0, 1.0, 4.0], dtype=torch.float64, requires_grad=True)
    gradient = torch.autograd.grad(normal_mass(lower, width).sum(), width)[0]
    density = torch.exp(-0.5 * (lower + width) ** 2) / (2 * torch.pi) ** 0.5
    torch.testing.assert_close(gradient, density.detach(), rtol=64 * UNIT_ROUNDOFF, atol=0.0)
