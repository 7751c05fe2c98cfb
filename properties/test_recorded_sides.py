"""What the claims state on recorded problems changes on purpose only: values within their errors, errors hardly at all.

A change of a bound is right or wrong by its proof. This suite only sees that it has changed: prove it, then record the
sides anew (`properties.recorded_sides`).
"""

import numpy as np
import pytest

from gancheck.claims.claim import Claim
from properties.recorded_sides import CASES, FOLDER, Side, computed, recorded

ERROR_DIGITS = 1e-3
"""Errors are recorded with four digits."""
NOTICED = 0.03
"""Relative change of a stated error that counts. Errors contain values, which differ by roundings between machines."""
STRAY = 0.1
"""Share of the errors of a family that may change by more: where two quadratures differ by their rounding only, the
difference that is stated as an error is noise. Without AVX on the same machine 31 of 68,148 errors move, at most 3 % of
a family; a tenth leaves room for other libraries of elementary functions."""

PARAMETERS = [pytest.param(claim, family, id=f"{claim.id}-{family}") for claim, family in CASES]


@pytest.mark.parametrize("claim, family", PARAMETERS)
def test_values_and_errors_are_as_they_were_recorded(claim: Claim, family: str) -> None:
    """Every value lies within its stated error of the recorded one, and nine errors of ten are what they were."""
    problems, before = recorded(claim, family)
    now = computed(claim, problems)
    moved = np.concatenate(
        [_moved(*sides) for pair in zip(before, now, strict=True) for sides in zip(*pair, strict=True)]
    )
    assert moved.mean() <= STRAY


def _moved(before: Side, now: Side) -> np.ndarray:
    """Which stated errors have changed; refuses a value that has."""
    assert now.value.shape == before.value.shape
    with np.errstate(invalid="ignore"):
        close = np.abs(now.value - before.value) <= now.error + before.error + 1e-11 * np.abs(before.value)
    same = (now.value == before.value) | (np.isnan(now.value) & np.isnan(before.value))
    assert (close | same).all()
    return ~np.isclose(now.error, before.error, rtol=NOTICED + ERROR_DIGITS, atol=0.0, equal_nan=True).ravel()


def test_every_case_is_recorded_and_nothing_else() -> None:
    """A claim or a family that is renamed takes its record with it."""
    for claim, family in CASES:
        recorded(claim, family)
    assert {path.stem for path in FOLDER.glob("*.json")} == {
        f"{claim.problem.__name__}-{family}" for claim, family in CASES
    }
