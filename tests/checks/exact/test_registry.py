"""Every claim has a derivation or a reason, and every derivation answers for every counter-claim."""

from collections import Counter

import pytest

from gancheck.checks.exact.derivation import Derivation
from gancheck.checks.exact.registry import absent, derivations
from gancheck.claims.registry import all_claims, get_claim

IDS = [claim.id for claim in all_claims()]
DERIVATIONS = [
    pytest.param(each, id=f"{claim}-{each.family}")
    for claim, found in derivations().items()
    for each in found
]


@pytest.mark.parametrize("claim", IDS)
def test_every_claim_has_a_derivation_or_a_reason_but_not_both(claim: str) -> None:
    assert (claim in derivations()) != (claim in absent())


def test_no_entry_names_an_unknown_claim() -> None:
    assert set(derivations()) | set(absent()) <= set(IDS)


@pytest.mark.parametrize("claim", sorted(absent()))
def test_reasons_are_sentences_that_another_can_end(claim: str) -> None:
    assert len(absent()[claim].split()) >= 5
    assert not absent()[claim].endswith(".")


@pytest.mark.parametrize("derivation", DERIVATIONS)
def test_every_counterclaim_is_refuted_or_said_to_be_unseen(derivation: Derivation) -> None:
    titles = [counter.title for counter in get_claim(derivation.claim).counterclaims]
    answered = [*derivation.wrong, *derivation.unseen]
    assert Counter(answered) == Counter(titles)
    assert len(derivation.wrong) >= 1
    assert all(len(reason.split()) >= 5 for reason in derivation.unseen.values())


@pytest.mark.parametrize("derivation", DERIVATIONS)
def test_a_derivation_says_what_it_does(derivation: Derivation) -> None:
    assert derivation.family in ("symbolic", "rational")
    assert (derivation.problems is not None) == (derivation.family == "rational")
    assert len(derivation.method.split()) >= 5
    assert not derivation.method.endswith(".")


def test_families_of_a_claim_are_distinct() -> None:
    for claim, found in derivations().items():
        families = [each.family for each in found]
        assert len(set(families)) == len(families), claim
