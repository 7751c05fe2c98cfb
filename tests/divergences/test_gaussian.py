"""Gaussians on the line: JSD against 260-bit overlap sums, closed forms against slow quadrature."""

import math

import mpmath
import numpy as np
import pytest
import torch

from gancheck.distributions.gaussian import Gaussian
from gancheck.divergences.chi_squared import neyman, pearson, pearson_estimate
from gancheck.divergences.entropy import cross_entropy, entropy
from gancheck.divergences.gaussian_line import gaussian_jsd
from gancheck.divergences.jensen_shannon import jsd, jsd_deficit, jsd_deficit_estimate, jsd_estimate
from gancheck.divergences.kullback_leibler import kl, reverse_kl
from gancheck.divergences.squared_hellinger import squared_hellinger
from gancheck.divergences.total_variation import total_variation, total_variation_estimate
from gancheck.numerics.critical_line import RULES
from gancheck.numerics.estimate import UNIT_ROUNDOFF
from gancheck.numerics.overlap import jsd_by_overlap
from tests.divergences import oracles

LOG_2 = math.log(2.0)
ACCEPTED = 2e-15
"""What the rule promises: its own 1.9e-15 and 4e-15 are worst cases over all pairs; the sets below stay under this."""


def standard_set(name, size=40):
    """The four sets: wide, nasty (scale ratios to 1e4, separations to 1000 sigma), one scale, nearly equal."""
    rng = np.random.default_rng(20)
    if name == "wide":
        means, scales = rng.uniform(-20, 20, (2, size)), np.exp(rng.uniform(-5, 5, (2, size)))
        return means[0], scales[0], means[1], scales[1]
    if name == "nasty":
        scale = 10.0 ** rng.uniform(-2, 2, size)
        return (
            np.zeros(size),
            scale,
            scale * rng.uniform(-1000, 1000, size),
            scale * 10.0 ** rng.uniform(-4, 4, size),
        )
    if name == "one scale":
        return np.zeros(size), np.ones(size), rng.uniform(0, 12, size), np.ones(size)
    mean, scale = rng.normal(size=size), np.exp(rng.normal(size=size))
    gap = 10.0 ** rng.uniform(-9, -1, size)
    return mean, scale, mean + scale * gap * rng.normal(size=size), scale * (1 + gap * rng.normal(size=size))


SETS = ("wide", "nasty", "one scale", "nearly equal")


@pytest.mark.parametrize("name", SETS)
def test_jsd_on_the_standard_sets(name):
    parameters = standard_set(name)
    result = jsd_estimate(Gaussian(*parameters[:2]), Gaussian(*parameters[2:]))
    for row, value, error in zip(zip(*parameters, strict=True), result.value, result.error, strict=True):
        truth = oracles.gaussian_jsd(*row)
        assert oracles.absolute_error(value, truth) <= min(ACCEPTED, error)
        assert oracles.relative_error(value, truth) <= ACCEPTED
        assert error <= 3e-14 * value
        assert 0.0 <= value <= LOG_2


@pytest.mark.parametrize("name", ["wide", "nasty", "one scale"])
def test_two_unrelated_algorithms_agree(name):
    parameters = standard_set(name, 2000)
    line = jsd(Gaussian(*parameters[:2]), Gaussian(*parameters[2:]))
    assert np.max(np.abs(line - jsd_by_overlap(*parameters))) <= ACCEPTED


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.size))
def test_every_rule_keeps_its_bound(rule):
    parameters = standard_set("wide", 500)
    p, q = Gaussian(*parameters[:2]), Gaussian(*parameters[2:])
    truth, result = gaussian_jsd(p, q), gaussian_jsd(p, q, rule)
    assert (np.abs(result.value - truth.value) <= result.error + truth.error).all()
    assert (result.error <= rule.relative_bound * result.value + 3e-14).all()


def test_the_torch_formula_agrees_with_the_one_in_place():
    parameters = standard_set("wide", 300)
    ours = jsd(Gaussian(*parameters[:2]), Gaussian(*parameters[2:]))
    tensors = [torch.tensor(x) for x in parameters]
    theirs = jsd(Gaussian(*tensors[:2]), Gaussian(*tensors[2:]))
    np.testing.assert_allclose(theirs.numpy(), ours, rtol=2e-15)


