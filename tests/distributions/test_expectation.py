import math
from fractions import Fraction

import numpy as np
import pytest
import scipy.stats
import torch

from gancheck.distributions import (
    Affine,
    Discrete,
    Empirical,
    Gaussian,
    GaussianMixture,
    MultivariateGaussian,
    PiecewiseLinear,
    Pushforward,
    Uniform,
    expectation,
)
from gancheck.errors import InvalidInput
from gancheck.numerics.estimate import Estimate

LIBRARY_ULPS = 8 * np.finfo(float).eps
"""The references below are themselves rounded, by less than this relative to 1."""


def assert_covers(estimate, truth):
    assert (np.abs(estimate.value - truth) <= estimate.error + LIBRARY_ULPS * np.abs(truth)).all(), (
        estimate,
        truth,
    )


def test_discrete_sum_is_within_its_bound_of_the_exact_rational():
    rng = np.random.default_rng(11)
    p, f = rng.dirichlet(np.ones(200)), rng.normal(size=200) * 1e6
    estimate = expectation(Discrete(probs=p), lambda i: f[i])
    exact = sum(Fraction(a) * Fraction(b) for a, b in zip(p.tolist(), f.tolist(), strict=True))
    assert abs(Fraction(float(estimate.value)) - exact) <= Fraction(float(estimate.error))


def test_atoms_of_mass_zero_count_nothing_even_where_f_is_infinite():
    p = Discrete(probs=[[0.5, 0.5, 0.0], [1.0, 0.0, 0.0]])
    f = np.array([[1.0, 2.0, np.inf], [3.0, np.nan, -np.inf]])
    np.testing.assert_array_equal(expectation(p, lambda i: f).value, [1.5, 3.0])


def test_an_infinite_value_at_positive_mass_is_infinite_and_exact():
    estimate = expectation(Discrete(probs=[0.5, 0.5]), lambda i: np.where(i == 0, -np.inf, 1.0))
    assert estimate.value == -np.inf
    assert estimate.error == 0.0


def test_numeric_atoms_are_the_arguments_of_f():
    assert expectation(Discrete(probs=[0.25, 0.75], atoms=[2.0, 4.0]), lambda x: x).value == 3.5
    assert expectation(Empirical([2.0, 4.0, 4.0, 4.0]), lambda x: x).value == 3.5
    assert expectation(Discrete(probs=[0.25, 0.75], atoms=["a", "b"]), lambda i: 1.0 * i).value == 0.75


@pytest.mark.parametrize(("loc", "scale"), [(0.0, 1e-200), (0.0, 1e150), (1e6, 1e-3), (-3.0, 0.7)])
def test_the_rounding_of_an_extreme_density_is_counted(loc, scale):
    """At scale 1e-200 the log density is 460, and exp turns its last bit into 460 u."""
    estimate = expectation(Gaussian(loc, scale), np.ones_like)
    assert abs(estimate.value - 1.0) <= estimate.error <= 4e3 * np.finfo(float).eps


@pytest.mark.parametrize("k", range(0, 9, 2))
def test_moments_of_gaussians(k):
    """E z^k = (k - 1)!!"""
    double_factorial = math.prod(range(k - 1, 0, -2))
    law = Gaussian([0.0, 0.0], [1.0, 1e-3])
    assert_covers(expectation(law, lambda x: x**k), double_factorial * np.array([1.0, 1e-3]) ** k)


def test_a_fast_growing_f_is_still_covered():
    """E exp(t z) = exp(t^2 / 2)"""
    for t in (1.0, 3.0, 5.0):
        assert_covers(expectation(Gaussian(0.0, 1.0), lambda x, t=t: np.exp(t * x)), np.exp(t**2 / 2))


def test_a_kink_needs_a_breakpoint_and_then_is_exact():
    truth = 2 * scipy.stats.norm.pdf(0.37) + 0.37 * (2 * scipy.stats.norm.cdf(0.37) - 1)
    law = Gaussian(0.0, 1.0)
    without = expectation(law, lambda x: np.abs(x - 0.37))
    with_it = expectation(law, lambda x: np.abs(x - 0.37), np.array([0.37]))
    assert_covers(with_it, truth)
    assert abs(without.value - truth) > with_it.error


