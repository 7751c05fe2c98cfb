import numpy as np
import pytest
import scipy.stats
import torch

import gancheck as gk
from gancheck.distributions import GeneratedPoints
from gancheck.errors import InvalidInput, UnsupportedPair

WIDTHS = (2, 3, 2)
PARAMETERS = np.random.default_rng(0).normal(size=(4, 17))


def by_hand(parameters: np.ndarray, z: np.ndarray) -> np.ndarray:
    first, second = parameters[:6].reshape(2, 3), parameters[9:15].reshape(3, 2)
    hidden = z @ first + parameters[6:9]
    return np.where(hidden > 0, hidden, 0.2 * hidden) @ second + parameters[15:]


@pytest.mark.parametrize("prior", ["normal", "uniform"])
def test_samples_are_images_of_the_noise(prior):
    law = GeneratedPoints(PARAMETERS, WIDTHS, prior=prior)
    x = law.sample(50, np.random.default_rng(7))
    rng = np.random.default_rng(7)
    z = rng.standard_normal((4, 50, 2)) if prior == "normal" else 2.0 * rng.random((4, 50, 2)) - 1.0
    for row in range(4):
        # Two layers of at most three products of numbers of order one.
        np.testing.assert_allclose(x[row], by_hand(PARAMETERS[row], z[row]), atol=32 * 2.0**-52)
    assert law[1].sample(3, np.random.default_rng(0)).shape == (3, 2)


def test_without_hidden_units_normal_noise_stays_normal():
    """Kolmogorov and Smirnov's test at level 1e-6."""
    x = GeneratedPoints(np.array([3.0, 4.0, 1.0]), (2, 1)).sample(20_000, np.random.default_rng(0))
    assert x.shape == (20_000,)
    assert scipy.stats.kstest(x, scipy.stats.norm(1.0, 5.0).cdf).pvalue > 1e-6


def test_torch_parameters_draw_from_torch():
    law = GeneratedPoints(torch.tensor(PARAMETERS), WIDTHS)
    draws = law.sample(5, [torch.Generator().manual_seed(row) for row in range(4)])
    assert draws.shape == (4, 5, 2)
    alone = law[2].sample(5, torch.Generator().manual_seed(2))
    assert float((draws[2] - alone).abs().max()) <= 32 * 2.0**-52  # a batched product rounds in another order


def test_it_names_no_density_and_no_divergence():
    law = GeneratedPoints(PARAMETERS, WIDTHS)
    with pytest.raises(InvalidInput, match="has no density"):
        law.log_prob(np.zeros((1, 2)))
    ring = gk.MultivariateGaussianMixture.ring()
    for pair in ((law, ring), (ring, law), (law, law)):
        with pytest.raises(UnsupportedPair, match="can only be sampled"):
            gk.jsd(*pair)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"widths": (2, 2)}, r"take \(6,\) or \(B, 6\)"),
        ({"parameters": np.zeros((1, 1, 17))}, r"\(1, 1, 17\)"),
        ({"prior": "cauchy"}, "`prior` is 'cauchy'"),
    ],
)
def test_refusals(change, word):
    with pytest.raises(InvalidInput, match=word):
        GeneratedPoints(**{"parameters": PARAMETERS, "widths": WIDTHS, **change})
