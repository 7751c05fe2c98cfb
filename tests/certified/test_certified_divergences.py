"""Enclosures hold the truth: that of an unrelated algorithm in 260 bits and more, and the float64 functions' value."""

import math

import numpy as np
import pytest
import scipy.stats
from flint import arb

import gancheck as gk
from gancheck.certified.critical_line import ball_rule
from gancheck.certified.precision import working_precision
from gancheck.errors import InvalidInput, UnsupportedPair
from tests.divergences import oracles

PAIRS = [
    (0.0, 1.0, 0.0, 1.0),
    (0.0, 1.0, 2.0, 0.5),
    (0.0, 1.0, 1e-9, 1.0 + 1e-9),
    (3.0, 1e-2, -4.0, 1e2),
    (0.0, 1.0, 30.0, 1.0),
    (0.0, 1.0, 1000.0, 1e-4),
    (-20.0, math.exp(-5.0), 20.0, math.exp(5.0)),
]


@pytest.fixture(autouse=True)
def many_digits():
    """What the tests compute in balls, they compute to 260 bits."""
    with working_precision(260):
        yield


def holds(enclosure, truth):
    """The truth, a ball far smaller than the enclosure, is not outside of it."""
    return not (truth < arb(enclosure.lower) or truth > arb(enclosure.upper))


@pytest.mark.parametrize("row", PAIRS[1:])
def test_the_rule_holds_what_the_overlap_integral_gives(row):
    p, q = gk.Gaussian(*row[:2]), gk.Gaussian(*row[2:])
    found = gk.certified.jsd(p, q)
    assert holds(found, oracles.gaussian_jsd(*row))
    assert found.radius <= 1e-14 * max(found.upper, 1e-300)
    assert found.contains(gk.jsd(p, q)) or abs(gk.jsd(p, q) - found.lower) < 1e-15
    assert holds(gk.certified.criterion(p, q), 2 * oracles.gaussian_jsd(*row) - arb(4).log())


def test_the_bound_of_the_rule_is_needed():
    """A coarser rule's sum misses the divergence by far more than rounding; its enclosure does not."""
    rule, fine = ball_rule(20, 64), ball_rule(54, 64)
    assert len(rule.nodes) < len(fine.nodes) / 2
    assert 1e-8 < float(rule.relative) < 2.0**-20
    p, q = gk.Gaussian(0.0, 1.0), gk.Gaussian(60.0, 1.0)
    coarse, accurate = gk.certified.jsd(p, q, tol=1e-6), gk.certified.jsd(p, q)
    assert coarse.lower < accurate.lower < accurate.upper < coarse.upper
    assert coarse.upper - coarse.lower < 1e-5


@pytest.mark.parametrize("row", PAIRS)
def test_closed_forms_on_the_line_hold_the_float_values(row):
    p, q = gk.Gaussian(*row[:2]), gk.Gaussian(*row[2:])
    for certified, function in ((gk.certified.kl, gk.kl), (gk.certified.total_variation, gk.total_variation)):
        found = certified(p, q)
        assert found.lower <= found.upper
        assert function(p, q) == pytest.approx(0.5 * (found.lower + found.upper), rel=1e-12, abs=1e-300)


def test_total_variation_is_the_integral():
    (m, s, n, t) = (0.3, 1.5, 1.1, 0.7)
    found = gk.certified.total_variation(gk.Gaussian(m, s), gk.Gaussian(n, t))

    def gap(x):
        return 0.5 * abs(scipy.stats.norm(m, s).pdf(x) - scipy.stats.norm(n, t).pdf(x))

    from scipy.integrate import quad

    truth, error = quad(gap, -12.0, 12.0, points=[-1.0, 0.0, 1.0, 2.0], limit=400)
    assert found.lower - error <= truth <= found.upper + error


@pytest.mark.parametrize("d", [1, 2, 5])
def test_in_several_dimensions_independent_coordinates_are_a_sum(d):
    rng = np.random.default_rng(d)
    mean, p_scale, q_scale = rng.normal(size=d), np.exp(rng.normal(size=d)), np.exp(rng.normal(size=d))
    p = gk.MultivariateGaussian(mean, np.diag(p_scale**2))
    q = gk.MultivariateGaussian(np.zeros(d), np.diag(q_scale**2))
    found = gk.certified.kl(p, q)
    parts = [
        gk.kl(gk.Gaussian(m, s), gk.Gaussian(0.0, t)) for m, s, t in zip(mean, p_scale, q_scale, strict=True)
    ]
    assert found.lower == pytest.approx(sum(parts), rel=1e-13)
    assert gk.certified.jsd(p, q).lower == pytest.approx(gk.jsd(p, q), rel=1e-13)


def test_a_rotation_and_a_shear_change_nothing():
    rng = np.random.default_rng(3)
    a, b, x = rng.normal(size=(3, 3)), rng.normal(size=(3, 3)), rng.normal(size=3)
    covariances = [m @ m.T + np.eye(3) for m in (a, b)]
    shear = np.array(
        [[1.0, 4.0, 0.0], [0.0, 2.0, -8.0], [0.0, 0.0, 1.0]]
    )  # exact in float64 up to the products
    plain = gk.certified.jsd(
        *(gk.MultivariateGaussian(m, c) for m, c in zip((x, 0 * x), covariances, strict=True))
    )
    moved = gk.certified.jsd(
        gk.MultivariateGaussian(shear @ x, shear @ covariances[0] @ shear.T),
        gk.MultivariateGaussian(0 * x, shear @ covariances[1] @ shear.T),
    )
    assert moved.lower == pytest.approx(plain.lower, rel=1e-12)
    assert plain.radius < 1e-14


