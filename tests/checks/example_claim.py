"""A small claim whose every side is known: the square of x is x times x."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gancheck.claims.claim import Claim, CounterClaim, Sides, Source
from gancheck.claims.relation import EQUAL
from gancheck.numerics.estimate import Estimate


@dataclass(frozen=True)
class Numbers:
    """Numbers x, each decided or not."""

    x: Any
    decided: Any
    family: str = "numbers"


def numbers(*x: float, undecided: tuple[int, ...] = ()) -> Numbers:
    decided = np.ones(len(x), dtype=bool)
    decided[list(undecided)] = False
    return Numbers(np.array(x), decided)


def square(x: Any) -> Any:
    return x * x


def double(x: Any) -> Any:
    return 2.0 * x


def undefined(x: Any) -> Any:
    return x / np.zeros_like(x)


def almost(x: Any) -> Any:
    return x * x + 0.25


def comparison(problem: Numbers, formula: Callable[..., Any]) -> Sides:
    """Within ½ of the square."""
    half = np.full_like(problem.x, 0.5)
    return Estimate(formula(problem.x), half), Estimate(problem.x * problem.x, 0.0 * half)


def witness() -> Numbers:
    return numbers(3.0)


def counter(title: str, formula: Callable[..., Any]) -> CounterClaim:
    return CounterClaim(title=title, regime="x far from 2", formula=formula, witness=witness)


CLAIM = Claim(
    id="test.square",
    title="squares",
    statement="x^2 = x x",
    words="The square of x is x times x.",
    sources=(Source("lin1991", "Eq. (1)"),),
    relation=EQUAL,
    assumptions="",
    problem=Numbers,
    families=("numbers",),
    formula=square,
    comparison=comparison,
    because="half a unit, by decree",
    counterclaims=(counter("doubled", double), counter("divided", undefined)),
)

WRONG = replace(CLAIM, formula=double)
"""The claim with a wrong formula in its source."""

BLIND = replace(CLAIM, counterclaims=(*CLAIM.counterclaims, counter("a quarter too much", almost)))
"""A comparison too coarse for one of its counter-claims."""
