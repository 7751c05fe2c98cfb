"""What a derivation's outcome says: the step that fails or is not decided, the wrong version that passes."""

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy

from gancheck.checks.exact import check
from gancheck.checks.exact.derivation import Derivation, Step
from gancheck.checks.verdict import Verdict
from gancheck.claims.claim import Tier
from gancheck.claims.registry import get_claim
from gancheck.errors import InvalidInput

X = sympy.Symbol("x", positive=True)
TITLES = tuple(counter.title for counter in get_claim("gen.bounds").counterclaims)


def square(formula, problem):
    """(x + 1)² = x² + 2x + 1."""
    yield Step("the square of a sum", (X + 1) ** 2 - X**2 - formula(X) - 1)
    yield Step("two is two", True)


TWICE = Derivation(
    claim="gen.bounds",
    method="expansion",
    formula=lambda x: 2 * x,
    steps=square,
    wrong={TITLES[0]: lambda x: x},
    unseen={TITLES[1]: "for the test"},
)


def outcome_of(monkeypatch, *derivations, family=None):
    """What the check says of other derivations."""
    monkeypatch.setattr(check, "derivations", lambda: {"gen.bounds": derivations})
    return check.check_exact(get_claim("gen.bounds"), family)


def test_a_derivation_holds(monkeypatch):
    outcome = outcome_of(monkeypatch, TWICE)
    assert outcome.verdict is Verdict.HOLDS
    assert (outcome.tier, outcome.family, outcome.cases) == (Tier.EXACT, "symbolic", 2)
    assert outcome.worst_residual == 0.0
    assert [(each.title, each.refuted, each.power) for each in outcome.refutations] == [
        (TITLES[0], True, 1.0)
    ]
    assert outcome.because == "expansion"
    assert outcome.reproduce == "gancheck check gen.bounds --tier exact --family symbolic --seed 0"


def test_a_wrong_formula_is_a_violation_that_names_the_step(monkeypatch):
    outcome = outcome_of(monkeypatch, replace(TWICE, formula=lambda x: 3 * x))
    assert outcome.verdict is Verdict.VIOLATED
    assert outcome.reason == "The derivation fails at: the square of a sum."
    assert outcome.worst_residual > 0.0


def test_a_step_that_is_not_decided_is_inconclusive(monkeypatch):
    """A formula of which nothing is known."""
    outcome = outcome_of(monkeypatch, replace(TWICE, formula=sympy.Function("f")))
    assert outcome.verdict is Verdict.INCONCLUSIVE
    assert outcome.reason == "Not decided: the square of a sum."
    assert outcome.inconclusive == 1


def test_a_derivation_without_steps_is_inconclusive(monkeypatch):
    outcome = outcome_of(monkeypatch, replace(TWICE, steps=lambda formula, problem: []))
    assert outcome.verdict is Verdict.INCONCLUSIVE
    assert "no step was taken" in outcome.reason


@pytest.mark.parametrize("wrong", [{TITLES[0]: lambda x: x + x}, {}])
def test_a_derivation_that_refutes_nothing_is_inconclusive(monkeypatch, wrong):
    outcome = outcome_of(monkeypatch, replace(TWICE, wrong=wrong))
    assert outcome.verdict is Verdict.INCONCLUSIVE
    assert outcome.reason.startswith("The derivation cannot tell the claim from")


def test_a_failing_problem_is_named_and_witnesses_are_always_taken(monkeypatch):
    """The equation holds on all drawn problems but not on the witness."""
    from hypothesis import strategies as st

    def steps(formula, problem):
        yield Step("the sum", formula(problem) - 2 * problem)

    drawn = replace(
        TWICE, steps=steps, family="rational", problems=lambda: st.integers(0, 3), witnesses=(Fraction(7, 2),)
    )
    assert outcome_of(monkeypatch, drawn).verdict is Verdict.HOLDS
    outcome = outcome_of(monkeypatch, replace(drawn, formula=lambda x: 2 * int(x)))
    assert outcome.verdict is Verdict.VIOLATED
    assert outcome.reason == "The derivation fails at: the sum, for 7/2."
    assert outcome.worst_residual == 1.0
    assert 0.0 < outcome.refutations[0].power < 1.0


def test_families_are_told_apart(monkeypatch):
    other = replace(TWICE, family="rational")
    assert outcome_of(monkeypatch, TWICE, other, family="rational").family == "rational"
    assert outcome_of(monkeypatch, TWICE, other).family == "symbolic"
    with pytest.raises(InvalidInput, match="its derivations are symbolic, rational"):
        outcome_of(monkeypatch, TWICE, other, family="numeric")


def test_a_claim_without_a_derivation_is_refused(monkeypatch):
    with pytest.raises(InvalidInput, match="it has no derivation"):
        outcome_of(monkeypatch)