def test_extreme_parameters():
    assert jsd(Gaussian(0.0, 1e-200), Gaussian(0.0, 1.0)) == LOG_2
    assert jsd(Gaussian(-1e308, 1.0), Gaussian(1e308, 1.0)) == LOG_2
    assert kl(Gaussian(0.0, 1e-200), Gaussian(0.0, 1.0)) == pytest.approx(200 * math.log(10) - 0.5, rel=1e-15)
    assert kl(Gaussian(0.0, 1.0), Gaussian(0.0, 1e-200)) == math.inf
    assert kl(Gaussian(0.0, log_scale=-500.0), Gaussian(0.0, log_scale=-500.0)) == 0.0


@pytest.mark.parametrize("exponent", range(1, 13))
def test_near_equal_log_scales_lose_nothing(exponent):
    """KL(0, s; 0, s + d) = d - ½(1 - e^{-2d}), however large s is, because the log scales were given."""
    d = 2.0**-exponent * 1e-3
    s = 40.0
    value = kl(Gaussian(0.0, log_scale=s), Gaussian(0.0, log_scale=s + d))
    d = (s + d) - s
    with mpmath.workdps(60):
        truth = mpmath.mpf(d) + mpmath.expm1(-2 * mpmath.mpf(d)) / 2
    assert abs(value - truth) <= 16 * UNIT_ROUNDOFF * truth


def closed_forms():
    rng = np.random.default_rng(4)
    for _ in range(6):
        yield rng.normal(), math.exp(rng.normal()), rng.normal(), math.exp(rng.normal())
    yield 0.0, 1.0, 1e-6, 1.0
    yield 0.0, 1.0, 0.0, 1.0 + 1e-7
    yield 0.0, 1.0, 1e-9, 1.0 - 1e-8


PAIRS = [tuple(map(float, row)) for row in closed_forms()]


def slow(f, m1, s1, m2, s2):
    """Adaptive quadrature in 40 digits of the textbook integrand."""
    with mpmath.workdps(50):
        m1, s1, m2, s2 = (mpmath.mpf(x) for x in (m1, s1, m2, s2))

        def p(x):
            return mpmath.npdf(x, m1, s1)

        def q(x):
            return mpmath.npdf(x, m2, s2)

        points = sorted({m + k * s for m, s in ((m1, s1), (m2, s2)) for k in range(-24, 25, 4)})
        return mpmath.quad(lambda x: f(p(x), q(x)), points)


SLOW = {
    "kl": (kl, lambda p, q: p * mpmath.log(p / q) - p + q),
    "reverse_kl": (reverse_kl, lambda p, q: q * mpmath.log(q / p) - q + p),
    "squared_hellinger": (squared_hellinger, lambda p, q: (mpmath.sqrt(p) - mpmath.sqrt(q)) ** 2 / 2),
    "cross_entropy": (cross_entropy, lambda p, q: -p * mpmath.log(q)),
    "entropy": (lambda p, q: entropy(p), lambda p, q: -p * mpmath.log(p)),
}


@pytest.mark.parametrize("row", PAIRS[4:], ids=str)
@pytest.mark.parametrize("name", SLOW)
def test_closed_forms_against_slow_quadrature(name, row):
    """64 roundings each; the truncation at 24 sigma is 1e-127 and mpmath's error far below."""
    function, f = SLOW[name]
    value = function(Gaussian(*row[:2]), Gaussian(*row[2:]))
    truth = slow(f, *row)
    assert abs(value - truth) <= 64 * UNIT_ROUNDOFF * abs(truth) + (4e-16 if "entropy" in name else 0)


def tv_truth(m1, s1, m2, s2):
    """The roots of the quadratic and the error function, in 60 digits."""
    with mpmath.workdps(60):
        m1, s1, m2, s2 = (mpmath.mpf(x) for x in (m1, s1, m2, s2))
        a = 1 / s2**2 - 1 / s1**2
        b = -2 * (m2 / s2**2 - m1 / s1**2)
        c = m2**2 / s2**2 - m1**2 / s1**2 + 2 * mpmath.log(s2 / s1)
        if a == 0:
            roots = [-c / b] if b else []
        else:
            root = mpmath.sqrt(b * b - 4 * a * c)
            roots = sorted([(-b - root) / (2 * a), (-b + root) / (2 * a)])
        gaps = [mpmath.ncdf(x, m1, s1) - mpmath.ncdf(x, m2, s2) for x in roots]
        return abs(gaps[-1] - gaps[0]) if len(gaps) == 2 else abs(gaps[0]) if gaps else mpmath.mpf(0)


