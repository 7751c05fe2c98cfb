"""The ball generators against the float64 table, the supremum that defines f*, and sums of f by hand."""

import math

import numpy as np
import pytest
from flint import arb

from gancheck.certified.generators import NAMES, ball_generator, by_definition, variational_value
from gancheck.certified.precision import working_precision
from gancheck.divergences.generators import GENERATORS, generator
from gancheck.errors import InvalidInput

ROWS = [(name, None) for name in NAMES] + [("alpha", order) for order in (-1.5, 0.0, 0.25, 1.0, 2.5)]


def rows(name, order):
    return ball_generator(name, order), generator(name, **({} if order is None else {"alpha": order}))


def test_the_names_are_those_of_the_float64_table():
    assert set(NAMES) == set(GENERATORS)


@pytest.mark.parametrize("name, order", ROWS)
def test_both_tables_agree(name, order):
    """Written apart; the float64 one is within a few u of the balls, where nothing cancels."""
    balls, floats = rows(name, order)
    for u in (0.05, 0.7, 1.5, 20.0):
        x = np.array([u])
        for ball, number in (
            (balls.f(arb(u)), floats.f(x)),
            (balls.slope(arb(u)), floats.slope(x)),
            (balls.conjugate(balls.slope(arb(u))), floats.conjugate(floats.slope(x))),
            (balls.activation(arb(math.log(u))), floats.activation(np.log(x))),
        ):
            assert float(number[0]) == pytest.approx(float(ball), rel=1e-12, abs=1e-14)
    ends = [float(ball) for ball in (balls.at_zero, balls.end, balls.offset)]
    assert ends == pytest.approx([floats.at_zero, floats.slope_at_infinity, floats.offset], rel=1e-15)


@pytest.mark.parametrize("name, order", ROWS)
def test_fenchels_inequality_on_boxes_of_ratios(name, order):
    """u t - f*(t) <= f(u) at exact u and t, strictly where t is no slope at u: certain, not within a tolerance."""
    with working_precision(128):
        row = ball_generator(name, order)
        slopes = [row.slope(arb(u)) for u in (0.25, 0.5, 2.0, 4.0)]
        for i, u in enumerate((0.25, 0.5, 2.0, 4.0)):
            for j, t in enumerate(slopes):
                gap = row.f(arb(u)) - (u * t - row.conjugate(t))
                if i == j or (name == "total_variation" and (i < 2) == (j < 2)):
                    assert gap.contains(0)
                    assert gap.rad() < 1e-30
                else:
                    assert gap > 0


@pytest.mark.parametrize(
    "name, order, t",
    [
        ("pearson", None, -3.0),
        ("vincze_le_cam", None, -4.0),
        ("total_variation", None, -0.75),
        ("alpha", 2.5, -1.0),
    ],
)
def test_below_the_range_of_the_slope_the_conjugate_is_minus_f_at_zero(name, order, t):
    row = ball_generator(name, order)
    assert (row.conjugate(arb(t)) + row.at_zero).contains(0)


def test_zeros_cost_what_the_ends_say():
    p, q = [arb(0), arb(0.5), arb(0.5), arb(0)], [arb(0.25), arb(0), arb(0.75), arb(0)]
    row = ball_generator("vincze_le_cam")
    expected = arb(0.25) + arb(0.5) + arb(0.25) ** 2 / arb(1.25)
    assert (by_definition(p, q, row) - expected).contains(0)
    assert not by_definition(p, q, ball_generator("kl")).is_finite()
    assert not by_definition(p, q, ball_generator("alpha", -0.5)).is_finite()
    assert by_definition(p, q, ball_generator("alpha", 0.5)).is_finite()


def test_the_value_of_a_critic_is_a_sum():
    value = variational_value(
        [arb(0.5), arb(0.5)], [arb(0.25), arb(0.75)], [arb(1), arb(-1)], lambda t: t * t
    )
    assert (value + 1).contains(0)


def test_an_unknown_name_and_a_missing_order_are_refused():
    for name in ("wasserstein", "alpha"):
        with pytest.raises(InvalidInput, match="the generators are kl, reverse_kl"):
            ball_generator(name)
