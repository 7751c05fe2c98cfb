"""The arithmetic of the mutation score, and what counts as an explanation."""

import pytest

pytest.importorskip("cosmic_ray")

from benchmarks.mutants import mutants_of
from benchmarks.mutation import RECORD, _finished, explanations, scores


def rows(killed, survived, explained):
    return [
        *[{"status": "killed", "class": "", "by": ""}] * killed,
        *[{"status": "survived", "class": ""}] * survived,
        *[{"status": "survived", "class": "equivalent"}] * explained,
    ]


def test_the_score_leaves_out_what_is_explained_and_the_raw_one_does_not():
    line = scores("all", 1000, rows(8, 2, 10))
    assert (line["sampled"], line["killed"], line["survived"], line["explained"]) == (20, 8, 12, 10)
    assert (line["raw"], line["score"]) == (0.4, 0.8)
    assert not line["reached"]


def test_an_open_survivor_is_not_explained():
    listed = [{"status": "survived", "class": "open"}, {"status": "killed", "class": "", "by": ""}]
    assert scores("all", 2, listed)["score"] == 0.5


def test_the_interval_is_that_of_clopper_and_pearson():
    line = scores("all", 1000, rows(10, 0, 0))
    # 10 of 10: the lower end is (α/2)^(1/n).
    assert line["from"] == pytest.approx(0.025**0.1, rel=1e-12)
    assert line["to"] == 1.0
    assert line["reached"]


def test_the_target_is_reached_at_nineteen_of_twenty():
    assert scores("all", 20, rows(19, 1, 0))["reached"]
    assert not scores("all", 19, rows(18, 1, 0))["reached"]


def test_a_room_of_explained_survivors_has_nothing_to_score():
    line = scores("all", 3, rows(0, 0, 3))
    assert (line["raw"], line["score"], line["from"], line["to"]) == (0.0, 1.0, 0.0, 1.0)


def test_explanations_are_the_rows_of_the_page():
    page = (
        "| `0123456789` | a.py f: `x` → `y` | equivalent | Both are 0. |\n| `012345678x` | b | open | no |\n"
    )
    assert explanations(page) == {"0123456789": ("equivalent", "Both are 0.")}


def test_what_only_the_record_kills_is_counted_by_itself():
    listed = [
        {"status": "killed", "class": "", "by": f"{RECORD}::test_it"},
        {"status": "killed", "class": "", "by": "properties/test_generator.py::test_it"},
    ]
    line = scores("all", 2, listed)
    assert (line["killed"], line["by record"]) == (2, 1)


def test_a_run_that_ends_early_scores_only_the_beginning_of_its_sample():
    drawn = mutants_of("gancheck/numerics/x.py", "def f(x, y):\n    return x + y\n")
    assert len(drawn) == 3
    verdicts = {drawn[0].fingerprint: None, drawn[2].fingerprint: None}
    assert _finished(drawn, verdicts) == drawn[:1]
