import dataclasses
import json
import re
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser

import pytest

from gancheck.report.page import drawings, page
from gancheck.report.run import Figures
from tests.report.conftest import CLAIMS, OUTCOMES, PROVENANCE

VOID = {"meta", "link", "br", "input", "circle", "rect", "path", "use", "line"}


class Tree(HTMLParser):
    """Checks that tags nest, and collects what tests ask for."""

    def __init__(self, html):
        super().__init__()
        self.open, self.ids, self.links, self.tags = [], [], [], []
        self.feed(html)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.append((tag, attributes))
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "a":
            self.links.append(attributes["href"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self.ids += [value for name, value in attributes if name == "id"]

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag, (tag, self.getpos())


@pytest.fixture(scope="module")
def html(run):
    return page(run, drawings(run.figures))


def test_the_page_is_well_formed_and_its_ids_are_distinct(html):
    tree = Tree(html)
    assert len(tree.ids) == len(set(tree.ids))
    assert [tag for tag, _ in tree.tags].count("h1") == 1
    assert ("html", {"lang": "en"}) in tree.tags


def test_every_claim_is_an_anchor_and_every_inner_link_arrives(html):
    tree = Tree(html)
    assert {claim.id for claim in CLAIMS} <= set(tree.ids)
    inner = {link[1:] for link in tree.links if link.startswith("#")}
    assert inner <= set(tree.ids)


def test_nothing_is_asked_from_anywhere(html):
    assert not re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", html)
    assert not re.findall(r"@import|url\((?!#)", html)
    assert "default-src 'none'" in unescape(html)


def test_tables_have_captions_and_scopes(html):
    tree = Tree(html)
    assert [tag for tag, _ in tree.tags].count("table") == [tag for tag, _ in tree.tags].count("caption")
    assert all("scope" in attributes for tag, attributes in tree.tags if tag == "th")


def test_two_runs_differ_in_the_time_block_alone(run, html):
    later = dataclasses.replace(PROVENANCE, started=datetime(2027, 1, 1, tzinfo=UTC), seconds=99.0)
    outcomes = tuple(dataclasses.replace(outcome, seconds=5.0) for outcome in OUTCOMES)
    other = page(dataclasses.replace(run, provenance=later, outcomes=outcomes), drawings(run.figures))
    assert other != html
    block = re.compile(r"<time .*?</time>")
    assert len(block.findall(html)) == 1
    assert block.sub("", other) == block.sub("", html)


def test_the_page_is_small(html):
    assert len(html.encode()) < 400_000


def test_the_data_of_the_run_is_embedded(html):
    text = re.search(r'<script type="application/json" id="run">(.*?)</script>', html)[1]
    data = json.loads(text)
    assert [outcome["claim"] for outcome in data["outcomes"]] == [outcome.claim for outcome in OUTCOMES]
    assert data["outcomes"][5]["lhs"] == "inf"
    assert data["provenance"]["seed"] == 7


def test_hostile_text_is_shown_as_text(run):
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
    claims = (dataclasses.replace(CLAIMS[0], title=evil, words=evil), *CLAIMS[1:])
    outcomes = tuple(dataclasses.replace(outcome, reason=evil) for outcome in OUTCOMES)
    provenance = dataclasses.replace(PROVENANCE, data=evil, command=evil)
    law = dataclasses.replace(run.figures.data_law, title=evil, caption=evil)
    evil_run = dataclasses.replace(
        run,
        claims=claims,
        outcomes=outcomes,
        provenance=provenance,
        figures=dataclasses.replace(run.figures, data_law=law),
    )
    html = page(evil_run, drawings(evil_run.figures))
    tree = Tree(html)
    assert [tag for tag, _ in tree.tags].count("script") == 2
    assert "img" not in [tag for tag, _ in tree.tags]


def test_what_was_not_checked_is_said(html):
    part = html[html.index('id="unchecked"') : html.index('id="provenance"')]
    assert "the quick profile trains no networks." in part
    assert "5 of 32" in part


def test_an_interrupted_run_says_so(run):
    html = page(dataclasses.replace(run, interrupted=True), ())
    assert "This run was interrupted." in html


def test_a_run_without_figures_or_outcomes_has_a_page(run):
    html = page(dataclasses.replace(run, outcomes=(), figures=Figures()), ())
    Tree(html)
    assert "0 of 7 claims hold" in html


def palette(html, dark):
    style = re.search(r"<style>(.*?)</style>", html, flags=re.DOTALL)[1]
    blocks = re.findall(r":root \{(.*?)\}", style, flags=re.DOTALL)
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", blocks[1 if dark else 0]))


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("ink", ["ink", "muted", "blue", "orange", "red", "amber"])
def test_text_has_the_contrast_of_wcag_aa(html, dark, ink):
    colours = palette(html, dark)
    low, high = sorted((luminance(colours[ink]), luminance(colours["paper"])))
    assert (high + 0.05) / (low + 0.05) >= 4.5
