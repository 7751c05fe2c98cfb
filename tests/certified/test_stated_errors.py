"""The float64 functions keep what they state: the truth, enclosed in balls, is within the stated error of the value.

The problems are the ones on which quadratures and sums go wrong: scales that differ by 1e4, locations 1000 scales
apart, laws that are nearly one, masses with ratios of 1e300 and masses of 0.
"""

import math

import numpy as np
import pytest
from flint import arb

import gancheck as gk
from gancheck.certified import discrete_sums
from gancheck.certified.ball_laws import ball_law
from gancheck.certified.gaussian_pairs import (
    gaussian_hellinger,
    gaussian_jsd,
    gaussian_kl,
    gaussian_total_variation,
    pearson_on_line,
)
from gancheck.certified.mixture_integral import mixture_jsd
from gancheck.certified.overlap_integral import overlap_by_integral
from gancheck.certified.precision import working_precision
from gancheck.divergences.chi_squared import pearson_estimate
from gancheck.divergences.entropy import entropy_estimate
from gancheck.divergences.jensen_shannon import jsd_deficit_estimate, jsd_estimate
from gancheck.divergences.kullback_leibler import kl_estimate
from gancheck.divergences.squared_hellinger import squared_hellinger_estimate
from gancheck.divergences.total_variation import total_variation_estimate
from gancheck.theory.criterion import criterion_estimate
from gancheck.theory.discriminators import TabularDiscriminator
from gancheck.theory.suboptimality import suboptimality_estimate
from gancheck.theory.value import value_estimate

BITS = 256
"""Cancellation on these problems costs at most a hundred bits."""

ROWS = 60
LARGEST = np.finfo(np.float64).max


def outside(estimate, truth, row):
    """By how many stated errors the truth lies outside; 0 if it is inside, and if both are one infinity."""
    value, error = float(estimate.value[row]), float(estimate.error[row])
    assert error >= 0.0
    if not truth.is_finite():
        assert truth > 0 or truth < 0, "the truth is not enclosed"
        return 0.0 if value == float(truth) else math.inf
    if not math.isfinite(value):  # an overflow is the rounded value
        return 0.0 if abs(truth) > LARGEST and (truth > 0) == (value > 0) else math.inf
    distance = abs(arb(value) - truth)
    assert truth.rad() <= arb(error) / 1000 + arb(2) ** -1000, "the truth is not enclosed narrowly enough"
    return 0.0 if distance.lower() <= error else float(distance / error) if error > 0.0 else math.inf


def worst(estimate, truth, p, q):
    """The row that leaves its stated error by most, and by how much."""
    with working_precision(BITS):
        ratios = [outside(estimate, truth(ball_law(p, row), ball_law(q, row)), row) for row in range(len(p))]
    row = int(np.argmax(ratios))
    return row, ratios[row]


def gaussians(kind, seed=0):
    """Pairs of one kind."""
    rng = np.random.default_rng(seed)
    loc, scale = rng.uniform(-20.0, 20.0, ROWS), np.exp(rng.uniform(-5.0, 5.0, ROWS))
    ratio, apart = np.exp(rng.uniform(-2.0, 2.0, ROWS)), rng.uniform(-5.0, 5.0, ROWS)
    if kind == "scale ratio":
        ratio = 10.0 ** rng.uniform(-4.0, 4.0, ROWS)
    if kind == "separated":
        ratio, apart = 10.0 ** rng.uniform(-4.0, 4.0, ROWS), rng.uniform(-1000.0, 1000.0, ROWS)
    if kind == "equal scale":
        ratio = np.ones(ROWS)
    if kind == "near-equal":
        tiny = 10.0 ** rng.uniform(-12.0, -1.0, ROWS)
        ratio, apart = 1.0 + tiny * rng.uniform(-1.0, 1.0, ROWS), tiny * rng.uniform(-1.0, 1.0, ROWS)
    other = scale * ratio
    return gk.Gaussian(loc, scale), gk.Gaussian(loc + apart * np.maximum(scale, other), other)


