from itertools import pairwise

import numpy as np
import pytest
import scipy.stats
import torch

from gancheck.distributions import (
    Affine,
    Gaussian,
    Monotone,
    PiecewiseLinear,
    Pushforward,
    Uniform,
    expectation,
)
from gancheck.errors import InvalidInput
from gancheck.numerics.quadrature import integrate

EPS = np.finfo(np.float64).eps
ABSOLUTE = PiecewiseLinear(knots=[0.0], slopes=[-1.0, 1.0], intercepts=[0.0, 0.0])
CLIP = PiecewiseLinear(knots=[-1.0, 2.0], slopes=[0.0, 1.0, 0.0], intercepts=[-1.0, 0.0, 2.0])


def test_affine_image_of_a_gaussian_is_a_gaussian():
    q = Pushforward(Gaussian([0.0, 1.0], [1.0, 2.0]), Affine([-2.0, 3.0], 1.0))
    exact = Gaussian([1.0, 4.0], [2.0, 6.0])
    x = np.linspace(-10.0, 10.0, 41)
    np.testing.assert_allclose(q.log_prob(x), exact.log_prob(x), rtol=16 * EPS)
    np.testing.assert_allclose(q.cdf(x), exact.cdf(x), atol=4 * EPS)


def test_exponential_image_of_a_gaussian_is_lognormal():
    exponential = Monotone(np.exp, np.log, lambda x: -np.log(x), image=(0.0, np.inf))
    q = Pushforward(Gaussian([0.0, 0.5], [1.0, 0.25]), exponential)
    x = np.array([-1.0, 0.0, 0.1, 1.0, 4.0])
    for b, (loc, scale) in enumerate([(0.0, 1.0), (0.5, 0.25)]):
        exact = scipy.stats.lognorm(scale, scale=np.exp(loc))
        np.testing.assert_allclose(q.log_prob(x)[b], exact.logpdf(x), rtol=64 * EPS, atol=64 * EPS)
        np.testing.assert_allclose(q.cdf(x)[b], exact.cdf(x), rtol=256 * EPS)


def test_a_decreasing_map():
    reciprocal = Monotone(
        np.reciprocal, np.reciprocal, lambda x: -2 * np.log(x), increasing=False, image=(0.5, 1.0)
    )
    q = Pushforward(Uniform(1.0, 2.0), reciprocal)
    x = np.array([0.25, 0.6, 0.8, 2.0])
    np.testing.assert_allclose(np.exp(q.log_prob(x)), [0.0, 0.6**-2, 0.8**-2, 0.0], rtol=8 * EPS)
    np.testing.assert_allclose(q.cdf(x), [0.0, 2 - 1 / 0.6, 2 - 1 / 0.8, 1.0], rtol=16 * EPS)


def test_two_preimages_add():
    q = Pushforward(Gaussian(0.0, 1.0), ABSOLUTE)
    x = np.array([-1.0, 0.5, 3.0])
    expected = scipy.stats.foldnorm(0.0)
    np.testing.assert_allclose(np.exp(q.log_prob(x)), expected.pdf(x), rtol=16 * EPS)
    np.testing.assert_allclose(q.cdf(x), expected.cdf(x), rtol=16 * EPS)


def test_flat_pieces_are_atoms_with_the_noise_mass_of_their_intervals():
    q = Pushforward(Gaussian(0.0, 1.0), CLIP)
    np.testing.assert_allclose(
        q.atom_masses, [scipy.stats.norm.cdf(-1.0), 0.0, scipy.stats.norm.sf(2.0)], rtol=8 * EPS
    )
    np.testing.assert_array_equal(q.atom_locations[[0, 2]], [-1.0, 2.0])
    np.testing.assert_array_equal(q.log_prob([-1.5, 2.5]), [-np.inf, -np.inf])
    assert q.cdf([2.0])[0] == pytest.approx(1.0, abs=2 * EPS)
    assert q.cdf([-1.0])[0] == pytest.approx(scipy.stats.norm.cdf(-1.0), rel=8 * EPS)
    continuous = integrate(lambda x: np.exp(q.log_prob(x)), q.breakpoints())
    assert abs(continuous.value + q.atom_masses.sum() - 1.0) <= continuous.error + 16 * EPS


def test_far_atoms_keep_their_relative_accuracy():
    upper = PiecewiseLinear(knots=[20.0], slopes=[1.0, 0.0], intercepts=[0.0, 20.0])
    mass = Pushforward(Gaussian(0.0, 1.0), upper).atom_masses[1]
    assert mass == pytest.approx(scipy.stats.norm.sf(20.0), rel=400 * EPS)


