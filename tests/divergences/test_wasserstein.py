"""W1 on the line against SciPy, quadrature of quantiles, balls, and what theory says of shifts, scales and mixing."""

from itertools import pairwise

import flint
import numpy as np
import pytest
import torch
from scipy import stats
from scipy.integrate import quad

import gancheck as gk
from gancheck.divergences.wasserstein import wasserstein_estimate
from gancheck.errors import InvalidInput, UnsupportedPair

RANDOM = np.random.default_rng(20261128)


def on_atoms(n, m):
    """Laws on n and m atoms that need not be common, nor in order."""
    p, q = RANDOM.dirichlet(np.ones(n)), RANDOM.dirichlet(np.ones(m))
    return gk.Discrete(probs=p, atoms=RANDOM.normal(size=n)), gk.Discrete(
        probs=q, atoms=RANDOM.normal(size=m)
    )


@pytest.mark.parametrize("n, m", [(1, 1), (2, 5), (40, 30)])
def test_atoms_as_scipy_has_them(n, m):
    p, q = on_atoms(n, m)
    by_scipy = stats.wasserstein_distance(p.atoms, q.atoms, p.probs, q.probs)
    assert gk.wasserstein(p, q) == pytest.approx(by_scipy, rel=1e-13)


def test_the_error_of_atoms_holds_the_rational_sum():
    p, q = on_atoms(6, 9)
    found = wasserstein_estimate(p, q)
    atoms = sorted([*zip(p.atoms, p.probs, strict=True), *zip(q.atoms, -q.probs, strict=True)])
    total, level = flint.fmpq(0), flint.fmpq(0)
    for (x, mass), (following, _) in pairwise(atoms):
        level += flint.fmpq(*float(mass).as_integer_ratio())
        width = flint.fmpq(*float(following).as_integer_ratio()) - flint.fmpq(*float(x).as_integer_ratio())
        total += abs(level) * width
    missed = abs(total - flint.fmpq(*float(found.value).as_integer_ratio()))
    assert missed <= flint.fmpq(*float(found.error).as_integer_ratio())
    assert found.error < 1e-13


def test_unlabelled_atoms_lie_at_their_indices():
    assert gk.wasserstein(gk.Discrete(probs=[1.0, 0.0, 0.0]), gk.Discrete(probs=[0.0, 0.0, 1.0])) == 2.0


def test_samples_are_matched_in_order():
    x, y = RANDOM.normal(size=50), RANDOM.normal(3.0, size=50)
    matched = np.mean(np.abs(np.sort(x) - np.sort(y)))
    assert gk.wasserstein(gk.Empirical(x), gk.Empirical(y)) == pytest.approx(matched, rel=1e-13)


def test_a_batch_is_its_rows_and_one_law_may_stand_beside_a_batch():
    atoms = [3.0, -1.0, 0.5]
    p = gk.Discrete(probs=RANDOM.dirichlet(np.ones(3), size=4), atoms=atoms)
    q = gk.Discrete(probs=[0.2, 0.3, 0.5], atoms=atoms)
    rows = [stats.wasserstein_distance(atoms, atoms, row, q.probs) for row in p.probs]
    np.testing.assert_allclose(gk.wasserstein(p, q), rows, rtol=1e-13)
    np.testing.assert_allclose(gk.wasserstein(q, p), rows, rtol=1e-13)


@pytest.mark.parametrize(
    "m, s, n, t", [(0.0, 1.0, 0.0, 3.0), (2.0, 0.5, -1.0, 0.6), (1.0, 1.0, 0.0, 1.0), (300.0, 1.0, 0.0, 2.0)]
)
def test_gaussians_by_their_quantiles(m, s, n, t):
    kink = [] if s == t else [float(np.clip((n - m) / (s - t), -37.0, 37.0))]
    quantiles, _ = quad(
        lambda z: abs(m - n + (s - t) * z) * np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi),
        -38,
        38,
        points=[-8.0, *kink, 8.0],
        epsabs=1e-13,
        limit=200,
    )
    assert gk.wasserstein(gk.Gaussian(m, s), gk.Gaussian(n, t)) == pytest.approx(quantiles, rel=1e-11)


