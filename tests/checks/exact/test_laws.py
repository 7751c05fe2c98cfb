"""Exact divergences of rational laws, against those in float64."""

from fractions import Fraction
from math import inf, isclose

import flint
import pytest
from hypothesis import given, settings

import gancheck as gk
from gancheck.checks.exact import laws
from gancheck.numerics.log_form import LogForm
from gancheck.strategies.rational import rational_contests, rational_pairs

HALF = Fraction(1, 2)


def discrete(law):
    return gk.Discrete(probs=[float(mass) for mass in law], normalize=True)


@given(rational_pairs())
@settings(max_examples=30)
def test_divergences_are_those_of_float64(pair):
    p, q = discrete(pair.p), discrete(pair.q)
    for exact, numeric in (
        (laws.kl(pair.p, pair.q), gk.kl(p, q)),
        (laws.jsd(pair.p, pair.q), gk.jsd(p, q)),
        (laws.criterion(pair.p, pair.q), gk.criterion(p, q)),
        (laws.entropy(pair.p), gk.entropy(p)),
        (laws.total_variation(pair.p, pair.q), gk.total_variation(p, q)),
    ):
        assert isclose(float(exact), float(numeric), rel_tol=1e-12, abs_tol=1e-13)


@given(rational_contests())
@settings(max_examples=30)
def test_the_best_value_is_the_criterion(problem):
    best = laws.value(laws.optimal(problem.p, problem.q), problem.p, problem.q)
    assert laws.difference(best, laws.criterion(problem.p, problem.q)) == LogForm()
    assert laws.at_most(laws.value(problem.d, problem.p, problem.q), best) is True


@given(rational_pairs(squared=True))
@settings(max_examples=30)
def test_squared_hellinger_of_squares_is_that_of_float64(pair):
    numeric = gk.f_divergence(discrete(pair.p), discrete(pair.q), "squared_hellinger")
    assert isclose(float(laws.squared_hellinger(pair.p, pair.q)), float(numeric), abs_tol=1e-13)


def test_a_root_that_is_not_rational_is_refused():
    with pytest.raises(ValueError, match="1/2 is not the square"):
        laws.root(HALF)


def test_a_discriminator_that_is_certain_and_wrong_has_the_value_minus_infinity():
    assert laws.value((Fraction(0), HALF), (HALF, HALF), (HALF, HALF)) == -inf


def test_infinities_are_compared():
    assert laws.difference(inf, inf) is True
    assert laws.difference(inf, LogForm()) is False
    assert laws.at_most(LogForm.log(2), inf) is True
    assert laws.at_most(inf, LogForm.log(2)) is False
    assert laws.at_most(-inf, LogForm()) is True


def test_balls_are_ordered_only_where_they_are_apart():
    assert laws.at_most(flint.arb(1), flint.arb(2)) is True
    assert laws.at_most(flint.arb(2), flint.arb(1)) is False
    assert laws.at_most(flint.arb(1, 0.5), flint.arb(1, 0.5)) is None
    assert laws.at_most(Fraction(1, 3), flint.arb(1)) is True


def test_bits_are_nats_divided_by_log_2():
    assert (laws.in_bits(laws.LOG_4) - 2).contains(0)
    assert float(laws.in_bits(laws.LOG_4).rad()) < 1e-50
    assert laws.in_bits(LogForm()) == LogForm()
    assert laws.in_bits(inf) == inf
