"""Divergences by definition: the twin of the kernels, which the claim holds them against, is itself right."""

import numpy as np
import pytest

from gancheck.claims.definition import definition
from gancheck.claims.gaussian_grid import Diagonal, vincze_le_cam_on_grid
from gancheck.distributions import Discrete, Gaussian
from gancheck.divergences.f_divergence import f_divergence_estimate
from gancheck.divergences.generators import GENERATORS
from tests.divergences import oracles

MEMBERS = [(name, None) for name in GENERATORS] + [("alpha", order) for order in (-1.5, 0.0, 0.4, 1.0, 2.5)]


def truth(name, order, p, q):
    """The sum at 1400 bits, shifted; the game's from JSD."""
    if name == "alpha":
        return oracles.discrete_alpha(p, q, order)
    if name == "gan":
        return 2 * oracles.discrete("jsd", p, q) - oracles.exact(4.0).log()
    return oracles.discrete(name, p, q)


@pytest.mark.parametrize("name, order", MEMBERS)
def test_sums_over_atoms_are_within_their_stated_error(name, order):
    """On laws with zeros of all kinds and near-equal ones, where the terms cancel and the error is absolute."""
    rng = np.random.default_rng(4)
    p = rng.dirichlet(np.ones(7), 12)
    q = np.where(
        np.arange(12)[:, None] < 6, rng.dirichlet(np.ones(7), 12), p * (1.0 + 1e-7 * rng.normal(size=(12, 7)))
    )
    p[3:5, 0] = p[2, 1] = q[4:6, 0] = q[2, 1] = 0.0
    p, q = (x / x.sum(axis=-1, keepdims=True) for x in (p, q))
    found = definition(Discrete(probs=p), Discrete(probs=q), name, order)
    for a, b, value, error in zip(p, q, found.value, found.error, strict=True):
        exact = truth(name, order, a, b)
        if isinstance(exact, float):
            assert value == exact
        else:
            assert oracles.absolute_error(value, exact) <= error
    finite = np.isfinite(found.value)
    assert (found.error[finite] <= 1e-12 * (1.0 + np.abs(found.value[finite]))).all()


@pytest.mark.parametrize("name, order", MEMBERS)
def test_integrals_have_small_stated_errors(name, order):
    """Moderate Gaussians: thirteen digits by quadrature of the textbook integrand, and the closed form agrees."""
    p, q = Gaussian([0.0, 1.0, 0.0], [1.0, 0.9, 1.3]), Gaussian([0.5, 0.0, 0.0], [1.1, 1.0, 1.0])
    found = definition(p, q, name, order)
    finite = np.isfinite(found.value)
    assert finite.any()
    assert (found.error[finite] <= 1e-12 * (1.0 + np.abs(found.value[finite]))).all()
    named = f_divergence_estimate(p, q, name, alpha=order)
    assert (np.isfinite(named.value) == finite).all()
    gap = np.abs(named.value[finite] - found.value[finite])
    assert (gap <= (named.error + found.error)[finite]).all()


def test_the_grid_of_the_vincze_le_cam_divergence_is_the_integral():
    """One coordinate, q = N(0, 1): a trapezoid rule in the geometric mean's coordinate against panels."""
    loc, scale = np.array([0.0, 1.5, 3.0]), np.array([1.6, 0.8, 1.2])
    grid = vincze_le_cam_on_grid(Diagonal(scale[:, None] ** 2, loc[:, None], np.ones((3, 1, 1))))
    panels = definition(Gaussian(loc, scale), Gaussian(np.zeros(3), np.ones(3)), "vincze_le_cam")
    assert (np.abs(grid.value - panels.value) <= grid.error + panels.error).all()
    assert (grid.error < 1e-13).all()
