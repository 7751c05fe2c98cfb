from dataclasses import FrozenInstanceError
from math import inf
from typing import Any

import pytest

from gancheck.checks.outcome import COLUMNS, ErrorBudget, Outcome, Refutation
from gancheck.checks.verdict import Verdict
from gancheck.claims.claim import Tier


def outcome(**changes: Any) -> Outcome:
    fields = {"claim": "gen.jsd", "tier": Tier.NUMERIC, "family": "discrete", "verdict": Verdict.HOLDS}
    return Outcome(**{**fields, **changes})


@pytest.mark.parametrize(
    "residual, bound, margin",
    [
        (0.0, 0.0, inf),
        (0.0, 1.0, inf),
        (1e-3, 1.0, 3.0),
        (1.0, 1e-3, -3.0),
        (1.0, 0.0, -inf),
        (inf, 1.0, -inf),
    ],
)
def test_the_margin_counts_the_digits_to_spare(residual: float, bound: float, margin: float) -> None:
    assert outcome(worst_residual=residual, bound=bound).margin == pytest.approx(margin, abs=1e-15)


def test_its_name_tells_claim_tier_and_family() -> None:
    assert outcome().name == "gen.jsd-numeric-discrete"


def test_a_budget_is_the_sum_of_its_parts() -> None:
    assert ErrorBudget(0.5, 0.25, 0.125).total == 0.875


def test_an_outcome_cannot_be_changed_and_does_not_print_its_case() -> None:
    one = outcome(case="x" * 10_000, refutations=(Refutation("a", True, 1.0),))
    assert len(repr(one)) < 1000
    with pytest.raises(FrozenInstanceError):
        one.verdict = Verdict.SKIPPED


def test_every_column_says_what_it_means() -> None:
    assert all(COLUMNS.values())
    named = set(Outcome.__dataclass_fields__) | set(ErrorBudget.__dataclass_fields__)
    derived = {"schema_version", "margin", "counterclaims", "refuted", "least_power"}
    assert set(COLUMNS) <= named | derived
