"""What claims and estimates state on recorded problems, with their errors: ``python -m properties.recorded_sides``.

A stated error is an upper bound and has no single right value: a theorem cannot tell that it has become smaller than
its proof allows, as long as the rounding that happened still fits. So the bounds are recorded, and change only when
somebody records them anew. The problems are recorded too, since Hypothesis draws others under another version of
itself. The command keeps the problems that are there, draws those that are missing (delete a file of
``properties/recorded/`` to have it drawn again) and writes the sides as they are now; the difference is for reading.

Where the difference of two quadratures is stated as an error it is noise once both are good. The command computes
everything twice, the second time without the processor's wide registers, leaves out the errors that differ, and marks
the values whose digits do.

Recorded with the drawn problems are hard pairs (`properties.hard_pairs`), the witnesses of the counter-claims under the
right and the wrong version, and functions on fixed grids (`properties.tables` and its neighbours).
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from gancheck.checks.generation import draw_problems
from gancheck.claims.claim import Claim, Problem, Tier, relate
from gancheck.claims.problems import Pair
from gancheck.claims.registry import all_claims
from gancheck.distributions.codec import decode, encode
from gancheck.divergences.entropy import cross_entropy_estimate, entropy_estimate
from gancheck.divergences.f_divergence import NAMES, f_divergence_estimate
from gancheck.divergences.jensen_shannon import jsd_deficit_estimate
from gancheck.numerics.estimate import Estimate
from properties.divergence_tables import DIVERGENCE_TABLES
from properties.error_tables import ERROR_TABLES
from properties.game_tables import GAME_TABLES
from properties.hard_pairs import HARD_PAIRS, as_logarithms, as_tensors
from properties.loss_tables import LOSS_TABLES
from properties.public_tables import PUBLIC_TABLES
from properties.tables import TABLES
from properties.theory_tables import THEORY_TABLES

FOLDER = Path(__file__).parent / "recorded"
SLOW = ("mixture", "misfit", "softmax")
"""Families whose problems take the most time: they have the batches of the first seed only."""
DRAWS = ((0, 6), (1, 3))
"""Seeds and how many batches of each; the first of a seed is the simplest of all, and the second seed's is left out."""
ALIKE = 1e-3
"""Errors that differ by more between two instruction sets of one machine are noise."""
SHARP = 1e-10
"""Values that differ by more of themselves between the two are noise beyond their stated errors only."""
PLAIN_INSTRUCTIONS = "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"

Stated = Callable[[Any], Sequence[Any]]


@dataclass(frozen=True)
class Subject:
    """What is recorded on one page: ``stated`` makes estimates of each batch of problems.

    Attributes:
        title: A claim, an estimate or a table.
        page: The file that holds it, without its ending. What is drawn for one subject of it is drawn for all.
        stated: Estimates of one batch.
        problems: The batches, where they are made and not drawn: these are not kept in the file.
        drawn: Else the type and the family of what is drawn.
    """

    title: str
    page: str
    stated: Stated
    problems: Callable[[], Sequence[Problem]] | None = None
    drawn: tuple[type, str] | None = None

    @property
    def path(self) -> Path:
        """The file that holds the problems, and what is stated of them."""
        return FOLDER / f"{self.page}.json"


@dataclass(frozen=True)
class Side:
    """One estimate of one batch: values and their stated errors, of one shape; NaN for an error that is noise.

    ``blunt`` lists the values, by their place in the flat array, whose digits are noise.
    """

    value: np.ndarray
    error: np.ndarray
    blunt: tuple[int, ...] = ()


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
    return [*_claims(), *_divergences(), *_witnesses(), *_tables()]


def _claims() -> Iterator[Subject]:
    """The sides of each claim on which no player need be trained: on drawn problems, and on hard pairs."""
    for claim in all_claims():
        if claim.tiers == (Tier.LEARNED,):
            continue
        for family in claim.families:
            page = f"{claim.problem.__name__}-{family}"
            yield Subject(claim.id, page, claim.sides, drawn=(claim.problem, family))
            if claim.problem is Pair:
                made = partial(HARD_PAIRS.__getitem__, family)
                yield Subject(claim.id, f"claims-on-hard-{family}", claim.sides, made)


