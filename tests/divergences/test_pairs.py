"""Which laws can be compared, and in what form."""

import numpy as np
import pytest
import scipy.stats
import torch

from gancheck.distributions.discrete import Discrete
from gancheck.distributions.empirical import Empirical
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.divergences.jensen_shannon import jsd
from gancheck.divergences.kullback_leibler import kl
from gancheck.divergences.pairs import align
from gancheck.errors import InvalidInput, UnsupportedPair


def test_an_unbatched_law_meets_every_row():
    p, q = align(Gaussian(0.0, 1.0), Gaussian([0.0, 1.0, 2.0], 1.0))
    assert p.batch_shape == q.batch_shape == (3,)


def test_unequal_batches_are_refused_with_both_sizes():
    with pytest.raises(InvalidInput, match=r"batch of 2 .*one of 3"):
        align(Gaussian([0.0, 1.0], 1.0), Gaussian([0.0, 1.0, 2.0], 1.0))


def test_a_gaussian_beside_a_mixture_is_a_mixture():
    p, q = align(Gaussian(0.0, 1.0), GaussianMixture([0.5, 0.5], [0.0, 1.0], [1.0, 1.0]))
    assert p.family == q.family == "mixture"
    assert jsd(Gaussian(0.0, 1.0), GaussianMixture([1.0], [0.0], [1.0])) == 0.0


@pytest.mark.parametrize(
    "law", [Discrete(probs=[0.5, 0.5]), Empirical([0.0, 1.0])], ids=["discrete", "empirical"]
)
@pytest.mark.parametrize(
    "density", [Gaussian(0.0, 1.0), MultivariateGaussian([0.0], [[1.0]])], ids=["line", "space"]
)
def test_atoms_against_a_density_are_refused_with_the_answer(law, density):
    for pair in ((law, density), (density, law)):
        with pytest.raises(UnsupportedPair, match=r"mutually singular, so JSD = log 2"):
            jsd(*pair)


def test_a_line_against_a_plane_is_refused():
    with pytest.raises(UnsupportedPair, match="one space"):
        jsd(Gaussian(0.0, 1.0), MultivariateGaussian([0.0, 0.0], np.eye(2)))
    with pytest.raises(InvalidInput, match="dimension 2 and `q` 3"):
        jsd(MultivariateGaussian([0.0] * 2, np.eye(2)), MultivariateGaussian([0.0] * 3, np.eye(3)))


def test_samples_meet_a_law_atom_by_atom():
    p, q = align(Empirical([0, 0, 2]), Discrete(probs=[0.5, 0.25, 0.25]))
    np.testing.assert_array_equal(p.probs, [2 / 3, 0.0, 1 / 3])
    np.testing.assert_array_equal(q.probs, [0.5, 0.25, 0.25])
    p, q = align(Empirical(["a", "b"]), Empirical(["b", "c", "c", "c"]))
    np.testing.assert_array_equal(p.probs, [0.5, 0.5, 0.0])
    np.testing.assert_array_equal(q.probs, [0.0, 0.25, 0.75])


def test_unequal_labels_are_refused_naming_the_first():
    with pytest.raises(InvalidInput, match="'b' and 'c' at 1"):
        align(Discrete(probs=[0.5, 0.5], atoms=["a", "b"]), Discrete(probs=[0.5, 0.5], atoms=["a", "c"]))


def test_laws_of_scipy_and_torch_are_taken():
    assert kl(scipy.stats.norm(0, 1), Gaussian(1.0, 1.0)) == 0.5
    p = torch.distributions.Normal(torch.zeros(2, dtype=torch.float64), torch.ones(2, dtype=torch.float64))
    assert kl(p, p).tolist() == [0.0, 0.0]


def test_mixed_libraries_are_refused():
    with pytest.raises(InvalidInput, match="mix NumPy arrays and torch tensors"):
        jsd(Gaussian(0.0, 1.0), Gaussian(torch.tensor(0.0), torch.tensor(1.0)))


def test_no_law_is_refused():
    with pytest.raises(InvalidInput, match="is no law"):
        jsd([0.5, 0.5], Discrete(probs=[0.5, 0.5]))
