"""The alpha-divergences: against 1400-bit sums, closed forms, panels and each other; where they are infinite."""

import math

import numpy as np
import pytest
import torch

from gancheck.distributions.discrete import Discrete
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.gaussian_mixture import GaussianMixture, as_mixture
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.distributions.piecewise_linear import PiecewiseLinear
from gancheck.distributions.pushforward import Pushforward
from gancheck.divergences.alpha import alpha_divergence, alpha_divergence_estimate
from gancheck.divergences.chi_squared import neyman_estimate, pearson_estimate
from gancheck.divergences.kullback_leibler import kl_estimate, reverse_kl_estimate
from gancheck.divergences.squared_hellinger import squared_hellinger_estimate
from gancheck.errors import InvalidInput, UnsupportedPair
from gancheck.numerics.estimate import UNIT_ROUNDOFF
from tests.divergences import oracles

ORDERS = (-2.5, -1.0, -1e-7, 0.0, 1e-20, 0.1, 0.5, 0.7, 1.0 - 2.0**-40, 1.0, 1.0 + 1e-9, 2.0, 3.5)
PINS = {
    "α = 2 is half of Pearson": (2.0, lambda p, q: 0.5 * pearson_estimate(p, q)),
    "α = -1 is half of Neyman": (-1.0, lambda p, q: 0.5 * neyman_estimate(p, q)),
    "α = ½ is 4 H²": (0.5, lambda p, q: 4.0 * squared_hellinger_estimate(p, q)),
    "α = 1 is KL": (1.0, kl_estimate),
    "α = 0 is reverse KL": (0.0, reverse_kl_estimate),
}


@pytest.mark.parametrize("exponent", range(1, 16))
@pytest.mark.parametrize("alpha", ORDERS)
def test_relative_error_near_equality(alpha, exponent):
    """q = p(1 ± δ): a dozen u for every order, near 0 and 1 too, where p^α q^{1-α} - 1 has lost every digit."""
    rng = np.random.default_rng(exponent)
    p = rng.dirichlet(np.ones(64))
    p = p / p.sum()
    q = p * (1.0 + 10.0**-exponent * np.repeat([1.0, -1.0], 32))
    if exponent < 14:
        q = q / q.sum()
    else:
        q[0] += 1.0 - math.fsum(q)
    estimate = alpha_divergence_estimate(Discrete(probs=p), Discrete(probs=q), alpha)
    truth = oracles.discrete_alpha(p, q, alpha)
    assert oracles.relative_error(estimate.value, truth) <= 12 * UNIT_ROUNDOFF
    assert (
        oracles.absolute_error(estimate.value, truth)
        <= estimate.error
        <= 512 * UNIT_ROUNDOFF * estimate.value
    )


@pytest.mark.parametrize("given", ["probs", "log_probs"])
@pytest.mark.parametrize("alpha", ORDERS)
def test_the_stated_error_covers_the_true_one_at_zeros_and_far_ratios(alpha, given):
    rng = np.random.default_rng(5)
    p, q = rng.dirichlet(np.full(24, 0.05), (2, 12)) + 1e-300
    p[:4, :3] = 0.0
    q[2:6, 1:5] = 0.0
    p, q = (x / x.sum(axis=-1, keepdims=True) for x in (p, q))
    if given == "log_probs":
        with np.errstate(divide="ignore"):
            p, q = np.log(p), np.log(q)
    laws = Discrete(**{given: p}), Discrete(**{given: q})
    estimate = alpha_divergence_estimate(*laws, alpha)
    for a, b, value, error in zip(laws[0].probs, laws[1].probs, estimate.value, estimate.error, strict=True):
        truth = oracles.discrete_alpha(a, b, alpha)
        if isinstance(truth, float) or float(truth.mid()) > 1.7e308:
            assert value == math.inf
            continue
        # Masses that are given by their logarithms are not the float64 numbers that the truth is summed from.
        slack = 0.0 if given == "probs" else 1e-11 * float(truth.mid())
        assert oracles.absolute_error(value, truth) <= error + slack


