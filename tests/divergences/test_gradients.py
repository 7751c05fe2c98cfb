"""Gradients under torch: against differences, and finite where p = q, at common zeros and at equal eigenvalues."""

import numpy as np
import pytest
import torch

from gancheck.distributions.affine import Affine
from gancheck.distributions.discrete import Discrete
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.distributions.pushforward import Pushforward
from gancheck.divergences.entropy import cross_entropy, entropy
from gancheck.divergences.f_divergence import NAMES, f_divergence
from gancheck.divergences.jensen_shannon import jsd, jsd_deficit

ALL = {
    name: (lambda p, q, name=name: f_divergence(p, q, name, alpha=0.3 if name == "alpha" else None))
    for name in NAMES
} | {
    "alpha beyond 1": lambda p, q: f_divergence(p, q, "alpha", alpha=1.2),
    "deficit": jsd_deficit,
    "cross_entropy": cross_entropy,
}
SMOOTH = sorted(set(ALL) - {"total_variation"})


def leaf(x):
    return torch.tensor(x, dtype=torch.float64, requires_grad=True)


@pytest.mark.parametrize("name", SMOOTH)
def test_discrete_gradients_agree_with_differences(name):
    rng = np.random.default_rng(0)

    def function(a, b):
        return ALL[name](Discrete(logits=a), Discrete(logits=b))

    assert torch.autograd.gradcheck(function, (leaf(rng.normal(size=(3, 5))), leaf(rng.normal(size=(3, 5)))))


@pytest.mark.parametrize("name", ALL)
def test_discrete_gradients_of_probabilities_are_finite_at_zeros(name):
    """Common zeros, and a zero of p where q has mass; q's zeros would make some divergences infinite."""
    p, q = leaf([0.2, 0.3, 0.5, 0.0, 0.0]), leaf([0.2, 0.5, 0.2, 0.1, 0.0])
    if name in ("reverse_kl", "neyman"):
        p, q = q, p
    gradients = torch.autograd.grad(
        ALL[name](Discrete(probs=p), Discrete(probs=q)), (p, q), allow_unused=True
    )
    assert all(bool(torch.isfinite(g).all()) for g in gradients if g is not None)


def test_the_gradient_of_jsd_is_half_the_log_of_twice_the_share():
    """dJSD/dp = ½ log(2p/(p+q)), to a few ulp."""
    rng = np.random.default_rng(1)
    a, b = rng.dirichlet(np.ones(8), 2)
    p, q = leaf(a), leaf(b)
    gradient = torch.autograd.grad(jsd(Discrete(probs=p), Discrete(probs=q)), p)[0]
    np.testing.assert_allclose(gradient.numpy(), 0.5 * np.log(2 * a / (a + b)), rtol=1e-13)


@pytest.mark.parametrize("name", ALL)
def test_line_gradients_agree_with_differences(name):
    parameters = [leaf(x) for x in ([0.0, 1.0, 0.3], [1.0, 1.2, 0.7], [0.5, 1.5, 0.3], [1.1, 1.2, 0.9])]

    def function(a, s, b, t):
        return ALL[name](Gaussian(a, s), Gaussian(b, t))

    assert torch.autograd.gradcheck(function, parameters)


@pytest.mark.parametrize("name", sorted(set(ALL) - {"cross_entropy"}))
def test_every_gradient_is_zero_at_equal_gaussians(name):
    parameters = [leaf(x) for x in (1.0, 2.0, 1.0, 2.0)]
    value = ALL[name](Gaussian(*parameters[:2]), Gaussian(*parameters[2:]))
    assert all(g.item() == 0.0 for g in torch.autograd.grad(value, parameters))


def covariances(d, seed):
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(2, d, d)) / np.sqrt(d)
    s = a @ np.swapaxes(a, -1, -2) + 0.5 * np.eye(d)
    return rng.normal(size=(2, d)), 0.5 * (s + np.swapaxes(s, -1, -2))


def in_space(name):
    def function(a, s, b, t):
        first, second = (0.5 * (x + x.mT) for x in (s, t))
        return ALL[name](MultivariateGaussian(a, first), MultivariateGaussian(b, second))

    return function


