import csv
import dataclasses
import io
import math

from gancheck.checks.outcome import COLUMNS
from gancheck.report.frame import csv_text, outcomes_frame
from tests.report.conftest import OUTCOMES


def rows_of(outcomes):
    return list(csv.DictReader(io.StringIO(csv_text(outcomes_frame(outcomes)))))


def test_the_columns_are_exactly_those_announced():
    assert list(outcomes_frame(OUTCOMES).columns) == list(COLUMNS)
    assert list(outcomes_frame(()).columns) == list(COLUMNS)


def test_one_row_an_outcome_in_their_order():
    assert [row["claim"] for row in rows_of(OUTCOMES)] == [outcome.claim for outcome in OUTCOMES]


def test_floats_read_back_bit_for_bit_and_infinities_by_name():
    outcome = dataclasses.replace(OUTCOMES[0], lhs=0.1 + 0.2, rhs=-math.inf, bound=math.nan)
    (row,) = rows_of((outcome,))
    assert float(row["lhs"]) == 0.1 + 0.2
    assert row["rhs"] == "-inf"
    assert row["bound"] == "nan"


def test_a_budget_that_was_not_measured_is_empty():
    rows = rows_of(OUTCOMES)
    assert rows[0]["optimisation"] == ""
    assert float(rows[3]["sampling"]) == 7e-3


def test_refuted_counterclaims_are_counted():
    inconclusive = next(row for row in rows_of(OUTCOMES) if row["verdict"] == "INCONCLUSIVE")
    assert (inconclusive["counterclaims"], inconclusive["refuted"], inconclusive["least_power"]) == (
        "2",
        "1",
        "0.6",
    )