GAUSSIAN_KINDS = ["moderate", "scale ratio", "separated", "equal scale", "near-equal"]
ON_THE_LINE = {
    "jsd": (jsd_estimate, gaussian_jsd),
    "kl": (kl_estimate, gaussian_kl),
    "criterion": (criterion_estimate, lambda p, q: 2 * gaussian_jsd(p, q) - arb(4).log()),
    "total variation": (total_variation_estimate, gaussian_total_variation),
    "squared Hellinger": (squared_hellinger_estimate, gaussian_hellinger),
    "Pearson": (pearson_estimate, pearson_on_line),
}


@pytest.mark.parametrize("kind", GAUSSIAN_KINDS)
@pytest.mark.parametrize("name", ON_THE_LINE)
def test_gaussians_on_the_line(name, kind):
    estimate, truth = ON_THE_LINE[name]
    if "jsd" in name or name == "criterion":
        truth = capped(truth)
    p, q = gaussians(kind)
    row, ratio = worst(estimate(p, q), truth, p, q)
    assert ratio <= 1.0, f"{name} of {p[row]} and {q[row]} is {ratio:.3g} stated errors off"


def capped(truth):
    """The rule on the critical line at 110 bits: more are not needed, and cost seconds."""

    def found(p, q):
        if truth is gaussian_jsd:
            return gaussian_jsd(p, q, 110)
        return 2 * gaussian_jsd(p, q, 110) - arb(4).log()

    return found


@pytest.mark.parametrize("kind", ["moderate", "equal scale", "near-equal"])
def test_the_deficit_of_gaussians(kind):
    """Against the integral, to its absolute accuracy of 2^-112: for deficits that are not far below."""
    p, q = (law[:20] for law in gaussians(kind))
    estimate = jsd_deficit_estimate(p, q)
    with working_precision(128):
        for row in range(len(p)):
            truth = overlap_by_integral(ball_law(p, row), ball_law(q, row))
            if estimate.value[row] > 1e-15:
                assert outside(estimate, truth, row) <= 1.0


@pytest.mark.parametrize("d", [2, 4])
@pytest.mark.parametrize("kind", ["moderate", "ill-conditioned", "near-equal"])
def test_gaussians_in_several_dimensions(kind, d):
    rng = np.random.default_rng(d)
    a = rng.normal(size=(20, d, d))
    b = a + 1e-7 * rng.normal(size=a.shape) if kind == "near-equal" else rng.normal(size=a.shape)
    if kind == "ill-conditioned":
        stretch = 10.0 ** rng.uniform(-3.0, 3.0, (20, 1, d))
        a, b = a * stretch, b * stretch
    loc = rng.normal(size=(20, d))
    shift = 1e-7 if kind == "near-equal" else 1.0
    laws = [
        gk.MultivariateGaussian(m, x @ x.swapaxes(-1, -2) + 0.01 * np.eye(d))
        for m, x in ((loc, a), (loc + shift * rng.normal(size=loc.shape), b))
    ]
    for name, estimate, truth in (
        ("jsd", jsd_estimate, lambda p, q: gaussian_jsd(p, q, 110)),
        ("kl", kl_estimate, gaussian_kl),
    ):
        row, ratio = worst(estimate(*laws), truth, *laws)
        assert ratio <= 1.0, f"{name} in row {row} is {ratio:.3g} stated errors off"


@pytest.mark.parametrize("hard", [False, True])
def test_mixtures_on_the_line(hard):
    rng = np.random.default_rng(hard)
    size, spread, reach = 4, 3.0 if hard else 1.0, 20.0 if hard else 3.0
    p, q = (
        gk.GaussianMixture(
            rng.dirichlet(np.ones(2), size=size),
            rng.uniform(-reach, reach, (size, 2)),
            np.exp(rng.uniform(-spread, spread, (size, 2))),
        )
        for _ in range(2)
    )
    estimate = jsd_estimate(p, q)
    with working_precision(80):
        ratios = [
            outside(estimate, mixture_jsd(ball_law(p, row), ball_law(q, row)), row) for row in range(size)
        ]
    assert max(ratios) <= 1.0


