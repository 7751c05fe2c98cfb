"""What a mutant changes that survived: the values of the claims' sides, or only the errors stated for them.

A stated error is an upper bound and has no single right value. A survivor that leaves every value as it was, bit for
bit, and every stated error between the half and ten times of what it was, has made no mistake that could be pointed
at; this is measured, on the witnesses of the counter-claims and on generated problems of every family.
"""

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

__all__ = ["LEAST", "MOST", "Effect", "Facts", "effect", "facts", "sides"]

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


@dataclass(frozen=True)
class Facts:
    """Problems, pickled before anything was computed of them, and the sides of their claims without a mutant.

    The problems are kept and not drawn again: what Hypothesis draws depends on the modules that are loaded, and a
    mutant is judged with fewer of them than the whole suite.
    """

    problems: bytes
    sides: list[Side]


def facts() -> Facts:
    """Witnesses and generated problems of every claim on which no player is trained, and its sides on them."""
    from gancheck.checks.generation import draw_problems
    from gancheck.claims.claim import Tier
    from gancheck.claims.registry import all_claims

    drawn = []
    for claim in all_claims():
        if claim.tiers == (Tier.LEARNED,):
            continue
        drawn.extend((claim.id, counter.witness()) for counter in claim.counterclaims)
        for family in claim.families:
            drawn.extend((claim.id, problem) for problem in draw_problems(claim.problem, family, 0, BATCHES))
    problems = pickle.dumps(drawn)
    return Facts(problems, sides(problems))


def sides(problems: bytes) -> list[Side]:
    """``(values, errors)`` of both sides of each problem's claim."""
    import numpy as np

    from gancheck.claims.registry import get_claim

    found = []
    for claim, problem in pickle.loads(problems):
        for side in get_claim(claim).sides(problem):
            value, error = (np.asarray(_plain(part), dtype=float) for part in (side.value, side.error))
            found.append((value, np.broadcast_to(error, value.shape).copy()))
    return found


def effect(before: Sequence[Side], after: Sequence[Side]) -> Effect:
    """Compare what `sides` found with and without a mutant."""
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
