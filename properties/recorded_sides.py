"""The sides of every claim on recorded problems, with their errors; ``python -m properties.recorded_sides`` records.

A stated error is an upper bound and has no single right value: a theorem cannot tell that it has become smaller than
its proof allows, as long as the rounding that happened still fits. So the bounds are recorded, and change only when
somebody records them anew. The problems are recorded too, since Hypothesis draws others under another version of
itself. The command keeps the problems that are there, draws those that are missing (delete a file of
``properties/recorded/`` to have it drawn again) and writes the sides as they are now; the difference is for reading.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from gancheck.checks.generation import draw_problems
from gancheck.claims.claim import Claim, Problem, Tier
from gancheck.claims.registry import all_claims
from gancheck.distributions.codec import decode, encode

FOLDER = Path(__file__).parent / "recorded"
BATCHES = 6

CASES = [
    (claim, family) for claim in all_claims() if claim.tiers != (Tier.LEARNED,) for family in claim.families
]
"""Every claim on which no player need be trained, with each of its families."""


@dataclass(frozen=True)
class Side:
    """One side of a claim on one batch of problems: values and their stated errors, of one shape."""

    value: np.ndarray
    error: np.ndarray


def computed(claim: Claim, problems: Sequence[Problem]) -> list[tuple[Side, Side]]:
    """Both sides on each batch, as the claim computes them now."""
    return [tuple(map(_plain, claim.sides(problem))) for problem in problems]  # type: ignore[misc]  # two sides


def recorded(claim: Claim, family: str) -> tuple[list[Problem], list[tuple[Side, Side]]]:
    """The recorded problems of a family, and both sides of a claim on each of them as they were."""
    page = _page(_path(claim, family))
    sides = page["claims"][claim.id]
    return page["problems"], [tuple(Side(*map(_array, side)) for side in pair) for pair in sides]  # type: ignore[misc]


def _path(claim: Claim, family: str) -> Path:
    return FOLDER / f"{claim.problem.__name__}-{family}.json"


@cache
def _page(path: Path) -> Any:
    page = json.loads(path.read_text(encoding="utf-8"))
    return {"problems": [decode(problem) for problem in page["problems"]], "claims": page["claims"]}


def _plain(side: Any) -> Side:
    value, error = (
        np.asarray(part.detach().cpu().numpy() if hasattr(part, "detach") else part, dtype=float)
        for part in (side.value, side.error)
    )
    return Side(*np.broadcast_arrays(value, error))


def _array(numbers: Any) -> np.ndarray:
    return np.array(numbers, dtype=float)  # NumPy reads "inf", "-inf" and "nan", which JSON lacks


def _rounded(numbers: np.ndarray, digits: int) -> Any:
    found = np.array([float(f"{x:.{digits}g}") for x in numbers.flat], dtype=object).reshape(numbers.shape)
    return np.where(np.isfinite(numbers), found, numbers.astype(str)).tolist()


def record() -> None:
    """Write every file anew: the problems as they were, the sides as they are."""
    FOLDER.mkdir(exist_ok=True)
    pages: dict[Path, dict[str, Any]] = {}
    for claim, family in CASES:
        path = _path(claim, family)
        if path not in pages:
            drawn = (
                json.loads(path.read_text(encoding="utf-8"))["problems"]
                if path.exists()
                else [encode(problem) for problem in draw_problems(claim.problem, family, 0, BATCHES)]
            )
            pages[path] = {"problems": drawn, "claims": {}}
        problems = [decode(problem) for problem in pages[path]["problems"]]
        pages[path]["claims"][claim.id] = [
            [[_rounded(side.value, 12), _rounded(side.error, 4)] for side in pair]
            for pair in computed(claim, problems)
        ]
    for path in set(FOLDER.glob("*.json")) - pages.keys():
        path.unlink()
    for path, page in pages.items():
        text = json.dumps(page, separators=(",", ":"), allow_nan=False)
        path.write_text(
            text.replace('"claims":', '\n"claims":').replace(']]]],"', ']]]],\n"') + "\n", "utf-8"
        )


if __name__ == "__main__":
    record()
