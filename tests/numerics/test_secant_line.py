"""The rule for the Vincze-Le Cam divergence: its identity in balls, and its bounds, each on the worst laws."""

import itertools
import math

import numpy as np
import pytest
from flint import acb, arb

from gancheck.numerics.estimate import UNIT_ROUNDOFF
from gancheck.numerics.secant_line import SECANT_RULE, SecantRule
from tests.divergences.oracles import with_precision


@with_precision(128)
@pytest.mark.parametrize("ell", [0.0, 0.3, -2.0, 11.0])
def test_the_secant_is_its_own_transform(ell):
    """The identity behind the rule, 1/cosh(ℓ/2) = ∫ cos(tℓ)/cosh(πt) dt, by rigorous integration, one ℓ at a time."""
    found = acb.integral(lambda t, _: (t * ell).cos() / (t * arb.pi()).cosh(), 0, 20)
    tail = 4 * (-20 * arb.pi()).exp() / arb.pi()  # twice what is cut off
    truth = 1 / (2 * (arb(ell) / 2).cosh())
    assert abs(found.real - truth) <= tail + found.real.rad() + truth.rad()
    assert float(found.real.rad()) < 1e-20


@with_precision(192)
def surplus(rule, ell):
    """By which fraction the endless sum exceeds (p-q)²/(p+q), for two masses of log ratio ℓ."""
    x, total = arb(ell) / 2, arb(0)
    for k in range(4000):
        t = k * arb(rule.step)
        weight = 4 * arb(rule.step) / (arb.pi() * t).cosh() / (2 if k == 0 else 1)
        total += weight * (x.cosh() - (2 * t * x).cos())
        if k * rule.step > 40:
            break
    return total / (2 * x.sinh() ** 2 / x.cosh()) - 1


@pytest.mark.parametrize("step", [0.5, 0.3, 0.16, SECANT_RULE.step])
@pytest.mark.parametrize("ell", [1e-3, 1.0, 5.0, 40.0])
def test_the_sum_is_never_too_small_and_too_large_by_at_most_the_bound(step, ell):
    """Two masses √(pq) e^{±ℓ/2} are a pair of laws at one point: the bound holds integrand by integrand."""
    rule = SecantRule(step, 100)
    found = surplus(rule, ell)
    assert found >= -1e-40
    assert found <= rule.aliasing


def test_the_bound_is_reached_by_laws_far_apart():
    """At ℓ → ∞ the sum Σ 2/cosh(nπ/h) remains: the bound is not loose."""
    rule = SecantRule(0.5, 100)
    assert float(surplus(rule, 200.0)) > 0.99 * rule.aliasing


@with_precision(128)
def test_what_is_cut_off_is_below_the_bound():
    """Against 2 for the numerator's maximum, and against (½ + 1.18 t²) for near laws, term by term."""
    tail = arb(0)
    for k in range(SECANT_RULE.size, SECANT_RULE.size + 400):
        t = k * arb(SECANT_RULE.step)
        tail += 4 * arb(SECANT_RULE.step) / (arb.pi() * t).cosh() * (arb("0.5") + arb("1.18") * t**2)
    assert tail <= SECANT_RULE.truncation
    assert tail > 0.5 * SECANT_RULE.truncation


def test_the_constant_of_the_truncation():
    """x² cosh x / sinh² x < 1.18 on (0, 40), by its derivative's sign changes on a grid and the exponential beyond."""
    x = np.linspace(1e-3, 40.0, 400_001)
    values = x**2 * np.cosh(x) / np.sinh(x) ** 2
    slopes = np.abs(np.diff(values))
    assert values.max() + slopes.max() < 1.18
    assert all(b < a for a, b in itertools.pairwise(values[x > 10][::1000]))


def test_the_default_rule_is_below_rounding_and_sums_to_two():
    assert SECANT_RULE.aliasing < UNIT_ROUNDOFF / 2
    assert SECANT_RULE.truncation < UNIT_ROUNDOFF / 2
    assert abs(math.fsum(SECANT_RULE.weights) - 2.0) <= 2.0 * SECANT_RULE.relative_bound
