"""The registry is complete: every claim has sources, counter-claims, problems and one property."""

from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest

from gancheck.checks.learned.drawing import provide_records
from gancheck.claims.bibliography import all_references
from gancheck.claims.claim import Claim
from gancheck.claims.problems import size_of
from gancheck.claims.registry import all_claims
from gancheck.strategies.problems import provided_families

PROPERTIES = Path(__file__).parents[1] / "properties"
CLAIMS = [pytest.param(claim, id=claim.id) for claim in all_claims()]
IDS = [claim.id for claim in all_claims()]


def properties() -> Iterator[tuple[str, str]]:
    """Name and claim of every test of the property suite that is marked with a claim."""
    for module in iter_modules([str(PROPERTIES)]):
        if module.name.startswith("test_"):
            tests: dict[str, Any] = vars(import_module(f"properties.{module.name}"))
            for name, test in tests.items():
                for mark in getattr(test, "pytestmark", []) if name.startswith("test_") else []:
                    if mark.name == "claim":
                        yield f"{module.name}.{name}", mark.args[0]


def test_there_are_claims_and_properties() -> None:
    assert len(IDS) > 0
    assert len(list(properties())) > 0


def test_ids_are_distinct() -> None:
    assert [name for name, number in Counter(IDS).items() if number > 1] == []


def test_every_claim_has_exactly_one_property() -> None:
    marked = Counter(claim for _, claim in properties())
    assert {name: marked[name] for name in IDS if marked[name] != 1} == {}


def test_every_mark_names_a_claim() -> None:
    assert [(test, claim) for test, claim in properties() if claim not in IDS] == []


@pytest.mark.parametrize("claim", CLAIMS)
def test_sources_resolve(claim: Claim) -> None:
    assert len(claim.sources) > 0
    assert [source.key for source in claim.sources if source.key not in all_references()] == []
    assert all(source.locator for source in claim.sources)


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_claim_has_two_counterclaims_of_its_own(claim: Claim) -> None:
    titles = [counter.title for counter in claim.counterclaims]
    assert len(set(titles)) == len(titles) >= 2
    assert all(counter.regime for counter in claim.counterclaims)
    assert all(counter.formula is not claim.formula for counter in claim.counterclaims)


@pytest.mark.parametrize("claim", CLAIMS)
def test_witnesses_are_batches_of_the_claims_problem(claim: Claim) -> None:
    for counter in claim.counterclaims:
        problem = counter.witness()
        assert type(problem) is claim.problem
        assert size_of(problem) >= 1


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_family_of_a_claim_can_be_drawn(claim: Claim) -> None:
    provide_records()
    assert len(claim.families) > 0
    assert set(claim.families) <= set(provided_families(claim.problem))
