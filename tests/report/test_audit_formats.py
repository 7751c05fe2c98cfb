"""Every format: what it must hold, and that words of a target stay words."""

import json
import re
from dataclasses import replace
from io import StringIO
from xml.etree import ElementTree

import pytest
from rich.console import Console

from gancheck.auditing.audit import from_document
from gancheck.auditing.finding import Severity
from gancheck.checks.verdict import Verdict
from gancheck.errors import InvalidInput
from gancheck.report.audit_baseline import baseline_text, fingerprints, read_baseline, without_known
from gancheck.report.audit_github import annotations, summary_markdown
from gancheck.report.audit_json import json_text
from gancheck.report.audit_junit import junit_text
from gancheck.report.audit_page import audit_page
from gancheck.report.audit_sarif import sarif_text
from gancheck.report.audit_summary import evidence_words, printable, sentence
from gancheck.report.audit_text import plain_text, print_text
from tests.auditing.stub_target import PLACE, SOURCE, other, report_of, violation

ESCAPE = "\x1b[31m"


@pytest.fixture(autouse=True)
def source(tmp_path, monkeypatch):
    """The file that the findings point at."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "losses.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path / "losses.py"


@pytest.fixture
def report():
    return report_of(
        other(Verdict.HOLDS, "stub-holds"),
        violation(place=PLACE, severity=Severity.NOTE, check="stub-note", code="L3"),
        violation(place=PLACE),
        violation(severity=Severity.WARNING, check="stub-warning", code="N1"),
        other(Verdict.INCONCLUSIVE, "target-runs", f"It said {ESCAPE}boo & left."),
        other(Verdict.SKIPPED, "stub-skipped", "it has no penalty"),
        output=f"{ESCAPE}hello</pre><script>",
        seconds=1.25,
    )


def test_the_sentence_counts(report):
    assert sentence((report,)) == "1 error, 1 warning, 1 note; 1 check holds, 1 inconclusive, 1 skipped"
    assert sentence((report_of(),)) == "nothing was decided; 0 checks hold"
    good = report_of(other(Verdict.HOLDS, "a"), other(Verdict.HOLDS, "b"), known=2)
    assert sentence((good,)) == "nothing is violated; 2 checks hold, 2 known from the baseline"


def test_evidence_that_is_empty_is_nothing_and_not_a_gap():
    found = replace(violation(), evidence={"said": "", "seen": ["", 2], "none": None})
    assert evidence_words(found) == "said = nothing, seen = [nothing, 2], none = none"


def test_the_text_holds_place_line_evidence_claim_and_fix(report):
    text = plain_text((report,))
    assert "losses.py:d_loss plays non-saturating GAN" in text
    assert "updates of D for one of G 5" in text
    assert text.index("stub-direction") < text.index("stub-warning") < text.index("stub-note")
    for words in (
        "losses.py:3  ▲ error  stub-direction (L1)",
        "3 │ def d_loss(real, fake):",
        "measured  slope on fake = −0.2500, labels = real 0, fake 1, scores = [0.5000, 1]",
        "claim     disc.optimum",
        "fix       Exchange the targets of D, 100% of them.",
        "again     gancheck audit losses.py:d_loss --select stub-direction",
        "rewarded | for [bold]fakes[/]",
        "? inconclusive  target-runs",
        "(1.2 s) – gancheck audit --explain stub-direction",
    ):
        assert words in text
    assert "\x1b" not in text
    assert "stub-holds" not in text
    assert "hello" not in text
    loud = plain_text((report,), verbose=True)
    assert "✓ holds  stub-holds" in loud
    assert "it has no penalty" in loud
    assert "hello</pre><script>" in loud
    assert "\x1b" not in loud


def test_the_text_is_ascii_where_it_must_be(report):
    class Ascii(StringIO):
        encoding = "ascii"

    file = Ascii()
    print_text(Console(file=file, width=80, no_color=True), (report,), verbose=True)
    assert file.getvalue().isascii()
    assert "! error" in file.getvalue()


def test_lines_fit_the_console_and_commands_stay_whole(report):
    file = StringIO()
    print_text(Console(file=file, width=50, no_color=True), (report,))
    lines = file.getvalue().splitlines()
    assert all(len(line) <= 50 or "gancheck audit" in line for line in lines)
    assert not any(line != line.rstrip() for line in lines)


def test_json_is_the_document_of_the_audit(report):
    document = json.loads(json_text((report,)), parse_constant=pytest.fail)
    assert list(document)[:5] == ["schema_version", "target", "game", "verdicts", "not_checked"]
    assert set(document["verdicts"][0]) == {
        *("check", "title", "verdict", "severity", "certainty", "claim", "bug_class"),
        *("evidence", "reason", "place", "fix", "reproduce"),
    }
    assert document["verdicts"][2]["place"] == {"file": "losses.py", "line": 3}
    assert from_document(document).findings == report.verdicts
    several = json.loads(json_text((report, report)))
    assert several["schema_version"] == 1
    assert several["audits"] == [document, document]
    assert json_text((report,)) == json_text((replace(report, seconds=9.0),))


def test_sarif_has_results_with_levels_places_and_fingerprints(report):
    log = json.loads(sarif_text((report,)))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    results = {result["ruleId"]: result for result in run["results"]}
    assert set(results) == {"stub-direction", "stub-note", "stub-warning"}
    assert {result["level"] for result in results.values()} == {"error", "warning", "note"}
    physical = results["stub-direction"]["locations"][0]["physicalLocation"]
    assert physical == {"artifactLocation": {"uri": "losses.py"}, "region": {"startLine": 3}}
    assert len({result["partialFingerprints"]["gancheck/v1"] for result in results.values()}) == 3
    assert "primaryLocationLineHash" not in json.dumps(log)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["target-runs"]
    assert all(rule["help"]["text"] and rule["help"]["markdown"] for rule in rules)
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert "undecided" in told["message"]["text"]
    assert "\x1b" not in told["message"]["text"]


def test_fingerprints_follow_the_content_not_the_line(source, report):
    before = fingerprints(report)
    assert len(set(before)) == len(before)
    moved = "\n\n\n" + SOURCE.replace("(real, fake)", "(real,  fake)").replace("real,  fake", "real, fake")
    source.write_text(moved, encoding="utf-8")
    lower = replace(PLACE, line=PLACE.line + 3)
    findings = tuple(replace(each, place=each.place and lower) for each in report.verdicts)
    assert fingerprints(replace(report, audit=replace(report.audit, findings=findings))) == before
    source.write_text(moved.replace("d_loss", "critic_loss"), encoding="utf-8")
    assert fingerprints(replace(report, audit=replace(report.audit, findings=findings)))[2] != before[2]
    twice = fingerprints(report_of(violation(place=PLACE), violation(place=PLACE)))
    assert twice[0] != twice[1]


def test_a_baseline_hides_what_it_knows_and_nothing_else(tmp_path, report):
    file = tmp_path / "known.json"
    file.write_text(baseline_text((report_of(violation(place=PLACE)),)), encoding="utf-8")
    left = without_known(report, read_baseline(file))
    assert left.known == 1
    assert [found.check for found in left.verdicts if found.verdict is Verdict.VIOLATED] == [
        "stub-note",
        "stub-warning",
    ]
    assert [entry["check"] for entry in json.loads(file.read_text())["known"]] == ["stub-direction"]


@pytest.mark.parametrize(
    "text", ["", "[]", '{"known": []}', '{"written_by": "gancheck audit", "schema_version": 2}']
)
def test_what_is_no_baseline_is_refused(tmp_path, text):
    (tmp_path / "known.json").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match="is no baseline"):
        read_baseline(tmp_path / "known.json")
    with pytest.raises(InvalidInput, match="cannot be read"):
        read_baseline(tmp_path / "none.json")


def test_junit_counts_and_skips_what_is_undecided(report):
    root = ElementTree.fromstring(junit_text((report,)))
    (suite,) = root
    assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "6",
        "failures": "1",
        "errors": "0",
        "skipped": "2",
    }
    cases = {case.get("name"): case for case in suite}
    assert cases["stub-direction (L1)"].find("failure").get("message").startswith("violated: D is <script>")
    assert (cases["stub-direction (L1)"].get("file"), cases["stub-direction (L1)"].get("line")) == (
        "losses.py",
        "3",
    )
    assert "Exchange the targets" in cases["stub-note (L3)"].find("system-out").text
    assert "inconclusive: It said" in cases["target-runs"].find("skipped").get("message")


def test_github_commands_are_one_line_each_and_escaped(report):
    lines = annotations((replace(report, audit=replace(report.audit, target="a,b:c\n::stop")),)).splitlines()
    assert [line.split(" ")[0] for line in lines[:4]] == ["::error", "::warning", "::notice", "::notice"]
    assert "title=stub-direction (L1),file=losses.py,line=3::a,b:c%0A::stop%0A" in lines[0]
    assert "100%25 of them" in lines[0]
    assert "\x1b" not in "".join(lines)


def test_the_summary_of_a_job_is_inert(report):
    text = summary_markdown((report,))
    assert "<script>" not in text
    rows = [line for line in text.splitlines() if line.startswith("| error")]
    assert len(rows) == 1
    assert rows[0].count("|") == 6


def test_the_page_holds_it_all_and_asks_for_nothing(report):
    page = audit_page((report,))
    assert "losses.py:d_loss plays non-saturating GAN" in page
    for found in report.verdicts:
        assert found.check in page
    assert page.count("<svg") == 3  # two panels and a key
    assert "What the claim says" in page
    assert len(re.findall(r'(?:src|href)="https?:', page)) == 0
    assert "url(http" not in page
    assert "@import" not in page
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in page.replace("&#39;", "'")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert len(page) < 200_000


def test_words_of_a_target_are_text_on_the_page(report):
    hostile = replace(report.audit, target='"><img src=x onerror=alert(1)>.py:d')
    page = audit_page((replace(report, audit=hostile),))
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "hello</pre>" not in page
    assert "\x1b" not in page
    data = re.search(r'<script type="application/json" id="audit">(.*?)</script>', page, re.DOTALL)
    assert json.loads(data[1])["target"] == hostile.target


def test_pages_of_one_audit_differ_in_the_time_alone(report):
    pages = [audit_page((replace(report, seconds=seconds),)) for seconds in (1.0, 2.0)]
    assert pages[0] != pages[1]
    times = [re.sub("<time>.*?</time>", "", page) for page in pages]
    assert times[0] == times[1]


def test_several_targets_share_a_page(report):
    page = audit_page((report, report_of(target="other.py:loss")))
    assert "1 of 2 targets fail" in page
    assert "other.py:loss" in page


def test_unprintable_text_is_replaced():
    assert printable("a\x00\x1b\u202e\ud800b\tc\nd") == "a\ufffd\ufffd\ufffd\ufffdb\tc\nd"
