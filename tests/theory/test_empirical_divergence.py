"""The exact expectation of KL(p̂‖p), against an enumeration of all samples."""

from itertools import product
from math import factorial, log, prod

import numpy as np
import pytest

from gancheck.distributions import Discrete
from gancheck.errors import InvalidInput
from gancheck.theory.empirical_divergence import (
    expected_empirical_kl,
    expected_empirical_kl_estimate,
    limit_gap,
)


def enumerated(p: list[float], m: int) -> float:
    """Every count vector, weighted with its multinomial probability."""
    total = 0.0
    for head in product(range(m + 1), repeat=len(p) - 1):
        counts = (*head, m - sum(head))
        if counts[-1] < 0:
            continue
        weight = (
            factorial(m) / prod(map(factorial, counts)) * prod(q**c for q, c in zip(p, counts, strict=True))
        )
        total += weight * sum(c / m * log(c / m / q) for q, c in zip(p, counts, strict=True) if c)
    return total


@pytest.mark.parametrize(
    "p, m",
    [
        ([0.2, 0.3, 0.5], 1),
        ([0.2, 0.3, 0.5], 7),
        ([0.01, 0.99], 12),
        ([0.1, 0.2, 0.3, 0.4], 9),
        ([1e-6, 1 - 1e-6], 5),
    ],
)
def test_binomial_marginals_give_what_the_multinomial_gives(p: list[float], m: int) -> None:
    found = expected_empirical_kl_estimate(Discrete(probs=p), m)
    truth = enumerated(p, m)
    # The enumeration sums at most 13^3 terms of a dozen roundings each, and its logarithms cancel to the total.
    assert abs(found.value - truth) <= found.error + 1e-14 * (truth + 1.0 / m)
    assert found.error <= 1e-13


@pytest.mark.parametrize("p", [[0.5, 0.5], [0.2, 0.3, 0.5], [1e-3, 1e-4, 1 - 1e-3 - 1e-4], [0.25] * 4])
def test_the_remainder_is_within_its_proven_bound_and_has_its_first_order_term(p: list[float]) -> None:
    inverse = sum(1 / q for q in p)
    m = np.ceil(inverse * 4.0 ** np.arange(1, 7))
    law = Discrete(probs=p)
    found = expected_empirical_kl_estimate(law, m)
    remainder = 2 * m * found.value - (len(p) - 1)
    assert (abs(remainder) <= limit_gap(law, m) + 2 * m * found.error).all()
    first = (inverse - 1) / (6 * m)
    # The second-order term is (m sum 1/p)^-2 times a small number: at the last m its share is below 1 in 1000.
    assert abs(remainder[-1] / first[-1] - 1) < 1e-3
    assert (found.value <= np.log1p((len(p) - 1) / m)).all()


def test_an_atom_of_all_the_mass_is_learned_from_one_sample() -> None:
    assert expected_empirical_kl(Discrete(probs=[1.0, 0.0]), 1) == 0.0


def test_shapes_follow_the_law_and_the_sizes() -> None:
    batch = Discrete(probs=[[0.5, 0.5], [0.1, 0.9]])
    assert expected_empirical_kl(batch, [1, 2, 4]).shape == (2, 3)
    assert expected_empirical_kl(batch, 3).shape == (2,)
    assert expected_empirical_kl(batch[0], [1, 2]).shape == (2,)
    assert np.ndim(expected_empirical_kl(batch[0], 3)) == 0


@pytest.mark.parametrize("m", [0, 1.5, -3, float("inf")])
def test_what_is_no_sample_size_is_refused(m: float) -> None:
    with pytest.raises(InvalidInput, match="whole numbers"):
        expected_empirical_kl(Discrete(probs=[0.5, 0.5]), m)
