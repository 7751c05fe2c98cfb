import numpy as np
import pytest

from gancheck.errors import InvalidInput
from gancheck.numerics.p_value import uniformity


def test_it_is_itself_uniform_under_the_truth() -> None:
    rng = np.random.default_rng(0)
    outer = [uniformity(rng.random(20)) for _ in range(500)]
    assert uniformity(outer) > 1e-4


def test_only_one_side_sees_p_values_that_are_too_small() -> None:
    u = np.linspace(0.001, 0.999, 500)
    assert uniformity(np.sqrt(u), only_too_small=True) > 0.5
    assert uniformity(np.sqrt(u)) < 1e-6
    assert uniformity(u**2, only_too_small=True) < 1e-6


@pytest.mark.parametrize("bad", [[0.5], [0.5, 2.0], [0.5, np.nan]])
def test_what_is_no_sample_of_p_values_is_refused(bad: list[float]) -> None:
    with pytest.raises(InvalidInput, match="p_values"):
        uniformity(bad)