@pytest.mark.parametrize("step", [0.0, 1e-12, 1e-9, 1e-5])
def test_nearly_equal_laws_in_the_plane_keep_their_digits(step):
    base = np.array([[2.0, 0.5], [0.5, 1.0]])
    p = gk.MultivariateGaussian([0.0, 1.0], base)
    q = gk.MultivariateGaussian([0.0, 1.0 + step], base)
    found = gk.certified.jsd(p, q)
    assert found.radius <= 1e-14 * found.upper
    gap = (1.0 + step) - 1.0
    distance = np.linalg.solve(base, [0.0, gap]) @ [0.0, gap]
    assert found.lower == pytest.approx(distance / 8.0, rel=1e-4, abs=0.0)


@pytest.mark.parametrize(
    "p, q",
    [
        ([0.5, 0.5], [0.5, 0.5]),
        ([0.5, 0.5], [0.5 * (1 + 1e-9), 0.5 * (1 - 1e-9)]),
        ([0.1, 0.2, 0.7], [0.7, 0.2, 0.1]),
        ([1.0, 0.0], [0.0, 1.0]),
        ([0.0, 1.0], [5e-324, 1.0]),
        ([1e-300, 1.0], [1.0, 1e-300]),
    ],
)
def test_discrete_enclosures_hold_the_textbook_sum(p, q):
    laws = gk.Discrete(probs=p), gk.Discrete(probs=q)
    assert holds(gk.certified.jsd(*laws), oracles.discrete("jsd", p, q))
    assert holds(gk.certified.total_variation(*laws), oracles.discrete("total_variation", p, q))
    truth = oracles.discrete("kl", p, q)
    found = gk.certified.kl(*laws)
    assert found.lower == found.upper == math.inf if truth == math.inf else holds(found, truth)


def test_masses_are_taken_as_given_whatever_their_sum():
    mass = 1e-3 * (1.0 + 1e-13)
    entropy = gk.certified.entropy(gk.Discrete(probs=[mass] * 1000))  # a mass of 1 + 1e-13 is within rounding
    assert holds(entropy, -1000 * arb(mass) * arb(mass).log())
    assert not holds(entropy, arb(1000).log())
    logits = gk.certified.entropy(gk.Discrete(logits=[0.0] * 10))
    assert holds(logits, arb(10).log())  # a softmax is of unit mass by definition


def test_batches_broadcast_and_other_libraries_are_taken_in():
    torch = pytest.importorskip("torch")
    batch = gk.Gaussian([0.0, 1.0, 2.0], [1.0, 1.0, 2.0])
    found = gk.certified.jsd(batch, gk.Gaussian(0.0, 1.0))
    assert found.lower.shape == (3,)
    assert found.lower[0] == found.upper[0] == 0.0
    single = gk.certified.jsd(scipy.stats.norm(1.0, 1.0), torch.distributions.Normal(0.0, 1.0))
    assert (single.lower, single.upper) == (found.lower[1], found.upper[1])
    log_scale = gk.certified.jsd(gk.Gaussian(0.0, log_scale=1.0), gk.Gaussian(0.0, log_scale=3.0))
    assert log_scale.contains(gk.jsd(gk.Gaussian(0.0, log_scale=1.0), gk.Gaussian(0.0, log_scale=3.0)))


def test_what_is_not_enclosed_is_refused_in_a_sentence():
    mixture = gk.GaussianMixture([0.5, 0.5], [0.0, 1.0], [1.0, 2.0])
    with pytest.raises(UnsupportedPair, match="Of mixtures"):
        gk.certified.kl(mixture, mixture)
    uniform = scipy.stats.uniform(0.0, 1.0)
    with pytest.raises(UnsupportedPair, match="'uniform' is not enclosed"):
        gk.certified.jsd(uniform, uniform)
    with pytest.raises(UnsupportedPair, match="mutually singular"):
        gk.certified.jsd(gk.Discrete(probs=[1.0]), gk.Gaussian(0.0, 1.0))
    with pytest.raises(InvalidInput, match="`tol`"):
        gk.certified.jsd(gk.Gaussian(0.0, 1.0), gk.Gaussian(1.0, 1.0), tol=-1.0)
    plane = [gk.MultivariateGaussian([0.0, 0.0], s * np.eye(2)) for s in (1.0, 2.0)]
    with pytest.raises(UnsupportedPair, match="equal covariances"):
        gk.certified.total_variation(*plane)
    assert gk.certified.total_variation(plane[0], plane[0]).upper == 0.0


def test_mixtures_hold_what_gauss_legendre_in_many_digits_gives():
    p = gk.GaussianMixture([0.25, 0.75], [-1.0, 2.0], [0.5, 1.5])
    q = gk.GaussianMixture([0.5, 0.5], [0.0, 3.0], [2.0, 0.25])
    found = gk.certified.jsd(p, q)
    assert holds(found, oracles.mixture_jsd(p, q))
    assert found.radius < 1e-15
    assert gk.certified.criterion(p, q).lower == pytest.approx(2.0 * found.lower - math.log(4.0), abs=1e-15)


def test_a_gaussian_is_a_mixture_of_one():
    p, q = gk.Gaussian(0.0, 1.0), gk.Gaussian(2.0, 0.5)
    line, integral = gk.certified.jsd(p, q), gk.certified.jsd(p, gk.GaussianMixture([1.0], [2.0], [0.5]))
    assert line.lower <= integral.upper
    assert integral.lower <= line.upper


def test_equal_mixtures_enclose_0_to_the_floor():
    p = gk.GaussianMixture([0.25, 0.75], [-1.0, 2.0], [0.5, 1.5])
    found = gk.certified.jsd(p, p)
    assert found.lower <= 0.0 <= found.upper
    assert found.radius <= 2.0**-101
