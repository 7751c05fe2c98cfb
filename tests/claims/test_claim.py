from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from gancheck.claims.claim import Claim, Comparison, CounterClaim, Source, Tier, relate
from gancheck.claims.relation import ARGMAX, AT_MOST, CONVERGES, EQUAL
from gancheck.numerics.estimate import Estimate

INF, NAN = np.inf, np.nan


def estimate(value: Any, error: Any) -> Estimate:
    return Estimate(np.asarray(value, dtype=np.float64), np.asarray(error, dtype=np.float64))


@dataclass(frozen=True)
class Number:
    x: Any
    family: str = "numbers"


def square(x: Any) -> Any:
    return x * x


def double(x: Any) -> Any:
    return 2.0 * x


def against_a_product(problem: Number, formula: Any) -> tuple[Estimate, Estimate]:
    exact = np.array([float(v) * float(v) for v in problem.x])
    return estimate(formula(problem.x), 1e-15 * exact), estimate(exact, 0.0 * exact)


CLAIM = Claim(
    id="test.square",
    title="squares",
    statement="x^2 = x x",
    words="The square of x is x times x.",
    sources=(Source("lin1991", "Eq. (1)"),),
    relation=EQUAL,
    assumptions="",
    problem=Number,
    families=("numbers",),
    formula=square,
    comparison=against_a_product,
    because="one rounding",
    counterclaims=(
        CounterClaim(
            title="doubled", regime="x ≠ 2", formula=double, witness=lambda: Number(np.array([3.0]))
        ),
    ),
)


def test_the_bound_is_the_sum_of_both_errors() -> None:
    comparison = relate(EQUAL, estimate([1.0, 2.0], [0.25, 0.0]), estimate([1.5, 2.0], [0.25, 0.5]))
    assert comparison.residual.tolist() == [0.5, 0.0]
    assert comparison.bound.tolist() == [0.5, 0.5]
    assert comparison.severity.tolist() == [1.0, 0.0]
    assert comparison.holds.tolist() == [True, True]


def test_a_residual_above_the_bound_is_a_violation_and_the_worst_problem_is_named() -> None:
    comparison = relate(AT_MOST, estimate([0.0, 3.0, 9.0], [1.0] * 3), estimate([5.0, 0.0, 0.0], [1.0] * 3))
    assert comparison.holds.tolist() == [True, False, False]
    assert comparison.worst == 2
    assert comparison.element(1) == (3.0, 0.0, 3.0, 2.0)


def test_without_a_stated_error_only_exact_agreement_holds() -> None:
    comparison = relate(EQUAL, estimate([1.0, 1.0], 0.0), estimate([1.0, 1.0 + 2.0**-52], 0.0))
    assert comparison.severity.tolist() == [0.0, INF]


@pytest.mark.parametrize("lhs, rhs", [(NAN, 1.0), (1.0, NAN), (NAN, NAN), (INF, 1.0), (INF, -INF)])
@pytest.mark.parametrize("error", [0.0, 1.0, 1e300])
def test_an_undefined_or_infinitely_wrong_side_never_holds(lhs: float, rhs: float, error: float) -> None:
    assert not relate(EQUAL, estimate([lhs], [error]), estimate([rhs], [0.0])).holds.any()


@pytest.mark.parametrize("error", [0.0, 1.0])
def test_equal_infinities_hold_whatever_the_error(error: float) -> None:
    assert relate(EQUAL, estimate([INF], [error]), estimate([INF], [error])).holds.all()


def test_a_nan_error_does_not_turn_a_violation_into_a_pass() -> None:
    assert not relate(EQUAL, estimate([2.0], [NAN]), estimate([1.0], [0.0])).holds.any()


def test_each_of_several_columns_has_its_own_bound() -> None:
    lhs, rhs = (
        estimate([[1.0, 5.0], [1.0, 5.0]], [[0.0, 2.0], [0.0, 0.0]]),
        estimate([[1.0, 4.0]], [[0.0, 0.0]]),
    )
    comparison = relate(EQUAL, lhs, rhs)
    assert comparison.severity.tolist() == [0.5, INF]
    assert comparison.element(0) == (5.0, 4.0, 1.0, 2.0)


def test_an_argmax_is_forgiven_twice_the_largest_error_along_the_axis() -> None:
    lhs, rhs = (
        estimate([[0.0, 1.0, 0.9]], [[0.01, 0.05, 0.02]]),
        estimate([[0.0, 0.5, 0.6]], [[0.0, 0.01, 0.0]]),
    )
    comparison = relate(ARGMAX, lhs, rhs)
    assert comparison.residual.tolist() == [pytest.approx(0.1, abs=1e-15)]
    assert comparison.bound.tolist() == [pytest.approx(0.12, abs=1e-15)]
    assert comparison.holds.all()
    assert not relate(ARGMAX, estimate(lhs.value, 0.25 * lhs.error), estimate(rhs.value, 0.0)).holds.any()


def test_a_limit_is_compared_at_the_end_with_the_error_there() -> None:
    comparison = relate(
        CONVERGES, estimate([[9.0, 1.0]], [[0.0, 0.5]]), estimate([[0.0, 0.75]], [[0.0, 0.0]])
    )
    assert comparison.residual.tolist() == [0.25]
    assert comparison.bound.tolist() == [0.5]
    assert comparison.element(0)[2:] == (0.25, 0.5)


def test_a_claim_accepts_its_formula_and_refuses_its_counterclaim() -> None:
    (counter,) = CLAIM.counterclaims
    assert CLAIM.compare(Number(np.array([0.0, -1.5, 3.0]))).holds.all()
    assert not CLAIM.compare(counter.witness(), counter.formula).holds.any()
    assert CLAIM.compare(Number(np.array([2.0])), counter.formula).holds.all(), (
        "no counter-claim is wrong everywhere"
    )


def test_sides_use_the_claims_own_formula_unless_given_another() -> None:
    problem = Number(np.array([3.0]))
    assert CLAIM.sides(problem)[0].value.tolist() == [9.0]
    assert CLAIM.sides(problem, double)[0].value.tolist() == [6.0]


def test_the_defaults_and_the_source_read_as_documented() -> None:
    assert CLAIM.tiers == (Tier.NUMERIC,)
    assert str(CLAIM.sources[0]) == "[lin1991] Eq. (1)"


def test_torch_sides_are_compared_like_numpy_ones() -> None:
    torch = pytest.importorskip("torch")
    lhs = Estimate(torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True), torch.zeros(2))
    comparison = relate(EQUAL, lhs, estimate([1.0, 2.5], [0.0, 0.5]))
    assert isinstance(comparison, Comparison)
    assert comparison.holds.tolist() == [True, True]
