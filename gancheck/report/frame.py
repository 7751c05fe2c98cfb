"""The table of outcomes: one row a claim, tier and family, with the columns of `gancheck.checks.outcome.COLUMNS`."""

import math

import pandas as pd

from gancheck.checks.outcome import COLUMNS, SCHEMA_VERSION, Outcome
from gancheck.report.numbers import exact

__all__ = ["csv_text", "outcomes_frame"]

_ABSENT = ("optimisation", "sampling", "approximation", "least_power")
"""Columns that are empty, not ``nan``, where a row has nothing to say."""


def outcomes_frame(outcomes: tuple[Outcome, ...]) -> pd.DataFrame:
    """The outcomes as a tidy frame, in the order given.

    Returns:
        One row an outcome, exactly the columns `COLUMNS` in their order. A budget that was not measured is NaN.
    """
    return pd.DataFrame([_row(outcome) for outcome in outcomes], columns=list(COLUMNS))


def csv_text(frame: pd.DataFrame) -> str:
    """The frame as CSV: floats in full, infinities and NaN by name, absent values empty."""
    text = frame.copy()
    for name in text.select_dtypes("float").columns:
        empty = name in _ABSENT
        text[name] = [("" if empty and math.isnan(x) else exact(x)) for x in text[name]]
    return str(text.to_csv(index=False, lineterminator="\n"))


def _row(outcome: Outcome) -> dict[str, object]:
    budget = outcome.budget
    powers = [refutation.power for refutation in outcome.refutations]
    return {
        "schema_version": SCHEMA_VERSION,
        "claim": outcome.claim,
        "tier": outcome.tier.value,
        "family": outcome.family,
        "verdict": outcome.verdict.value,
        "reason": outcome.reason,
        "cases": outcome.cases,
        "inconclusive": outcome.inconclusive,
        "lhs": outcome.lhs,
        "rhs": outcome.rhs,
        "worst_residual": outcome.worst_residual,
        "bound": outcome.bound,
        "margin": outcome.margin,
        "counterclaims": len(outcome.refutations),
        "refuted": sum(refutation.refuted for refutation in outcome.refutations),
        "least_power": min(powers, default=math.nan),
        "optimisation": budget.optimisation if budget else math.nan,
        "sampling": budget.sampling if budget else math.nan,
        "approximation": budget.approximation if budget else math.nan,
        "seed": outcome.seed,
        "reproduce": outcome.reproduce,
        "seconds": outcome.seconds,
    }