@pytest.mark.parametrize(
    "m, s, n, t", [(0.1, 1.0, -0.3, 1.0625), (5.0, 3.0, 4.0, 0.01), (1e-9, 1.0, 0.0, 1.0 + 1e-9)]
)
def test_the_error_of_gaussians_holds_the_ball(m, s, n, t):
    found = wasserstein_estimate(gk.Gaussian(m, s), gk.Gaussian(n, t))
    with flint.ctx.workprec(200):
        delta, eta = flint.arb(m) - flint.arb(n), abs(flint.arb(s) - flint.arb(t))
        ratio = delta / eta
        true = (
            eta * (2 / flint.arb.pi()).sqrt() * (-ratio * ratio / 2).exp()
            + delta * (ratio / flint.arb(2).sqrt()).erf()
        )
        assert abs(true - flint.arb(float(found.value))) <= flint.arb(float(found.error))
    assert found.error <= 1e-14 * found.value


def test_a_shift_costs_its_length():
    p = gk.GaussianMixture([0.25, 0.75], [-2.0, 1.0], [0.5, 2.0])
    q = gk.GaussianMixture([0.25, 0.75], [3.0, 6.0], [0.5, 2.0])
    found = wasserstein_estimate(p, q)
    assert abs(found.value - 5.0) <= found.error < 1e-12


def test_mixtures_of_one_component_are_gaussians():
    p, q = gk.Gaussian(1.0, 2.0), gk.Gaussian(-0.5, 0.25)
    found = wasserstein_estimate(p, gk.GaussianMixture([0.5, 0.5], [-0.5, -0.5], [0.25, 0.25]))
    closed = wasserstein_estimate(p, q)
    assert abs(found.value - closed.value) <= found.error + closed.error
    assert found.error < 1e-11


def test_mixtures_by_the_area_between_their_distribution_functions():
    p = gk.GaussianMixture([0.2, 0.5, 0.3], [-6.0, 0.0, 7.0], [0.3, 1.0, 2.0])
    q = gk.GaussianMixture([0.6, 0.4], [-1.0, 4.0], [3.0, 0.1])

    def cdf(law, x):
        return np.sum(law.weights[:, None] * stats.norm.cdf(x, law.loc[:, None], law.scale[:, None]), axis=0)

    x = np.linspace(-40.0, 40.0, 400_001)
    values = np.abs(cdf(p, x) - cdf(q, x))
    # Trapezoids of width h miss at most h²/8 of the variation of the slope, which is below 4 Σ w φ(0)/σ < 10.
    assert gk.wasserstein(p, q) == pytest.approx(float(np.trapezoid(values, x)), abs=10.0 * 2e-4**2 / 8.0)
    found, swapped = wasserstein_estimate(p, q), wasserstein_estimate(q, p)
    assert abs(found.value - swapped.value) <= found.error + swapped.error
    assert found.error < 1e-9


@pytest.mark.parametrize(
    "law",
    [
        gk.Gaussian(2.0, 3.0),
        gk.Discrete(probs=[0.25, 0.75], atoms=[1e6, -1.0]),
        gk.GaussianMixture([0.5, 0.5], [-2.0, 2.0], [1.0, 1.0]),
    ],
)
def test_nothing_separates_a_law_from_itself(law):
    assert gk.wasserstein(law, law) == 0.0


def test_gradients_by_locations_scales_and_masses():
    loc, scale = torch.tensor([3.0], dtype=torch.float64), torch.tensor([2.0], dtype=torch.float64)
    loc.requires_grad_(), scale.requires_grad_()
    torch.autograd.gradcheck(
        lambda m, s: gk.wasserstein(gk.Gaussian(m, s), gk.Gaussian(torch.zeros_like(m), torch.ones_like(s))),
        (loc, scale),
    )
    logits = torch.tensor([0.3, -0.2, 0.1], dtype=torch.float64, requires_grad=True)
    q = gk.Discrete(probs=torch.tensor([0.7, 0.2, 0.1], dtype=torch.float64), atoms=[0.0, 1.0, 5.0])
    torch.autograd.gradcheck(
        lambda t: gk.wasserstein(gk.Discrete(logits=t, atoms=[0.0, 1.0, 5.0]), q), (logits,)
    )


def test_what_has_no_distance_is_refused():
    with pytest.raises(InvalidInput, match="finite number"):
        gk.wasserstein(gk.Discrete(probs=[0.5, 0.5], atoms=["a", "b"]), gk.Discrete(probs=[0.5, 0.5]))
    with pytest.raises(UnsupportedPair):
        gk.wasserstein(gk.Discrete(probs=[0.5, 0.5]), gk.Gaussian(0.0, 1.0))
    plane = gk.MultivariateGaussian(np.zeros(2), np.eye(2))
    with pytest.raises(UnsupportedPair, match="W1"):
        gk.wasserstein(plane, plane)
    with pytest.raises(InvalidInput, match="batch"):
        gk.wasserstein(gk.Discrete(probs=np.full((2, 2), 0.5)), gk.Discrete(probs=np.full((3, 2), 0.5)))
