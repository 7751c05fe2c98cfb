"""The rules on the critical line: their bounds recomputed, their sums, and the identity itself."""

import itertools
import math

import numpy as np
import pytest
from flint import acb, arb
from scipy.optimize import minimize_scalar

from gancheck.numerics.critical_line import DEFAULT_RULE, RULES, rule_for
from gancheck.numerics.estimate import UNIT_ROUNDOFF


def strip_integral(a: float, constant: float, quadratic: float) -> arb:
    """A ball around K: the integral over the line Im t = a of (constant + quadratic x²)/|(t² + ¼) cosh πt|.

    An upper Riemann sum in balls: |(x+ia)² + ¼| >= x² + ¼ - a², |cosh π(x+ia)|² = sinh² πx + cos² πa, decreasing in x.
    """
    top, pieces = arb(12), 6000
    total, height = arb(0), (arb.pi() * arb(a)).cos() ** 2
    edges = [top * arb(k) ** 3 / arb(pieces) ** 3 for k in range(pieces + 1)]
    for left, right in itertools.pairwise(edges):
        z = acb(left, arb(a))
        modulus = abs(z * z + arb(1) / 4) * ((arb.pi() * left).sinh() ** 2 + height).sqrt()
        total += (right - left) * (arb(constant) + arb(quadratic) * right**2) / modulus
    return 2 * total


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.size))
@pytest.mark.parametrize("kind, constant, quadratic", [("absolute", 0.5, 0.0), ("relative", 1.0, 1.18)])
def test_the_stated_bounds_are_proven(rule, kind, constant, quadratic):
    """Trefethen & Weideman (2014), Theorem 5.1, at the best a, plus the truncation; both in balls.

    |t² + ¼| on the line Im t = a grows with |x| for a < ½, so the sum with left ends is an upper one.
    """

    def bound(a):
        return float(
            2 * strip_integral_float(a, constant, quadratic) / math.expm1(2 * math.pi * a / rule.step)
        )

    a = minimize_scalar(lambda a: math.log(bound(a)), bounds=(0.4, 0.499), method="bounded").x
    proven = 2 * strip_integral(a, constant, quadratic) / ((2 * arb.pi() * arb(a) / arb(rule.step)).exp() - 1)
    tail = arb(0)
    for k in range(rule.size, rule.size + 600):
        t = k * arb(rule.step)
        tail += (
            arb(rule.step) * 2 * (constant + quadratic * t**2) / ((t**2 + arb(1) / 4) * (arb.pi() * t).cosh())
        )
    # Upper Riemann sums on 6000 pieces exceed the integral by up to 0.5 %.
    stated = arb(getattr(rule, kind)) * arb("1.005")
    assert proven + tail <= stated
    assert float((proven + tail).mid()) > 0.9 * getattr(rule, kind), (
        "the stated bound is looser than it need be"
    )


def strip_integral_float(a, constant, quadratic):
    x = 12.0 * (np.arange(4000) / 4000) ** 3
    middle, width = 0.5 * (x[1:] + x[:-1]), np.diff(x)
    z = middle + 1j * a
    return 2 * float(
        np.sum(width * (constant + quadratic * middle**2) / np.abs((z * z + 0.25) * np.cosh(np.pi * z)))
    )


def test_the_supremum_in_the_relative_bound():
    """u² cosh u / sinh² u < 1.18: at most cosh u up to ½, in balls up to 20, and below 5u² e^-u beyond."""
    assert math.cosh(0.5) < 1.18
    assert 5 * 20**2 * math.exp(-20) < 1.18
    for k in range(500, 20000):
        u = arb(k) / 1000 + arb(0, 0.0006)
        assert u * u * u.cosh() / u.sinh() ** 2 < arb("1.18")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.size))
def test_disjoint_laws_give_log_two(rule):
    assert len(rule.nodes) == len(rule.weights) == rule.size
    assert (
        abs(rule.closed(math.fsum(rule.weights)) - math.log(2.0)) <= 2 * rule.shortfall**2 + 2 * UNIT_ROUNDOFF
    )
    assert abs(rule.shortfall) * math.log(2.0) <= rule.absolute


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.size))
@pytest.mark.parametrize("probability", [0.5000001, 0.6, 0.99])
def test_the_identity_on_a_law_with_elementary_moments(rule, probability):
    """p = Bern(a), q = Bern(1-a): M(½+it) = 2√(a(1-a)) cos(tℓ) with ℓ = log(a/(1-a)); JSD = log 2 - H_b(a)."""
    a = probability
    ell = math.log(a / (1 - a))
    root = 2.0 * math.sqrt(a * (1 - a))
    deficit = (1.0 - 2.0 * a) ** 2 / (1.0 + root)  # 1 - root
    terms = deficit + 2.0 * root * np.sin(0.5 * rule.nodes * ell) ** 2
    value = rule.closed(float(terms @ rule.weights))
    r = 2.0 * a - 1.0
    truth = r * math.atanh(r) + 0.5 * math.log1p(-r * r)
    rounding = (64 + 2 / abs(r)) * UNIT_ROUNDOFF * truth
    assert abs(value - truth) <= min(rule.absolute_bound, rule.relative_bound * truth) + rounding


def test_a_rule_is_chosen_by_its_bound():
    assert rule_for(1e-6).size == 44
    assert rule_for(1e-11).size == 100
    assert rule_for(1e-30) is DEFAULT_RULE
    assert DEFAULT_RULE.size == 145
    assert [rule.size for rule in RULES] == [44, 72, 100, 123, 145]
    assert DEFAULT_RULE.relative_bound < 8e-15
