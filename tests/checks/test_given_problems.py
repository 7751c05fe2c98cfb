"""One's own problems, brought into the form that a claim takes."""

from typing import Any

import numpy as np
import pytest
import scipy.stats
import torch

from gancheck.checks.given_problems import given_problems
from gancheck.claims.problems import Contest, Pair, size_of
from gancheck.claims.registry import get_claim
from gancheck.distributions import (
    Affine,
    Discrete,
    Empirical,
    Gaussian,
    GaussianMixture,
    MultivariateGaussian,
    Pushforward,
)
from gancheck.errors import InvalidInput, UnsupportedPair
from gancheck.theory.discriminators import QuadraticDiscriminator, TabularDiscriminator
from gancheck.theory.optimal_discriminator import optimal_discriminator

JSD, GAP = get_claim("gen.jsd"), get_claim("disc.gap")
COIN, OTHER = Discrete(probs=[0.5, 0.5]), Discrete(probs=[0.2, 0.8])
NORMAL = Gaussian(0.0, 1.0)


def test_a_batch_and_a_sequence_of_batches_pass() -> None:
    pair = Pair(NORMAL.batched(), NORMAL.batched())
    assert given_problems(JSD, pair) == [pair]
    assert given_problems(JSD, [pair, pair]) == [pair, pair]
    assert given_problems(JSD, (pair, pair, pair)) == (pair, pair, pair)


@pytest.mark.parametrize(
    "p, q, family, size",
    [
        (NORMAL, Gaussian([0.0, 1.0, 2.0], [1.0, 1.0, 1.0]), "gaussian", 3),
        (Gaussian([0.0, 1.0], [1.0, 1.0]), NORMAL, "gaussian", 2),
        (COIN, Discrete(probs=[[0.1, 0.9]] * 4), "discrete", 4),
        (GaussianMixture([0.5, 0.5], [0.0, 1.0], [1.0, 1.0]), NORMAL, "mixture", 1),
        (Empirical([0, 0, 2]), Discrete(probs=[0.5, 0.25, 0.25]), "discrete", 1),
        (Empirical(["a", "b"]), Empirical(["b", "c"]), "discrete", 1),
        (scipy.stats.norm(0.0, 1.0), scipy.stats.norm(1.0, 2.0), "gaussian", 1),
        (scipy.stats.bernoulli(0.3), scipy.stats.bernoulli(0.5), "discrete", 1),
        (torch.distributions.Normal(0.0, 1.0), NORMAL, "gaussian", 1),
        (torch.distributions.Categorical(torch.tensor([0.5, 0.5])), COIN, "discrete", 1),
    ],
)
def test_a_tuple_of_laws_of_any_library_becomes_a_numpy_batch(p: Any, q: Any, family: str, size: int) -> None:
    (batch,) = given_problems(JSD, (p, q))
    assert isinstance(batch, Pair)
    assert (batch.family, size_of(batch), len(batch.q)) == (family, size, size)
    parameter = batch.p.probs if family == "discrete" else batch.p.loc
    assert isinstance(parameter, np.ndarray)
    assert JSD.compare(batch).holds.tolist() == [True] * size


@pytest.mark.parametrize(
    "d",
    [
        TabularDiscriminator([0.0, 1.0]),
        TabularDiscriminator([[0.0, 1.0]]),
        TabularDiscriminator(torch.tensor([0.0, 1.0])),
        optimal_discriminator(COIN, OTHER),
    ],
)
def test_a_discriminator_gets_the_batch_axis(d: Any) -> None:
    (batch,) = given_problems(GAP, (COIN, OTHER, d))
    assert isinstance(batch, Contest)
    assert GAP.compare(batch).holds.tolist() == [True]
    assert len(batch.d) == 1


def test_one_discriminator_meets_a_batch_of_laws() -> None:
    d = QuadraticDiscriminator([[0.0, 1.0, 0.0]], [0.0], [1.0])
    (batch,) = given_problems(GAP, (NORMAL, Gaussian([0.0, 1.0], [1.0, 2.0]), d))
    assert len(batch.d) == 2
    assert GAP.compare(batch).holds.tolist() == [True, True]


def test_numbers_become_arrays() -> None:
    (batch,) = given_problems(get_claim("disc.bayes"), (COIN, Discrete(probs=[[0.2, 0.8], [0.9, 0.1]]), 0.25))
    assert batch.prior.tolist() == [0.25, 0.25]
    (points,) = given_problems(get_claim("disc.pointwise"), (1, [2.0, 3.0], np.array([0.5, 0.25])))
    assert (points.a.tolist(), points.b.tolist()) == ([1.0, 1.0], [2.0, 3.0])


@pytest.mark.parametrize(
    "problems, error, sentence",
    [
        (5, InvalidInput, r"`problems` is int; gen\.jsd takes a Pair or the tuple \(p, q\)\."),
        ([], InvalidInput, r"`problems` is list; gen\.jsd takes a Pair or the tuple \(p, q\)\."),
        ((NORMAL,), InvalidInput, r"`problems` is tuple; gen\.jsd takes a Pair or the tuple \(p, q\)\."),
        ((NORMAL, "x"), InvalidInput, r"A str is no law; .*"),
        ((COIN, NORMAL), UnsupportedPair, r"`p` is a discrete law and `q` a density on the line: .*"),
        ((COIN, Discrete(probs=[1.0])), InvalidInput, r"`p` has 2 atoms and `q` has 1; .*"),
        (
            (Gaussian([0.0, 1.0], [1.0, 1.0]), Gaussian([0.0, 1.0, 2.0], [1.0, 1.0, 1.0])),
            InvalidInput,
            r"`p` is a batch of 2 and `q` one of 3; .*",
        ),
        (
            (MultivariateGaussian([0.0], [[1.0]]),) * 2,
            InvalidInput,
            r"`problems` are of the family 'multivariate-gaussian'; gen\.jsd is tested on discrete, .*",
        ),
        (
            (NORMAL, Pushforward(NORMAL, Affine(2.0, 0.0))),
            InvalidInput,
            r"`problems` are of the family 'gaussian and pushforward'; gen\.jsd is tested on .*",
        ),
    ],
)
def test_what_the_claim_cannot_take_is_refused_in_a_sentence(
    problems: Any, error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=f"^{sentence}$"):
        given_problems(JSD, problems)


def test_parts_of_unequal_sizes_are_refused() -> None:
    sentence = (
        r"^`problems` has parts of the sizes \{'p': 1, 'q': 1, 'prior': 2\}; give equal sizes, or 1\.$|sizes"
    )
    (batch,) = given_problems(get_claim("disc.bayes"), (COIN, OTHER, [0.25, 0.5]))
    assert size_of(batch) == 2
    with pytest.raises(InvalidInput, match=sentence):
        given_problems(get_claim("disc.bayes"), (Discrete(probs=[[0.5, 0.5]] * 3), OTHER, [0.25, 0.5]))
