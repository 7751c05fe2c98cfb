import numpy as np
import pytest
import scipy.stats
import torch

from gancheck.distributions import Gaussian, GaussianMixture, as_mixture
from gancheck.errors import InvalidInput

EPS = np.finfo(np.float64).eps


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([0.5, 0.6], [0.0, 1.0], 1.0), ["`weights.sum`", "1.1", "normalize=True"]),
        (([-0.5, 1.5], [0.0, 1.0], 1.0), ["`weights`", "-0.5", "entry 0"]),
        (([0.5, 0.5], [0.0, 1.0], [1.0, 0.0]), ["`scale`", "0.0", "entry 1"]),
        (([0.5, 0.5], [0.0, np.nan], 1.0), ["`loc`", "nan"]),
        (([0.5, 0.5], [0.0, 1.0, 2.0], 1.0), ["`weights` (2,)", "`loc` (3,)"]),
        (([1.0], [0.0, 1.0], 1.0), ["1 entries for 2 components"]),
    ],
)
def test_refusals(arguments, words):
    with pytest.raises(InvalidInput) as refusal:
        GaussianMixture(*arguments)
    assert all(word in str(refusal.value) for word in words), str(refusal.value)


def test_density_is_the_weighted_sum():
    weights, loc, scale = (
        np.array([[0.3, 0.7], [1.0, 0.0]]),
        np.array([[0.0, 4.0], [1.0, 9.0]]),
        np.array([1.0, 0.5]),
    )
    m = GaussianMixture(weights, loc, scale)
    x = np.linspace(-6.0, 8.0, 29)
    parts = scipy.stats.norm.pdf(x[:, None], loc[:, None, :], scale)
    expected = (weights[:, None, :] * parts).sum(axis=-1)
    # The exponent z^2/2, at most 450 here, is rounded before exp.
    np.testing.assert_allclose(np.exp(m.log_prob(x)), expected, rtol=1000 * EPS)
    expected = (weights[:, None, :] * scipy.stats.norm.cdf(x[:, None], loc[:, None, :], scale)).sum(axis=-1)
    np.testing.assert_allclose(m.cdf(x), expected, rtol=1000 * EPS)
    np.testing.assert_array_equal(m[0].log_prob(x), m.log_prob(x)[0])


def test_far_tails_do_not_underflow():
    m = GaussianMixture([0.5, 0.5], [-100.0, 100.0], 1.0)
    assert m.log_prob([0.0])[0] == pytest.approx(-5000.0 - 0.5 * np.log(2 * np.pi), rel=4 * EPS)


def test_moments():
    m = GaussianMixture([0.25, 0.75], [1e8, 1e8 + 4.0], [1.0, 2.0])
    assert m.mean == 1e8 + 3.0
    assert m.variance == 0.25 * (1.0 + 9.0) + 0.75 * (4.0 + 1.0)


def test_padding_changes_nothing_and_adds_no_edge():
    m = GaussianMixture([0.25, 0.75], [0.0, 4.0], [1.0, 2.0])
    x = np.linspace(-5.0, 9.0, 15)
    padded = m.padded(4)
    assert padded.n_components == 4
    np.testing.assert_array_equal(padded.log_prob(x), m.log_prob(x))
    assert set(padded.breakpoints()) == set(m.breakpoints())


def test_a_gaussian_is_a_mixture_of_one():
    g = Gaussian([0.0, 2.0], [1.0, 3.0])
    x = np.linspace(-5.0, 5.0, 11)
    np.testing.assert_allclose(as_mixture(g).log_prob(x), g.log_prob(x), rtol=8 * EPS)


def test_gradients_flow_and_a_zero_weight_gives_no_nan():
    logits = torch.tensor([0.1, 0.5], dtype=torch.float64, requires_grad=True)
    loc = torch.tensor([0.0, 2.0], dtype=torch.float64, requires_grad=True)
    x = torch.tensor([-1.0, 0.5], dtype=torch.float64)
    assert torch.autograd.gradcheck(
        lambda a, m: GaussianMixture(a.softmax(-1), m, torch.ones_like(m)).log_prob(x), (logits, loc)
    )
    weights = torch.tensor([1.0, 0.0], dtype=torch.float64, requires_grad=True)
    GaussianMixture(weights, loc, torch.ones(2)).log_prob(x).sum().backward()
    assert torch.isfinite(weights.grad).all()


def test_samples_follow_the_law():
    """Kolmogorov-Smirnov at level 1e-6 for each of two rows; the seed is fixed."""
    m = GaussianMixture([[0.2, 0.8], [0.9, 0.1]], [[-3.0, 1.0], [0.0, 5.0]], [0.5, 2.0])
    x = m.sample(20_000, np.random.default_rng(6))
    for b in range(2):
        assert scipy.stats.kstest(x[b], m[b].cdf).pvalue > 1e-6
