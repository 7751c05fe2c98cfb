import numpy as np
import pytest
import scipy.stats
import torch

from gancheck.distributions import Gaussian
from gancheck.distributions.gaussian import PANEL_EDGES
from gancheck.errors import InvalidInput

EPS = np.finfo(np.float64).eps


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"loc": [0.0, np.nan], "scale": 1.0}, ["`loc`", "nan", "row 1"]),
        ({"loc": 0.0, "scale": [1.0, 0.0]}, ["`scale`", "0.0", "row 1", "atom"]),
        ({"loc": 0.0, "scale": -2.0}, ["`scale`", "-2.0"]),
        ({"loc": 0.0, "scale": np.inf}, ["`scale`", "inf"]),
        ({"loc": 0.0, "log_scale": 800.0}, ["`log_scale`", "800.0", "709"]),
        ({"loc": [0.0, 1.0], "scale": [1.0, 1.0, 1.0]}, ["(2,)", "(3,)"]),
        ({"loc": [[0.0, 1.0]], "scale": 1.0}, ["axes", "(B,)"]),
        ({"loc": 0.0}, ["exactly one"]),
        ({"loc": 0.0, "scale": 1.0, "log_scale": 0.0}, ["exactly one"]),
    ],
)
def test_refusals(arguments, words):
    with pytest.raises(InvalidInput) as refusal:
        Gaussian(**arguments)
    assert all(word in str(refusal.value) for word in words), str(refusal.value)


def test_density_and_cdf_agree_with_scipy():
    loc, scale = np.array([0.0, -3.0, 1e5]), np.array([1.0, 1e-3, 40.0])
    p = Gaussian(loc, scale)
    z = np.linspace(-30.0, 30.0, 61)
    x = loc[:, None] + scale[:, None] * z
    reference = scipy.stats.norm(loc[:, None], scale[:, None])
    # x - loc is rounded to u|x|, which z^2/2 amplifies by |z| |x| / scale.
    blur = EPS * np.abs(x) / scale[:, None]
    assert (np.abs(p.log_prob(x) - reference.logpdf(x)) <= 16 * EPS * (1 + z**2) + 31 * blur).all()
    assert (np.abs(p.cdf(x) - reference.cdf(x)) <= reference.cdf(x) * (4 * EPS * (1 + z**2)) + blur).all()


def test_log_scale_is_kept_where_the_square_of_the_scale_would_vanish():
    p = Gaussian(0.0, log_scale=-600.0)
    assert p.log_scale == -600.0
    assert p.log_prob([0.0])[0] == 600.0 - 0.5 * np.log(2 * np.pi)
    assert Gaussian(0.0, 1e-200).log_prob([1.0]).tolist() == [-np.inf]


def test_tail_probabilities_have_relative_accuracy_on_both_sides():
    p = Gaussian(0.0, 1.0)
    lower, upper = np.array([-21.0, 20.0, -np.inf, 8.0]), np.array([-20.0, 21.0, 0.0, np.inf])
    exact = [scipy.stats.norm.cdf(-20) - scipy.stats.norm.cdf(-21)] * 2 + [0.5, scipy.stats.norm.sf(8.0)]
    # An argument of Phi rounded by u costs z^2 u relative: 441 u at most here.
    np.testing.assert_allclose(p.interval_probability(lower, upper), exact, rtol=441 * EPS)


def test_breakpoints_are_the_panel_edges():
    p = Gaussian([0.0, 5.0], [1.0, 2.0])
    np.testing.assert_array_equal(p.breakpoints()[1], 5.0 + 2.0 * np.array(PANEL_EDGES))
    assert p[0].breakpoints().shape == (17,)
    assert list(PANEL_EDGES) == sorted(PANEL_EDGES)


def test_gradients_flow_through_given_parameters():
    loc = torch.tensor([0.5, 1.0], dtype=torch.float64, requires_grad=True)
    log_scale = torch.tensor(0.3, dtype=torch.float64, requires_grad=True)
    x = torch.tensor([0.1, 2.0], dtype=torch.float64)
    assert torch.autograd.gradcheck(lambda m, s: Gaussian(m, log_scale=s).log_prob(x), (loc, log_scale))
    assert torch.autograd.gradcheck(lambda m, s: Gaussian(m, s.exp()).cdf(x), (loc, log_scale))


def test_numbers_follow_a_tensor_and_float32_is_widened_exactly():
    p = Gaussian(0, torch.tensor([0.1, 2.0], dtype=torch.float32))
    assert p.scale.dtype == torch.float64
    assert p.scale[0].item() == float(np.float32(0.1))
    with pytest.raises(InvalidInput, match="mix"):
        Gaussian(np.zeros(2), torch.ones(2))


def test_shapes_of_points():
    p = Gaussian([0.0, 1.0], 1.0)
    assert p.log_prob([0.0, 1.0, 2.0]).shape == (2, 3)
    assert p.log_prob(np.zeros((2, 5))).shape == (2, 5)
    assert Gaussian(0.0, 1.0).log_prob(np.zeros(5)).shape == (5,)
    with pytest.raises(InvalidInput, match="batch of 2"):
        p.log_prob(np.zeros((3, 5)))
