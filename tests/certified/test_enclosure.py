"""Two floats around a ball, rounded outwards."""

import math

import numpy as np
import pytest
from flint import arb

from gancheck.certified.enclosure import Enclosure, above, below, enclose
from gancheck.certified.precision import working_precision
from gancheck.errors import InvalidInput


def test_the_ends_are_the_nearest_floats_outside_of_the_ball():
    with working_precision(200):
        third = arb(1) / 3
        assert arb(below(third)) < third < arb(above(third))
        assert above(third) == math.nextafter(below(third), math.inf)


@pytest.mark.parametrize("value", [0.25, 0.0, -3.0, 5e-324, 1.7976931348623157e308])
def test_an_exact_float_is_its_own_enclosure(value):
    assert (below(arb(value)), above(arb(value))) == (value, value)
    assert math.copysign(1.0, above(arb(0.0))) == 1.0


def test_what_no_float_reaches_has_infinite_ends():
    huge, tiny = arb(2) ** 2000, arb(2) ** -2000
    assert (below(huge), above(huge)) == (1.7976931348623157e308, math.inf)
    assert (below(tiny), above(tiny)) == (0.0, 5e-324)
    assert (below(arb.neg_inf()), above(arb.neg_inf())) == (-math.inf, -math.inf)
    assert (below(arb.nan()), above(arb.nan())) == (-math.inf, math.inf)


def test_the_precision_rises_until_the_radius_suffices():
    seen = []

    def ball(row):
        found = (arb(2).sqrt() + arb(2) ** 90) - arb(2) ** 90  # of no digits at 64 bits
        seen.append(found)
        return found

    found = enclose(ball, 1, False, 1e-14)
    assert len(seen) == 3
    assert found.contains(math.sqrt(2.0))
    assert found.radius <= 2.0**-51


def test_batches_have_arrays_and_single_problems_floats():
    batch = enclose(lambda row: arb(row) / 3, 3, True, 1e-14)
    assert batch.lower.shape == batch.upper.shape == batch.radius.shape == (3,)
    assert batch.contains(np.array([0.0, 1 / 3, 0.7])).tolist() == [True, True, False]
    assert Enclosure(1.0, 1.0).radius == 0.0
    assert Enclosure(math.inf, math.inf).radius == 0.0
    assert Enclosure(0.0, 2.0).radius >= 1.0
    with pytest.raises(InvalidInput, match="`tol` is 0"):
        enclose(lambda row: arb(1), 1, False, 0.0)
