"""Both sides of C(G) = −log 4 + 2·JSD(p‖q) on generated problems: what the figure of the identity draws.

A worker runs this, on the problems that it draws for the check of the claim; it loads nothing that learns.
"""

from typing import TypeAlias

import numpy as np

from gancheck.checks.generation import draw_problems
from gancheck.claims.registry import get_claim

__all__ = ["Sides", "identity_sides"]

Sides: TypeAlias = tuple[list[str], list[float], list[float], list[float]]
"""Family, C(G), −log 4 + 2·JSD and the bound on their difference, one entry a case."""

SHOWN = 100
"""At most this many cases of a family are drawn."""


def identity_sides(seed: int, batches: int) -> Sides:
    """Compare both sides of gen.jsd on generated problems of every family."""
    claim = get_claim("gen.jsd")
    sides: Sides = ([], [], [], [])
    for family in claim.families:
        compared = [claim.compare(problem) for problem in draw_problems(claim.problem, family, seed, batches)]
        columns = [
            np.concatenate([getattr(comparison, name).reshape(-1) for comparison in compared])[
                :SHOWN
            ].tolist()
            for name in ("lhs", "rhs", "bound")
        ]
        sides[0].extend([family] * len(columns[0]))
        for side, column in zip(sides[1:], columns, strict=True):
            side.extend(column)
    return sides
