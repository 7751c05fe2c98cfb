"""``gancheck.check``: one claim, one's own problems."""

from typing import Any

import pytest
import scipy.stats

import gancheck as gk
from gancheck.checks.verdict import Verdict
from gancheck.claims.claim import Tier
from gancheck.claims.registry import get_claim
from gancheck.errors import InvalidInput


def test_given_problems_are_judged_each() -> None:
    outcome = gk.check("gen.jsd", (gk.Gaussian(0.0, 1.0), gk.Gaussian([0.0, 1.0, 1e3], [1.0, 2.0, 1e-3])))
    assert (outcome.verdict, outcome.cases, outcome.family) == (Verdict.HOLDS, 3, "gaussian")
    assert outcome.claim == "gen.jsd"
    assert all(each.refuted for each in outcome.refutations)


def test_scipy_objects_and_samples_will_do() -> None:
    assert (
        gk.check("gen.jsd", (scipy.stats.norm(0.0, 1.0), scipy.stats.norm(1.0, 2.0))).verdict is Verdict.HOLDS
    )
    outcome = gk.check("gen.bounds", (gk.Empirical([1, 1, 2]), gk.Empirical([2, 3])))
    assert (outcome.verdict, outcome.family) == (Verdict.HOLDS, "discrete")


def test_without_problems_a_hundred_are_drawn_and_again_the_same() -> None:
    first, again = (gk.check("disc.optimum", seed=3) for _ in range(2))
    assert first.verdict is Verdict.HOLDS
    assert first.cases >= 50
    assert (first.lhs, first.rhs, first.worst_residual, first.bound) == (
        again.lhs,
        again.rhs,
        again.worst_residual,
        again.bound,
    )
    assert gk.check("disc.optimum", family="gaussian").family == "gaussian"


def test_a_claim_is_taken_as_well_as_its_id() -> None:
    claim = get_claim("disc.pointwise")
    assert gk.check(claim, (3.0, 1.0, 0.5), tier=Tier.NUMERIC).verdict is Verdict.HOLDS


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (
            {"claim": "gen.jds"},
            r"`claim` is 'gen\.jds', which no claim has as its id; did you mean gen\.jsd, .*\?",
        ),
        ({"tier": "guess"}, r"`tier` is 'guess'; it is one of exact, certified, numeric, learned\."),
        (
            {"tier": "learned"},
            r"`tier` is 'learned', at which gen\.jsd has no evidence \(.+\); it has .*numeric.*\.",
        ),
        (
            {"claim": "alg.directions"},
            r"`tier` is 'numeric', at which alg\.directions has no evidence \(.+\); it has exact, learned\.",
        ),
        (
            {"family": "poisson"},
            r"`family` is 'poisson'; gen\.jsd is tested on discrete, gaussian, mixture\.",
        ),
        ({"problems": 5}, r"`problems` is int; gen\.jsd takes a Pair or the tuple \(p, q\)\."),
    ],
)
def test_bad_arguments_are_refused_in_a_sentence(arguments: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InvalidInput, match=f"^{sentence}$"):
        gk.check(**{"claim": "gen.jsd", **arguments})
