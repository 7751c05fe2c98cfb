"""The harness of the property suite: it can fail, and says why."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gancheck.claims.claim import Claim, CounterClaim, Sides, Source
from gancheck.claims.problems import Pair
from gancheck.claims.relation import AT_MOST, EQUAL
from gancheck.distributions import Discrete
from gancheck.distributions.codec import decode
from gancheck.numerics.estimate import exactly, rounded
from properties.theorem import Theorem, theorem


def difference(p: Discrete, q: Discrete) -> Any:
    return p.probs - q.probs


def difference_reversed(p: Discrete, q: Discrete) -> Any:
    return q.probs - p.probs


def witness() -> Pair:
    return Pair(Discrete(probs=[[0.25, 0.75]]), Discrete(probs=[[0.5, 0.5]]))


def comparison(problem: Any, formula: Callable[..., Any]) -> Sides:
    """Differences of masses sum to 0; the sign shows in the sum of their products with p − q."""
    p, q = problem.p.probs, problem.q.probs
    # Squares below the least subnormal are lost, one for each atom and side.
    lost = p.shape[1] * 2.0**-1073
    lhs = rounded((formula(problem.p, problem.q) * (p - q)).sum(axis=-1), 3 * p.shape[1])
    return type(lhs)(lhs.value, lhs.error + lost), exactly(((p - q) ** 2).sum(axis=-1))


CLAIM = Claim(
    id="test.difference",
    title="A square",
    statement="(p-q)(p-q) = (p-q)^2",
    words="A difference times itself is its square.",
    sources=(Source("goodfellow2014", "Eq. (0)"),),
    relation=EQUAL,
    assumptions="",
    problem=Pair,
    families=("discrete",),
    formula=difference,
    comparison=comparison,
    because="three roundings an atom",
    counterclaims=(
        CounterClaim(title="reversed", regime="p ≠ q", formula=difference_reversed, witness=witness),
    ),
)


def body(theorem: Theorem, problem: Pair) -> None:
    """(p − q)(p − q) = (p − q)²."""
    lhs, rhs = theorem.sides(problem)
    theorem.equal(lhs, rhs)


def test_a_true_claim_passes() -> None:
    theorem(CLAIM)(body)(family="discrete")


def test_a_property_keeps_its_name_sentence_and_claim() -> None:
    property_ = theorem(CLAIM)(body)
    assert (property_.__name__, property_.__doc__) == ("body", "(p − q)(p − q) = (p − q)².")
    marks = {mark.name: mark.args for mark in property_.pytestmark}  # type: ignore[attr-defined]  # set by pytest
    assert marks["claim"] == ("test.difference",)
    assert marks["parametrize"] == ("family", ("discrete",))


def test_a_false_claim_fails_in_words_with_its_smallest_problem() -> None:
    wrong = replace(CLAIM, formula=difference_reversed)
    with pytest.raises(AssertionError) as failure:
        theorem(wrong)(body)(family="discrete")
    message = str(failure.value)
    assert "test.difference is violated: A difference times itself is its square." in message
    assert "[goodfellow2014] Eq. (0)" in message
    assert "discrete, problem 1 of 1" in message
    (stored,) = (line for line in message.splitlines() if line.startswith("  problem "))
    problem = decode(json.loads(stored.removeprefix("  problem ")))
    assert problem.p.probs.shape == problem.q.probs.shape == (1, 2)
    assert not wrong.compare(problem).holds.any()
    assert CLAIM.compare(problem).holds.all()


def test_the_body_must_use_the_relation_of_its_claim() -> None:
    with pytest.raises(TypeError, match=r"states AT_MOST; its property calls theorem\.at_most"):
        theorem(replace(CLAIM, relation=AT_MOST))(body)(family="discrete")


def test_the_body_must_assert_something() -> None:
    def silent(theorem: Theorem, problem: Pair) -> None:
        theorem.sides(problem)

    with pytest.raises(AssertionError, match="asserts nothing"):
        theorem(CLAIM)(silent)(family="discrete")


def test_the_sides_must_have_one_row_a_problem() -> None:
    def summed(problem: Pair, formula: Callable[..., Any]) -> Sides:
        lhs, rhs = comparison(problem, formula)
        return exactly(np.sum(lhs.value)), exactly(np.sum(rhs.value))

    with pytest.raises(TypeError, match="compares 1 sides of 2"):
        theorem(replace(CLAIM, comparison=summed))(body)(family="discrete")
