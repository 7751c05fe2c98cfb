"""Batches of problems: their size, family, rows and files."""

import json

import numpy as np
import pytest

from gancheck.claims.problems import (
    Contest,
    Descent,
    DiscriminatorPair,
    GeneratedContest,
    Mixing,
    Pair,
    Points,
    PriorPair,
    decided,
    family_of,
    laws,
    rows,
    size_of,
)
from gancheck.claims.registry import all_claims
from gancheck.distributions import (
    Discrete,
    Gaussian,
    GaussianMixture,
    MultivariateGaussian,
    PiecewiseLinear,
    Pushforward,
)
from gancheck.distributions.codec import decode, encode
from gancheck.theory.discriminators import QuadraticDiscriminator, TabularDiscriminator
from gancheck.theory.optimal_discriminator import optimal_discriminator

P, Q = (
    Discrete(probs=[[0.5, 0.5], [0.1, 0.9], [1.0, 0.0]]),
    Discrete(probs=[[0.2, 0.8], [0.1, 0.9], [0.0, 1.0]]),
)
TABLE = TabularDiscriminator([[0.0, 1.0], [2.0, -np.inf], [4.0, 5.0]])
THREE = np.array([0.25, 0.5, 0.75])
BENT = PiecewiseLinear(
    knots=[[0.0], [1.0], [2.0]],
    slopes=[[0.5, 3.0], [1.0, 0.0], [1.0, 2.0]],
    intercepts=[[0.0, 0.0], [0.0, 1.0], [0.0, -2.0]],
)
QUADRATIC = QuadraticDiscriminator(
    [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0]], [0.0, 0.1, 0.2], [1.0, 2.0, 3.0]
)
BATCHES = [
    Pair(P, Q),
    Pair(Gaussian([0.0, 1.0, 2.0], [1.0, 1.0, 1.0]), Gaussian([0.0, 0.1, 0.2], [1.0, 2.0, 3.0])),
    Contest(P, Q, TABLE),
    Points(THREE, THREE[::-1].copy(), THREE),
    GeneratedContest(Pushforward(Gaussian([0.0, 0.1, 0.2], [1.0, 2.0, 3.0]), BENT), QUADRATIC),
    PriorPair(P, Q, THREE),
    DiscriminatorPair(P, Q, TABLE, TABLE, THREE),
    Mixing(P, Q, Q, THREE),
    Descent(P, Q, THREE),
]


@pytest.mark.parametrize("batch", BATCHES, ids=lambda batch: type(batch).__name__)
def test_rows_are_problems_of_the_batch(batch: object) -> None:
    assert size_of(batch) == 3
    assert decided(batch).tolist() == [True, True, True]
    for index, expected in ((1, [1]), (slice(1, None), [1, 2]), ([2, 0], [2, 0])):
        part = rows(batch, index)
        assert type(part) is type(batch)
        assert family_of(part) == family_of(batch)
        assert size_of(part) == len(expected)
        again = [rows(part, i) for i in range(len(expected))]
        for one, i in zip(again, expected, strict=True):
            assert json.dumps(encode(one)) == json.dumps(encode(rows(batch, i)))


@pytest.mark.parametrize("batch", BATCHES, ids=lambda batch: type(batch).__name__)
def test_a_batch_is_written_and_read_bit_for_bit(batch: object) -> None:
    text = json.dumps(encode(batch), allow_nan=False)
    assert json.dumps(encode(decode(json.loads(text)))) == text


@pytest.mark.parametrize("claim", all_claims(), ids=lambda claim: claim.id)
def test_every_witness_has_a_size_a_family_and_a_file(claim: object) -> None:
    for counter in claim.counterclaims:
        problem = counter.witness()
        assert isinstance(problem, claim.problem)
        assert size_of(problem) >= 1
        assert family_of(problem) in claim.families
        assert (
            claim.compare(decode(encode(problem))).severity.tolist()
            == claim.compare(problem).severity.tolist()
        )


def test_the_family_of_a_pair_names_both_laws_where_they_differ() -> None:
    normal, mixture = Gaussian([0.0], [1.0]), GaussianMixture([[1.0]], [[0.0]], [[1.0]])
    assert Pair(normal, normal).family == "gaussian"
    assert Pair(normal, mixture).family == Pair(mixture, normal).family == "mixture"
    assert (
        Pair(normal, MultivariateGaussian([[0.0]], [[[1.0]]])).family == "gaussian and multivariate-gaussian"
    )
    assert Contest(normal, mixture, optimal_discriminator(normal, mixture)).family == "mixture"


def test_the_laws_of_a_problem() -> None:
    assert laws(BATCHES[0]) == (P, Q)
