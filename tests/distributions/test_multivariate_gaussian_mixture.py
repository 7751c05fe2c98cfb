import numpy as np
import pytest
import scipy.stats
import torch
from torch import distributions as td

import gancheck as gk
from gancheck.distributions import (
    GaussianMixture,
    MultivariateGaussian,
    MultivariateGaussianMixture,
    as_law,
    to_torch,
)
from gancheck.divergences.pairs import align
from gancheck.errors import InvalidInput, UnsupportedPair

EPS = np.finfo(np.float64).eps
EYE = np.eye(2)


def random(batch: int, k: int, d: int, seed: int = 0) -> MultivariateGaussianMixture:
    rng = np.random.default_rng(seed)
    factor = rng.normal(size=(batch, k, d, d))
    covariance = factor @ np.swapaxes(factor, -1, -2) + 0.5 * np.eye(d)
    return MultivariateGaussianMixture(
        rng.dirichlet(np.ones(k), batch), rng.normal(size=(batch, k, d)), covariance
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([0.5, 0.6], np.zeros((2, 2)), EYE), ["`weights.sum`", "1.1"]),
        (([0.5, 0.5], [[0.0, np.nan], [0.0, 0.0]], EYE), ["`loc`", "nan", "entry 0, 1"]),
        (([0.5, 0.5], np.zeros((2, 2)), [EYE, -EYE]), ["diagonal", "-1.0", "entry 1, 0"]),
        (([0.5, 0.5], np.zeros((2, 2)), [EYE, np.ones((2, 2))]), ["positive definite", "entry 1"]),
        (([0.5, 0.5], np.zeros((2, 2)), [[1.0, 0.5], [0.2, 1.0]]), ["symmetric", "entry 0, 0, 1"]),
        (([0.5, 0.5], np.zeros((3, 2)), EYE), ["(2,)", "(3, 2)"]),
        (([0.5, 0.5], np.zeros((2, 2)), np.eye(3)), ["(3, 3)"]),
        (([[0.5, 0.5]] * 2, np.zeros((3, 2, 2)), EYE), ["(2, 2)", "(3, 2, 2)"]),
        (([0.5, 0.5], [0.0, 1.0], EYE), ["`loc` (2,)"]),
    ],
)
def test_refusals(arguments, words):
    with pytest.raises(InvalidInput) as refusal:
        MultivariateGaussianMixture(*arguments)
    assert all(word in str(refusal.value) for word in words), str(refusal.value)


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: MultivariateGaussianMixture.ring(0), "`modes` is 0"),
        (lambda: MultivariateGaussianMixture.ring(2.5), "`modes` is 2.5"),
        (lambda: MultivariateGaussianMixture.ring(radius=0.0), "`radius` is 0.0"),
        (lambda: MultivariateGaussianMixture.ring(scale=-1.0), "`scale` is -1.0"),
        (lambda: MultivariateGaussianMixture.grid(True), "`side` is True"),
        (lambda: MultivariateGaussianMixture.grid(spacing=np.inf), "`spacing` is inf"),
    ],
)
def test_rings_and_grids_without_modes_or_lengths_are_refused(make, word):
    with pytest.raises(InvalidInput, match=word):
        make()


@pytest.mark.parametrize("d", [1, 2, 5])
def test_density_is_the_weighted_sum(d):
    p = random(3, 4, d)
    x = np.random.default_rng(1).normal(size=(11, d))
    got = p.log_prob(x)
    for b in range(3):
        parts = [
            w * scipy.stats.multivariate_normal(m, s).pdf(x)
            for w, m, s in zip(p.weights[b], p.loc[b], p.covariance_matrix[b], strict=True)
        ]
        condition = max(np.linalg.cond(s) for s in p.covariance_matrix[b])
        # As for one Gaussian: d² u cond of the quadratic form, which the exponent turns into a relative error.
        expected = np.log(np.sum(parts, axis=0))
        assert (np.abs(got[b] - expected) <= 4 * d * d * EPS * condition * (d + 8 + np.abs(expected))).all()
        np.testing.assert_array_equal(p[b].log_prob(x), got[b])


def test_on_the_line_it_is_the_mixture_on_the_line():
    line = GaussianMixture([0.3, 0.7], [-1.0, 2.0], [0.5, 2.0])
    space = MultivariateGaussianMixture([0.3, 0.7], [[-1.0], [2.0]], [[[0.25]], [[4.0]]])
    x = np.linspace(-3.0, 5.0, 9)
    np.testing.assert_allclose(space.log_prob(x[:, None]), line.log_prob(x), rtol=64 * EPS)
    assert space.mean[0] == pytest.approx(line.mean, rel=4 * EPS)
    assert space.covariance[0, 0] == pytest.approx(line.variance, rel=8 * EPS)


def test_far_tails_do_not_underflow():
    p = MultivariateGaussianMixture([0.5, 0.5], [[-100.0, 0.0], [100.0, 0.0]], EYE)
    assert p.log_prob([[0.0, 0.0]])[0] == pytest.approx(-5000.0 - np.log(2 * np.pi), rel=4 * EPS)


def test_a_component_of_weight_zero_changes_nothing():
    p = random(2, 3, 2)
    padded, x = p.padded(5), np.random.default_rng(0).normal(size=(6, 2))
    assert padded.n_components == 5
    np.testing.assert_array_equal(padded.log_prob(x), p.log_prob(x))
    np.testing.assert_allclose(padded.covariance, p.covariance, rtol=8 * EPS)
    assert p.padded(2) is p


