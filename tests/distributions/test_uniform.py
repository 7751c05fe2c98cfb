import numpy as np
import pytest

from gancheck.distributions import Uniform
from gancheck.errors import InvalidInput


def test_density_and_cdf():
    p = Uniform([0.0, -1.0], [2.0, 3.0])
    expected = [[-np.inf, -np.log(2.0), -np.inf], [-np.log(4.0)] * 3]
    np.testing.assert_array_equal(p.log_prob([-1.0, 0.0, 2.0]), expected)
    np.testing.assert_array_equal(p.cdf([-9.0, 1.0, 9.0]), [[0.0, 0.5, 1.0], [0.0, 0.5, 1.0]])


def test_intervals_are_clipped_before_the_difference():
    p = Uniform(0.0, 4.0)
    probability = p.interval_probability(np.array([-np.inf, 1.0, 5.0]), np.array([np.inf, 2.0, 6.0]))
    np.testing.assert_array_equal(probability, [1.0, 0.25, 0.0])


@pytest.mark.parametrize(("low", "high"), [(1.0, 1.0), (2.0, 1.0), (np.nan, 1.0), (-1.7e308, 1.7e308)])
def test_refusals(low, high):
    with pytest.raises(InvalidInput):
        Uniform(low, high)
