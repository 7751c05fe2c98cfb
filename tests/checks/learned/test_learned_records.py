"""What the learned checks record of a training."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gancheck.checks.generation import draw_examples
from gancheck.checks.learned.check import TRAININGS, check_learned
from gancheck.checks.learned.ordinary import APART, pairs
from gancheck.claims.claim import Tier
from gancheck.claims.counterclaims import algorithm as witness
from gancheck.claims.problems import decided
from gancheck.claims.registry import all_claims, get_claim
from gancheck.divergences.jensen_shannon import jsd
from gancheck.errors import InvalidInput

QUICK = [
    ("alg.directions", "affine"),
    ("alg.learned-optimum", "tabular"),
    ("alg.learned-equilibrium", "categorical"),
]


def test_every_claim_with_learned_evidence_has_a_training_and_no_other() -> None:
    assert set(TRAININGS) == {claim.id for claim in all_claims() if Tier.LEARNED in claim.tiers}


@pytest.mark.parametrize("claim, family", QUICK)
def test_one_seed_gives_one_outcome(claim: str, family: str) -> None:
    outcomes = [
        check_learned(get_claim(claim), family, seed=seed, size=4, device="cpu") for seed in (5, 5, 6)
    ]
    first, again, other = (replace(outcome, seconds=0.0, case=None, seed=0) for outcome in outcomes)
    assert first == again != other
    assert [outcome.seed for outcome in outcomes] == [5, 5, 6]
    assert first.tier is Tier.LEARNED


def test_the_trajectory_is_handed_to_whoever_keeps_it() -> None:
    kept: list[Any] = []
    check_learned(get_claim("alg.directions"), "affine", size=2, device="cpu", keep=kept.append)
    assert len(kept) == 1
    assert len(kept[0].final.game.p) == 2


def test_a_claim_without_learned_evidence_is_refused() -> None:
    sentence = r"^`tier` is 'learned', at which gen\.descent has no evidence; choose one of its tiers\.$"
    with pytest.raises(InvalidInput, match=sentence):
        check_learned(replace(get_claim("gen.descent"), tiers=(Tier.NUMERIC,)), "discrete")


@pytest.mark.parametrize("family", ["discrete", "gaussian"])
def test_pairs_to_learn_from_are_apart(family: str) -> None:
    for p, q in draw_examples(pairs(family), 0, 20):
        assert np.all(jsd(p, q) >= APART)


@pytest.mark.parametrize(
    "changes, expected",
    [
        ({}, True),
        ({"discriminator": np.zeros(1)}, False),  # a frozen discriminator
        ({"generator": np.zeros(1)}, False),  # a frozen generator
        ({"discriminator": np.full(1, 1e-16)}, False),  # lost in rounding
        ({"discriminator": np.full(1, -1e-3), "generator": np.zeros(1)}, True),  # wrong is wrong alone
        ({"generator": np.full(1, 1e-3), "discriminator": np.zeros(1)}, True),
        ({"generator": np.full(1, np.nan)}, True),
        ({"opponent_moved": np.ones(1), "generator": np.zeros(1)}, True),
    ],
)
def test_a_step_that_does_nothing_decides_nothing(changes: dict[str, Any], expected: bool) -> None:
    assert decided(replace(witness.steps(), **changes)).tolist() == [expected]


@pytest.mark.parametrize(
    "gaps, expected",
    [
        ([0.3, 0.1, 0.01], True),
        ([0.3, 0.3, 0.2985], False),
        ([0.3, 0.3, 0.3], False),
        ([0.1, 0.2, 0.3], True),
        ([0.1, 0.2, np.nan], True),
    ],
)
def test_a_gap_within_its_noise_decides_nothing(gaps: list[float], expected: bool) -> None:
    each = np.tile(gaps, (1, 32, 1))
    record = replace(witness.inner_steps(), gaps=each, errors=np.full_like(each, 1e-3))
    assert decided(record).tolist() == [expected]


@pytest.mark.parametrize(
    "gap, expected", [(0.001, True), (0.49, True), (0.5, False), (3.0, False), (np.nan, True)]
)
def test_only_a_discriminator_that_wins_decides_about_saturation(gap: float, expected: bool) -> None:
    assert decided(replace(witness.singular(), gap=np.array([[0.5, 0.1, gap]]))).tolist() == [expected]