def _divergences() -> Iterator[Subject]:
    """Every divergence and entropy in each family: drawn, hard, given by logarithms, and as tensors."""
    for title, estimate in _estimates().items():
        for family, pairs in HARD_PAIRS.items():
            if (title, family) == ("total_variation", "multivariate-gaussian"):
                pairs = pairs[1::2]  # of equal covariances: it has no closed form for others
            else:
                yield Subject(title, f"Pair-{family}", _stating(estimate), drawn=(Pair, family))
            made = partial(list, pairs)
            yield Subject(title, f"hard-{family}", _stating(estimate), made)
            yield Subject(title, f"tensors-{family}", _stating(estimate, as_tensors), made)
        on_logarithms, of = _stating(estimate, as_logarithms), f"{title} of logarithms"
        yield Subject(of, "Pair-discrete", on_logarithms, drawn=(Pair, "discrete"))
        yield Subject(of, "hard-logarithms", on_logarithms, lambda: HARD_PAIRS["discrete"])
        tensors = _stating(estimate, lambda law: as_logarithms(as_tensors(law)))
        yield Subject(of, "tensors-logarithms", tensors, lambda: HARD_PAIRS["discrete"][:3])


def _stating(estimate: Callable[[Any, Any], Any], given: Callable[[Any], Any] = lambda law: law) -> Stated:
    return lambda pair: [estimate(given(pair.p), given(pair.q))]


def _witnesses() -> Iterator[Subject]:
    """On the witness of each counter-claim: both sides, residual and bound of the claim, and of the wrong version."""
    for claim in all_claims():
        for counter in claim.counterclaims:

            def stated(problem: Any, claim: Claim = claim, wrong: Any = counter.formula) -> list[Any]:
                versions = claim.sides(problem), claim.sides(problem, wrong)
                compared = [relate(claim.relation, *sides) for sides in versions]
                return [
                    *versions[0],
                    *versions[1],
                    *(Estimate(each.residual, each.bound) for each in compared),
                ]

            witness = partial(_alone, counter.witness)
            yield Subject(f"{claim.id}, {counter.title}", "witnesses", stated, witness)


def _alone(made: Callable[[], Problem]) -> list[Problem]:
    return [made()]


def _ignoring(table: Callable[[], list[Estimate]]) -> Stated:
    return lambda _: table()


def _tables() -> Iterator[Subject]:
    pages = {
        "tables": TABLES,
        "theory-tables": THEORY_TABLES,
        "loss-tables": LOSS_TABLES,
        "divergence-tables": DIVERGENCE_TABLES,
        "error-tables": ERROR_TABLES,
        "public-tables": PUBLIC_TABLES,
        "game-tables": GAME_TABLES,
    }
    for page, tables in pages.items():
        for title, table in tables.items():
            yield Subject(title, page, _ignoring(table), lambda: [None])


SUBJECTS = _subjects()
"""Claims, divergences, the witnesses of the counter-claims, and tables of functions."""


def batches(subject: Subject) -> Sequence[Problem]:
    """The problems of a subject: the recorded ones if they were drawn."""
    return subject.problems() if subject.problems else _page(subject.path)["problems"]


def computed(subject: Subject, problems: Sequence[Problem]) -> list[list[Side]]:
    """What is stated of each batch now."""
    return [[_plain(side) for side in subject.stated(problem)] for problem in problems]


def recorded(subject: Subject) -> list[list[Side]]:
    """What was stated of each batch."""
    return [
        [Side(_array(value), _array(error), tuple(blunt)) for value, error, blunt in batch]
        for batch in _page(subject.path)["stated"][subject.title]
    ]


@cache
def _page(path: Path) -> Any:
    page = json.loads(path.read_text(encoding="utf-8"))
    return {"problems": [decode(problem) for problem in page["problems"]], "stated": page["stated"]}


def _plain(side: Any) -> Side:
    value, error = (
        np.asarray(part.detach().cpu().numpy() if hasattr(part, "detach") else part, dtype=float)
        for part in (side.value, side.error)
    )
    value, error = np.broadcast_arrays(value, error)
    return Side(value, error)


