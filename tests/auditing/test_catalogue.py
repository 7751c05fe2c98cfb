"""The rules are found, complete, and told apart."""

import re

import pytest

from gancheck.auditing.catalogue import all_rules, get_rule, known
from gancheck.claims.registry import all_claims
from gancheck.errors import InvalidInput

RULES = all_rules()


def test_ids_are_distinct_words():
    ids = [rule.id for rule in RULES]
    assert "target-runs" in ids
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", each) for each in ids)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_what_it_finds_and_on_what_it_is_silent(rule):
    assert bool(rule.finds) == bool(rule.bug_classes)
    assert len(rule.stays_silent) > len(rule.finds)
    assert rule.title
    assert rule.advice
    assert all(re.fullmatch(r"[A-Z]\d", code) and sentence for code, sentence in rule.bug_classes.items())
    assert rule.claim in {claim.id for claim in all_claims()} | {""}


def test_what_is_not_there_is_refused_with_the_nearest():
    assert get_rule("target-runs").id == "target-runs"
    with pytest.raises(InvalidInput, match="no check 'target-run'; did you mean target-runs"):
        known(("target-run",))
    with pytest.raises(InvalidInput, match="--list-checks"):
        get_rule("zzz")
