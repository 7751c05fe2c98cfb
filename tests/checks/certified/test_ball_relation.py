"""Two balls and a relation: certainly, certainly not, or open."""

import pytest
from flint import arb

from gancheck.certified.precision import working_precision
from gancheck.checks.certified.ball_relation import ABSOLUTE, RELATIVE, failures
from gancheck.claims.relation import ARGMAX, AT_LEAST, AT_MOST, CONVERGES, EQUAL, IFF

INF = arb.pos_inf()
UNDEFINED = arb(0) * INF
THIRD = arb(1) / 3


def holds(relation, *pairs):
    found = [failure.holds for failure in failures(relation, pairs)]
    return False if False in found else None if None in found else True


@pytest.mark.parametrize(
    "relation, lhs, rhs, expected",
    [
        (EQUAL, THIRD, THIRD, None),  # 53 bits do not tell 16 digits
        (EQUAL, arb(0.25), arb(0.25), True),
        (EQUAL, arb(0.25), arb(0.25) + 2.0**-40, False),
        (EQUAL, arb(0, 2.0**-120), arb(0), True),
        (EQUAL, arb(0, 2.0**-90), arb(0), None),
        (EQUAL, INF, INF, True),
        (EQUAL, INF, -INF, False),
        (EQUAL, INF, arb(1), False),
        (EQUAL, UNDEFINED, arb(1), None),
        (AT_MOST, arb(1), arb(2, 0.5), True),
        (AT_MOST, arb(2), arb(2, 0.5), None),
        (AT_MOST, arb(3), arb(2, 0.5), False),
        (AT_MOST, -INF, arb(0), True),
        (AT_MOST, arb(0), INF, True),
        (AT_MOST, INF, arb(0), False),
        (AT_MOST, INF, INF, True),
        (AT_MOST, arb(0), UNDEFINED, None),
        (AT_LEAST, arb(1), arb(2), False),
        (AT_LEAST, arb(2), arb(1), True),
        (IFF, 1, 1, True),
        (IFF, 1, 0, False),
        (IFF, arb(0.5, 0.5), 0, None),
    ],
)
def test_one_pair_is_decided_or_left_open(relation, lhs, rhs, expected):
    assert holds(relation, (lhs, rhs)) is expected


def test_the_resolution_is_sixteen_digits_of_the_larger_side_or_a_fixed_trifle():
    with working_precision(80):
        (relative,) = failures(EQUAL, [(arb(1000) / 3, arb(1000) / 3)])
    assert relative.holds
    assert relative.resolution == pytest.approx(RELATIVE * 1000 / 3)
    (absolute,) = failures(EQUAL, [(arb(1e-40), arb(2e-40))])
    assert absolute.resolution == ABSOLUTE
    assert absolute.holds is False  # however small, the two exact numbers are unequal


def test_what_maximises_one_side_maximises_the_other():
    likelihoods = [arb(-3), arb(-1), -INF, arb(-1)]
    assert holds(ARGMAX, *zip(likelihoods, [arb(5), arb(9), arb(1), arb(9)], strict=True)) is True
    assert holds(ARGMAX, *zip(likelihoods, [arb(9), arb(5), arb(1), arb(5)], strict=True)) is False
    blurred = [arb(9, 5), arb(9), arb(1), arb(9)]
    assert holds(ARGMAX, *zip(likelihoods, blurred, strict=True)) is None
    assert holds(ARGMAX, (-INF, -INF), (-INF, -INF)) is True
    assert holds(ARGMAX, (-INF, arb(1)), (arb(-1), arb(0))) is False


def test_only_the_end_of_a_sequence_is_compared_with_its_limit():
    assert holds(CONVERGES, (arb(1), arb(3)), (arb(3), arb(3))) is True
    assert holds(CONVERGES, (arb(3), arb(3)), (arb(1), arb(3))) is False
