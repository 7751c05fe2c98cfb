"""Rational problems are what they say, small, and shrink to the simplest."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from gancheck.claims.rational_problems import RationalDescent
from gancheck.strategies import rational

HALF = Fraction(1, 2)
PATIENT = settings(
    max_examples=2000,
    database=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


def is_law(masses):
    return sum(masses) == 1 and min(masses) >= 0


@given(st.data())
def test_laws_add_up_to_one(data):
    law = data.draw(rational.rational_laws(3))
    squared = data.draw(rational.squared_laws(3))
    assert is_law(law)
    assert is_law(squared)
    for mass in squared:
        assert Fraction(round(mass.numerator**0.5), round(mass.denominator**0.5)) ** 2 == mass


@given(rational.rational_pairs(off_support=True))
def test_an_atom_that_neither_law_reaches(pair):
    assert is_law(pair.p)
    assert is_law(pair.q)
    assert pair.p[-1] == pair.q[-1] == 0


@pytest.mark.parametrize(
    "condition",
    [
        lambda pair: pair.p == pair.q,
        lambda pair: not any(map(min, pair.p, pair.q)),
        lambda pair: 0 in pair.p,
        lambda pair: 0 < sum(abs(a - b) for a, b in zip(pair.p, pair.q, strict=True)) < Fraction(1, 20),
    ],
    ids=["equal", "disjoint", "with zeros", "close"],
)
def test_every_kind_of_pair_is_drawn(condition):
    find(rational.rational_pairs(), condition, settings=PATIENT)


def test_pairs_and_contests_shrink_to_uniform_laws_and_one_half():
    pair = find(rational.rational_pairs(), lambda _: True, settings=PATIENT)
    contest = find(rational.rational_contests(), lambda _: True, settings=PATIENT)
    assert pair.p == pair.q == (HALF, HALF)
    assert contest.d == (HALF, HALF)


@given(rational.rational_descents())
def test_a_descent_has_the_roots_that_it_says(problem):
    assert is_law(problem.p)
    assert is_law(problem.q)
    for root, a, b in zip(problem.roots, problem.p, problem.q, strict=True):
        assert (a + b) / b == root**4


@given(rational.rational_trackings())
def test_a_tracking_starts_beyond_what_the_noise_leaves(problem):
    assert 0 < problem.rate * problem.curvature < 1
    floor = problem.curvature * (problem.rate * problem.noise) ** 2 / 2
    floor /= 1 - (1 - problem.rate * problem.curvature) ** 2
    assert problem.curvature * problem.start**2 / 2 >= floor
    share, reach = problem.rate * problem.curvature, problem.noise / problem.curvature
    after_two = (problem.start + reach) * (1 - share) ** 2 - reach
    assert after_two >= problem.rate * problem.noise / (2 - share)


@given(rational.rational_channels(), rational.rational_games(), rational.rational_maps())
def test_channels_games_and_maps(channels, game, network):
    assert all(map(is_law, (channels.p, channels.q, channels.r, *channels.first, *channels.second)))
    assert len(channels.first) == len(channels.second) == len(channels.p)
    assert max(game.images) < len(game.d)
    assert all(0 < y < 1 for y in game.d)
    assert is_law(network.lengths)
    assert len(network.values) == len(network.masses) + 1


def test_problems_print_themselves_in_fractions():
    problem = RationalDescent((Fraction(5, 4), Fraction(7, 6)), HALF)
    assert str(problem) == "roots = (5/4, 7/6), rate = 1/2"
