"""A failing batch shrinks to one small problem that can be read."""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, find, settings

from gancheck import strategies as gs
from gancheck.claims.problems import Contest, Pair, size_of
from gancheck.distributions import Discrete
from gancheck.strategies.problems import problems

PATIENT = settings(
    max_examples=2000,
    database=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


def minimal(strategy: Any, predicate: Any = lambda _: True) -> Any:
    return find(strategy, predicate, settings=PATIENT)


def test_discrete_laws_shrink_to_one_atom() -> None:
    assert minimal(gs.discrete_laws()).probs.tolist() == [1.0]


def test_discrete_laws_shrink_to_the_uniform_law() -> None:
    assert minimal(gs.discrete_laws(min_atoms=3)).probs.tolist() == [1 / 3, 1 / 3, 1 / 3]


def test_gaussians_shrink_to_the_standard_normal_law() -> None:
    law = minimal(gs.gaussians())
    assert (float(law.loc), float(law.scale)) == (0.0, 1.0)


def test_multivariate_gaussians_shrink_to_the_standard_normal_law() -> None:
    p, q = minimal(gs.multivariate_gaussian_pairs(min_dim=2))
    for law in (p, q):
        assert law.loc.tolist() == [0.0, 0.0]
        assert law.covariance_matrix.tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_mixtures_shrink_to_one_standard_component() -> None:
    law = minimal(gs.mixtures())
    assert (law.weights.tolist(), law.loc.tolist(), law.scale.tolist()) == ([1.0], [0.0], [1.0])


def test_mixtures_in_the_plane_shrink_to_a_ring_of_two() -> None:
    law = minimal(gs.multivariate_mixtures())
    assert (law.weights.tolist(), law.loc.round(12).tolist()) == ([0.5, 0.5], [[1.0, 0.0], [-1.0, 0.0]])


def test_free_mixtures_shrink_to_one_standard_component() -> None:
    law = minimal(gs.multivariate_mixtures(kinds=["free"]))
    assert (law.weights.tolist(), law.loc.tolist()) == ([1.0], [[0.0, 0.0]])
    assert law.covariance_matrix.tolist() == [[[1.0, 0.0], [0.0, 1.0]]]


def test_empirical_laws_shrink_to_one_observation() -> None:
    assert minimal(gs.empirical_laws(min_atoms=2)).counts.tolist() == [1, 0]


def test_discriminators_shrink_to_one_half() -> None:
    assert minimal(gs.tabular_discriminators(3)).probs.tolist() == [[0.5, 0.5, 0.5]]
    assert minimal(gs.quadratic_discriminators()).coefficients.tolist() == [[0.0, 0.0, 0.0]]


def test_discriminators_between_two_laws_shrink_to_the_best() -> None:
    p, q = Discrete(probs=[0.5, 0.5]), Discrete(probs=[0.5, 0.5])
    assert minimal(gs.discriminators(p, q)).probs.tolist() == [[0.5, 0.5]]


def test_a_failing_batch_of_discrete_pairs_shrinks_to_one_pair_on_two_atoms() -> None:
    p, q = minimal(gs.batches(gs.discrete_pairs()), lambda pair: (pair[0].probs != pair[1].probs).any())
    assert len(p) == len(q) == 1
    assert p.n_atoms == q.n_atoms == 2


def test_a_failing_batch_of_gaussian_pairs_shrinks_to_one_pair() -> None:
    p, q = minimal(gs.batches(gs.gaussian_pairs()), lambda pair: (pair[0].loc < pair[1].loc).any())
    assert len(p) == len(q) == 1
    assert (p.loc.item(), p.scale.item(), q.scale.item()) == (0.0, 1.0, 1.0)


@pytest.mark.parametrize("family", ["discrete", "gaussian", "mixture", "multivariate-gaussian"])
def test_problems_shrink_to_one_problem_with_equal_laws(family: str) -> None:
    problem = minimal(problems(Pair, family))
    assert size_of(problem) == 1
    field = "probs" if family == "discrete" else "loc"
    assert np.array_equal(getattr(problem.p, field), getattr(problem.q, field))


def test_a_discriminator_other_than_one_half_shrinks_to_one_contest() -> None:
    contest = minimal(problems(Contest, "discrete"), lambda contest: (contest.d.logits != 0.0).any())
    assert size_of(contest) == 1
    assert contest.p.n_atoms <= 2
