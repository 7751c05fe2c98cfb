"""The Vincze-Le Cam divergence of Gaussians and mixtures against balls, and its place among the others."""

import math

import numpy as np
import pytest

from gancheck.distributions.discrete import Discrete
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.divergences.chi_squared import pearson
from gancheck.divergences.jensen_shannon import jsd
from gancheck.divergences.vincze_le_cam import vincze_le_cam, vincze_le_cam_estimate
from tests.divergences import oracles


@oracles.with_precision(160)
def overlap(p, q, extra=()):
    """∫ 4pq/(p+q) of two unbatched mixtures in balls, which is their mass less the divergence."""
    logs = [oracles.mixture_log_density(m.weights, m.loc, m.scale) for m in (p, q)]

    def integrand(x):
        a, b = (log(x) for log in logs)
        return 4 * a.exp() / (1 + (a - b).exp())

    return oracles.line_integral(integrand, np.concatenate([oracles.edges_of(p), oracles.edges_of(q), extra]))


def mixture(loc, scale):
    return GaussianMixture([1.0], [loc], [scale])


PAIRS = [(0.0, 1.0, 2.0, 0.5), (0.0, 1.0, 0.0, 3.0), (1.0, 2.0, 1.0 + 1e-3, 2.0), (-3.0, 0.1, 4.0, 8.0)]


@pytest.mark.parametrize("pair", PAIRS)
def test_gaussians_by_the_rule_and_by_panels_against_balls(pair):
    """40 nodes a half panel in 160 bits err by less than 1e-16 on these, measured by halving the panels."""
    p, q = mixture(*pair[:2]), mixture(*pair[2:])
    truth = 2 - overlap(p, q)
    by_rule = vincze_le_cam_estimate(Gaussian(*pair[:2]), Gaussian(*pair[2:]))
    assert oracles.absolute_error(by_rule.value, truth) <= by_rule.error + 1e-16
    by_panels = vincze_le_cam_estimate(p, q)
    assert oracles.absolute_error(by_panels.value, truth) <= by_panels.error + 1e-16
    assert by_panels.error < 1e-11


@pytest.mark.parametrize("exponent", range(1, 13))
def test_relative_accuracy_near_equal_gaussians(exponent):
    """VLC = Δ²/2 to second order in the shift; the stated error is a few hundred u of the value."""
    shift = 2.0**-exponent * 1e-3
    estimate = vincze_le_cam_estimate(Gaussian(0.0, 1.0), Gaussian(shift, 1.0))
    assert estimate.value == pytest.approx(0.5 * shift**2, rel=shift**2 + 1e-14)
    assert estimate.error <= 1e-13 * estimate.value


def test_the_maximum_is_reached_by_disjoint_laws_and_never_exceeded():
    assert vincze_le_cam(Discrete(probs=[1.0, 0.0]), Discrete(probs=[0.0, 1.0])) == 2.0
    far = vincze_le_cam(
        Gaussian(np.zeros(4), 1.0), Gaussian([50.0, 1e3, 1e150, 0.0], [1.0, 2.0, 1.0, 1e-200])
    )
    assert (far <= 2.0).all()
    assert (far >= 2.0 - 1e-13).all()
    assert vincze_le_cam(Gaussian(1.0, 2.0), Gaussian(1.0, 2.0)) == 0.0


def test_it_is_pearson_of_the_middle_twice_and_between_multiples_of_jsd():
    """∫(p-q)²/(p+q) = 2·χ²(p‖m), symmetric; 2 JSD <= VLC·... : h(r) between r²/2 and r² log 2."""
    rng = np.random.default_rng(0)
    p, q = rng.dirichlet(np.ones(6), (2, 30))
    laws = Discrete(probs=p), Discrete(probs=q)
    value = vincze_le_cam(*laws)
    np.testing.assert_allclose(value, 2.0 * pearson(laws[0], Discrete(probs=(p + q) / 2)), rtol=1e-12)
    np.testing.assert_allclose(value, vincze_le_cam(*laws[::-1]), rtol=1e-14)
    assert (0.25 * value <= jsd(*laws) * (1 + 1e-14)).all()
    assert (jsd(*laws) <= 0.5 * math.log(2.0) * value * (1 + 1e-14)).all()


def test_the_stated_error_covers_the_true_one_on_pairs_of_every_kind():
    """Moderate, far, of scales to e^±10, and near equal; the error is of the size of the value's, not of 1."""
    pairs = oracles.gaussian_pairs_of_every_kind(1, 80)
    estimate = vincze_le_cam_estimate(Gaussian(*pairs[:, :2].T), Gaussian(*pairs[:, 2:].T))
    for pair, value, error in zip(pairs, estimate.value, estimate.error, strict=True):
        truth = oracles.gaussian_vincze_le_cam(*pair)
        assert oracles.absolute_error(value, truth) <= error
        assert oracles.relative_error(value, truth) <= 4e-15
    assert (estimate.error <= 1e-12 * estimate.value).all()
