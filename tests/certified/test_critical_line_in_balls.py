"""The rule's own constants, by other means."""

import math

from flint import arb
from scipy.integrate import quad

from gancheck.certified.critical_line import HALF_WIDTH, ball_rule, jsd_on_line, strip_integral
from gancheck.certified.precision import working_precision


def test_the_riemann_sum_is_above_the_integral_and_not_far():
    def integrand(x):
        modulus = math.sqrt(math.sinh(math.pi * x) ** 2 + math.cos(math.pi * HALF_WIDTH) ** 2)
        return (1.0 + 1.18 * x * x) / ((x * x + 0.25 - HALF_WIDTH**2) * modulus)

    truth = 2.0 * quad(integrand, 0.0, 8.0, points=[0.05, 0.2, 1.0], limit=200)[0]
    assert truth < float(strip_integral()) < 1.02 * truth


def test_the_rule_is_as_accurate_as_asked_and_no_more_than_needed():
    for accuracy in (20, 49, 100):
        rule = ball_rule(accuracy, 128)
        assert rule.relative < arb(2) ** -accuracy
        assert rule.relative > arb(2) ** -(accuracy + 4)


def test_the_weights_add_up_to_log_2_within_the_bound():
    """Laws far apart have M = 0 at every node and JSD = log 2: the bound is needed there."""
    with working_precision(64):
        for accuracy in (20, 40):
            rule = ball_rule(accuracy, 64)
            total = sum(rule.weights, arb(0))
            assert abs(total - arb(2).log()) < rule.relative * arb(2).log()
            far = jsd_on_line([(arb(0), arb(10) ** 9)], accuracy)
            assert far.overlaps(arb(2).log())


def test_the_numerator_is_bounded_on_the_strip_as_the_proof_says():
    """``u² cosh u / sinh² u < 1.18``: the constant behind 4.72."""
    largest = max(u * u * math.cosh(u) / math.sinh(u) ** 2 for u in (0.001 * k for k in range(1, 20000)))
    assert 1.169 < largest < 1.18