@pytest.mark.parametrize("noise", [Gaussian(0.3, 1.5), Uniform(-2.0, 3.0)])
@pytest.mark.parametrize("negative_slope", [0.0, 0.2])
def test_samples_of_a_network_follow_its_exact_law(noise, negative_slope):
    """Kolmogorov-Smirnov at level 1e-6 for each of three rows.

    With V uniform, F(x-) + V (F(x) - F(x-)) is uniform whether or not the law has atoms.
    """
    rng = np.random.default_rng(8)
    sizes = (1, 6, 5, 1)
    weights = [rng.normal(size=(3, m, n)) for n, m in pairwise(sizes)]
    biases = [rng.normal(size=(3, m)) for m in sizes[1:]]
    q = Pushforward(noise, PiecewiseLinear.from_network(weights, biases, negative_slope))
    x = q.sample(20_000, rng)
    assert x.shape == (3, 20_000)
    for b in range(3):
        below, at = q[b].cdf(np.nextafter(x[b], -np.inf)), q[b].cdf(x[b])
        assert scipy.stats.kstest(below + rng.random(20_000) * (at - below), "uniform").pvalue > 1e-6
    total = expectation(q, np.ones_like)
    assert (np.abs(total.value - 1.0) <= total.error + 64 * EPS).all()


def test_the_cdf_is_the_integral_of_the_density():
    rng = np.random.default_rng(9)
    weights, biases = (
        [rng.normal(size=(5, 1)), rng.normal(size=(1, 5))],
        [rng.normal(size=5), rng.normal(size=1)],
    )
    q = Pushforward(Gaussian(0.0, 1.0), PiecewiseLinear.from_network(weights, biases, 0.1))
    edges = np.sort(q.breakpoints())
    low, high = edges[3], edges[-4]
    inside = edges[(edges >= low) & (edges <= high)]
    mass = integrate(lambda x: np.exp(q.log_prob(x)), inside)
    assert abs(mass.value - (q.cdf([high])[0] - q.cdf([low])[0])) <= mass.error + 64 * EPS


def test_an_unbatched_side_serves_every_row():
    q = Pushforward(Gaussian(0.0, 1.0), Affine([1.0, 2.0], 0.0))
    assert q.batch_shape == (2,)
    assert len(q) == 2
    draws = q.sample(3, np.random.default_rng(0))
    assert draws[0, 0] != draws[1, 0] / 2.0  # the rows are independent
    assert Pushforward(Gaussian([0.0, 1.0], 1.0), CLIP).atom_masses.shape == (2, 3)
    with pytest.raises(InvalidInput, match="batch of 3 and `generator` one of 2"):
        Pushforward(Gaussian([0.0, 1.0, 2.0], 1.0), Affine([1.0, 2.0], 0.0))


def test_other_kinds_and_mixed_libraries_are_refused():
    with pytest.raises(InvalidInput, match="`noise` is a Affine"):
        Pushforward(Affine(1.0, 0.0), Affine(1.0, 0.0))
    with pytest.raises(InvalidInput, match="`generator` is a function"):
        Pushforward(Gaussian(0.0, 1.0), lambda z: z)
    with pytest.raises(InvalidInput, match="libraries"):
        Pushforward(Gaussian(0.0, 1.0), Affine(torch.tensor(2.0), 0.0))


def test_blocks_do_not_show(monkeypatch):
    q = Pushforward(Gaussian(0.0, 1.0), CLIP)
    x = np.linspace(-3.0, 3.0, 101)
    whole = q.log_prob(x), q.cdf(x)
    monkeypatch.setattr("gancheck.distributions.pushforward.BLOCK", 8)
    np.testing.assert_array_equal((q.log_prob(x), q.cdf(x)), whole)


def test_affine_pushforward_is_differentiable():
    slope = torch.tensor([2.0, -0.5], dtype=torch.float64, requires_grad=True)
    intercept = torch.tensor([0.1, 0.2], dtype=torch.float64, requires_grad=True)
    noise = Gaussian(torch.tensor(0.0), 1.0)
    x = torch.tensor([[0.3, 1.0], [-0.4, 0.0]], dtype=torch.float64)
    assert torch.autograd.gradcheck(
        lambda a, b: Pushforward(noise, Affine(a, b)).log_prob(x), (slope, intercept)
    )


def test_torch_agrees_with_numpy():
    x = np.linspace(-2.5, 2.5, 11)
    arrays = {name: torch.as_tensor(getattr(CLIP, name)) for name in ("knots", "slopes", "intercepts")}
    tensors = Pushforward(Gaussian(torch.tensor(0.0), 1.0), PiecewiseLinear(**arrays))
    numpy = Pushforward(Gaussian(0.0, 1.0), CLIP)
    np.testing.assert_allclose(tensors.log_prob(torch.as_tensor(x)).numpy(), numpy.log_prob(x), rtol=8 * EPS)
    np.testing.assert_allclose(tensors.cdf(torch.as_tensor(x)).numpy(), numpy.cdf(x), rtol=8 * EPS)
    np.testing.assert_allclose(tensors.atom_masses.numpy(), numpy.atom_masses, rtol=8 * EPS)
    assert tensors.sample(3, torch.Generator().manual_seed(0)).shape == (3,)
    assert tensors.batched().breakpoints().shape == (1, 21)
