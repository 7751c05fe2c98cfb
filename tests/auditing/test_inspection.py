"""The audits of several layers as one."""

from gancheck.auditing.audit import Audit, GameCard, Unchecked
from gancheck.auditing.inspection import merged
from gancheck.checks.verdict import Verdict
from tests.auditing.stub_target import other


def test_findings_follow_one_another_and_the_first_to_know_a_fact_is_heard():
    first = Audit(
        target="a",
        game=GameCard(k=5.0, sentences=("one", "two")),
        findings=(other(Verdict.HOLDS, "first"),),
        not_checked=(Unchecked("second", "no data"),),
    )
    second = Audit(
        target="b",
        game=GameCard(name="a game", k=1.0, sentences=("two", "three")),
        findings=(other(Verdict.HOLDS, "third"),),
        curves={"r": (1.0,)},
    )
    both = merged((first, second), "target")
    assert both.target == "target"
    assert both.game == GameCard(name="a game", k=5.0, sentences=("one", "two", "three"))
    assert [found.check for found in both.findings] == ["first", "third"]
    assert both.not_checked == first.not_checked
    assert both.curves == second.curves


def test_no_audits_make_an_empty_one():
    assert merged((), "target") == Audit(target="target", game=GameCard(), findings=())
