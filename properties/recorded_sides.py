"""What claims and estimates state on recorded problems, with their errors: ``python -m properties.recorded_sides``.

A stated error is an upper bound and has no single right value: a theorem cannot tell that it has become smaller than
its proof allows, as long as the rounding that happened still fits. So the bounds are recorded, and change only when
somebody records them anew. The problems are recorded too, since Hypothesis draws others under another version of
itself. The command keeps the problems that are there, draws those that are missing (delete a file of
``properties/recorded/`` to have it drawn again) and writes the sides as they are now; the difference is for reading.

Where the difference of two quadratures is stated as an error it is noise once both are good. The command computes
everything twice, the second time without the processor's wide registers, and leaves out the errors that differ.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from gancheck.checks.generation import draw_problems
from gancheck.claims.claim import Problem, Tier
from gancheck.claims.problems import Pair
from gancheck.claims.registry import all_claims
from gancheck.distributions import Discrete
from gancheck.distributions.codec import decode, encode
from gancheck.divergences.entropy import cross_entropy_estimate, entropy_estimate
from gancheck.divergences.f_divergence import NAMES, f_divergence_estimate
from gancheck.divergences.jensen_shannon import jsd_deficit_estimate

FOLDER = Path(__file__).parent / "recorded"
BATCHES = 6
ALIKE = 1e-3
"""Errors that differ by more between two instruction sets of one machine are noise."""
PLAIN_INSTRUCTIONS = "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"

Stated = Callable[[Any], Sequence[Any]]


@dataclass(frozen=True)
class Subject:
    """What is recorded of a kind of problems in one family: ``stated`` makes estimates of a batch of them."""

    title: str
    problem: type
    family: str
    stated: Stated

    @property
    def path(self) -> Path:
        """The file that holds the problems, and what is stated of them."""
        return FOLDER / f"{self.problem.__name__}-{self.family}.json"


@dataclass(frozen=True)
class Side:
    """One estimate of one batch: values and their stated errors, of one shape; NaN for an error that is noise."""

    value: np.ndarray
    error: np.ndarray


def _logarithmic(law: Any) -> Any:
    return Discrete(log_probs=law.log_probs)


def _estimates() -> dict[str, Callable[[Any, Any], Any]]:
    members: dict[str, dict[str, Any]] = {name: {"name": name} for name in NAMES if name != "alpha"}
    members |= {f"alpha {order}": {"name": "alpha", "alpha": order} for order in (-0.5, 0.3, 1.0)}
    return {
        **{title: partial(f_divergence_estimate, **member) for title, member in members.items()},
        "deficit": jsd_deficit_estimate,
        "cross-entropy": cross_entropy_estimate,
        "entropy": lambda p, q: entropy_estimate(p),
    }


def _subjects() -> list[Subject]:
    found = [
        Subject(claim.id, claim.problem, family, claim.sides)
        for claim in all_claims()
        if claim.tiers != (Tier.LEARNED,)
        for family in claim.families
    ]
    for title, estimate in _estimates().items():
        for family in ("discrete", "gaussian", "mixture", "multivariate-gaussian"):
            if (title, family) != ("total_variation", "multivariate-gaussian"):  # it has no closed form there
                stated = lambda pair, f=estimate: [f(pair.p, pair.q)]  # noqa: E731
                found.append(Subject(title, Pair, family, stated))
        stated = lambda pair, f=estimate: [f(_logarithmic(pair.p), _logarithmic(pair.q))]  # noqa: E731
        found.append(Subject(f"{title} of logarithms", Pair, "discrete", stated))
    return found


SUBJECTS = _subjects()
"""Every claim on which no player need be trained, and every divergence and entropy, in each family."""


def computed(subject: Subject, problems: Sequence[Problem]) -> list[list[Side]]:
    """What is stated of each batch now."""
    return [[_plain(side) for side in subject.stated(problem)] for problem in problems]


def recorded(subject: Subject) -> tuple[list[Problem], list[list[Side]]]:
    """The recorded problems of a family, and what was stated of each batch."""
    page = _page(subject.path)
    batches = page["stated"][subject.title]
    return page["problems"], [[Side(*map(_array, side)) for side in batch] for batch in batches]


@cache
def _page(path: Path) -> Any:
    page = json.loads(path.read_text(encoding="utf-8"))
    return {"problems": [decode(problem) for problem in page["problems"]], "stated": page["stated"]}


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


def _without_noise(now: Side, again: Sequence[Any]) -> list[Any]:
    """Values and errors as they are written; an error that ``again`` has otherwise is NaN."""
    alike = np.isclose(now.error, _array(again[1]), rtol=ALIKE, atol=0.0, equal_nan=True)
    return [_rounded(now.value, 12), _rounded(np.where(alike, now.error, np.nan), 5)]


def _stated(problems: dict[Path, list[Any]]) -> list[list[list[Side]]]:
    decoded = {path: [decode(problem) for problem in batch] for path, batch in problems.items()}
    return [computed(subject, decoded[subject.path]) for subject in SUBJECTS]


def _problems() -> dict[Path, list[Any]]:
    """The encoded problems of every file: those that are there, the others drawn."""
    found: dict[Path, list[Any]] = {}
    for subject in SUBJECTS:
        path = subject.path
        if path not in found:
            found[path] = (
                json.loads(path.read_text(encoding="utf-8"))["problems"]
                if path.exists()
                else [encode(each) for each in draw_problems(subject.problem, subject.family, 0, BATCHES)]
            )
    return found


def record() -> None:
    """Write every file anew: the problems as they were, what is stated of them as it is."""
    FOLDER.mkdir(exist_ok=True)
    problems = _problems()
    again = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", __spec__.name, "--again"],
        input=json.dumps({str(path): batch for path, batch in problems.items()}),
        env={**os.environ, "NPY_DISABLE_CPU_FEATURES": PLAIN_INSTRUCTIONS},
        capture_output=True,
        check=True,
        text=True,
    )
    pages: dict[Path, dict[str, Any]] = {
        path: {"problems": batch, "stated": {}} for path, batch in problems.items()
    }
    for subject, now, other in zip(SUBJECTS, _stated(problems), json.loads(again.stdout), strict=True):
        pages[subject.path]["stated"][subject.title] = [
            [_without_noise(*sides) for sides in zip(*batch, strict=True)]
            for batch in zip(now, other, strict=True)
        ]
    for path in set(FOLDER.glob("*.json")) - pages.keys():
        path.unlink()
    for path, page in pages.items():
        text = json.dumps(page, separators=(",", ":"), allow_nan=False)
        path.write_text(
            text.replace('"stated":', '\n"stated":').replace(']]]],"', ']]]],\n"') + "\n", "utf-8"
        )


def _again() -> None:
    """What is stated of the problems on stdin, to stdout."""
    problems = {Path(path): batch for path, batch in json.load(sys.stdin).items()}
    stated = [
        [[[_rounded(side.value, 17), _rounded(side.error, 17)] for side in batch] for batch in batches]
        for batches in _stated(problems)
    ]
    json.dump(stated, sys.stdout)


if __name__ == "__main__":
    _again() if "--again" in sys.argv else record()