def _array(numbers: Any) -> np.ndarray:
    return np.array(numbers, dtype=float)  # NumPy reads "inf", "-inf" and "nan", which JSON lacks


def _rounded(numbers: np.ndarray, digits: int) -> Any:
    found = np.array([float(f"{x:.{digits}g}") for x in numbers.flat], dtype=object).reshape(numbers.shape)
    return np.where(np.isfinite(numbers), found, numbers.astype(str)).tolist()


def _without_noise(now: Side, again: Sequence[Any]) -> list[Any]:
    """A side as it is written. An error that ``again`` has otherwise is NaN; one for all of them if they are 0."""
    value, error = (_array(part) for part in again)
    alike = np.isclose(now.error, error, rtol=ALIKE, atol=0.0, equal_nan=True)
    sharp = np.isclose(now.value, value, rtol=SHARP, atol=0.0, equal_nan=True)
    errors = _rounded(np.where(alike, now.error, np.nan), 5) if now.error.any() else 0.0
    return [_rounded(now.value, 12), errors, np.flatnonzero(~sharp).tolist()]


def _stated(problems: dict[str, list[Any]]) -> list[list[list[Side]]]:
    decoded = {page: [decode(problem) for problem in batch] for page, batch in problems.items()}
    return [
        computed(subject, subject.problems() if subject.problems else decoded[subject.page])
        for subject in SUBJECTS
    ]


def _problems() -> dict[str, list[Any]]:
    """The encoded problems that are kept: those that are there, and drawn ones up to the number of batches."""
    found: dict[str, list[Any]] = {}
    for subject in SUBJECTS:
        if subject.page in found:
            continue
        kept = found[subject.page] = []
        if subject.drawn is None:
            continue
        if subject.path.exists():
            kept += json.loads(subject.path.read_text(encoding="utf-8"))["problems"]
        drawn = list(draw_problems(*subject.drawn, *DRAWS[0]))
        if subject.drawn[1] not in SLOW:
            drawn += draw_problems(*subject.drawn, *DRAWS[1])[1:]
        kept[len(drawn) :] = []
        kept += [encode(each) for each in drawn[len(kept) :]]
    return found


def record() -> None:
    """Write every file anew: the problems as they were, what is stated of them as it is."""
    FOLDER.mkdir(exist_ok=True)
    problems = _problems()
    again = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", __spec__.name, "--again"],
        input=json.dumps(problems),
        env={**os.environ, "NPY_DISABLE_CPU_FEATURES": PLAIN_INSTRUCTIONS},
        capture_output=True,
        check=True,
        text=True,
    )
    pages: dict[str, Any] = {page: {"problems": kept, "stated": {}} for page, kept in problems.items()}
    for subject, now, other in zip(SUBJECTS, _stated(problems), json.loads(again.stdout), strict=True):
        pages[subject.page]["stated"][subject.title] = [
            [_without_noise(*sides) for sides in zip(*batch, strict=True)]
            for batch in zip(now, other, strict=True)
        ]
    for path in set(FOLDER.glob("*.json")) - {subject.path for subject in SUBJECTS}:
        path.unlink()
    for name, page in pages.items():
        text = json.dumps(page, separators=(",", ":"), allow_nan=False)
        text = text.replace('"stated":', '\n"stated":').replace(']]],"', ']]],\n"')
        (FOLDER / f"{name}.json").write_text(text + "\n", "utf-8")


def _again() -> None:
    """What is stated of the problems on stdin, to stdout."""
    stated = [
        [[[_rounded(side.value, 17), _rounded(side.error, 17)] for side in batch] for batch in batches]
        for batches in _stated(json.load(sys.stdin))
    ]
    json.dump(stated, sys.stdout)


def main(arguments: Sequence[str] | None = None) -> None:
    """Without an argument, write the record anew."""
    parser = argparse.ArgumentParser(
        prog="python -m properties.recorded_sides",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--again", action="store_true", help="only print what is stated of the problems on stdin"
    )
    _again() if parser.parse_args(arguments).again else record()


if __name__ == "__main__":
    main()
