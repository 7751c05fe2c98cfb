"""Which training each claim about Algorithm 1 asks for."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any

from gancheck.checks.generation import draw_examples
from gancheck.checks.judgement import judge
from gancheck.checks.learned import (
    directions,
    disjoint_supports,
    equilibrium,
    figure_1,
    inner_loop,
    local_stability,
    minibatches,
    optimum,
    trained_counts,
)
from gancheck.checks.learned.keep import Keep, forget
from gancheck.checks.outcome import Outcome
from gancheck.claims.claim import Claim, Problem, Tier
from gancheck.errors import InvalidInput

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["PROBLEMS", "TRAININGS", "ClaimTraining", "check_learned"]

PROBLEMS = 16
"""How many problems are trained for a check where nothing else is said."""

REPEATED_SHARE, MOST_REPEATED = 4, 32
"""A check that trains each problem many times over takes a quarter of the problems, and never more than so many."""


@dataclass(frozen=True)
class ClaimTraining:
    """What to train for a claim.

    Attributes:
        problems: The laws to train on, one problem each, for a family of the claim.
        records: ``(family, laws stacked, seed, device, keep)`` to the record of a training.
        undecided: Why a record may be undecided; empty if none is.
        repeated: Whether each problem is trained many times over, so that fewer of them are enough.
    """

    problems: "Callable[[str], SearchStrategy[Any]]"
    records: Callable[[str, Any, int, str, Keep], Problem]
    undecided: str = ""
    repeated: bool = False


TRAININGS = {
    "alg.directions": ClaimTraining(directions.problems, directions.train_records, directions.UNDECIDED),
    "alg.inner-loop": ClaimTraining(
        inner_loop.problems, inner_loop.train_records, inner_loop.UNDECIDED, repeated=True
    ),
    "alg.learned-optimum": ClaimTraining(optimum.problems, optimum.train_records, optimum.UNDECIDED),
    "alg.learned-equilibrium": ClaimTraining(
        equilibrium.problems, equilibrium.train_records, equilibrium.UNDECIDED
    ),
    "alg.disjoint-supports": ClaimTraining(
        disjoint_supports.problems, disjoint_supports.train_records, disjoint_supports.UNDECIDED
    ),
    "alg.figure-1": ClaimTraining(figure_1.problems, figure_1.train_records, figure_1.UNDECIDED),
    "alg.unbiased": ClaimTraining(minibatches.problems, minibatches.train_records, repeated=True),
    "alg.sampling-law": ClaimTraining(
        trained_counts.problems, trained_counts.train_records, trained_counts.UNDECIDED, repeated=True
    ),
    "dyn.stability": ClaimTraining(
        local_stability.problems, local_stability.train_records, local_stability.UNDECIDED
    ),
}


def check_learned(
    claim: Claim,
    family: str,
    *,
    seed: int = 0,
    size: int = PROBLEMS,
    device: str = "auto",
    keep: Keep = forget,
) -> Outcome:
    """Draw problems of a family, train players on them, and hold the claim against the records.

    Args:
        claim: A claim with learned evidence.
        family: One of its families.
        seed: Seeds the drawing of the problems and the training.
        size: How many problems; a quarter of it, and at most `MOST_REPEATED`, where each is trained many times over.
        device: ``"auto"``, ``"cpu"`` or ``"cuda"``.
        keep: Called with each training that was judged.

    Raises:
        InvalidInput: The claim has no learned evidence, or the device is not there.
    """
    from gancheck.strategies.batch import stacked

    start = perf_counter()
    if claim.id not in TRAININGS:
        raise InvalidInput(
            f"`tier` is 'learned', at which {claim.id} has no evidence; choose one of its tiers."
        )
    training = TRAININGS[claim.id]
    size = min(-(-size // REPEATED_SHARE), MOST_REPEATED) if training.repeated else size
    laws = stacked(draw_examples(training.problems(family), seed, size))
    records = training.records(family, laws, seed, device, keep)
    outcome = judge(
        claim, [records], tier=Tier.LEARNED, family=family, seed=seed, undecided=training.undecided
    )
    return replace(outcome, seconds=perf_counter() - start)
