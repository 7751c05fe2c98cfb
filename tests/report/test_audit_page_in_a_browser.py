import pytest

from gancheck.auditing.finding import Severity
from gancheck.checks.verdict import Verdict
from gancheck.report.audit_page import audit_page
from tests.auditing.stub_target import PLACE, SOURCE, other, report_of, violation
from tests.report.headless import CHROMIUM

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture
def address(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "losses.py").write_text(SOURCE.replace("real - fake", "0" * 400), encoding="utf-8")
    findings = [violation(place=PLACE), violation(place=PLACE, severity=Severity.NOTE, check="stub-note")]
    undecided = other(Verdict.INCONCLUSIVE, "target-runs", "it said </pre><img src=x onerror=alert(1)>")
    held = other(Verdict.HOLDS, "stub-" + "long" * 20)
    report = report_of(
        *findings, undecided, held, target="a/" * 60 + "losses.py:d_loss", output="</pre>" + "x" * 999
    )
    (tmp_path / "audit.html").write_text(audit_page((report, report)), encoding="utf-8")
    return (tmp_path / "audit.html").as_uri()


def test_the_page_asks_for_nothing_says_nothing_and_fits(browser, address):
    browser.requests.clear()
    browser.messages.clear()
    for scheme in ("light", "dark"):
        for width in (1280, 400):
            browser.open(address, width, scheme)
            assert browser.evaluate("document.documentElement.scrollWidth") == width
    assert set(browser.requests) == {address}
    assert browser.messages == []


def test_nothing_of_the_target_becomes_an_element(browser, address):
    browser.open(address)
    assert browser.evaluate("document.querySelectorAll('img, script:not([type])').length") == 0
    assert browser.evaluate("document.querySelectorAll('article').length") == 6
    assert browser.evaluate("document.querySelectorAll('figure svg[role=img]').length") == 4
    assert browser.evaluate("JSON.parse(document.getElementById('audit').textContent).audits.length") == 2
