import numpy as np
import pytest
import torch
from scipy.stats import chisquare

from gancheck.distributions import Discrete
from gancheck.errors import InvalidInput

EPS = np.finfo(np.float64).eps


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"probs": [-0.1, 1.1]}, ["`probs`", "-0.1", "entry 0", "negative"]),
        ({"probs": [[0.5, 0.5], [np.nan, 1.0]]}, ["`probs`", "nan", "row 1, entry 0"]),
        ({"probs": [np.inf, 1.0]}, ["`probs`", "inf"]),
        ({"probs": []}, ["`probs`", "empty"]),
        ({"probs": [[0.5, 0.5], [1.0]]}, ["`probs`", "rectangular"]),
        ({"probs": [[0.5, 0.5], [0.5, 0.6]]}, ["`probs.sum`", "1.1", "row 1", "normalize=True"]),
        ({"probs": [0.0, 0.0], "normalize": True}, ["`probs.sum`", "0.0", "drop"]),
        ({"probs": [1e308, 1e308], "normalize": True}, ["overflows", "divide by the largest"]),
        ({"probs": 1.0}, ["`probs`", "(n,)"]),
        ({"probs": np.full((1, 1, 2), 0.5)}, ["`probs`", "(B, n)"]),
        ({"log_probs": [0.0, 0.0]}, ["log_probs", "2.0", "normalize=True"]),
        ({"log_probs": [np.inf, 0.0]}, ["`log_probs`", "inf"]),
        ({"logits": [-np.inf, -np.inf]}, ["`logits.max`", "no atom"]),
        ({"logits": [np.nan, 0.0]}, ["`logits`", "nan"]),
        ({}, ["exactly one", "none"]),
        ({"probs": [1.0], "logits": [0.0]}, ["exactly one", "`probs` and `logits`"]),
        ({"probs": [0.5, 0.5], "atoms": ["a"]}, ["`atoms`", "(1,)", "(2,)"]),
        ({"probs": [0.5, 0.5], "atoms": [3, 3]}, ["`atoms`", "3 twice"]),
        ({"probs": [0.5, 0.5], "atoms": ["a", "a"]}, ["`atoms`", "'a' twice"]),
        ({"probs": [0.5, 0.5], "atoms": [0.0, np.nan]}, ["`atoms`", "NaN"]),
        ({"probs": [0.5, 0.5], "atoms": [{}, {}]}, ["`atoms`", "unhashable"]),
        ({"probs": [True, False]}, ["`probs`", "bool"]),
        ({"probs": [0.5, 0.5j]}, ["`probs`", "complex"]),
    ],
)
def test_refusals_name_argument_value_and_place(arguments, words):
    with pytest.raises(InvalidInput) as refusal:
        Discrete(**arguments)
    message = str(refusal.value)
    assert all(word in message for word in words), message
    assert message.endswith(".")


def test_what_was_given_is_kept_bit_for_bit():
    probs = np.array([5e-324, 0.25, 0.75, 0.0])
    p = Discrete(probs=probs)
    assert p.given == "probs"
    np.testing.assert_array_equal(p.probs, probs)
    np.testing.assert_array_equal(p.log_probs, [np.log(5e-324), np.log(0.25), np.log(0.75), -np.inf])
    log_probs = np.log([0.25, 0.75])
    np.testing.assert_array_equal(Discrete(log_probs=log_probs).log_probs, log_probs)


def test_integers_become_float64():
    assert Discrete(probs=[1, 0]).probs.dtype == np.float64


def test_logits_may_be_huge():
    p = Discrete(logits=[1e300, 1e300, -1e300])
    np.testing.assert_array_equal(p.probs, [0.5, 0.5, 0.0])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("n", [2, 10, 1000])
def test_a_softmax_in_its_own_dtype_is_no_mistake(dtype, n):
    rng = np.random.default_rng(n)
    logits = rng.normal(size=(20, n)).astype(dtype)
    weights = np.exp(logits)
    probs = weights / weights.sum(axis=-1, keepdims=True)
    assert probs.dtype == dtype
    p = Discrete(probs=probs)
    assert p.probs.dtype == np.float64
    assert np.abs(p.mass_defect).max() <= n * np.finfo(dtype).eps
    Discrete(log_probs=np.log(probs.astype(np.float64)).astype(dtype))


def test_the_tolerance_is_that_of_the_dtype_given():
    probs = np.array([0.5, 0.5 + 2.0**-23])
    Discrete(probs=probs.astype(np.float32))
    with pytest.raises(InvalidInput, match="normalize=True"):
        Discrete(probs=probs)


def test_normalization_is_explicit():
    np.testing.assert_array_equal(Discrete(probs=[1, 3], normalize=True).probs, [0.25, 0.75])
    p = Discrete(log_probs=np.log([1.0, 3.0]), normalize=True)
    np.testing.assert_allclose(p.probs, [0.25, 0.75], rtol=4 * EPS)


def test_mass_defect_reports_the_rounding():
    assert Discrete(probs=[0.5, 0.5 + 2.0**-53]).mass_defect == pytest.approx(0.0, abs=2 * EPS)
    assert Discrete(probs=np.array([0.5, 0.5 + 2.0**-24], dtype=np.float32)).mass_defect == 2.0**-24