def discrete(kind, seed=0):
    """Pairs of one kind, 2 to 40 atoms."""
    rng = np.random.default_rng(seed)
    n = {"zeros": 40, "extreme": 6}.get(kind, 12)
    p, q = rng.dirichlet(np.ones(n), size=ROWS), rng.dirichlet(np.ones(n), size=ROWS)
    if kind == "near-equal":
        q = p * (1.0 + 10.0 ** rng.uniform(-15.0, -1.0, (ROWS, 1)) * rng.choice([-1.0, 1.0], p.shape))
    if kind == "extreme":
        p, q = (10.0 ** rng.uniform(-300.0, 0.0, p.shape) for _ in range(2))
    if kind == "zeros":
        p, q = (x * rng.choice([0.0, 1.0], x.shape) for x in (p, q))
        p[:, 0], q[:, 0] = 0.5, 0.5
    if kind == "disjoint":
        left = np.arange(n) < n // 2
        p, q = p * left, q * ~left
    return gk.Discrete(probs=p, normalize=True), gk.Discrete(probs=q, normalize=True)


DISCRETE_KINDS = ["moderate", "near-equal", "extreme", "zeros", "disjoint"]
ON_ATOMS = {
    "jsd": (jsd_estimate, discrete_sums.jsd),
    "kl": (kl_estimate, discrete_sums.kl),
    "criterion": (criterion_estimate, lambda p, q: 2 * discrete_sums.jsd(p, q) - arb(4).log()),
    "deficit": (jsd_deficit_estimate, discrete_sums.deficit),
    "total variation": (total_variation_estimate, discrete_sums.total_variation),
    "squared Hellinger": (squared_hellinger_estimate, discrete_sums.squared_hellinger),
    "Pearson": (pearson_estimate, discrete_sums.pearson),
    "entropy": (lambda p, q: entropy_estimate(p), lambda p, q: discrete_sums.entropy(p)),
}


@pytest.mark.parametrize("kind", DISCRETE_KINDS)
@pytest.mark.parametrize("name", ON_ATOMS)
def test_discrete_laws(name, kind):
    estimate, truth = ON_ATOMS[name]
    p, q = discrete(kind)
    row, ratio = worst(estimate(p, q), lambda a, b: truth(a.values, b.values), p, q)
    assert ratio <= 1.0, (
        f"{name} of {p.probs[row].tolist()} and {q.probs[row].tolist()}: {ratio:.3g} errors off"
    )


@pytest.mark.parametrize("kind", DISCRETE_KINDS)
def test_value_and_gap_of_any_discriminator(kind):
    """V and V(D*) − V(D), for logits up to 40 and near the optimum."""
    p, q = discrete(kind)
    rng = np.random.default_rng(1)
    with np.errstate(divide="ignore", invalid="ignore"):
        best = np.nan_to_num(np.log(p.probs) - np.log(q.probs), nan=0.0, posinf=30.0, neginf=-30.0)
    for logits in (rng.uniform(-40.0, 40.0, best.shape), best * (1.0 + 1e-6 * rng.normal(size=best.shape))):
        value = value_estimate(TabularDiscriminator(logits), p, q)
        gap = suboptimality_estimate(TabularDiscriminator(logits), p, q)
        with working_precision(512):
            for row in range(ROWS):
                a, b = ball_law(p, row).values, ball_law(q, row).values
                t = [arb(x) for x in logits[row].tolist()]
                d = [discrete_sums.log_sigmoid(x) for x in t], [discrete_sums.log_sigmoid(-x) for x in t]
                truth = discrete_sums.value(*d, a, b)
                assert outside(value, truth, row) <= 1.0, f"value, row {row}"
                mass = sum(a, arb(0)) + sum(b, arb(0))
                at_best = 2 * discrete_sums.jsd(a, b) - mass * arb(2).log()
                assert outside(gap, at_best - truth, row) <= 1.0, f"gap, row {row}"


def test_a_smaller_error_would_be_caught():
    """The test can fail: the errors that are stated are not a thousand times too large."""
    p, q = gaussians("near-equal")
    estimate = kl_estimate(p, q)
    shrunk = type(estimate)(estimate.value, estimate.error / 1e3)
    assert worst(shrunk, gaussian_kl, p, q)[1] > 1.0
