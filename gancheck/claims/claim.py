"""A claim of the theory: one object that the properties, the checks, the report and the documents read.

A claim is a *formula* (the function of gancheck that the sentence is about) and a *comparison* that holds the
formula against something computed in another way. A counter-claim is the same comparison with a wrong formula
in the place of the right one: a labels-swapped, factor-lost or sign-flipped version that somebody could have
written. The comparison must accept the formula and refuse each counter-claim; a comparison that accepts a
counter-claim checks nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancheck.claims.relation import ARGMAX, CONVERGES, Relation
from gancheck.numerics.arrays import Array, is_torch
from gancheck.numerics.estimate import Estimate

__all__ = ["Claim", "Comparison", "CounterClaim", "Problem", "Sides", "Source", "Tier"]

Problem = Any
"""A batch of problems: one of the frozen dataclasses of `gancheck.claims.problems` and its neighbours."""

Sides = tuple[Estimate, Estimate]
Floats = NDArray[np.float64]


class Tier(Enum):
    """How a claim is evidenced, from the strongest evidence to the nearest to practice."""

    EXACT = "exact"
    CERTIFIED = "certified"
    NUMERIC = "numeric"
    LEARNED = "learned"


@dataclass(frozen=True)
class Source:
    """Where a claim stands in print: a key of ``references.bib`` and the place in that work."""

    key: str
    locator: str

    def __str__(self) -> str:
        return f"[{self.key}] {self.locator}"


@dataclass(frozen=True)
class Comparison:
    """The two sides of a claim on a batch of problems, and what their relation leaves over.

    Attributes:
        lhs: Left side, ``(B, …)``.
        rhs: Right side, ``(B, …)``.
        residual: Failure of the relation, ``(B, …)``, in the units of the sides; 0 where it holds exactly.
        bound: The derived tolerance, the shape of ``residual``: the sum of both sides' stated errors.
    """

    lhs: Floats
    rhs: Floats
    residual: Floats
    bound: Floats

    @property
    def severity(self) -> Floats:
        """``residual / bound`` per problem, the worst element of each: ``(B,)``; above 1 is a violation."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            ratio = np.where(self.residual == 0.0, 0.0, self.residual / self.bound)
        ratio = np.where(np.isnan(ratio), np.inf, ratio)
        return np.asarray(ratio.reshape(len(ratio), -1).max(axis=1))

    @property
    def holds(self) -> NDArray[np.bool_]:
        """Whether the relation holds within the bound, per problem: ``(B,)``."""
        return np.asarray(self.severity <= 1.0)

    @property
    def worst(self) -> int:
        """Which problem of the batch comes nearest to a violation, or is the worst one."""
        return int(np.argmax(self.severity))

    def element(self, problem: int) -> tuple[float, float, float, float]:
        """``(lhs, rhs, residual, bound)`` at the worst element of one problem."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            ratio = np.where(self.residual == 0.0, 0.0, self.residual / self.bound)[problem]
        ratio = np.where(np.isnan(ratio), np.inf, ratio).reshape(-1)
        index = int(np.argmax(ratio))
        residual = float(np.asarray(self.residual[problem]).reshape(-1)[index])
        bound = float(np.asarray(self.bound[problem]).reshape(-1)[index])
        return _at(self.lhs[problem], index), _at(self.rhs[problem], index), residual, bound


@dataclass(frozen=True, kw_only=True)
class CounterClaim:
    """A plausible wrong version of a claim.

    Attributes:
        title: What is wrong in it, for example "labels swapped".
        regime: Where it is wrong: no counter-claim is wrong everywhere (swapping p and q is none to JSD).
        formula: Takes the place of the claim's formula.
        witness: A problem in the regime, on which the comparison must refuse the wrong formula.
    """

    title: str
    regime: str
    formula: Callable[..., Any]
    witness: Callable[[], Problem]


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One sentence of the theory, with what is needed to test it.

    Attributes:
        id: Such as ``disc.optimum``.
        title: A few words.
        statement: The claim as LaTeX, without delimiters.
        words: The claim in one plain sentence.
        sources: Where it is stated, to the equation.
        relation: How the sides relate.
        assumptions: Under which conditions, in words; empty if none.
        problem: The type of problem that it speaks of.
        families: The families of laws (or of records) on which it is tested.
        formula: The function that the claim is about.
        comparison: ``(problem, formula) -> (lhs, rhs)``, each an `Estimate` over the batch.
        because: Why the stated errors bound the tolerance.
        counterclaims: At least two wrong versions.
        tiers: The tiers at which its comparison is evaluated, numeric or learned; `gancheck.checks.evidence` knows all.
    """

    id: str
    title: str
    statement: str
    words: str
    sources: tuple[Source, ...]
    relation: Relation
    assumptions: str
    problem: type
    families: tuple[str, ...]
    formula: Callable[..., Any]
    comparison: Callable[[Problem, Callable[..., Any]], Sides]
    because: str
    counterclaims: tuple[CounterClaim, ...]
    tiers: tuple[Tier, ...] = (Tier.NUMERIC,)

    def sides(self, problem: Problem, formula: Callable[..., Any] | None = None) -> Sides:
        """Both sides on a batch of problems, with ``formula`` in the place of the claim's own if given.

        A wrong formula may divide by zero: its answer is judged, its warnings are not.
        """
        if formula is None:
            return self.comparison(problem, self.formula)
        with np.errstate(all="ignore"):
            return self.comparison(problem, formula)

    def compare(self, problem: Problem, formula: Callable[..., Any] | None = None) -> Comparison:
        """Evaluate both sides and their relation on a batch of problems."""
        return relate(self.relation, *self.sides(problem, formula))


def relate(relation: Relation, lhs: Estimate, rhs: Estimate) -> Comparison:
    """Apply the one comparison of ``relation``; the bound is the sum of the stated errors.

    Relations along the last axis (ARGMAX, CONVERGES) compare one element of it with another, so that the
    error of each may enter twice: their bound is the largest error along the axis, doubled.
    """
    left, right = np.broadcast_arrays(_numpy(lhs.value), _numpy(rhs.value))
    error = _numpy(lhs.error) + _numpy(rhs.error)
    residual = relation.residual(left, right)
    bound = np.broadcast_to(error, left.shape)
    if relation is ARGMAX:
        bound = 2.0 * bound.max(axis=-1)
    elif relation is CONVERGES:
        bound = bound[..., -1]
    return Comparison(left, right, residual, bound)


def _numpy(x: Array) -> Floats:
    """``x`` as a float64 NumPy array with at least the batch axis."""
    array = x.detach().cpu().numpy() if is_torch(x) else x
    return np.atleast_1d(np.asarray(array, dtype=np.float64))


def _at(side: Floats, index: int) -> float:
    """Element ``index`` of a side, or its last where the relation folded the last axis."""
    flat = np.asarray(side).reshape(-1)
    return float(flat[index] if index < len(flat) else flat[-1])
