"""The root finder that knows no closed form, against the closed form in many digits."""

import mpmath
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gancheck.claims.maximiser import maximising_logit

MASSES = st.floats(min_value=5e-324, max_value=1.0)


@settings(deadline=None)
@given(st.lists(st.tuples(MASSES, MASSES), min_size=1, max_size=20))
@example(
    [
        (0.5, 0.5),
        (1.0, 5e-324),
        (5e-324, 5e-324),
        (1e-300, 1e-310),
        (5e-324, 1.0),
        (1.0, 1e-320),
        (0.3, 0.3000001),
    ]
)
def test_the_root_is_the_log_ratio_within_its_error(masses: list[tuple[float, float]]) -> None:
    a, b = np.array(masses).T
    found = maximising_logit(a, b)
    with mpmath.workdps(60):
        for x, y, t, error in zip(a, b, found.value, found.error, strict=True):
            truth = mpmath.log(mpmath.mpf(x) / mpmath.mpf(y))
            assert abs(mpmath.mpf(t) - truth) <= mpmath.mpf(error)


def test_the_error_is_small_where_the_masses_are_normal_numbers() -> None:
    rng = np.random.default_rng(0)
    a, b = 10.0 ** rng.uniform(-150, 0, (2, 200))
    assert (maximising_logit(a, b).error <= 1e-12).all()


def test_at_the_ends_it_is_certain() -> None:
    found = maximising_logit(np.array([1.0, 0.0, 0.0]), np.array([0.0, 0.5, 0.0]))
    assert found.value.tolist() == [np.inf, -np.inf, 0.0]
    assert found.error.tolist() == [0.0, 0.0, 0.0]


def test_densities_of_any_size_are_scaled_and_one_that_vanishes_beside_the_other_is_none() -> None:
    found = maximising_logit(np.array([1e300, 1e-300, 1e300]), np.array([1e299, 1e-301, 1e-300]))
    assert found.value[:2] == pytest.approx(np.log(10.0), rel=1e-14)
    assert found.value[2] == np.inf


def test_masses_broadcast() -> None:
    assert maximising_logit(np.ones((2, 3)), np.array([[1.0], [2.0]])).value.shape == (2, 3)
