"""Every rule for losses finds what it says it finds, and stays silent on what it says it is silent on."""

import pytest

from gancheck.auditing.finding import Severity
from gancheck.auditing.losses.audit import audit_losses, loss_rules
from gancheck.checks.verdict import Verdict
from tests.auditing.losses.written_losses import losses

RULES = [module.RULE for module in loss_rules()]
FINDS = [(rule, line) for rule in RULES for line in rule.finds]
SILENT = [(rule, line) for rule in RULES for line in rule.stays_silent]


def audited(line):
    d, g, claims = losses(line)
    return audit_losses(d, g, claims=claims)


def names(cases):
    return [f"{rule.id}: {line}" for rule, line in cases]


def test_there_are_rules():
    assert len(RULES) >= 12
    assert len({rule.id for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_examples_of_both_kinds(rule):
    assert rule.finds
    assert rule.stays_silent


@pytest.mark.parametrize("rule, line", FINDS, ids=names(FINDS))
def test_it_finds(rule, line):
    audit = audited(line)
    found = [each for each in audit.findings if each.check == rule.id and each.verdict is Verdict.VIOLATED]
    assert found
    assert {each.bug_class for each in found} <= set(rule.bug_classes)
    assert all(each.evidence and each.fix for each in found)


@pytest.mark.parametrize("rule, line", SILENT, ids=names(SILENT))
def test_it_stays_silent(rule, line):
    audit = audited(line)
    own = [each for each in audit.findings if each.check == rule.id]
    assert own
    assert all(each.verdict is not Verdict.VIOLATED for each in own)
    # Correct code is accused by no other rule either; waste and look-alikes may be told.
    assert not [
        each.check
        for each in audit.findings
        if each.verdict is Verdict.VIOLATED and each.severity is Severity.ERROR
    ]
