"""Drawing outside of a test: reproducible, and a violation shrinks."""

import json
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from gancheck.checks.generation import draw_examples, draw_problems, smallest_violation
from gancheck.claims.problems import Pair, size_of
from gancheck.claims.registry import get_claim
from gancheck.distributions.codec import encode


def test_one_seed_draws_the_same_problems() -> None:
    texts = []
    for seed in (1, 1, 2):
        draw_problems.cache_clear()
        texts.append(json.dumps([encode(batch) for batch in draw_problems(Pair, "discrete", seed, 5)]))
    assert texts[0] == texts[1] != texts[2]


def test_as_many_are_drawn_as_asked_for_also_from_a_small_strategy() -> None:
    assert len(draw_problems(Pair, "gaussian", 0, 7)) == 7
    assert draw_examples(st.just(3), 0, 4) == [3, 3, 3, 3]
    assert set(draw_examples(st.booleans(), 0, 6)) == {False, True}


def test_a_violation_shrinks_to_one_small_problem() -> None:
    claim = get_claim("disc.optimum")
    swapped = replace(claim, formula=claim.counterclaims[0].formula)
    problem = smallest_violation(swapped, "discrete", 0, 5)
    assert problem is not None
    assert size_of(problem) == 1
    assert problem.p.probs.shape[-1] <= 2
    assert not swapped.compare(problem).holds.any()
    again = smallest_violation(swapped, "discrete", 0, 5)
    assert np.array_equal(again.p.probs, problem.p.probs)


def test_a_true_claim_has_no_smallest_violation() -> None:
    assert smallest_violation(get_claim("disc.support"), "discrete", 0, 3) is None
