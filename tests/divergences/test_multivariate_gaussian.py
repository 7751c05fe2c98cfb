"""Gaussians in d dimensions: reductions to the line, a tensor quadrature, invariance, closed forms."""

import math

import numpy as np
import pytest
import torch

from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.divergences.alpha import alpha_divergence
from gancheck.divergences.chi_squared import pearson
from gancheck.divergences.entropy import cross_entropy, entropy
from gancheck.divergences.jensen_shannon import jsd, jsd_deficit_estimate, jsd_estimate
from gancheck.divergences.kullback_leibler import kl, kl_estimate
from gancheck.divergences.squared_hellinger import squared_hellinger
from gancheck.divergences.total_variation import total_variation
from gancheck.divergences.vincze_le_cam import vincze_le_cam, vincze_le_cam_estimate
from gancheck.errors import UnsupportedPair
from gancheck.numerics.estimate import UNIT_ROUNDOFF

DIMENSIONS = (1, 2, 3, 4, 8, 16)


def rotation(d, rng):
    return np.linalg.qr(rng.normal(size=(d, d)))[0]


def pair_in_one_coordinate(d, rng, means=(0.0, 1.3), scales=(1.0, 0.4)):
    """Laws that differ along one direction only, in rotated and stretched coordinates."""
    basis = rotation(d, rng) * np.exp(rng.uniform(-1, 1, d))
    laws = []
    for mean, scale in zip(means, scales, strict=True):
        loc, deviations = np.zeros(d), np.ones(d)
        loc[0], deviations[0] = mean, scale
        factor = basis * deviations
        covariance = factor @ factor.T
        laws.append(MultivariateGaussian(basis @ loc, 0.5 * (covariance + covariance.T)))
    return laws


def alpha_of_three_tenths(p, q):
    return alpha_divergence(p, q, 0.3)


def alpha_beyond_one(p, q):
    return alpha_divergence(p, q, 1.1)


FUNCTIONS = (jsd, kl, squared_hellinger, pearson, vincze_le_cam, alpha_of_three_tenths, alpha_beyond_one)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("d", DIMENSIONS)
def test_laws_that_differ_in_one_direction_are_laws_on_the_line(function, d):
    """Forming the covariances rounds them by a few u, times their condition e^4 here."""
    p, q = pair_in_one_coordinate(d, np.random.default_rng(d))
    truth = function(Gaussian(0.0, 1.0), Gaussian(1.3, 0.4))
    if math.isinf(truth):
        assert function(p, q) == truth
        truth, p, q = function(Gaussian(1.3, 0.4), Gaussian(0.0, 1.0)), q, p
    assert abs(function(p, q) - truth) <= 64 * d * math.exp(4) * UNIT_ROUNDOFF * truth


@pytest.mark.parametrize("d", DIMENSIONS)
def test_independent_coordinates_need_no_rotation(d):
    """A diagonal pair, whose divergences are sums over coordinates: KL adds, 1 - H² multiplies."""
    rng = np.random.default_rng(d)
    means, scales = rng.normal(size=(2, d)), np.exp(rng.normal(size=(2, d)))
    p, q = (MultivariateGaussian(m, np.diag(s**2)) for m, s in zip(means, scales, strict=True))
    each = Gaussian(means[0], scales[0]), Gaussian(means[1], scales[1])
    assert kl(p, q) == pytest.approx(math.fsum(kl(*each)), rel=(32 + 16 * d) * UNIT_ROUNDOFF)
    affinity = np.prod(1.0 - squared_hellinger(*each))
    assert 1.0 - squared_hellinger(p, q) == pytest.approx(affinity, abs=(32 + 16 * d) * UNIT_ROUNDOFF)
    assert entropy(p) == pytest.approx(math.fsum(entropy(each[0])), abs=(32 + 16 * d) * UNIT_ROUNDOFF * d)
    assert cross_entropy(p, q) == pytest.approx(entropy(p) + kl(p, q), rel=(64 + 32 * d) * UNIT_ROUNDOFF)


def test_divergences_in_the_plane_against_a_tensor_quadrature():
    """240 x 240 Gauss-Legendre nodes on the textbook integrand, over 10 standard deviations."""
    rng = np.random.default_rng(2)
    x, w = np.polynomial.legendre.leggauss(240)
    grid = np.stack(np.meshgrid(x, x), axis=-1).reshape(-1, 2)
    weights = np.outer(w, w).ravel()
    for _ in range(4):
        first, second = 0.4 * rng.normal(size=(2, 2, 2))
        p = MultivariateGaussian(rng.normal(size=2), first @ first.T + 0.5 * np.eye(2))
        q = MultivariateGaussian(rng.normal(size=2), second @ second.T + 0.5 * np.eye(2))
        reach = 10.0 * max(math.sqrt(np.linalg.eigvalsh(s.covariance_matrix)[-1]) for s in (p, q)) + 3.0
        a, b = (np.exp(law.log_prob(grid * reach)) for law in (p, q))
        m = 0.5 * (a + b)
        with np.errstate(divide="ignore", invalid="ignore"):
            terms = 0.5 * (np.where(a > 0, a * np.log(a / m), 0) + np.where(b > 0, b * np.log(b / m), 0))
            others = np.where(m > 0, (a - b) ** 2 / (2 * m), 0.0), a**0.3 * b**0.7
        truth = reach**2 * math.fsum(weights * np.where(m > 0, terms, 0.0))
        assert abs(jsd(p, q) - truth) <= 1e-14  # the quadrature's own error, measured by halving its nodes
        # The rounding of densities that are summed to 2 and to 1.
        truth = reach**2 * math.fsum(weights * others[0])
        assert abs(vincze_le_cam(p, q) - truth) <= vincze_le_cam_estimate(p, q).error + 4e-14
        truth = (reach**2 * math.fsum(weights * others[1]) - 1.0) / (0.3 * -0.7)
        assert abs(alpha_of_three_tenths(p, q) - truth) <= 1e-13


