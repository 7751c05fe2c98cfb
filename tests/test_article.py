"""The walk through the article leaves no statement without a claim, and names no claim that does not exist."""

import re
from pathlib import Path

import pytest

from gancheck.claims.registry import all_claims

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "from-the-article.md").read_text(encoding="utf-8")

ID = re.compile(r"\[`([a-z0-9.-]+)`\]\(claims\.md#([a-z0-9-]+)\)")
STATEMENT = re.compile(r"^\*\*(\d+(?:\.\d+)+) (.+?)\*\*", re.MULTILINE)

SECTIONS = [
    "Preface",
    "Intuition",
    "Maximum likelihood",
    "Formal definition",
    "Theory",
    "Summary",
]


def numbered_sections() -> dict[str, str]:
    """Title → text of the six numbered sections."""
    pieces = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
    numbered = [piece for piece in pieces if re.match(r"\d\. ", piece)]
    return {piece.splitlines()[0].split(". ", 1)[1]: piece.split("\n", 1)[1] for piece in numbered}


def statements() -> dict[str, str]:
    """Number → text of every statement, to the start of the next one."""
    found = {}
    for text in numbered_sections().values():
        marks = list(STATEMENT.finditer(text))
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        for mark, end in zip(marks, ends, strict=True):
            assert mark.group(1) not in found, f"statement {mark.group(1)} stands twice"
            found[mark.group(1)] = text[mark.end() : end].strip()
    return found


STATEMENTS = statements()


def test_the_page_has_the_sections_of_the_article():
    assert list(numbered_sections()) == SECTIONS


@pytest.mark.parametrize("title", SECTIONS)
def test_a_section_holds_nothing_but_numbered_statements(title):
    """A sentence before the first number, or between two, would escape the other tests."""
    text = numbered_sections()[title]
    before_first = text[: STATEMENT.search(text).start()]
    assert re.sub(r"^### .+$", "", before_first, flags=re.MULTILINE).strip() == ""


@pytest.mark.parametrize("number", STATEMENTS)
def test_every_statement_ends_in_its_claims_or_says_why_it_is_none(number):
    text = re.sub(r"\n### .+$", "", STATEMENTS[number]).strip()
    assert text.count("→ ") == 1, f"statement {number} needs exactly one arrow"
    conclusion = " ".join(text.split("→ ")[1].split())
    reason = re.fullmatch(r"\*not a claim\*: (.+)\.", conclusion)
    named = re.fullmatch(rf"{ID.pattern}(, {ID.pattern})*", conclusion)
    assert reason or named, f"statement {number} ends in {conclusion!r}"


def test_every_named_claim_exists_and_its_link_leads_to_it():
    known = {claim.id for claim in all_claims()}
    for name, anchor in ID.findall(PAGE):
        assert name in known, f"{name} is no claim"
        assert anchor == name.replace(".", ""), f"the link of {name} leads to #{anchor}"


def test_every_claim_about_likelihood_players_and_the_algorithm_is_reached():
    reached = {name for text in STATEMENTS.values() for name, _ in ID.findall(text)}
    owed = {claim.id for claim in all_claims() if claim.id.startswith(("mle.", "disc.", "gen.", "alg."))}
    assert owed
    assert owed <= reached, f"no statement leads to {sorted(owed - reached)}"


def test_the_claims_without_a_statement_are_named_at_the_end():
    named = {name for name, _ in ID.findall(PAGE)}
    assert {claim.id for claim in all_claims()} <= named