@pytest.mark.parametrize("pin", PINS)
@pytest.mark.parametrize("kind", ["discrete", "gaussian", "wide", "plane", "mixture"])
def test_members_of_the_family(pin, kind):
    """Within the stated errors of both; the same laws have an infinite divergence."""
    alpha, other = PINS[pin]
    p, q = pairs(kind)
    ours, theirs = alpha_divergence_estimate(p, q, alpha), other(p, q)
    finite = np.isfinite(theirs.value)
    assert (np.isfinite(ours.value) == finite).all()
    assert finite.any()
    difference = np.abs(ours.value[finite] - theirs.value[finite])
    assert (difference <= (ours.error + theirs.error)[finite]).all()


def pairs(kind):
    rng = np.random.default_rng(11)
    if kind == "discrete":
        return tuple(Discrete(probs=x) for x in rng.dirichlet(np.ones(9), (2, 30)))
    if kind == "plane":
        factors = rng.normal(size=(2, 30, 2, 2))
        s = factors @ np.swapaxes(factors, -1, -2) + 2.0 * np.eye(2)
        s = 0.5 * (s + np.swapaxes(s, -1, -2))
        return tuple(MultivariateGaussian(rng.normal(size=(30, 2)), x) for x in s)
    if kind == "mixture":
        weights, loc, scale = (
            np.array([[0.3, 0.7]] * 6),
            rng.normal(size=(2, 6, 2)),
            np.exp(0.3 * rng.normal(size=(2, 6, 2))),
        )
        return tuple(GaussianMixture(weights, m, s) for m, s in zip(loc, scale, strict=True))
    spread = 20.0 if kind == "wide" else 0.7
    scales = np.exp(rng.uniform(-spread, spread, (2, 30)))
    return tuple(Gaussian(m, s) for m, s in zip(rng.normal(size=(2, 30)), scales, strict=True))


@pytest.mark.parametrize("alpha", [-1.3, 0.2, 0.999, 1.7])
def test_gaussians_by_closed_form_and_by_panels(alpha):
    p, q = pairs("gaussian")
    ours, panels = (
        alpha_divergence_estimate(p, q, alpha),
        alpha_divergence_estimate(as_mixture(p), as_mixture(q), alpha),
    )
    finite = np.isfinite(ours.value)
    assert (np.isfinite(panels.value) == finite).all()
    assert (np.abs(ours.value[finite] - panels.value[finite]) <= (ours.error + panels.error)[finite]).all()
    assert np.median(ours.error[finite] / ours.value[finite]) < 1e-13


@pytest.mark.parametrize("alpha", [1.5, 2.0, 3.0])
@pytest.mark.parametrize("sense", [1, -1])
def test_gaussians_are_finite_exactly_while_the_precision_is_positive(alpha, sense):
    """σ_p² below and above α/(α-1) σ_q², for α and for 1 - α with the laws exchanged, on the line and in the plane."""
    edge = math.sqrt(alpha / (alpha - 1.0))
    for scale, finite in ((0.999 * edge, True), (1.001 * edge, False)):
        p, q = Gaussian(0.0, scale), Gaussian(0.0, 1.0)
        plane = [MultivariateGaussian([0.0, 0.0], np.diag([s.scale**2, 1.0])) for s in (p, q)]
        for first, second in ((p, q), plane, (as_mixture(p), as_mixture(q))):
            value = (
                alpha_divergence(first, second, alpha)
                if sense > 0
                else alpha_divergence(second, first, 1.0 - alpha)
            )
            assert math.isfinite(value) is finite


@pytest.mark.parametrize("scale, finite", [(1.41, True), (1.42, False)])
def test_pearson_and_neyman_of_gaussians_are_finite_while_twice_the_precision_is_larger(scale, finite):
    """2Σ_p⁻¹ - Σ_q⁻¹ positive definite, that is σ_p² < 2σ_q²; the same in the plane, where one direction decides."""
    p, q = Gaussian(0.0, scale), Gaussian(0.0, 1.0)
    plane = [MultivariateGaussian([0.0, 1.0], np.diag([s.scale**2, 0.5])) for s in (p, q)]
    for first, second in ((p, q), plane):
        assert math.isfinite(pearson_estimate(first, second).value) is finite
        assert math.isfinite(neyman_estimate(second, first).value) is finite
    assert math.isfinite(pearson_estimate(q, p).value)


