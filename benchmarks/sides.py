"""What a mutant changes that survived: the values of the claims' sides, or only the errors stated for them.

A stated error is an upper bound and has no single right value. A survivor that leaves every value as it was, bit for
bit, and every stated error between the half and ten times of what it was, has made no mistake that could be pointed
at; this is measured, on the witnesses of the counter-claims and on generated problems of every family.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

__all__ = ["LEAST", "MOST", "Effect", "all_sides", "effect"]

LEAST, MOST = 0.5, 10.0
BATCHES = 5

Side = tuple[Any, Any]


@dataclass(frozen=True)
class Effect:
    """How a mutant's sides differ from the original's.

    Attributes:
        values: Whether any value differs.
        least: The smallest ratio of a stated error to what it was.
        most: The largest.
    """

    values: bool
    least: float
    most: float

    @property
    def errors_only(self) -> bool:
        """Whether stated errors changed, nothing else did, and none beyond the band."""
        return not self.values and LEAST <= self.least <= self.most <= MOST and self.least < self.most

    @property
    def none(self) -> bool:
        """Whether nothing changed on any of the problems."""
        return not self.values and self.least == self.most == 1.0


def all_sides() -> list[Side]:
    """``(values, errors)`` of both sides of every claim on which no player is trained, problem by problem."""
    import numpy as np

    from gancheck.checks.generation import draw_problems
    from gancheck.claims.claim import Tier
    from gancheck.claims.registry import all_claims

    found = []
    for claim in all_claims():
        if claim.tiers == (Tier.LEARNED,):
            continue
        problems = [counter.witness() for counter in claim.counterclaims]
        for family in claim.families:
            problems.extend(draw_problems(claim.problem, family, 0, BATCHES))
        for problem in problems:
            for side in claim.sides(problem):
                value, error = (np.asarray(_plain(part), dtype=float) for part in (side.value, side.error))
                found.append((value, np.broadcast_to(error, value.shape).copy()))
    return found


def effect(before: Sequence[Side], after: Sequence[Side]) -> Effect:
    """Compare what `all_sides` found with and without a mutant."""
    import numpy as np

    least, most = 1.0, 1.0
    for (value, error), (new_value, new_error) in zip(before, after, strict=True):
        if not np.array_equal(value, new_value, equal_nan=True) or error.shape != new_error.shape:
            return Effect(True, 0.0, inf)
        with np.errstate(all="ignore"):
            ratio = np.where(error == new_error, 1.0, new_error / error)
        if not np.isfinite(ratio).all():
            return Effect(False, least, inf)
        if ratio.size:
            least, most = min(least, float(ratio.min())), max(most, float(ratio.max()))
    return Effect(False, least, most)


def _plain(array: Any) -> Any:
    return array.detach().cpu().numpy() if hasattr(array, "detach") else array
