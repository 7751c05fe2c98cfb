import pytest

from gancheck.report.report import write_report
from tests.report.headless import CHROMIUM

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture
def address(run, tmp_path):
    write_report(run, tmp_path)
    return (tmp_path / "report.html").as_uri()


def visible_rows(browser):
    rows = "[...document.querySelectorAll('#table tbody tr')].filter(row => !row.hidden)"
    return browser.evaluate(f"{rows}.map(row => row.querySelector('code').textContent)")


def test_the_page_asks_for_nothing_and_says_nothing(browser, address):
    browser.requests.clear()
    browser.messages.clear()
    for scheme in ("light", "dark"):
        for width in (1280, 400):
            browser.open(address, width, scheme)
            assert browser.evaluate("document.documentElement.scrollWidth") == width
    assert set(browser.requests) == {address}
    assert browser.messages == []


def test_without_scripts_everything_is_there(browser, address):
    browser.open(address, scripts=False)
    assert len(visible_rows(browser)) == 7
    assert browser.evaluate("getComputedStyle(document.getElementById('filter')).display") == "none"
    assert browser.evaluate("document.querySelectorAll('figure svg[role=img]').length") == 13


def test_the_state_of_the_table_is_in_the_address(browser, address):
    browser.open(f"{address}?verdict=violated")
    assert visible_rows(browser) == ["disc.gap"]
    browser.open(f"{address}?sort=margin")
    assert visible_rows(browser)[0] == "disc.gap"
    browser.open(address)
    browser.evaluate("document.querySelector('[data-sort=margin] button').click()")
    browser.evaluate("document.forms[0].elements.tier.value = 'learned'")
    browser.evaluate("document.forms[0].dispatchEvent(new Event('input'))")
    assert visible_rows(browser) == ["alg.learned-optimum", "disc.optimum"]
    assert browser.evaluate("location.search") == "?tier=learned&sort=margin"
    assert browser.evaluate("document.querySelector('[aria-sort]').dataset.sort") == "margin"


def test_the_theme_follows_the_reader(browser, address):
    seen = set()
    for scheme in ("light", "dark"):
        browser.open(address, scheme=scheme)
        seen.add(
            browser.evaluate(
                "getComputedStyle(document.querySelector('figure svg path[style*=stroke]')).stroke"
            )
        )
    assert len(seen) == 2