def test_pearson_of_scales_far_apart_has_its_digits():
    """χ² + 1 = s⁻¹(2 - s²)^{-1/2} for scales s and 1: 1 - x² has no digit left at s = 1e-12, and its factors all."""
    estimate = pearson_estimate(Gaussian(0.0, 1e-12), Gaussian(0.0, 1.0))
    truth = 1e12 / math.sqrt(2.0 - 1e-24) - 1.0
    assert abs(estimate.value - truth) <= estimate.error <= 1e-11 * truth


def test_limits_are_approached():
    """|D_α - KL| is of first order in α - 1: halving it halves the distance."""
    p, q = pairs("discrete")
    target = kl_estimate(p, q).value
    near, nearer = (np.abs(alpha_divergence(p, q, 1.0 + h) - target) for h in (2.0**-10, 2.0**-11))
    np.testing.assert_allclose(near, 2.0 * nearer, rtol=0.02)


def test_exchanging_the_laws_reflects_the_order():
    p, q = pairs("gaussian")
    for alpha in (-0.4, 0.25, 0.9):
        np.testing.assert_allclose(
            alpha_divergence(p, q, alpha), alpha_divergence(q, p, 1.0 - alpha), rtol=1e-14
        )


def test_the_maximum_for_orders_between_zero_and_one():
    p, q = Discrete(probs=[1.0, 0.0]), Discrete(probs=[0.0, 1.0])
    assert alpha_divergence(p, q, 0.25) == 1.0 / (0.25 * 0.75)
    assert alpha_divergence(p, q, 1.0) == alpha_divergence(p, q, -2.0) == math.inf
    assert alpha_divergence(p, p, 0.3) == alpha_divergence(p, p, 4.0) == 0.0
    far = alpha_divergence(Gaussian(0.0, 1.0), Gaussian([1e3, 1e200, 0.0], [1.0, 1.0, 1e300]), 0.25)
    assert (far <= 1.0 / (0.25 * 0.75)).all()


def test_both_libraries_agree():
    p, q = pairs("discrete")
    for alpha in (-1.5, 0.3, 1.0, 2.5):
        theirs = alpha_divergence(*(Discrete(probs=torch.tensor(x.probs)) for x in (p, q)), alpha)
        np.testing.assert_allclose(theirs.numpy(), alpha_divergence(p, q, alpha), rtol=1e-13)


@pytest.mark.parametrize("alpha", [math.nan, math.inf, "half", None, True, [0.5]])
def test_an_order_is_a_finite_number(alpha):
    p = Discrete(probs=[1.0])
    with pytest.raises(InvalidInput, match=r"`alpha` is .*; give"):
        alpha_divergence(p, p, alpha)


def test_unbounded_noise_is_refused_outside_the_unit_interval():
    law = Pushforward(
        Gaussian(0.0, 1.0), PiecewiseLinear(knots=[0.0], slopes=[1.0, 2.0], intercepts=[0.0, 0.0])
    )
    with pytest.raises(UnsupportedPair, match="depends on tails that no panel sees"):
        alpha_divergence(law, Gaussian(0.0, 1.0), 1.5)
    assert 0.0 < alpha_divergence(law, Gaussian(0.0, 1.0), 0.5) < 4.0


@pytest.mark.parametrize("alpha", [-1.7, -1e-9, 1e-6, 0.3, 0.5, 0.9, 1.0 - 1e-12, 1.0 + 1e-7, 1.4, 3.0])
def test_the_stated_error_covers_the_true_one_on_gaussians_of_every_kind(alpha):
    """Against the textbook's M(α) at 320 bits; most are relatively accurate to 4u, near the order's limits too."""
    pairs = oracles.gaussian_pairs_of_every_kind(2, 120)
    estimate = alpha_divergence_estimate(Gaussian(*pairs[:, :2].T), Gaussian(*pairs[:, 2:].T), alpha)
    relative = []
    for pair, value, error in zip(pairs, estimate.value, estimate.error, strict=True):
        truth = oracles.gaussian_alpha(alpha, *pair)
        if isinstance(truth, float) or float(truth.mid()) > 1.7e308:
            assert value == math.inf
            continue
        assert oracles.absolute_error(value, truth) <= error
        relative.append(oracles.relative_error(value, truth))
    assert np.median(relative) <= 4 * UNIT_ROUNDOFF
