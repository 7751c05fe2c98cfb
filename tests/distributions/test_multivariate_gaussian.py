import numpy as np
import pytest
import scipy.stats
import torch

from gancheck.distributions import MultivariateGaussian
from gancheck.errors import InvalidInput

EPS = np.finfo(np.float64).eps
EYE = np.eye(2)


@pytest.mark.parametrize(
    ("loc", "covariance", "words"),
    [
        ([0.0, 0.0], [[1.0, 2.0], [2.0, 1.0]], ["eigenvalues.min", "-1.0", "positive definite"]),
        ([0.0, 0.0], [[1.0, 1.0], [1.0, 1.0]], ["positive definite"]),
        ([0.0, 0.0], [[1.0, 0.5], [0.2, 1.0]], ["symmetric", "0.5", "entry 0, 1"]),
        ([0.0, 0.0], [EYE, -EYE], ["diagonal", "-1.0", "row 1"]),
        ([0.0, np.inf], EYE, ["`loc`", "inf", "entry 1"]),
        ([0.0, 0.0], [[1.0, np.nan], [np.nan, 1.0]], ["`covariance_matrix`", "nan"]),
        ([0.0, 0.0, 0.0], EYE, ["(3,)", "(2, 2)"]),
        (np.zeros((2, 2)), np.stack([EYE] * 3), ["(2, 2)", "(3, 2, 2)"]),
        (0.0, [[1.0]], ["`loc` ()"]),
    ],
)
def test_refusals(loc, covariance, words):
    with pytest.raises(InvalidInput) as refusal:
        MultivariateGaussian(loc, covariance)
    assert all(word in str(refusal.value) for word in words), str(refusal.value)


def test_scales_of_the_coordinates_do_not_make_a_covariance_singular():
    deviations = np.array([1e-150, 1.0, 1e150])
    covariance = deviations[:, None] * deviations * (0.5 + 0.5 * np.eye(3))
    p = MultivariateGaussian(np.zeros(3), covariance)
    np.testing.assert_allclose(p.cholesky @ p.cholesky.T, covariance, rtol=16 * EPS)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_rounded_product_is_symmetric_enough(dtype):
    rng = np.random.default_rng(3)
    factor = rng.normal(size=(5, 4, 4)).astype(dtype)
    product = np.einsum("bij,bkj->bik", factor, factor)
    product[:, 0, 1] = np.nextafter(product[:, 0, 1], dtype(np.inf))
    MultivariateGaussian(np.zeros(4), product)


def test_density_agrees_with_scipy():
    rng = np.random.default_rng(4)
    factor = rng.normal(size=(3, 4, 4))
    covariance = factor @ np.swapaxes(factor, -1, -2) + 0.1 * np.eye(4)
    loc, x = rng.normal(size=(3, 4)), rng.normal(size=(7, 4))
    p = MultivariateGaussian(loc, covariance)
    got = p.log_prob(x)
    assert got.shape == (3, 7)
    for b in range(3):
        expected = scipy.stats.multivariate_normal(loc[b], covariance[b]).logpdf(x)
        # Either computation errs by about d^2 u cond (Higham 2002, Theorem 10.4) of its quadratic form.
        bound = 2 * 16 * EPS * np.linalg.cond(covariance[b]) * (1 + np.abs(expected))
        assert (np.abs(got[b] - expected) <= bound).all()
        np.testing.assert_allclose(p[b].log_prob(x), got[b], rtol=64 * EPS * np.linalg.cond(covariance[b]))


def test_points_of_another_dimension_are_refused():
    p = MultivariateGaussian(np.zeros((2, 2)), EYE)
    with pytest.raises(InvalidInput, match=r"\(N, 2\) or \(2, N, 2\)"):
        p.log_prob(np.zeros((4, 3)))


def test_gradients_flow():
    loc = torch.tensor([0.1, -0.2], dtype=torch.float64, requires_grad=True)
    root = torch.tensor([[1.0, 0.3], [0.2, 2.0]], dtype=torch.float64, requires_grad=True)
    x = torch.tensor([[0.0, 1.0], [2.0, 0.5]], dtype=torch.float64)
    assert torch.autograd.gradcheck(lambda m, a: MultivariateGaussian(m, a @ a.T).log_prob(x), (loc, root))


def test_samples_have_the_covariance():
    """m S is Wishart: an entry of S has variance (s_ij^2 + s_ii s_jj)/m; 5.6 deviations is level 1e-7 an entry."""
    covariance = np.array([[2.0, -0.7], [-0.7, 0.5]])
    m = 50_000
    x = MultivariateGaussian([1.0, 2.0], covariance).sample(m, np.random.default_rng(5))
    deviation = np.sqrt((covariance**2 + np.outer(np.diag(covariance), np.diag(covariance))) / m)
    assert (np.abs(np.cov(x.T) - covariance) < 5.6 * deviation).all()
    assert (np.abs(x.mean(axis=0) - [1.0, 2.0]) < 5.6 * np.sqrt(np.diag(covariance) / m)).all()