@pytest.mark.parametrize("d", [2, 5, 16])
def test_a_common_affine_map_changes_nothing(d):
    rng = np.random.default_rng(d)
    a, b, t = rng.normal(size=(3, d, d)) / math.sqrt(d)
    t = t + 2.0 * np.eye(d)
    means = rng.normal(size=(2, d))
    covariances = [x @ x.T + 0.5 * np.eye(d) for x in (a, b)]
    p, q = (MultivariateGaussian(m, 0.5 * (s + s.T)) for m, s in zip(means, covariances, strict=True))
    moved = [t @ s @ t.T for s in covariances]
    p2, q2 = (MultivariateGaussian(t @ m + 1.0, 0.5 * (s + s.T)) for m, s in zip(means, moved, strict=True))
    error = jsd_estimate(p, q).error + jsd_estimate(p2, q2).error
    # Forming the moved covariances rounds them by about d u, times the condition of the map.
    assert abs(jsd(p, q) - jsd(p2, q2)) <= error + 8 * d * np.linalg.cond(t) ** 2 * UNIT_ROUNDOFF


@pytest.mark.parametrize("d", [2, 4, 16])
@pytest.mark.parametrize("gap", [1e-3, 1e-6, 1e-9])
def test_near_equal_means_are_relatively_accurate(d, gap):
    """With one covariance, JSD = Δ²/8 - Δ⁴/64 + O(Δ⁶)."""
    rng = np.random.default_rng(d)
    a = rng.normal(size=(d, d)) / math.sqrt(d)
    covariance = a @ a.T + np.eye(d)
    covariance = 0.5 * (covariance + covariance.T)
    mean = rng.normal(size=d)
    shifted = mean + gap * rng.normal(size=d)
    p, q = MultivariateGaussian(mean, covariance), MultivariateGaussian(shifted, covariance)
    square = float((shifted - mean) @ np.linalg.solve(covariance, shifted - mean))
    truth = square / 8 - square**2 / 64
    result = jsd_estimate(p, q)
    assert abs(result.value - truth) <= result.error + 1e-14 * truth + square**3
    assert result.error <= 1e-11 * truth


@pytest.mark.parametrize("d", [2, 3, 8])
def test_the_deficit_adds_up_and_survives_far_apart(d):
    rng = np.random.default_rng(d)
    a, b = rng.normal(size=(2, 20, d, d)) / math.sqrt(d)
    covariances = [x @ np.swapaxes(x, -1, -2) + 0.3 * np.eye(d) for x in (a, b)]
    p, q = (
        MultivariateGaussian(rng.normal(size=(20, d)), 0.5 * (s + np.swapaxes(s, -1, -2)))
        for s in covariances
    )
    first, second = jsd_estimate(p, q), jsd_deficit_estimate(p, q)
    assert (
        np.abs(first.value + second.value - math.log(2.0)) <= first.error + second.error + UNIT_ROUNDOFF
    ).all()
    far = MultivariateGaussian([40.0] + [0.0] * (d - 1), np.eye(d))
    near = MultivariateGaussian([0.0] * d, np.eye(d))
    line = jsd_deficit_estimate(Gaussian(0.0, 1.0), Gaussian(40.0, 1.0))
    space = jsd_deficit_estimate(near, far)
    assert abs(space.value - line.value) <= space.error + line.error <= 1e-9 * line.value


def test_total_variation_needs_equal_covariances():
    p = MultivariateGaussian([0.0, 0.0], [[2.0, 1.0], [1.0, 2.0]])
    q = MultivariateGaussian([1.0, -1.0], [[2.0, 1.0], [1.0, 2.0]])
    assert total_variation(p, q) == pytest.approx(math.erf(math.sqrt(2.0) / (2 * math.sqrt(2.0))), rel=1e-15)
    covariances = np.stack([p.covariance_matrix, np.eye(2)])
    with pytest.raises(UnsupportedPair, match=r"equal covariances only.* in row 1; bracket"):
        total_variation(p, MultivariateGaussian(np.zeros((2, 2)), covariances))


def test_kl_states_its_error_when_badly_conditioned():
    """Covariances of correlation 1 - 1e-9: the stated error grows with the condition, and covers the true one."""
    rho = 1.0 - 2.0**-30
    p = MultivariateGaussian([0.0, 0.0], [[1.0, rho], [rho, 1.0]])
    q = MultivariateGaussian([0.0, 0.0], [[1.0, -rho], [-rho, 1.0]])
    result = kl_estimate(p, q)
    spread = (1 + rho) / (1 - rho)
    truth = 0.5 * (spread + 1 / spread) - 1.0
    assert abs(result.value - truth) <= result.error
    assert result.error > 1e-9 * truth


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_both_libraries_agree(function):
    rng = np.random.default_rng(3)
    a, b = rng.normal(size=(2, 5, 3, 3)) / 2
    covariances = [x @ np.swapaxes(x, -1, -2) + np.eye(3) for x in (a, b)]
    covariances = [0.5 * (s + np.swapaxes(s, -1, -2)) for s in covariances]
    means = rng.normal(size=(2, 5, 3))
    ours = function(*(MultivariateGaussian(m, s) for m, s in zip(means, covariances, strict=True)))
    theirs = function(
        *(
            MultivariateGaussian(torch.tensor(m), torch.tensor(s))
            for m, s in zip(means, covariances, strict=True)
        )
    )
    np.testing.assert_allclose(theirs.numpy(), ours, rtol=1e-13)