def test_mixtures_uniforms_and_pushforwards():
    m = GaussianMixture([[0.25, 0.75], [1.0, 0.0]], [[0.0, 50.0], [-3.0, 0.0]], [[1e-3, 4.0], [2.0, 1.0]])
    assert_covers(expectation(m, lambda x: x), m.mean)
    assert_covers(expectation(m, lambda x: (x - m.mean[:, None]) ** 2), m.variance)
    assert_covers(expectation(Uniform(0.0, 2.0), np.exp), np.expm1(2.0) / 2.0)
    q = Pushforward(Gaussian(1.0, 2.0), Affine([-3.0, 0.5], 1.0))
    assert_covers(expectation(q, lambda x: x), np.array([-2.0, 1.5]))


def test_atoms_of_a_pushforward_are_added():
    """E max(z, 0) = 1/sqrt(2 pi), and E [max(z, 0) = 0] = 1/2: the second is all atom."""
    relu = PiecewiseLinear([0.0], [0.0, 1.0], [0.0, 0.0])
    q = Pushforward(Gaussian(0.0, 1.0), relu)
    assert_covers(expectation(q, lambda x: x), 1 / np.sqrt(2 * np.pi))
    assert_covers(expectation(q, lambda x: 1.0 * (x == 0.0)), 0.5)


def test_a_density_that_underflows_meets_an_infinite_f():
    p, narrow = Gaussian(0.0, 1.0), Gaussian(0.0, 0.02)
    q = Uniform(-1.0, 1.0)
    with np.errstate(all="raise"):
        estimate = expectation(q, lambda x: narrow.log_prob(x), narrow.breakpoints())
    assert_covers(estimate, -0.5 / 3 / 0.02**2 - np.log(0.02) - 0.5 * np.log(2 * np.pi))
    assert expectation(q, lambda x: np.where(np.abs(x) > 1, np.inf, 1.0)).value == pytest.approx(
        1.0, rel=LIBRARY_ULPS
    )
    without_end = expectation(p, q.log_prob)
    assert (without_end.value, without_end.error) == (-np.inf, 0.0)


def test_gradients_of_an_expectation():
    """d/ds E_N(0,s) x^2 = 2 s"""
    scale = torch.tensor(1.5, dtype=torch.float64, requires_grad=True)
    estimate = expectation(Gaussian(0.0, scale), lambda x: x**2)
    (gradient,) = torch.autograd.grad(estimate.value, scale)
    assert gradient.item() == pytest.approx(
        3.0, rel=1e3 * np.finfo(float).eps
    )  # 17 panels of 16 terms of both signs


def test_laws_without_a_rule_are_refused():
    with pytest.raises(InvalidInput, match="MultivariateGaussian"):
        expectation(MultivariateGaussian([0.0], [[1.0]]), lambda x: x)


@pytest.mark.parametrize(
    "law",
    [
        Discrete(probs=[0.25, 0.0, 0.75]),
        Gaussian([0.0, 2.0], [1.0, 3.0]),
        GaussianMixture([0.5, 0.5], [-1.0, 4.0], [1.0, 0.5]),
        Pushforward(Gaussian(0.0, 1.0), PiecewiseLinear([0.0], [0.0, 1.0], [0.0, 0.0])),  # with an atom
    ],
    ids=["discrete", "gaussian", "mixture", "atom"],
)
def test_the_doubt_of_a_function_is_averaged_too(law):
    exact = expectation(law, lambda x: 1.0 + 0.0 * x)
    doubtful = expectation(law, lambda x: Estimate(1.0 + 0.0 * x, 0.25 + 0.0 * x))
    assert (doubtful.value == exact.value).all()
    np.testing.assert_allclose(doubtful.error - exact.error, 0.25, rtol=1e3 * np.finfo(float).eps)


def test_doubt_counts_neither_without_mass_nor_beside_infinity():
    law = Discrete(probs=[0.5, 0.0, 0.5])
    unseen = expectation(law, lambda i: Estimate(np.ones(3), np.array([0.0, np.inf, 0.0])))
    assert unseen.error == expectation(law, lambda i: np.ones(3)).error
    endless = expectation(law, lambda i: Estimate(np.array([np.inf, 0.0, 0.0]), np.ones(3)))
    assert (endless.value, endless.error) == (np.inf, 0.0)
