"""Batches hold what their elements held, in order, padded where laws may be padded."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from numpy.typing import NDArray

from gancheck import strategies as gs
from gancheck.claims.problems import Contest, Pair, rows, size_of
from gancheck.distributions import Discrete
from gancheck.strategies.batch import stacked
from gancheck.strategies.problems import problems
from gancheck.theory.discriminators import TabularDiscriminator


@given(st.data())
def test_a_batch_has_the_sizes_asked_for(data: st.DataObject) -> None:
    low = data.draw(st.integers(1, 5))
    high = data.draw(st.integers(low, 6))
    assert low <= len(data.draw(gs.batches(gs.gaussians(), min_size=low, max_size=high))) <= high


def test_discrete_problems_are_padded_with_atoms_of_no_mass() -> None:
    narrow = Contest(*(Discrete(probs=[[1.0]]),) * 2, TabularDiscriminator(np.array([[2.0]])))
    wide = Contest(*(Discrete(probs=[[0.5, 0.5]]),) * 2, TabularDiscriminator(np.array([[-1.0, 1.0]])))
    batch = stacked([narrow, wide])
    assert batch.p.probs.tolist() == [[1.0, 0.0], [0.5, 0.5]]
    assert batch.d.logits.tolist() == [[2.0, 0.0], [-1.0, 1.0]]


def test_tuples_of_laws_are_stacked_side_by_side() -> None:
    p, q = stacked([(Discrete(probs=[1.0]), Discrete(probs=[1.0])), (Discrete(probs=[0.25, 0.75]),) * 2])
    assert len(p) == len(q) == 2
    assert q.probs.tolist() == [[1.0, 0.0], [0.25, 0.75]]


@dataclass(frozen=True)
class Numbers:
    x: NDArray[np.float64]
    family: str = "numbers"


def test_arrays_of_one_shape_are_concatenated() -> None:
    batch = stacked([Numbers(np.array([[1.0, 2.0]])), Numbers(np.array([[3.0, 4.0]]))])
    assert batch.x.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert batch.family == "numbers"


def test_arrays_of_different_shapes_are_refused() -> None:
    with pytest.raises(InvalidArgument, match=r"shapes \[\(1,\), \(2,\)\]"):
        stacked([Numbers(np.ones((1, 2))), Numbers(np.ones((1, 1)))])


def test_different_families_are_refused() -> None:
    with pytest.raises(InvalidArgument, match=r"\['normal', 'numbers'\]"):
        stacked([Numbers(np.ones(1)), Numbers(np.ones(1), "normal")])


@given(problems(Pair, "multivariate-gaussian"))
def test_a_batch_of_multivariate_pairs_shares_one_dimension(pair: Any) -> None:
    assert pair.p.loc.shape == pair.q.loc.shape == (size_of(pair), pair.p.covariance_matrix.shape[-1])


@pytest.mark.parametrize("family", ["discrete", "gaussian", "mixture", "multivariate-gaussian"])
def test_a_batch_is_of_the_family_asked_for(family: str) -> None:
    @given(problems(Pair, family, min_size=2))
    def holds(pair: Pair) -> None:
        assert pair.family == family
        assert size_of(rows(pair, size_of(pair) - 1)) == 1

    holds()