def test_rings_and_grids_are_where_they_say():
    ring = MultivariateGaussianMixture.ring(8, radius=3.0, scale=0.1)
    np.testing.assert_allclose(np.linalg.norm(ring.loc, axis=1), 3.0, rtol=4 * EPS)
    steps = np.linalg.norm(np.diff(ring.loc, axis=0, append=ring.loc[:1]), axis=1)
    np.testing.assert_allclose(steps, 6.0 * np.sin(np.pi / 8), rtol=32 * EPS)
    # The places have covariance r²/2 I, whatever their number from 3 on.
    np.testing.assert_allclose(ring.covariance, (4.5 + 0.01) * EYE, atol=64 * EPS)
    grid = MultivariateGaussianMixture.grid(5, spacing=2.0, scale=0.05)
    assert sorted(set(grid.loc[:, 0].tolist())) == [-4.0, -2.0, 0.0, 2.0, 4.0]
    assert len({tuple(place) for place in grid.loc.tolist()}) == 25
    np.testing.assert_allclose(grid.covariance, (8.0 + 0.05**2) * EYE, atol=64 * EPS)


def test_samples_follow_the_law():
    """Squared distances within a component are χ² of d degrees: Kolmogorov and Smirnov's test at level 1e-6 a row."""
    p = MultivariateGaussianMixture(
        [[0.2, 0.8]] * 2, [[0.0, 0.0, 0.0], [90.0, 0.0, 0.0]], random(1, 2, 3).covariance_matrix[0]
    )
    x = p.sample(20_000, np.random.default_rng(5))
    squared = p.squared_distances(x)
    nearest = squared.argmin(axis=-1)
    for b in range(2):
        hits = int((nearest[b] == 0).sum())
        assert scipy.stats.binomtest(hits, 20_000, 0.2).pvalue > 1e-6
        assert scipy.stats.kstest(squared[b].min(axis=-1), scipy.stats.chi2(3).cdf).pvalue > 1e-6


def test_a_gaussian_beside_a_mixture_is_a_mixture_of_one():
    g, x = MultivariateGaussian([[0.0, 1.0]], [[[2.0, 0.5], [0.5, 1.0]]]), np.zeros((3, 2))
    p, q = align(g, MultivariateGaussianMixture.ring(3))
    assert p.family == q.family == "multivariate-mixture"
    np.testing.assert_allclose(p.log_prob(x), g.log_prob(x), rtol=8 * EPS)
    with pytest.raises(InvalidInput, match="dimension 2 and `q` 3"):
        align(q, MultivariateGaussianMixture([1.0], np.zeros((1, 3)), np.eye(3)))


@pytest.mark.parametrize(
    "divergence",
    [
        gk.jsd,
        gk.kl,
        gk.total_variation,
        gk.criterion,
        gk.wasserstein,
        gk.mean_nll,
        lambda p, q: gk.f_divergence(p, q, "pearson"),
        lambda p, q: gk.entropy(p),
        lambda p, q: gk.value(gk.optimal_discriminator(p, q), p, q),
        lambda p, q: gk.suboptimality(gk.optimal_discriminator(p, q), p, q),
    ],
)
def test_what_has_no_quadrature_is_refused_with_a_sentence(divergence):
    with pytest.raises(UnsupportedPair, match=r"several dimensions|2 dimensions|multivariate-mixture"):
        divergence(MultivariateGaussianMixture.ring(), MultivariateGaussianMixture.grid())


def test_the_optimal_discriminator_is_known_all_the_same():
    p, q = MultivariateGaussianMixture.ring(3), MultivariateGaussian([0.0, 0.0], EYE)
    x = np.array([[2.0, 0.0], [0.0, 0.0]])
    logit = gk.optimal_discriminator(p, q).logit(x)
    np.testing.assert_allclose(logit, p.log_prob(x) - q.log_prob(x), rtol=8 * EPS)


def test_torch_laws_come_and_go():
    p = random(2, 3, 2)
    x = torch.zeros(4, 2, dtype=torch.float64)
    theirs = to_torch(p)
    assert isinstance(theirs, td.MixtureSameFamily)
    back = as_law(theirs)
    assert isinstance(back, MultivariateGaussianMixture)
    np.testing.assert_allclose(theirs.log_prob(x[:, None]).T, p.log_prob(x.numpy()), rtol=1e3 * EPS)
    np.testing.assert_allclose(back.log_prob(x), p.log_prob(x.numpy()), rtol=64 * EPS)
    draws = back.sample(5, torch.Generator().manual_seed(0))
    assert draws.shape == (2, 5, 2)


def test_gradients_flow():
    loc = torch.tensor([[0.1, -0.2], [1.0, 0.0]], dtype=torch.float64, requires_grad=True)
    root = torch.tensor([[1.0, 0.3], [0.2, 2.0]], dtype=torch.float64, requires_grad=True)
    x = torch.tensor([[0.0, 1.0], [2.0, 0.5]], dtype=torch.float64)
    assert torch.autograd.gradcheck(
        lambda m, a: MultivariateGaussianMixture([0.3, 0.7], m, a @ a.T).log_prob(x), (loc, root)
    )
