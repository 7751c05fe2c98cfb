"""The arithmetic of the audit's bench."""

import pytest

from benchmarks.audit.edit import Bug
from benchmarks.audit.program import Program
from benchmarks.audit.score import Judged, by, false_alarm_bound, summary
from benchmarks.audit.trial import Outcome, Trial
from gancheck.auditing.finding import Severity


def judged(code, *violated, severity=Severity.ERROR, same_as=(), held=1, failure=""):
    program = Program("ring_functions", "hinge")
    bug = (
        Bug(
            name="a bug",
            hunks=(),
            losses=(),
            hosts=(),
            code=code,
            severity=severity,
            same_as=same_as,
        )
        if code
        else None
    )
    found = tuple((*each, "check", "title", 1) for each in violated)
    return Judged(Trial(program, bug), Outcome("key", "name", found, held=held, failure=failure))


def figures(*given):
    return {row["figure"]: row["value"] for row in summary(given)}


def test_no_alarm_in_three_hundred_runs_bounds_the_rate_at_one_percent():
    assert false_alarm_bound(0, 300) == pytest.approx(1.0 - 0.05 ** (1 / 300), rel=1e-12)
    assert false_alarm_bound(0, 300) < 0.01
    assert false_alarm_bound(1, 1) == 1.0


def test_a_bug_is_found_by_a_violation_as_grave_as_it():
    assert judged("G4", ("error", "L1")).found
    assert not judged("G4", ("warning", "G4")).found
    assert judged("P4", ("warning", "P4"), severity=Severity.WARNING).found
    assert judged("P4", ("error", "P4"), severity=Severity.WARNING).found
    assert not judged("P4", ("note", "P4"), severity=Severity.WARNING).found


def test_a_bug_is_named_by_its_class_or_by_one_that_means_the_same():
    assert judged("S1", ("error", "L1"), same_as=("L1",)).named
    assert not judged("S1", ("error", "G4"), same_as=("L1",)).named
    assert not judged("S1", ("warning", "S1")).named


def test_a_right_program_is_accused_by_an_error_alone():
    assert judged(None, ("error", "L1")).found
    assert not judged(None, ("warning", "G1"), ("note", "L1")).found


def test_what_decides_nothing_abstains():
    assert judged("S1", held=0).abstained
    assert judged("S1", held=3, failure="the audit hangs").abstained
    assert not judged("S1", ("error", "S1"), held=0).abstained


def test_the_summary_counts():
    made = figures(
        judged("S1", ("error", "S1")), judged("S1", ("error", "G4")), judged("S1"), judged(None), judged(None)
    )
    assert made["mutants found"] == "2 of 3 (66.7 %)"
    assert made["mutants found and rightly named"] == "1 of 3 (33.3 %)"
    assert made["right programs accused"] == "0 of 2 (0.0 %)"


def test_groups_add_up():
    rows = by(
        [judged("S1", ("error", "S1")), judged("G4"), judged(None)], lambda e: e.trial.program.host, "host"
    )
    assert [(row["mutants"], row["found"], row["right"]) for row in rows] == [(2, 1, 1)]
