"""Densities on the line: mixtures against 260-bit panels, pushforwards against laws in closed form, atoms."""

import math

import numpy as np
import pytest

from gancheck.distributions.affine import Affine
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.distributions.piecewise_linear import PiecewiseLinear
from gancheck.distributions.pushforward import Pushforward
from gancheck.distributions.uniform import Uniform
from gancheck.divergences.chi_squared import pearson, pearson_estimate
from gancheck.divergences.entropy import cross_entropy, cross_entropy_estimate, entropy, entropy_estimate
from gancheck.divergences.jensen_shannon import jsd, jsd_deficit_estimate, jsd_estimate
from gancheck.divergences.kullback_leibler import kl, kl_estimate, reverse_kl
from gancheck.divergences.squared_hellinger import squared_hellinger_estimate
from gancheck.divergences.total_variation import total_variation, total_variation_estimate
from gancheck.errors import UnsupportedPair
from gancheck.numerics.estimate import UNIT_ROUNDOFF
from tests.divergences import oracles

LOG_2 = math.log(2.0)


def mixtures(size, components, low, high, rng):
    weights = rng.dirichlet(np.ones(components), size)
    means = rng.uniform(-20, 20, (size, components))
    return GaussianMixture(weights, means, np.exp(rng.uniform(low, high, (size, components))))


@pytest.mark.parametrize(
    "first, second, scales",
    [(2, 2, (-1, 1)), (3, 3, (-5, 3)), (1, 3, (-9, 3))],
    ids=["mild", "hard", "narrow"],
)
def test_jsd_of_mixtures(first, second, scales):
    """Means U[-20, 20]; narrow scales make the rounding of the nodes matter."""
    rng = np.random.default_rng(first + 10 * second)
    p, q = mixtures(4, first, *scales, rng), mixtures(4, second, *scales, rng)
    result = jsd_estimate(p, q)
    for i in range(4):
        truth = oracles.mixture_jsd(p[i], q[i])
        assert oracles.absolute_error(result.value[i], truth) <= min(1e-14, result.error[i])
        assert result.error[i] <= 5e-14


@pytest.mark.parametrize("exponent", [1, 3, 5, 7, 9])
def test_nearly_equal_mixtures_state_what_their_log_ratio_lost(exponent):
    """The log ratio δ is a difference of two numbers of size 10, each rounded: a relative error of u/δ remains."""
    rng = np.random.default_rng(exponent)
    p = mixtures(1, 3, -1, 1, rng)[0]
    gap = 10.0**-exponent
    q = GaussianMixture(p.weights, p.loc + gap * rng.normal(size=3), p.scale * (1 + gap * rng.normal(size=3)))
    result = jsd_estimate(p, q)
    truth = oracles.mixture_jsd(p, q)
    assert oracles.absolute_error(result.value, truth) <= result.error
    assert result.error <= (1e-13 + 2000 * UNIT_ROUNDOFF / gap) * result.value


def test_a_mixture_of_one_is_a_gaussian():
    rng = np.random.default_rng(1)
    means, scales = rng.uniform(-3, 3, (2, 30)), np.exp(rng.uniform(-1, 1, (2, 30)))
    laws = [Gaussian(m, s) for m, s in zip(means, scales, strict=True)]
    mixed = [GaussianMixture(np.ones((30, 1)), law.loc[:, None], law.scale[:, None]) for law in laws]
    estimates = (
        jsd_estimate,
        jsd_deficit_estimate,
        kl_estimate,
        squared_hellinger_estimate,
        total_variation_estimate,
        pearson_estimate,
        cross_entropy_estimate,
    )
    for function in estimates:
        closed, panels = function(*laws), function(*mixed)
        finite = np.isfinite(closed.value)
        assert (np.isfinite(panels.value) == finite).all(), function.__name__
        gap = np.abs(closed.value[finite] - panels.value[finite])
        assert (gap <= (closed.error + panels.error)[finite]).all(), function.__name__
        assert (panels.error[finite] <= 1e-10 * (1 + panels.value[finite])).all(), function.__name__


@pytest.mark.parametrize("separation", [5.0, 15.0, 30.0, 60.0])
def test_the_deficit_of_far_mixtures_is_relatively_accurate(separation):
    """What two far mixtures share lies between their components, 7 to 30 sigma from either."""
    p = GaussianMixture([0.3, 0.7], [-1.0, 0.0], [0.5, 1.0])
    q = GaussianMixture([0.6, 0.4], [separation, separation + 2.0], [1.0, 0.3])
    result = jsd_deficit_estimate(p, q)
    truth = oracles.mixture_overlap(p, q, np.arange(-12.0, separation + 12.0, 0.25))
    assert oracles.absolute_error(result.value, truth) <= result.error
    assert oracles.relative_error(result.value, truth) <= 1e-11


def test_a_batch_is_its_rows():
    rng = np.random.default_rng(6)
    p, q = mixtures(3, 2, -1, 1, rng), mixtures(3, 3, -1, 1, rng)
    whole = jsd(p, q)
    for i in range(3):
        assert jsd(p[i], q[i]) == pytest.approx(whole[i], rel=64 * UNIT_ROUNDOFF)


def test_components_of_weight_zero_change_nothing():
    p = GaussianMixture([0.5, 0.5, 0.0], [0.0, 1.0, 500.0], [1.0, 2.0, 1e-3])
    q = GaussianMixture([0.5, 0.5], [0.0, 1.0], [1.0, 2.0])
    assert jsd(p, q) == kl(p, q) == total_variation(p, q) == 0.0


