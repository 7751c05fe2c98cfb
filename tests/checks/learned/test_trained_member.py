"""A problem is known by its content, and shown as the code that trains it again."""

import dataclasses
import json
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis.errors import InvalidArgument

from gancheck.checks.learned.trained_member import member
from gancheck.claims.problems import Pair
from gancheck.distributions.codec import encode
from gancheck.distributions.discrete import Discrete
from gancheck.distributions.empirical import Empirical
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.distributions.piecewise_linear import PiecewiseLinear
from gancheck.distributions.pushforward import Pushforward
from gancheck.learned.algorithm1 import Algorithm1

QUICK = Algorithm1(steps=2, batch_size=8, discriminator_widths=(4,), generator_widths=(4,), device="cpu")


@pytest.mark.parametrize(
    "drawn, algorithm, message",
    [
        (0.5, QUICK, "element draws 0.5; let it draw a law"),
        ((Gaussian(0.0, 1.0), 3), QUICK, "let it draw a law"),
        (Gaussian(0.0, 1.0), None, "algorithm=None but element draws no Algorithm1"),
        (Gaussian([0.0, 1.0], 1.0), QUICK, "element draws a batch of 2"),
    ],
)
def test_what_is_no_problem_is_refused(drawn: Any, algorithm: Any, message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        member(drawn, algorithm)


def test_a_pair_of_laws_is_a_pair() -> None:
    p, q = Discrete(probs=[0.5, 0.5]), Discrete(probs=[0.25, 0.75])
    drawn = member((p, q), QUICK)
    assert isinstance(drawn.problem, Pair)
    assert drawn.digest == member(Pair(p.batched(), q.batched()), QUICK).digest
    assert drawn.digest == member(((p, q), QUICK), None).digest
    assert np.array_equal(drawn.problem.q.probs, [[0.25, 0.75]])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "problem",
    [
        Discrete(probs=[0.25, 0.75], atoms=[1.0, 2.5]),
        Discrete(log_probs=[0.0, -np.inf]),
        Gaussian(1 / 3, log_scale=-0.1),
        GaussianMixture([0.1, 0.9], [0.0, 1 / 3], [1.0, 2.0]),
        MultivariateGaussian([0.0, 1 / 3], [[1.0, 0.1], [0.1, 2.0]]),
        Empirical([2.5, 1.0, 2.5]),
        Empirical(["a", "b", "a"]),
        Pushforward(Gaussian(0.0, 1.0), PiecewiseLinear([0.0], [1.0, 2.0], [0.0, 0.0])),
        (Gaussian(0.0, 1.0), GaussianMixture([1.0], [0.0], [1.0])),
    ],
    ids=repr,
)
def test_a_problem_is_shown_as_the_code_that_makes_it(problem: Any) -> None:
    settled = Algorithm1(steps=1, batch_size=4, device=torch.device("cpu"), record_every=1)
    shown = member(problem, settled)
    *imports, training = shown.script().splitlines()
    made: dict[str, Any] = {}
    exec("\n".join(imports), made)
    made["train"] = lambda law, algorithm, numbers: (law, algorithm, numbers)
    exec(training, made)
    law, algorithm, numbers = made["training"]
    again = member(law, algorithm)
    assert json.dumps(encode(again.problem)) == json.dumps(encode(shown.problem))
    assert algorithm == dataclasses.replace(settled, device="cpu")
    assert numbers == [shown.number]


def test_the_number_knows_the_problem_and_its_settings() -> None:
    p = Gaussian(0.0, 1.0)
    drawn = [
        member(p, QUICK),
        member(Gaussian(-0.0, 1.0), QUICK),
        member(p, dataclasses.replace(QUICK, seed=1)),
    ]
    assert len({one.digest for one in drawn}) == 3
    assert member(p.batched(), QUICK).digest == drawn[0].digest
    assert all(0 <= one.number < 2**32 for one in drawn)