@pytest.mark.parametrize("name", SETS)
def test_total_variation_is_relatively_accurate(name):
    parameters = standard_set(name)
    result = total_variation_estimate(Gaussian(*parameters[:2]), Gaussian(*parameters[2:]))
    for row, value, error in zip(zip(*parameters, strict=True), result.value, result.error, strict=True):
        truth = tv_truth(*map(float, row))
        assert abs(value - truth) <= error <= 1e-13 * value
        assert 0.0 <= value <= 1.0
    assert total_variation(Gaussian(1.0, 2.0), Gaussian(1.0, 2.0)) == 0.0


@pytest.mark.parametrize("row", PAIRS, ids=str)
def test_chi_squared(row):
    m1, s1, m2, s2 = row
    result = pearson_estimate(Gaussian(m1, s1), Gaussian(m2, s2))
    if s1**2 >= 2 * s2**2:
        assert result.value == math.inf
        return
    with mpmath.workdps(60):
        a, s, b, t = (mpmath.mpf(x) for x in row)
        truth = t**2 / (s * mpmath.sqrt(2 * t**2 - s**2)) * mpmath.exp((a - b) ** 2 / (2 * t**2 - s**2)) - 1
    assert abs(result.value - truth) <= result.error
    assert neyman(Gaussian(m2, s2), Gaussian(m1, s1)) == result.value


def test_chi_squared_exists_below_twice_the_variance_only():
    q = Gaussian(0.0, 1.0)
    assert pearson(Gaussian(0.0, math.sqrt(2.0) * (1 - 1e-9)), q) < 1e5
    assert pearson(Gaussian(0.0, math.sqrt(2.0) * (1 + 1e-9)), q) == math.inf
    assert pearson(Gaussian(100.0, 1.0), q) == math.inf  # exp(10000) is no float64


@pytest.mark.parametrize("separation", [0.0, 1.0, 5.0, 10.0, 20.0, 36.0, 37.5])
def test_the_deficit_of_laws_far_apart_is_relatively_accurate(separation):
    """Equal scales: log 2 - JSD down to 1e-307, where the difference from log 2 has long been 0."""
    p, q = Gaussian(0.0, 1.0), Gaussian(2.0 * separation, 1.0)
    result = jsd_deficit_estimate(p, q)
    with mpmath.workdps(60):
        d = mpmath.mpf(2 * separation)

        def kernel(t):
            return mpmath.exp(-(t * t + mpmath.mpf("0.25")) * d * d / 2) / (
                (t * t + mpmath.mpf("0.25")) * mpmath.cosh(mpmath.pi * t)
            )

        width = 1 / (1 + d)
        truth = mpmath.quad(kernel, [k * width for k in range(40)] + [40 * width + 20]) / 2
    assert abs(result.value - truth) <= result.error <= 1e-10 * truth


@pytest.mark.parametrize(
    "row", [(0, 1, 0, 1e4), (0, 1, 30, 1e-2), (0, 1, 30, 100), (3, 0.1, -5, 2), (0, 1, 5, 1e-4)]
)
def test_the_deficit_between_unequal_scales(row):
    """260-bit overlap over the narrower law's coordinate (its own, so that far tails stay relatively accurate)."""
    row = tuple(float(x) for x in row)
    result = jsd_deficit_estimate(Gaussian(*row[:2]), Gaussian(*row[2:]))
    truth = oracles.gaussian_overlap(*row, reach=60)
    assert oracles.absolute_error(result.value, truth) <= result.error <= 1e-10 * result.value


def test_the_deficit_underflows_to_zero_only_below_the_smallest_normal():
    assert 0.0 < jsd_deficit(Gaussian(0.0, 1.0), Gaussian(75.0, 1.0)) < 1e-300
    assert jsd_deficit(Gaussian(0.0, 1.0), Gaussian(1000.0, 1.0)) == 0.0


def test_jsd_and_deficit_add_up_to_log_two():
    parameters = standard_set("wide", 400)
    p, q = Gaussian(*parameters[:2]), Gaussian(*parameters[2:])
    first, second = jsd_estimate(p, q), jsd_deficit_estimate(p, q)
    assert (np.abs(first.value + second.value - LOG_2) <= first.error + second.error + UNIT_ROUNDOFF).all()
