"""The report as an object, and `gancheck.audit` on the caller's own objects."""

import json
import sys
import types

import pytest

from gancheck.auditing.audit import Audit, GameCard, Unchecked
from gancheck.auditing.finding import Severity
from gancheck.checks.verdict import Verdict
from gancheck.errors import AuditViolation, InvalidInput
from gancheck.report.audit_report import chosen, fails
from gancheck.report.audit_session import audit
from tests.auditing.stub_target import other, report_of, violation

ERROR, WARNING, NOTE = (violation(severity=severity) for severity in Severity)
UNDECIDED = other(Verdict.INCONCLUSIVE, "stub-undecided", "too few points")
HOLDS = other(Verdict.HOLDS, "stub-holds")


@pytest.mark.parametrize(
    "fail_on, failing",
    [
        ("error", [ERROR]),
        ("warning", [ERROR, WARNING]),
        ("note", [ERROR, WARNING, NOTE]),
        ("inconclusive", [ERROR, UNDECIDED]),
        ("never", []),
    ],
)
def test_what_fails_is_what_was_asked_for(fail_on, failing):
    report = report_of(ERROR, WARNING, NOTE, UNDECIDED, HOLDS, fail_on=fail_on)
    assert list(report.failures) == failing
    assert [found for found in report.verdicts if fails(found, fail_on)] == failing
    if failing:
        with pytest.raises(AuditViolation, match="Exchange the targets of D"):
            report.raise_for_violations()
    else:
        report.raise_for_violations()


def test_an_unknown_threshold_is_refused():
    with pytest.raises(InvalidInput, match="`fail_on` is 'bug'"):
        report_of(fail_on="bug")


def test_the_frame_has_one_row_a_finding():
    frame = report_of(ERROR, HOLDS).to_frame()
    assert list(frame.columns[:5]) == ["target", "check", "title", "verdict", "severity"]
    assert frame["bug_class"].tolist()[0] == "L1"
    assert len(report_of().to_frame()) == 0


def test_selecting_and_ignoring_take_ids_and_codes():
    crashed = other(Verdict.INCONCLUSIVE, "target-runs", "it crashed")
    given = Audit(
        target="t",
        game=GameCard(),
        findings=(ERROR, HOLDS, crashed),
        not_checked=(Unchecked("stub-holds", "no"), Unchecked("stub-other", "no")),
    )
    assert chosen(given, (), ()) == given
    assert chosen(given, ("L1",), ()).findings == (ERROR, crashed)
    assert chosen(given, ("stub-holds",), ()).findings == (HOLDS, crashed)
    assert [each.check for each in chosen(given, ("stub-holds",), ()).not_checked] == ["stub-holds"]
    assert chosen(given, (), ("stub-direction",)).findings == (HOLDS, crashed)
    assert chosen(given, ("L1",), ("stub-direction",)).findings == (crashed,)


def test_nothing_decided_is_told_apart():
    assert not report_of(UNDECIDED, other(Verdict.HOLDS, "target-runs")).decided
    assert report_of(HOLDS).decided


def test_in_a_notebook_it_is_a_frame_of_its_own():
    shown = report_of(ERROR)._repr_html_()
    assert shown.startswith("<iframe srcdoc=")
    assert "<script>" not in shown


def stub_losses(monkeypatch, audit_losses):
    module = types.ModuleType("gancheck.auditing.losses.audit")
    module.audit_losses = audit_losses
    monkeypatch.setitem(sys.modules, module.__name__, module)


def loss(real, fake):
    return 0.0


def test_an_object_is_audited_in_this_process(monkeypatch):
    seen = []

    def audit_losses(d_loss, g_loss=None, *, convention=None, claims=None):
        seen.append((d_loss, g_loss, convention))
        return Audit(target="", game=GameCard(name="a game"), findings=(HOLDS,))

    stub_losses(monkeypatch, audit_losses)
    report = audit(loss, generator_loss=len, convention="real,fake")
    assert seen == [(loss, len, "real,fake")]
    assert report.target == f"{__name__}:loss"
    assert [found.check for found in report.verdicts] == ["stub-holds", "target-runs"]
    assert report.verdicts[0].place.line == loss.__code__.co_firstlineno
    assert json.loads(report.to_json())["game"]["name"] == "a game"
    assert audit((loss, len)).game.name == "a game"
    assert seen[-1] == (loss, len, None)


@pytest.mark.parametrize("error", [ValueError("no luck"), SystemExit(3)])
def test_what_an_object_raises_is_undecided(monkeypatch, error):
    def audit_losses(d_loss, g_loss=None, *, convention=None, claims=None):
        raise error

    stub_losses(monkeypatch, audit_losses)
    report = audit(loss)
    assert not report.decided
    assert type(error).__name__ in report.verdicts[-1].reason


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        ({"target": "none.py:loss"}, "is not there"),
        ({"target": loss, "kind": "bug"}, "`kind` is 'bug'"),
        (
            {"target": loss, "claims": "chess"},
            "`claims` is 'chess'; give one of hinge, least-squares, wasserstein",
        ),
        ({"target": loss, "kind": "penalty", "claims": "hinge"}, "the target is a penalty"),
        ({"target": loss, "timeout": 0.0}, "`timeout` is 0.0"),
        ({"target": loss, "select": ["zzz"]}, "there is no check 'zzz'"),
        ({"target": "json:loads", "generator_loss": loss}, "give both as names, or both as objects"),
    ],
)
def test_bad_arguments_are_sentences(arguments, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        audit(**arguments)
