"""Every line that a rule says it finds or stays silent on, carried out."""

from dataclasses import replace
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
import torch

from gancheck.auditing import rules
from gancheck.auditing.audit import Audit
from gancheck.auditing.finding import Finding, Severity
from gancheck.auditing.gan import as_gan
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps import audit as steps
from gancheck.auditing.steps import scores
from gancheck.auditing.steps.audit import audit_steps
from gancheck.checks.verdict import Verdict
from tests.auditing.steps.arguments import Arguments
from tests.auditing.steps.cases import CASES
from tests.auditing.steps.programs import Trainer
from tests.auditing.steps.structures import BROKEN, STRUCTURES

RULES: dict[str, Rule] = {
    module.RULE.id: module.RULE
    for _, name, _ in iter_modules(rules.__path__)
    if name.startswith("step_")
    for module in [import_module(f"{rules.__name__}.{name}")]
}
LINES = [
    pytest.param(rule, arguments, found, id=f"{rule}: {line}")
    for rule, tables in CASES.items()
    for table, found in zip(tables, (True, False), strict=True)
    for line, arguments in table.items()
]


@cache
def _audited(key: str) -> Audit:
    arguments = KEYS[key]

    def made() -> Any:
        torch.manual_seed(0)
        if "structure" in arguments:
            return STRUCTURES[arguments["structure"]][0]()
        if "broken" in arguments:
            return BROKEN[arguments["broken"]]()
        return Trainer(**{name: value for name, value in arguments.items() if name != "claims"})

    return audit_steps(replace(as_gan(made), claims=arguments.get("claims")))


KEYS: dict[str, Arguments] = {}


def audited(arguments: Arguments) -> Audit:
    key = repr(sorted(arguments.items(), key=lambda each: each[0]))
    KEYS[key] = arguments
    return _audited(key)


def violations(audit: Audit) -> list[Finding]:
    return [found for found in audit.findings if found.verdict is Verdict.VIOLATED]


@pytest.mark.parametrize("rule, arguments, found", LINES)
def test_a_rule_finds_what_it_says_and_nothing_else(rule: str, arguments: Arguments, found: bool) -> None:
    audit = audited(arguments)
    own = [each for each in violations(audit) if each.check == rule]
    assert bool(own) is found, [(each.check, each.reason, each.evidence) for each in audit.findings]
    assert all(each.bug_class in RULES[rule].bug_classes for each in own)


@pytest.mark.parametrize(
    "arguments", [p.values[1] for p in LINES if not p.values[2] and "bugs" not in p.values[1]]
)
def test_correct_code_is_not_accused(arguments: Arguments) -> None:
    if arguments.get("loss") == "wasserstein" and not ({"clip", "gp", "ways"} & arguments.keys()):
        pytest.skip("a critic without a constraint is no correct code")
    errors = [each for each in violations(audited(arguments)) if each.severity is Severity.ERROR]
    assert not errors, [(each.check, each.title, each.evidence, each.place) for each in errors]


def test_every_line_of_every_rule_is_carried_out() -> None:
    assert CASES.keys() == RULES.keys()
    for name, rule in RULES.items():
        finds, silent = CASES[name]
        assert set(finds) == set(rule.finds)
        assert set(silent) == set(rule.stays_silent)
        assert len(rule.stays_silent) > len(rule.finds), name


def test_no_rule_fails() -> None:
    for key in list(KEYS):
        assert not [each for each in _audited(key).findings if "gancheck failed" in each.reason]


def test_what_the_target_calls_its_game_is_evidence_where_it_says_so() -> None:
    said = {
        game: [each.evidence.get("said") for each in audited(arguments).findings if each.check == "one-game"]
        for game, arguments in (("", {"loss": "hinge"}), ("hinge", {"loss": "hinge", "game": "hinge"}))
    }
    assert said == {"": [None], "hinge": ["hinge"]}


def test_a_fixed_label_above_one_is_an_error_and_random_ones_around_it_a_warning() -> None:
    found = {
        loss: {each.severity for each in violations(audited({"bugs": frozenset(), "loss": loss}))}
        for loss in ("above one", "around one")
    }
    assert found == {"above one": {Severity.ERROR}, "around one": {Severity.WARNING}}


@pytest.mark.parametrize(
    "loss, bug, found",
    [
        ("hinge", "", []),
        ("hinge", "hinged mean", [("mean-of-losses", Severity.ERROR)]),
        ("least-squares", "", []),
        ("least-squares", "squared mean", [("mean-of-losses", Severity.ERROR)]),
        ("around one", "", [("one-sided-labels", Severity.WARNING)]),
    ],
)
def test_two_rounds_are_enough_where_each_takes_longer_than_a_run_has(
    monkeypatch: pytest.MonkeyPatch, loss: str, bug: str, found: list[tuple[str, Severity]]
) -> None:
    monkeypatch.setattr(
        steps, "SECONDS", {plain: (least, 0.0) for plain, (least, _) in steps.SECONDS.items()}
    )
    torch.manual_seed(0)
    bugs = frozenset({bug} - {""})
    audit = audit_steps(as_gan(lambda: Trainer(bugs=bugs, loss=loss)))
    assert [(each.check, each.severity) for each in violations(audit)] == found


def test_a_slope_that_no_near_scores_have_is_seen_among_far_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """All near means lie beyond the margin, where the hinge of a mean is flat, as they do by chance now and then."""
    monkeypatch.setitem(scores.RANGES, "logit", (2.0, 6.0, 0.0))
    torch.manual_seed(0)
    bugs = frozenset({"hinged mean"})
    found = violations(audit_steps(as_gan(lambda: Trainer(bugs=bugs, loss="hinge"))))
    assert "mean-of-losses" in [each.check for each in found]
