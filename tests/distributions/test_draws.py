"""One generator a row: what a row draws does not depend on its neighbours."""

import numpy as np
import pytest
import torch

from gancheck.distributions import (
    Discrete,
    Gaussian,
    GaussianMixture,
    GeneratedPoints,
    MultivariateGaussian,
    MultivariateGaussianMixture,
)
from gancheck.distributions.law import Law
from gancheck.errors import InvalidInput

LAWS: list[Law] = [
    Gaussian([0.0, 1.0, 2.0], [1.0, 2.0, 3.0]),
    GaussianMixture([[0.3, 0.7]] * 3, [[0.0, 5.0]] * 3, [[1.0, 0.1]] * 3),
    MultivariateGaussian([[0.0, 1.0]] * 3, [[[1.0, 0.2], [0.2, 2.0]]] * 3),
    MultivariateGaussianMixture([[0.3, 0.7]] * 3, [[0.0, 1.0], [5.0, 5.0]], [[1.0, 0.2], [0.2, 2.0]]),
    GeneratedPoints(np.array([[1.0, 2.0, 3.0, 4.0]] * 3), (1, 2)),
    GeneratedPoints(np.array([[1.0, 2.0, 3.0]] * 3), (2, 1), prior="uniform"),
    Discrete(probs=[[0.2, 0.3, 0.5], [0.1, 0.1, 0.8], [1.0, 0.0, 0.0]]),
]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.family)
def test_a_row_with_a_generator_of_its_own_draws_alone_what_it_draws_in_the_batch(law: Law) -> None:
    def rngs() -> list[np.random.Generator]:
        return [np.random.default_rng(row) for row in range(3)]

    together, alone = law.sample(50, rngs()), law[[2]].sample(50, rngs()[2:])
    assert np.array_equal(together[2], alone[0])
    assert not np.array_equal(law.sample(50, rngs()[::-1])[0], together[0])


def test_counts_and_torch_laws_take_a_generator_a_row_too() -> None:
    law = Discrete(probs=[[0.2, 0.3, 0.5], [0.1, 0.1, 0.8]])
    counts = law.sample_counts(100, [np.random.default_rng(row) for row in range(2)])
    assert np.array_equal(counts[1], law[1].sample_counts(100, np.random.default_rng(1)))
    tensors = Gaussian(torch.zeros(2), torch.ones(2))
    draws = tensors.sample(5, [torch.Generator().manual_seed(row) for row in range(2)])
    assert torch.equal(draws[1], tensors[[1]].sample(5, torch.Generator().manual_seed(1))[0])


def test_as_many_generators_as_rows_are_asked_for() -> None:
    with pytest.raises(InvalidInput, match="list of 1 for 3 rows"):
        LAWS[0].sample(5, [np.random.default_rng(0)])
    with pytest.raises(InvalidInput, match="made from your seed"):
        LAWS[0].sample(5, [0, 1, 2])


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.family)
@pytest.mark.parametrize("size", [2, 3])
def test_a_single_law_takes_no_list_whatever_its_length(law: Law, size: int) -> None:
    """Not even one as long as the draws are many, or as the law has coordinates or atoms."""
    with pytest.raises(InvalidInput, match=f"list of {size} for a single law"):
        law[0].sample(size, [np.random.default_rng(row) for row in range(size)])
