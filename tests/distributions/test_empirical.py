import numpy as np
import pytest
import torch

from gancheck.distributions import Empirical
from gancheck.errors import InvalidInput


def test_counts_of_numbers_labels_and_pairs():
    p = Empirical([2.0, 1.0, 2.0])
    np.testing.assert_array_equal(p.atoms, [1.0, 2.0])
    np.testing.assert_array_equal(p.counts, [1, 2])
    assert p.total == 3
    assert Empirical(["b", "a", "b"]).atoms == ("a", "b")
    hair_and_eyes = Empirical([("Brown", "Blue"), ("Red", "Green"), ("Brown", "Blue")])
    np.testing.assert_array_equal(hair_and_eyes.probs, [2 / 3, 1 / 3])


def test_a_batch_shares_the_union_of_atoms():
    p = Empirical([[1, 1, 2], [3, 3, 3]])
    np.testing.assert_array_equal(p.atoms, [1, 2, 3])
    np.testing.assert_array_equal(p.counts, [[2, 1, 0], [0, 0, 3]])
    assert p[1].log_prob([3, 1]).tolist() == [0.0, -np.inf]


def test_atoms_never_seen_are_kept():
    p = Empirical([0, 2, 2], atoms=range(4))
    np.testing.assert_array_equal(p.counts, [1, 0, 2, 0])
    np.testing.assert_array_equal(Empirical.from_counts([1, 0, 2, 0]).probs, p.probs)


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: Empirical([]), ["`samples`", "(0,)"]),
        (lambda: Empirical([1.0, np.nan]), ["`samples`", "nan", "entry 1"]),
        (lambda: Empirical([[1, 2], [1]]), ["unequal lengths"]),
        (lambda: Empirical([1, 5], atoms=[1, 2]), ["5", "none of the `atoms`"]),
        (lambda: Empirical(["a", "z"], atoms=["a"]), ["'z'", "`atoms`"]),
        (lambda: Empirical.from_counts([0.5, 1]), ["`counts`", "0.5", "whole"]),
        (lambda: Empirical.from_counts([-1, 2]), ["`counts`", "-1.0"]),
        (lambda: Empirical.from_counts([[1, 2], [0, 0]]), ["`counts.sum`", "row 1"]),
        (lambda: Empirical.from_counts([2.0**53, 1.0]), ["2^53"]),
    ],
)
def test_refusals(build, words):
    with pytest.raises(InvalidInput) as refusal:
        build()
    assert all(word in str(refusal.value) for word in words), str(refusal.value)


def test_frequencies_pass_the_unit_mass_test_however_many():
    rng = np.random.default_rng(7)
    p = Empirical(rng.normal(size=(3, 4001)))
    assert p.as_discrete().n_atoms == 3 * 4001


def test_tensors_stay_tensors():
    p = Empirical(torch.tensor([1.0, 2.0, 2.0]))
    assert isinstance(p.probs, torch.Tensor)
    assert isinstance(p.as_discrete().log_probs, torch.Tensor)
    assert p.sample(4, torch.Generator().manual_seed(0)).shape == (4,)
