import numpy as np
import pytest

from gancheck.claims.relation import ARGMAX, AT_LEAST, AT_MOST, CONVERGES, EQUAL, IFF, Relation

INF, NAN = np.inf, np.nan


def residual(relation: Relation, lhs: object, rhs: object) -> object:
    return relation.residual(np.asarray(lhs, dtype=np.float64), np.asarray(rhs, dtype=np.float64)).tolist()


@pytest.mark.parametrize(
    "relation, lhs, rhs, expected",
    [
        (EQUAL, 1.0, 1.25, 0.25),
        (EQUAL, 1.25, 1.0, 0.25),
        (EQUAL, INF, INF, 0.0),
        (EQUAL, -INF, -INF, 0.0),
        (EQUAL, INF, -INF, INF),
        (EQUAL, INF, 1.0, INF),
        (EQUAL, 1.0, INF, INF),
        (EQUAL, NAN, NAN, INF),
        (EQUAL, NAN, 1.0, INF),
        (EQUAL, 1e308, -1e308, INF),
        (EQUAL, 0.0, -0.0, 0.0),
        (AT_MOST, 1.0, 2.0, 0.0),
        (AT_MOST, 2.0, 1.0, 1.0),
        (AT_MOST, 1.0, INF, 0.0),
        (AT_MOST, INF, 1.0, INF),
        (AT_MOST, -INF, INF, 0.0),
        (AT_MOST, INF, INF, 0.0),
        (AT_MOST, 1.0, NAN, INF),
        (AT_MOST, NAN, INF, INF),
        (AT_LEAST, 2.0, 1.0, 0.0),
        (AT_LEAST, 1.0, 2.0, 1.0),
        (AT_LEAST, INF, 1.0, 0.0),
        (AT_LEAST, 1.0, INF, INF),
        (AT_LEAST, NAN, -INF, INF),
        (IFF, 1.0, 1.0, 0.0),
        (IFF, 1.0, 0.0, 1.0),
        (IFF, NAN, 0.0, INF),
    ],
)
def test_a_residual_is_how_far_the_relation_fails(
    relation: Relation, lhs: float, rhs: float, expected: float
) -> None:
    assert residual(relation, [lhs], [rhs]) == [expected]


@pytest.mark.parametrize(
    "lhs, rhs, expected",
    [
        ([1.0, 3.0, 2.0], [0.1, 0.9, 0.2], 0.0),
        ([1.0, 3.0, 2.0], [0.9, 0.1, 0.2], 2.0),
        ([1.0, 3.0, 2.0], [0.1, 0.2, 0.9], 1.0),
        ([3.0, 3.0, 1.0], [0.9, 0.9, 0.1], 0.0),
        ([-INF, 0.0, -1.0], [-INF, 5.0, 4.0], 0.0),
        ([-INF, 0.0, -1.0], [9.0, 5.0, 4.0], INF),
        ([INF, 0.0], [1.0, 0.0], 0.0),
        ([INF, 0.0], [0.0, 1.0], INF),
        ([NAN, 0.0], [0.0, 1.0], INF),
        ([0.0, 1.0], [1.0, NAN], INF),
        ([-INF, -INF], [-INF, -INF], 0.0),
    ],
)
def test_the_maximiser_of_each_side_is_judged_by_the_other(
    lhs: list[float], rhs: list[float], expected: float
) -> None:
    assert residual(ARGMAX, [lhs], [rhs]) == [expected]
    assert residual(ARGMAX, [rhs], [lhs]) == [expected]


def test_convergence_compares_the_last_elements() -> None:
    assert residual(CONVERGES, [[9.0, 2.0], [9.0, INF]], [[0.0, 1.5], [0.0, INF]]) == [0.5, 0.0]
    assert residual(CONVERGES, [[0.0, NAN]], [[0.0, 0.0]]) == [INF]


@pytest.mark.parametrize("relation", [EQUAL, AT_MOST, AT_LEAST, IFF, ARGMAX, CONVERGES], ids=lambda r: r.name)
def test_a_relation_says_itself_and_holds_between_a_thing_and_itself(relation: Relation) -> None:
    assert relation.sentence
    assert relation.symbol
    same = np.array([[0.0, 1.0], [1.0, -INF]])
    assert not np.any(relation.residual(same, same))
