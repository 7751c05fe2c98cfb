"""How a property states its theorem.

::

    @theorem("gen.jsd")
    def test_criterion_is_minus_log_4_plus_twice_jsd(theorem, problem):
        \"\"\"C(G) = −log 4 + 2·JSD(p‖q).\"\"\"
        criterion, divergence = theorem.sides(problem)
        theorem.equal(criterion, divergence)

The decorator runs the body on batches of generated problems, once for each family of the claim; it marks the test
``claim(id)``, so that the terminal, JUnit and the tables name the sentence. The body may use only the relation that
the claim itself states, and must use it.
"""

import json
from collections.abc import Callable
from math import log10

import numpy as np
import pytest
from hypothesis import assume, event, given, settings, target
from hypothesis import strategies as st

from gancheck import pytest_plugin
from gancheck.claims.claim import Claim, Comparison, Problem, Sides, Tier, relate
from gancheck.claims.problems import decided, rows, size_of
from gancheck.claims.registry import get_claim
from gancheck.claims.relation import ARGMAX, AT_LEAST, AT_MOST, CONVERGES, EQUAL, IFF, Relation
from gancheck.distributions.codec import encode
from gancheck.numerics.estimate import Estimate
from gancheck.strategies.problems import problems
from gancheck.strategies.profiles import current_profile

__all__ = ["Theorem", "theorem"]

TRAININGS_ARE_SLOWER = 12
"""A claim about trained players gets this many times fewer examples: each of them trains a batch of games."""
SIDES = ("lhs", "rhs", "residual", "bound")
DIGITS = 16.0
"""Severities are steered and binned within 10**±16: beyond float64's digits one is as good as another."""


Property = Callable[..., None]
Body = Callable[["Theorem", Problem], None]


def theorem(claim: Claim | str) -> Callable[[Body], Property]:
    """The property of a claim: its body on batches of problems of every family that the claim names."""
    found = get_claim(claim)

    def decorate(body: Body) -> Property:
        def test(data: st.DataObject, family: str) -> None:
            problem = data.draw(problems(found.problem, family), label="problem")
            statement = Theorem(found, family, problem)
            body(statement, problem)
            if not statement.asserted:
                rule = f"end it with theorem.{found.relation.name.lower()}"
                raise AssertionError(f"The property of {found.id} asserts nothing; {rule}.")

        for name in ("__name__", "__qualname__", "__module__", "__doc__"):
            setattr(test, name, getattr(body, name))
        examples = current_profile().max_examples
        if found.tiers == (Tier.LEARNED,):
            examples = max(examples // TRAININGS_ARE_SLOWER, 2)
        tried: Property = settings(current_profile(), max_examples=examples)(given(data=st.data())(test))
        for mark in (pytest.mark.parametrize("family", found.families), pytest.mark.claim(found.id)):
            tried = mark(tried)
        return tried

    return decorate


class Theorem:
    """A claim on one batch of problems, as the body of its property sees it."""

    def __init__(self, claim: Claim, family: str, problem: Problem) -> None:
        self.claim = claim
        self.family = family
        self.problem = problem
        self.asserted = False

    def sides(self, problem: Problem) -> Sides:
        """Both sides of the claim on a batch of problems."""
        return self.claim.sides(problem)

    def equal(self, lhs: Estimate, rhs: Estimate) -> None:
        """Both sides are equal."""
        self._assert(EQUAL, lhs, rhs)

    def at_most(self, lhs: Estimate, rhs: Estimate) -> None:
        """The left side is at most the right side."""
        self._assert(AT_MOST, lhs, rhs)

    def at_least(self, lhs: Estimate, rhs: Estimate) -> None:
        """The left side is at least the right side."""
        self._assert(AT_LEAST, lhs, rhs)

    def iff(self, lhs: Estimate, rhs: Estimate) -> None:
        """The left side is true exactly where the right side is."""
        self._assert(IFF, lhs, rhs)

    def argmax(self, lhs: Estimate, rhs: Estimate) -> None:
        """What maximises one side maximises the other."""
        self._assert(ARGMAX, lhs, rhs)

    def converges(self, lhs: Estimate, rhs: Estimate) -> None:
        """The left side ends at the right side."""
        self._assert(CONVERGES, lhs, rhs)

    def _assert(self, relation: Relation, lhs: Estimate, rhs: Estimate) -> None:
        __tracebackhide__ = True
        if relation is not self.claim.relation:
            stated = self.claim.relation.name
            raise TypeError(f"{self.claim.id} states {stated}; its property calls theorem.{stated.lower()}.")
        comparison = relate(relation, lhs, rhs)
        if len(comparison.severity) != size_of(self.problem):
            raise TypeError(
                f"{self.claim.id} compares {len(comparison.severity)} sides of {size_of(self.problem)}."
            )
        self.asserted = True
        judged = decided(self.problem)
        assume(judged.any())
        comparison = Comparison(*(getattr(comparison, side)[judged] for side in SIDES))
        self._record(comparison)
        if not comparison.holds.all():
            raise AssertionError(self._refutation(comparison))

    def _record(self, comparison: Comparison) -> None:
        """Tell pytest's summary and Hypothesis' search how near a violation the batch came."""
        severity = float(comparison.severity[comparison.worst])
        record = pytest_plugin.current_record()
        if record is not None:
            _, _, residual, bound = comparison.element(comparison.worst)
            record.add(cases=len(comparison.severity), severity=severity, residual=residual, bound=bound)
        digits = -log10(severity) if severity > 0.0 else DIGITS
        digits = min(max(digits, -DIGITS), DIGITS)
        target(-digits, label="log10(residual / bound)")
        event("digits to spare", payload="exact" if severity == 0.0 else f"{digits:.0f}")

    def _refutation(self, comparison: Comparison) -> str:
        """The failure, for a reader who has never seen the test."""
        claim, worst = self.claim, comparison.worst
        lhs, rhs, residual, bound = comparison.element(worst)
        place = int(np.flatnonzero(decided(self.problem))[worst])
        stored = json.dumps(encode(rows(self.problem, place)), allow_nan=False, ensure_ascii=False)
        return "\n".join(
            [
                f"{claim.id} is violated: {claim.words}",
                f"  stated in   {'; '.join(map(str, claim.sources))}",
                f"  family      {self.family}, problem {worst + 1} of {len(comparison.severity)}",
                f"  left side   {lhs!r}",
                f"  right side  {rhs!r}",
                f"  relation    {claim.relation.name}: {claim.relation.sentence}",
                f"  residual    {residual!r}",
                f"  bound       {bound!r} ({claim.because})",
                f"  problem     {stored}",
            ]
        )
