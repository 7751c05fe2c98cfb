"""Log-space functions against arbitrary precision, at their edges and under autograd."""

import math

import mpmath
import numpy as np
import pytest
import torch

from gancheck.numerics import logspace
from gancheck.numerics.estimate import UNIT_ROUNDOFF


@pytest.fixture(scope="module", autouse=True)
def digits():
    """The precision of mpmath is one for the whole process: set here, and put back."""
    with mpmath.workdps(400):
        yield


POINTS = np.concatenate([-np.logspace(-20, 2.5, 46), [0.0], np.logspace(-20, 2.5, 46)])

FUNCTIONS = {
    "softplus": (logspace.softplus, lambda t: mpmath.log1p(mpmath.exp(t)), POINTS, 2),
    "log_sigmoid": (logspace.log_sigmoid, lambda t: -mpmath.log1p(mpmath.exp(-t)), POINTS, 2),
    "log1mexp": (logspace.log1mexp, lambda t: mpmath.log(-mpmath.expm1(t)), POINTS[POINTS < 0], 3),
    "exp_minus_tangent": (logspace.exp_minus_tangent, lambda t: mpmath.expm1(t) - t, POINTS, 8),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_relative_error_is_a_few_ulp(name):
    """An elementary function errs by 1 ulp = 2u; the count is of those in a chain."""
    function, truth, points, ulps = FUNCTIONS[name]
    for x, value in zip(points, function(points), strict=True):
        exact = truth(mpmath.mpf(float(x)))
        assert abs(value - exact) <= 2 * ulps * UNIT_ROUNDOFF * abs(exact), (name, x)


@pytest.mark.parametrize("power", range(1, 17))
def test_log_ratio_is_relatively_accurate_near_one(power):
    p = np.array([0.3, 1.0, 1e-200, 1e300])
    q = p * (1.0 + 10.0**-power)
    for a, b, value in zip(p, q, logspace.log_ratio(p, q), strict=True):
        exact = mpmath.log(mpmath.mpf(float(a)) / mpmath.mpf(float(b)))
        assert abs(value - exact) <= 4 * UNIT_ROUNDOFF * abs(exact)


def test_log_ratio_survives_subnormal_masses():
    p, q = np.array([5e-324, 0.7, 1.0, 3e-310]), np.array([0.7, 5e-324, 5e-324, 1e-310])
    for a, b, value in zip(p, q, logspace.log_ratio(p, q), strict=True):
        exact = mpmath.log(mpmath.mpf(float(a)) / mpmath.mpf(float(b)))
        assert abs(value - exact) <= 4 * UNIT_ROUNDOFF * abs(exact)


def test_conventions_at_zero_and_infinity():
    inf = math.inf
    assert logspace.xlogy(np.array([0.0, 0.0, 2.0, 0.0]), np.array([0.0, inf, 0.0, 3.0])).tolist() == [
        0,
        0,
        -inf,
        0,
    ]
    assert logspace.log_ratio(np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0])).tolist() == [0, inf, -inf]
    assert logspace.softplus(np.array([-inf, inf])).tolist() == [0, inf]
    assert logspace.log_sigmoid(np.array([-inf, inf])).tolist() == [-inf, 0]
    assert logspace.logaddexp(np.array([-inf, -inf]), np.array([-inf, 1.0])).tolist() == [-inf, 1.0]
    assert logspace.logsumexp(np.array([[-inf, -inf], [0.0, -inf]])).tolist() == [-inf, 0.0]
    assert logspace.log1mexp(np.array([0.0, -inf])).tolist() == [-inf, 0.0]
    assert logspace.exp_minus_tangent(np.array([800.0])).tolist() == [inf]


def test_log_ratio_has_its_gradient_also_at_a_tie():
    p, q = (torch.tensor([0.25, 1e308, 0.5], dtype=torch.float64, requires_grad=True) for _ in range(2))
    gradients = torch.autograd.grad(logspace.log_ratio(p, q).sum(), (p, q))
    assert [g.tolist() for g in gradients] == [[4.0, 1e-308, 2.0], [-4.0, -1e-308, -2.0]]


def test_logsumexp_keeps_or_drops_the_axis():
    x = np.log(np.arange(1.0, 7.0)).reshape(2, 3)
    assert logspace.logsumexp(x, axis=0).shape == (3,)
    assert logspace.logsumexp(x, axis=0, keepdims=True).shape == (1, 3)
    np.testing.assert_allclose(np.exp(logspace.logsumexp(x)), [6.0, 15.0], rtol=8 * UNIT_ROUNDOFF)


UNARY = ("softplus", "log_sigmoid", "log1mexp", "exp_minus_tangent", "safe_log")


@pytest.mark.parametrize("name", UNARY)
def test_gradients_agree_with_differences(name):
    points = {"log1mexp": [-3.0, -0.7, -0.1], "safe_log": [0.1, 1.0, 7.0]}.get(
        name, [-3.0, -0.4, 0.0, 0.3, 2.0]
    )
    x = torch.tensor(points, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(getattr(logspace, name), (x,))


@pytest.mark.parametrize(
    "name, arguments",
    [
        ("xlogy", ([0.0, 0.0, 1.0], [0.0, 1.0, 0.0])),
        ("logaddexp", ([-math.inf, -math.inf, 1.0], [-math.inf, 0.0, 1.0])),
        ("log_ratio", ([0.0, 0.0, 1.0, 1e-300], [0.0, 1.0, 0.0, 1e300])),
        ("logsumexp", ([-math.inf, -math.inf],)),
        ("softplus", ([-math.inf, math.inf],)),
        ("log1mexp", ([0.0, -800.0],)),
    ],
)
def test_no_gradient_is_nan_at_an_edge(name, arguments):
    tensors = [torch.tensor(a, dtype=torch.float64, requires_grad=True) for a in arguments]
    value = getattr(logspace, name)(*tensors)
    gradients = torch.autograd.grad(value, tensors, torch.ones_like(value))
    assert not any(bool(g.isnan().any()) for g in gradients)


def test_the_gradient_of_logaddexp_at_a_tie_is_one_half():
    a, b = (torch.tensor([2.0], dtype=torch.float64, requires_grad=True) for _ in range(2))
    gradients = torch.autograd.grad(logspace.logaddexp(a, b), (a, b))
    assert [g.item() for g in gradients] == [0.5, 0.5]


def test_at_most_cuts_the_value_and_not_the_gradient():
    x = torch.tensor([0.5, 2.0], dtype=torch.float64, requires_grad=True)
    value = logspace.at_most(x, 1.0)
    assert value.tolist() == [0.5, 1.0]
    assert torch.autograd.grad(value.sum(), x)[0].tolist() == [1.0, 1.0]


def test_both_libraries_give_the_same_numbers():
    for name in ("softplus", "log_sigmoid", "exp_minus_tangent"):
        function = getattr(logspace, name)
        np.testing.assert_allclose(
            function(torch.tensor(POINTS)).numpy(), function(POINTS), rtol=8 * UNIT_ROUNDOFF
        )
