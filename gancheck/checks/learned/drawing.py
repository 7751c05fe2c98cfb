"""Records of trainings as Hypothesis examples: laws are drawn, players trained on them together.

A failing batch shrinks to one small problem, which is trained anew at every attempt.
"""

from functools import cache, partial
from typing import Any

from gancheck.checks.learned.check import TRAININGS, ClaimTraining
from gancheck.checks.learned.keep import forget
from gancheck.claims.claim import Problem
from gancheck.claims.registry import get_claim

__all__ = ["provide_records"]

SIZE = 4
"""Most problems trained together in one example: enough to be a batch, few enough to be quick."""


@cache
def provide_records() -> None:
    """Let `gancheck.strategies.problems.problems` draw the records of every claim with learned evidence."""
    from gancheck.strategies.batch import batches
    from gancheck.strategies.problems import provides_batches

    for claim_id, training in TRAININGS.items():
        claim = get_claim(claim_id)
        for family in claim.families:
            laws = batches(training.problems(family), max_size=SIZE)
            provides_batches(claim.problem, family, laws.map(partial(_train, training, family)))


def _train(training: ClaimTraining, family: str, laws: Any) -> Problem:
    return training.records(family, laws, 0, "auto", forget)