def test_log_prob_by_index_by_number_and_by_label():
    batch = Discrete(probs=[[0.5, 0.5, 0.0], [0.2, 0.3, 0.5]])
    expected = np.log([[0.5, 0.5], [0.2, 0.3]])
    np.testing.assert_array_equal(batch.log_prob([0, 1]), expected)
    np.testing.assert_array_equal(batch.log_prob([[0], [2]]), np.log([[0.5], [0.5]]))
    np.testing.assert_array_equal(
        batch[1].log_prob([-1, 0.5, 3, 2]), [-np.inf, -np.inf, -np.inf, np.log(0.5)]
    )
    numbers = Discrete(probs=[0.25, 0.75], atoms=[7.5, -2.0])
    np.testing.assert_array_equal(numbers.log_prob([-2.0, 7.5, 0.0]), [np.log(0.75), np.log(0.25), -np.inf])
    labels = Discrete(probs=[0.25, 0.75], atoms=["tails", ("heads", 1)])
    np.testing.assert_array_equal(labels.log_prob([("heads", 1), "edge"]), [np.log(0.75), -np.inf])
    with pytest.raises(InvalidInput, match="batch of 2"):
        batch.log_prob(np.zeros((3, 4)))


def test_sample_frequencies_and_zero_mass():
    """Chi-squared test at level 1e-6 for each of two rows; the seed is fixed."""
    p = Discrete(probs=[[0.0, 0.1, 0.6, 0.3, 0.0], [0.25, 0.25, 0.0, 0.25, 0.25]])
    drawn = p.sample(40_000, np.random.default_rng(1))
    assert drawn.shape == (2, 40_000)
    for row, probs in zip(drawn, p.probs, strict=True):
        counts = np.bincount(row, minlength=5)
        assert counts[probs == 0].sum() == 0
        assert chisquare(counts[probs > 0], 40_000 * probs[probs > 0]).pvalue > 1e-6


class _Largest(np.random.Generator):
    """A generator whose uniforms are all the largest float below 1."""

    def random(self, size=None):
        return np.full(size, np.nextafter(1.0, 0.0))


def test_the_largest_uniform_never_draws_an_atom_without_mass():
    _Largest.__module__, _Largest.__name__ = "numpy.random", "Generator"
    p = Discrete(probs=[[0.1] * 10 + [0.0], [0.5, 0.5] + [0.0] * 9])
    np.testing.assert_array_equal(p.sample(1, _Largest(np.random.PCG64(0))), [[9], [1]])


@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_sample_counts_are_multinomial(library):
    """Chi-squared test at level 1e-6; the seed is fixed."""
    probs = [[0.2, 0.3, 0.5, 0.0], [1.0, 0.0, 0.0, 0.0]]
    if library == "numpy":
        counts = Discrete(probs=probs).sample_counts(10_000, np.random.default_rng(2))
    else:
        law = Discrete(probs=torch.tensor(probs, dtype=torch.float64))
        counts = law.sample_counts(10_000, torch.Generator().manual_seed(2)).numpy()
    assert counts.shape == (2, 4)
    np.testing.assert_array_equal(counts.sum(axis=-1), 10_000)
    np.testing.assert_array_equal(counts[1], [10_000, 0, 0, 0])
    assert chisquare(counts[0, :3], 10_000 * np.array(probs[0][:3])).pvalue > 1e-6


def test_sample_counts_of_a_float32_law():
    probs = np.array([0.1] * 10, dtype=np.float32)
    assert Discrete(probs=probs).sample_counts(50, np.random.default_rng(0)).sum() == 50


@pytest.mark.parametrize("given", ["probs", "log_probs", "logits"])
def test_torch_stays_differentiable_twice(given):
    values = {"probs": [0.25, 0.75, 0.0], "log_probs": np.log([0.25, 0.75]), "logits": [0.0, 1.0, -np.inf]}[
        given
    ]
    leaf = torch.tensor(values, dtype=torch.float64, requires_grad=True)
    p = Discrete(**{given: leaf})
    gradients = []
    for _ in range(2):  # a kept graph would be freed by the first backward
        (gradient,) = torch.autograd.grad(p.log_prob([0, 1]).sum(), leaf)
        gradients.append(gradient)
    assert torch.isfinite(gradients[0]).all()
    assert torch.equal(*gradients)
    if given == "probs":
        np.testing.assert_array_equal(gradients[0].numpy(), [4.0, 1.0 / 0.75, 0.0])


def test_padding_adds_atoms_of_mass_zero():
    for given, values in (("probs", [0.5, 0.5]), ("log_probs", np.log([0.5, 0.5])), ("logits", [0.0, 0.0])):
        p = Discrete(**{given: values}).padded(4)
        np.testing.assert_array_equal(p.probs, [0.5, 0.5, 0.0, 0.0])
    with pytest.raises(InvalidInput, match="label"):
        Discrete(probs=[1.0], atoms=["a"]).padded(2)


def test_repr_shows_what_was_given():
    assert (
        repr(Discrete(probs=[0.5, 0.5], atoms=["a", "b"])) == "Discrete(probs=[0.5, 0.5], atoms=['a', 'b'])"
    )
    assert (
        repr(Discrete(probs=[0.5, 0.5], atoms=[1.0, 2.5])) == "Discrete(probs=[0.5, 0.5], atoms=[1.0, 2.5])"
    )
    assert repr(Discrete(logits=[[0.0, 1.0]])) == "Discrete(logits=<1 x 2>)"
