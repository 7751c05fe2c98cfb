"""The properties catch a wrong formula in the *source*, not only one that is handed to a comparison.

For every counter-claim of the registry, the claim's formula is replaced by the wrong one wherever gancheck holds it:
under every name of every module (but for the counter-claims' own, which are built from the right formulas) and in
every claim that is about it. That is gancheck with the wrong formula in its source. At least one claim must then be
violated on a witness of its own counter-claims, which is what ``properties/test_counterclaims.py`` evaluates: with such
a source, ``pytest properties/`` fails. A comparison that computed both of its sides with the formula would not notice.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from gancheck.claims.claim import Claim, CounterClaim
from gancheck.claims.registry import all_claims
from gancheck.theory.optimal_discriminator import optimal_discriminator

WRONG = [
    pytest.param(claim, counter, id=f"{claim.id}-{counter.title}")
    for claim in all_claims()
    for counter in claim.counterclaims
]


@contextmanager
def in_the_source(formula: Callable[..., Any], wrong: Callable[..., Any]) -> Iterator[None]:
    """Gancheck with ``wrong`` in the place of ``formula``, until the block ends."""
    modules = [
        module
        for name, module in sys.modules.items()
        if name.startswith("gancheck.") and not name.startswith("gancheck.claims.counterclaims.")
    ]
    places = [(module, key) for module in modules for key, value in vars(module).items() if value is formula]
    claims = [claim for claim in all_claims() if claim.formula is formula]
    try:
        for module, key in places:
            setattr(module, key, wrong)
        for claim in claims:
            object.__setattr__(claim, "formula", wrong)
        yield
    finally:
        for module, key in places:
            setattr(module, key, formula)
        for claim in claims:
            object.__setattr__(claim, "formula", formula)


def violated(claim: Claim) -> bool:
    """Whether the claim fails on a witness of its counter-claims; a wrong formula may warn and divide by zero."""
    with np.errstate(all="ignore"):
        return any(not claim.compare(counter.witness()).holds.all() for counter in claim.counterclaims)


@pytest.mark.parametrize("claim, counter", WRONG)
def test_a_wrong_formula_in_the_source_violates_a_claim(claim: Claim, counter: CounterClaim) -> None:
    with in_the_source(claim.formula, counter.formula):
        caught = violated(claim) or any(violated(other) for other in all_claims() if other is not claim)
    assert caught, f"nothing notices {counter.title!r} in the source of {claim.formula.__name__}"


@pytest.mark.parametrize("claim", all_claims(), ids=lambda claim: claim.id)
def test_nothing_is_violated_by_the_right_formula(claim: Claim) -> None:
    assert not violated(claim)


def test_the_swap_reaches_every_module_and_is_undone() -> None:
    import gancheck.theory.criterion
    import gancheck.theory.optimal_discriminator as home

    def wrong(p: Any, q: Any) -> Any:
        return optimal_discriminator(q, p)

    with in_the_source(optimal_discriminator, wrong):
        assert home.optimal_discriminator is wrong
        assert gancheck.theory.criterion.optimal_discriminator is wrong
        assert {claim.id for claim in all_claims() if claim.formula is wrong} >= {
            "disc.optimum",
            "disc.support",
        }
    assert home.optimal_discriminator is optimal_discriminator
    assert gancheck.theory.criterion.optimal_discriminator is optimal_discriminator
    assert not [claim for claim in all_claims() if claim.formula is wrong]
