import numpy as np
import pytest
import scipy.stats
import torch
from torch import distributions as td

from gancheck.distributions import (
    Discrete,
    Empirical,
    Gaussian,
    GaussianMixture,
    MultivariateGaussian,
    Uniform,
    as_law,
    to_scipy,
    to_torch,
)
from gancheck.errors import InvalidInput

EPS = np.finfo(np.float64).eps


@pytest.mark.parametrize(
    "frozen",
    [
        scipy.stats.norm(1.0, 2.0),
        scipy.stats.norm(scale=3.0),
        scipy.stats.norm([0.0, 1.0], scale=2.0),
        scipy.stats.uniform(-1.0, 3.0),
    ],
)
def test_scipy_laws_on_the_line(frozen):
    law = as_law(frozen)
    x = np.linspace(-0.5, 1.5, 5)
    expected = frozen.logpdf(x if not law.batch_shape else x[:, None]).T
    np.testing.assert_allclose(law.log_prob(x), expected, rtol=8 * EPS)
    assert type(as_law(to_scipy(law))) is type(law)


@pytest.mark.parametrize(
    "frozen",
    [
        scipy.stats.bernoulli(0.3),
        scipy.stats.binom(12, 0.25),
        scipy.stats.randint(-3, 4),
        scipy.stats.hypergeom(20, 7, 12),
        scipy.stats.rv_discrete(values=([1, 5, 7], [0.25, 0.25, 0.5])),
        scipy.stats.rv_discrete(values=([1, 5, 7], [0.25, 0.25, 0.5]))(loc=2),
    ],
)
def test_finite_scipy_laws_carry_their_values_as_atoms(frozen):
    law = as_law(frozen)
    np.testing.assert_allclose(np.exp(law.log_prob(law.atoms)), frozen.pmf(law.atoms), rtol=64 * EPS)
    np.testing.assert_allclose(law.probs @ law.atoms, frozen.mean(), rtol=64 * EPS, atol=64 * EPS)


def test_a_batch_of_binomials():
    law = as_law(scipy.stats.binom([3, 3], [0.5, 0.25]))
    np.testing.assert_allclose(law.probs[1], scipy.stats.binom(3, 0.25).pmf(range(4)), rtol=32 * EPS)


def test_scipy_multivariate_normal():
    law = as_law(scipy.stats.multivariate_normal([0.0, 1.0], [[2.0, 0.5], [0.5, 1.0]]))
    assert isinstance(law, MultivariateGaussian)
    np.testing.assert_array_equal(to_scipy(law).cov, law.covariance_matrix)


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        (scipy.stats.poisson(3.0), "infinite support"),
        (scipy.stats.gamma(2.0), "gamma"),
        (scipy.stats.binom(2_000_000, 0.5), "1000000"),
        (scipy.stats.randint(np.array([0, 1]), np.array([3, 4])), "different first atoms"),
        (td.Gamma(1.0, 1.0), "Gamma"),
        (td.Independent(td.Normal(torch.zeros(2, 3), 1.0), 2), "Independent"),
        ([0.5, 0.5], "A list is no law"),
        (None, "NoneType"),
    ],
)
def test_refusals(thing, words):
    with pytest.raises(InvalidInput, match=words):
        as_law(thing)


MIXTURE = td.MixtureSameFamily(
    td.Categorical(probs=torch.tensor([[0.2, 0.8]])),
    td.Normal(torch.tensor([[0.0, 3.0]]), torch.tensor([[1.0, 2.0]])),
)


@pytest.mark.parametrize(
    "law",
    [
        td.Normal(torch.tensor([0.0, 1.0]), 2.0),
        td.Uniform(torch.tensor(0.0), torch.tensor(2.0)),
        td.MultivariateNormal(torch.zeros(2), torch.tensor([[2.0, 0.3], [0.3, 1.0]])),
        td.MultivariateNormal(torch.zeros(2), scale_tril=torch.tensor([[0.1, 0.0], [0.37, 1.3]])),
        td.Independent(td.Normal(torch.zeros(3, 2), 0.3), 1),
        td.Categorical(probs=torch.tensor([0.1, 0.2, 0.7])),
        td.Categorical(logits=torch.tensor([[0.0, 50.0], [1.0, 2.0]])),
        td.Bernoulli(probs=torch.tensor([0.25, 0.5])),
        td.Bernoulli(logits=torch.tensor(3.0)),
        MIXTURE,
    ],
    ids=lambda law: type(law).__name__,
)
def test_torch_laws(law):
    """Densities agree within the float32 rounding of torch's own parameters; the law itself is float64."""
    got = as_law(law)
    if isinstance(law, td.MultivariateNormal | td.Independent):
        x = torch.tensor([[0.25, 1.0], [0.0, -0.5]])
        expected = torch.stack([law.log_prob(row) for row in x], dim=-1)
    else:
        x = torch.tensor([0.0, 1.0])
        expected = law.log_prob(x[:, None] if law.batch_shape else x)
        expected = expected.T if law.batch_shape else expected
    result = got.log_prob(x.double())
    assert result.dtype == torch.float64
    tolerance = 64 * np.finfo(np.float32).eps
    np.testing.assert_allclose(result.numpy(), expected.numpy(), rtol=tolerance, atol=tolerance)


def test_the_parameter_that_torch_was_given_is_taken():
    """torch clamps the logits that it derives from probabilities of 0; the probabilities themselves are right."""
    law = td.Categorical(probs=torch.tensor([0.0, 1.0]))
    assert law.logits[0] > -np.inf
    assert as_law(law).log_probs[0] == -np.inf
    given = td.Categorical(logits=torch.tensor([-200.0, 0.0]))
    assert given.probs[0] == 0.0
    assert as_law(given).log_probs[0] == -200.0


def test_gradients_survive():
    loc = torch.tensor(0.5, requires_grad=True)
    as_law(td.Normal(loc, 1.0)).log_prob([0.0]).sum().backward()
    assert loc.grad == -0.5


@pytest.mark.parametrize(
    "law",
    [
        Gaussian([0.0, 1.0], 2.0),
        Uniform(0.0, 2.0),
        MultivariateGaussian([0.0, 0.0], np.eye(2)),
        GaussianMixture([0.25, 0.75], [0.0, 1.0], 1.0),
        Discrete(probs=[[0.25, 0.75], [0.5, 0.5]]),
        Discrete(logits=[0.0, 1.0]),
        Empirical.from_counts([1, 3]),
    ],
    ids=lambda law: law.family,
)
def test_to_torch_and_back(law):
    back = as_law(to_torch(law))
    x = [[0.0, 0.5], [1.0, 2.0]] if law.family == "multivariate-gaussian" else [0.0, 1.0]
    np.testing.assert_allclose(back.log_prob(x).numpy(), law.log_prob(x), rtol=16 * EPS, atol=16 * EPS)


def test_to_scipy_and_back():
    p = Discrete(probs=[0.25, 0.75], atoms=[-1, 4])
    np.testing.assert_array_equal(as_law(to_scipy(p)).atoms, [-1, 4])
    np.testing.assert_array_equal(as_law(to_scipy(Empirical(["a", "b"]))).probs, [0.5, 0.5])
    with pytest.raises(InvalidInput, match="batch"):
        to_scipy(Discrete(probs=[[1.0]]))
    with pytest.raises(InvalidInput, match="GaussianMixture"):
        to_scipy(GaussianMixture([1.0], [0.0], [1.0]))
