"""Panels: exactness, rounding of nodes, stated errors, blocks."""

import math

import mpmath
import numpy as np
import pytest
import torch

from gancheck.numerics import quadrature
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate
from gancheck.numerics.quadrature import integrate

EDGES = np.array([-9.6, -8, -6.5, -5.2, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5.2, 6.5, 8, 9.6])


@pytest.mark.parametrize("degree", [0, 1, 7, 25])
def test_polynomials_up_to_the_lower_rules_degree_are_exact(degree):
    """13 nodes are exact to degree 25, so both rules agree and only rounding is left."""
    result = integrate(lambda x: x**degree, np.array([0.0, 0.5, 1.0]))
    assert abs(result.value - 1.0 / (degree + 1)) <= result.error <= 40 * UNIT_ROUNDOFF


def test_the_error_of_an_unresolved_integrand_is_admitted():
    result = integrate(lambda x: 1.0 / (1.0 + (50.0 * x) ** 2), np.array([-1.0, 1.0]))
    truth = 2.0 * math.atan(50.0) / 50.0
    assert 1e-3 < abs(result.value - truth) <= result.error


@pytest.mark.parametrize("scale", [1.0, 1e-3, 1e-6, 1e-9])
def test_a_peak_far_from_the_origin_loses_nothing_to_rounded_nodes(scale):
    """At scale 1e-9 around 20 a node is rounded by up to 1.8e-6 sigma; the corrected weights undo it.

    Without the correction the error grows like u·20/scale, 2e-6 here; its second order is the square, 3e-12, and
    times the second derivative and averaged it stays below 1e-11.
    """
    centre = 20.0
    result = integrate(
        lambda x: np.exp(-0.5 * ((x - centre) / scale) ** 2) / scale / math.sqrt(2.0 * math.pi),
        centre + scale * EDGES,
    )
    first_order = UNIT_ROUNDOFF * centre / scale
    assert abs(result.value - 1.0) <= 40 * UNIT_ROUNDOFF + 4.0 * first_order**2


def test_the_order_of_breakpoints_and_repeats_do_not_matter():
    shuffled = np.concatenate([EDGES[::-1], EDGES[3:6]])
    a, b = (integrate(lambda x: np.exp(-x * x), edges) for edges in (EDGES, shuffled))
    assert abs(a.value - b.value) <= 4 * UNIT_ROUNDOFF * a.value


def test_a_panel_without_width_adds_nothing_even_of_an_infinite_integrand():
    result = integrate(lambda x: np.where(x == 1.0, np.inf, 1.0), np.array([0.0, 1.0, 1.0, 1.0 + 1e-300]))
    assert abs(result.value - 1.0) <= result.error < 1e-14


def test_an_infinite_integral_has_no_error():
    result = integrate(lambda x: np.where(x > 0.5, np.inf, 1.0), np.array([0.0, 1.0]))
    assert (result.value, result.error) == (math.inf, 0.0)


def test_rows_are_integrated_each_over_its_own_panels():
    edges = np.stack([EDGES, 3.0 + 0.5 * EDGES])
    centre, scale = np.array([[0.0], [3.0]]), np.array([[1.0], [0.5]])
    result = integrate(lambda x: np.exp(-0.5 * ((x - centre) / scale) ** 2), edges)
    truth = math.sqrt(2.0 * math.pi) * scale[:, 0]
    assert result.value.shape == (2,)
    assert (np.abs(result.value - truth) <= result.error).all()


def test_blocks_change_nothing_but_rounding(monkeypatch):
    whole = integrate(lambda x: np.exp(-x * x), EDGES)
    monkeypatch.setattr(quadrature, "NODES_IN_MEMORY", 1)
    seen = []

    def integrand(x):
        seen.append(x.size)
        return np.exp(-x * x)

    pieces = integrate(integrand, EDGES)
    assert max(seen) == 16
    assert abs(whole.value - pieces.value) <= 40 * UNIT_ROUNDOFF * whole.value


def test_the_integrands_own_error_is_integrated():
    result = integrate(lambda x: Estimate(x, 1e-3 * np.ones_like(x)), np.array([0.0, 2.0]))
    assert result.error == pytest.approx(2e-3, rel=1e-9)


def test_torch_gives_the_same_value_and_a_gradient():
    slope = torch.tensor(0.3, dtype=torch.float64, requires_grad=True)
    result = integrate(lambda x: torch.exp(-slope * x * x), torch.tensor(EDGES))
    truth = mpmath.quad(lambda x: mpmath.exp(-mpmath.mpf("0.3") * x * x), list(EDGES))
    assert abs(result.value.item() - truth) <= result.error.item()
    assert torch.autograd.gradcheck(
        lambda s: integrate(lambda x: torch.exp(-s * x * x), torch.tensor(EDGES)).value, slope
    )