SPACE = (
    "jsd",
    "kl",
    "reverse_kl",
    "squared_hellinger",
    "vincze_le_cam",
    "alpha",
    "alpha beyond 1",
    "deficit",
    "cross_entropy",
)


@pytest.mark.parametrize("name", SPACE)
@pytest.mark.parametrize("d", [1, 2, 3])
def test_gradients_in_space_agree_with_differences(name, d):
    (a, b), (s, t) = (covariances(d, d)[k] for k in (0, 1))
    assert torch.autograd.gradcheck(in_space(name), [leaf(a), leaf(s), leaf(b), leaf(t)])


@pytest.mark.parametrize("name", SPACE)
def test_gradients_at_equal_eigenvalues_agree_with_differences(name):
    """One covariance, so that all eigenvalues coincide: where the derivative of an eigenvector does not exist."""
    (a, b), (s, _) = (covariances(3, 5)[k] for k in (0, 1))
    assert torch.autograd.gradcheck(in_space(name), [leaf(a), leaf(s), leaf(b), leaf(s)])


@pytest.mark.parametrize(
    "name", ["jsd", "kl", "reverse_kl", "squared_hellinger", "vincze_le_cam", "alpha", "deficit"]
)
def test_every_gradient_is_zero_at_equal_laws_in_space(name):
    (a, _), (s, _) = (covariances(4, 6)[k] for k in (0, 1))
    parameters = [leaf(a), leaf(s), leaf(a), leaf(s)]
    gradients = torch.autograd.grad(in_space(name)(*parameters), parameters)
    assert all(bool((g == 0.0).all()) for g in gradients)


@pytest.mark.parametrize(
    "name",
    [
        "jsd",
        "kl",
        "reverse_kl",
        "squared_hellinger",
        "deficit",
        "total_variation",
        "pearson",
        "vincze_le_cam",
        "alpha",
        "alpha beyond 1",
    ],
)
def test_mixture_gradients_agree_with_differences(name):
    """Breakpoints move with the parameters, too; what that adds is below the quadrature's error."""

    def function(m, s, n, t):
        weights = torch.tensor([0.4, 0.6], dtype=torch.float64)
        return ALL[name](GaussianMixture(weights, m, s), GaussianMixture(weights, n, t))

    parameters = [leaf(x) for x in ([-1.0, 1.0], [1.0, 0.8], [-0.5, 1.3], [1.1, 0.9])]
    assert torch.autograd.gradcheck(function, parameters)


def test_equal_mixtures_have_gradient_zero():
    weights = torch.tensor([0.4, 0.6], dtype=torch.float64)
    parameters = [leaf(x) for x in ([-1.0, 1.0], [1.0, 0.8], [-1.0, 1.0], [1.0, 0.8])]
    laws = GaussianMixture(weights, *parameters[:2]), GaussianMixture(weights, *parameters[2:])
    for name in ("jsd", "kl", "squared_hellinger", "vincze_le_cam", "alpha", "alpha beyond 1"):
        gradients = torch.autograd.grad(ALL[name](*laws), parameters)
        assert all(bool((g == 0.0).all()) for g in gradients), name


def test_a_generator_can_be_trained_through_its_pushforward():
    def function(slope, intercept):
        noise = Gaussian(torch.zeros(1, dtype=torch.float64), torch.ones(1, dtype=torch.float64))
        target = Gaussian(torch.ones(1, dtype=torch.float64), 2.0 * torch.ones(1, dtype=torch.float64))
        return jsd(target, Pushforward(noise, Affine(slope, intercept)))

    assert torch.autograd.gradcheck(function, (leaf([0.7]), leaf([0.3])))


def test_entropy_gradients():
    assert torch.autograd.gradcheck(lambda s: entropy(Gaussian(0.0 * s, s)), leaf([0.5, 2.0]))
    assert torch.autograd.gradcheck(lambda x: entropy(Discrete(logits=x)), leaf([[0.1, -0.3, 0.7]]))
