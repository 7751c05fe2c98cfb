"""Integrals by halved panels, against closed forms."""

from collections.abc import Callable

import numpy as np
import pytest

from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF
from gancheck.numerics.panels import HALVINGS, Panels, integrate_panels

Points = Callable[[np.ndarray], tuple[np.ndarray, ...]]


def on_points(f: Points) -> Callable[[Panels], Callable[[Array], tuple[Array, ...]]]:
    """An integrand of points of the line."""
    return lambda panels: lambda theta: f(panels.left[:, None] + panels.width[:, None] * theta)


def test_two_functions_on_two_problems() -> None:
    edges = np.array([[1.0, 0.0, 0.5], [3.0, 1.0, 1.0]])
    got = integrate_panels(on_points(lambda x: (np.exp(x), x**3)), edges, 2.0**-43)
    exact = np.stack([np.exp([1.0, 3.0]) - np.exp([0.0, 1.0]), np.array([1.0, 80.0]) / 4], axis=1)
    assert (np.abs(got.value - exact) <= got.error + 64 * UNIT_ROUNDOFF * exact).all()
    assert (got.error <= 1e-13 * exact).all()


def test_a_narrow_peak_is_found_by_halving() -> None:
    got = integrate_panels(on_points(lambda x: (1e-4 / (x**2 + 1e-8),)), np.array([[-1.0, 1.0]]), 2.0**-43)
    exact = 2.0 * np.arctan(1e4)
    assert abs(got.value[0, 0] - exact) <= got.error[0, 0] + 64 * UNIT_ROUNDOFF * exact
    assert got.error[0, 0] <= 1e-10


def test_a_jump_stays_in_the_error() -> None:
    got = integrate_panels(on_points(lambda x: ((x > 1 / 3) * 1.0,)), np.array([[0.0, 1.0]]), 2.0**-43)
    assert abs(got.value[0, 0] - 2 / 3) <= got.error[0, 0] + 64 * UNIT_ROUNDOFF <= 1e-12


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_no_number_ends(value: float) -> None:
    with np.errstate(invalid="ignore"):
        got = integrate_panels(on_points(lambda x: (x * value,)), np.array([[-1.0, 1.0]]), 2.0**-43)
    assert not np.isfinite(got.value[0, 0] - got.error[0, 0])


def test_a_hopeless_integrand_ends_with_an_error_that_says_so() -> None:
    noise = np.random.default_rng(0)
    calls = []

    def rough(x: np.ndarray) -> tuple[np.ndarray, ...]:
        calls.append(x.size)
        return (noise.random(x.shape),)

    got = integrate_panels(on_points(rough), np.linspace(0.0, 1.0, 9)[None], 2.0**-43)
    assert len(calls) <= HALVINGS
    assert sum(calls) <= 64 * 8 * 21
    assert got.error[0, 0] > 1e-3


def test_slivers_are_counted_and_doubted() -> None:
    """A panel of four ulp under a density of 1: its mass is in the value, and in the error."""
    edges = np.array([[1.0, 1.0 + 2.0**-50, 2.0]])
    got = integrate_panels(on_points(lambda x: (np.ones_like(x),)), edges, 2.0**-30)
    assert abs(got.value[0, 0] - 1.0) <= 4 * UNIT_ROUNDOFF
    assert 2.0**-50 <= got.error[0, 0] <= 2.0**-49