def test_total_variation_finds_every_crossing():
    p = GaussianMixture([0.5, 0.5], [-2.0, 2.0], [0.5, 0.5])
    q = Gaussian(0.0, 1.0)
    result = total_variation_estimate(p, q)
    x = np.linspace(-10, 10, 2_000_001)
    slow = 0.5 * np.trapezoid(np.abs(np.exp(p.log_prob(x)) - np.exp(q.log_prob(x))), x)
    assert abs(result.value - slow) <= 1e-10  # the trapezoid's own error at a kink, h² = 1e-10
    assert result.error <= 1e-13


def test_chi_squared_of_mixtures_follows_the_widest_components():
    q = GaussianMixture([0.5, 0.5], [0.0, 0.0], [1.0, 0.1])
    assert pearson(GaussianMixture([0.5, 0.5], [0.0, 5.0], [1.4, 0.1]), q) < math.inf
    assert pearson(GaussianMixture([0.5, 0.5], [0.0, 5.0], [1.5, 0.1]), q) == math.inf


def test_chi_squared_of_a_far_component_is_found_where_it_lives():
    """p²/q of N(4, 1) and N(0, 1) is centred at 8: χ² = e^16 - 1."""
    p, q = GaussianMixture([1.0], [4.0], [1.0]), GaussianMixture([1.0], [0.0], [1.0])
    result = pearson_estimate(p, q)
    assert abs(result.value - math.expm1(16.0)) <= result.error <= 1e-11 * result.value


def test_an_affine_pushforward_is_a_gaussian():
    q = Pushforward(Gaussian(0.0, 1.0), Affine(0.5, 3.0))
    p, same = Gaussian(0.0, 1.0), Gaussian(3.0, 0.5)
    for function in (jsd, kl, reverse_kl, total_variation, cross_entropy):
        assert function(p, q) == pytest.approx(function(p, same), rel=1e-13)
    assert entropy(q) == pytest.approx(entropy(same), rel=1e-13)


RELU = PiecewiseLinear(knots=[0.0], slopes=[0.0, 1.0], intercepts=[0.0, 0.0])


def test_an_atom_against_a_density_is_singular_mass():
    """max(z, 0): half its mass at 0 and half a half-normal, against N(0, 1): JSD = ½·½ log 2 + the densities' share."""
    p, q = Gaussian(0.0, 1.0), Pushforward(Gaussian(0.0, 1.0), RELU)
    shared = 0.0  # on x > 0 both densities are φ
    alone = 0.25 * LOG_2  # on x < 0 only p's: m = φ/2, r = 1
    atom = 0.25 * LOG_2
    result = jsd_estimate(p, q)
    assert abs(result.value - (shared + alone + atom)) <= result.error
    assert kl(p, q) == math.inf
    assert kl(q, p) == math.inf
    assert total_variation(p, q) == pytest.approx(0.5, rel=1e-14)


def test_atoms_at_one_place_are_compared():
    p = Pushforward(Gaussian(0.0, 1.0), RELU)
    q = Pushforward(Gaussian(0.0, 2.0), RELU)
    scaled = kl(Gaussian(0.0, 1.0), Gaussian(0.0, 2.0)) / 2
    assert kl(p, q) == pytest.approx(scaled, rel=1e-13)
    assert jsd(p, p) == 0.0
    shifted = Pushforward(Gaussian(1.0, 1.0), RELU)
    assert kl(p, shifted) < math.inf


def test_entropy_needs_atoms_or_a_density_and_not_both():
    law = Pushforward(Gaussian(0.0, 1.0), RELU)
    with pytest.raises(UnsupportedPair, match="both atoms and a density"):
        entropy(law)
    with pytest.raises(UnsupportedPair, match="both atoms and a density"):
        cross_entropy(Gaussian(0.0, 1.0), law)
    # E[-log φ(max(z, 0))] = ½ log 2π + ½·½
    assert cross_entropy(law, Gaussian(0.0, 1.0)) == pytest.approx(
        0.5 * math.log(2 * math.pi) + 0.25, rel=1e-13
    )


def test_disjoint_supports_on_the_line():
    p, q = Pushforward(Uniform(0.0, 1.0), Affine(1.0, 0.0)), Pushforward(Uniform(0.0, 1.0), Affine(1.0, 5.0))
    assert jsd(p, q) == pytest.approx(LOG_2, rel=1e-14)
    assert jsd_estimate(p, q).value <= LOG_2
    assert kl(p, q) == math.inf
    half = Pushforward(Uniform(0.0, 1.0), Affine(1.0, 0.5))
    assert total_variation(p, half) == pytest.approx(0.5, rel=1e-14)
    assert kl(p, Uniform(0.0, 2.0)) == pytest.approx(LOG_2, rel=1e-14)
    assert pearson(p, Uniform(0.0, 2.0)) == pytest.approx(1.0, rel=1e-13)


def test_the_tails_of_a_pushforward_are_not_guessed():
    with pytest.raises(UnsupportedPair, match="tails that no panel sees"):
        pearson(Pushforward(Gaussian(0.0, 1.0), Affine(2.0, 0.0)), Gaussian(0.0, 1.0))


@pytest.mark.parametrize("seed", range(5))
def test_entropy_of_mixtures(seed):
    p = mixtures(1, 3, -3, 2, np.random.default_rng(seed))[0]
    result = entropy_estimate(p)
    truth = oracles.mixture_entropy(p)
    assert oracles.absolute_error(result.value, truth) <= result.error <= 1e-13
