"""An audit as SARIF 2.1.0: violations as results with a fingerprint of their content, the rest as notifications."""

import json
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from gancheck import __version__
from gancheck.auditing.catalogue import all_rules
from gancheck.auditing.finding import Finding
from gancheck.auditing.rule import Rule
from gancheck.auditing.target import parse_target
from gancheck.checks.verdict import Verdict
from gancheck.errors import InvalidInput
from gancheck.report.audit_baseline import fingerprints
from gancheck.report.audit_report import AuditReport
from gancheck.report.audit_summary import evidence_words, printable

__all__ = ["sarif_text"]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_PRECISION = {"certain": "very-high", "statistical": "high"}


def sarif_text(reports: Sequence[AuditReport]) -> str:
    """One run with the results of all reports; only rules that were applied are listed."""
    named = {found.check for report in reports for found in report.verdicts}
    rules = [rule for rule in all_rules() if rule.id in named]
    known = {rule.id: index for index, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "gancheck",
                "semanticVersion": __version__,
                "version": __version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": _notifications(reports)}],
        "results": [
            _result(found, report, print_, known)
            for report in reports
            for found, print_ in zip(report.verdicts, fingerprints(report), strict=True)
            if found.verdict is Verdict.VIOLATED
        ],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=1, ensure_ascii=True, allow_nan=False) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    bugs = "".join(f"\n- **{code}**: {sentence}" for code, sentence in rule.bug_classes.items())
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {
            "text": rule.title + (f". It rests on the claim {rule.claim}." if rule.claim else ".")
        },
        "help": {
            "text": f"{rule.advice} gancheck audit --explain {rule.id} says more.",
            "markdown": f"{rule.advice}\n{bugs}\n\n`gancheck audit --explain {rule.id}` says more.",
        },
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {
            "precision": _PRECISION[rule.certainty.value],
            "problem.severity": {"error": "error", "warning": "warning", "note": "recommendation"}[
                rule.severity.value
            ],
            "tags": ["gan", *rule.bug_classes],
        },
    }


def _result(found: Finding, report: AuditReport, print_: str, known: dict[str, int]) -> dict[str, Any]:
    said = " ".join(part for part in (f"{found.title}.", found.reason, f"Fix: {found.fix}") if part)
    result: dict[str, Any] = {
        "ruleId": found.check,
        "kind": "fail",
        "level": found.severity.value,
        "message": {"text": printable(said)},
        "locations": [_location(found, report)],
        "partialFingerprints": {"gancheck/v1": print_},
        "properties": {
            "bugClass": found.bug_class,
            "certainty": found.certainty.value,
            "claim": found.claim,
            "measured": printable(evidence_words(found)),
            "reproduce": found.reproduce,
        },
    }
    return result if found.check not in known else {**result, "ruleIndex": known[found.check]}


def _location(found: Finding, report: AuditReport) -> dict[str, Any]:
    """The place; without one the file that the target names, and its name in any case."""
    location: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": printable(report.target)}]}
    file, line = (found.place.file, found.place.line) if found.place else (_file(report.target), 1)
    if file is not None:
        location["physicalLocation"] = {
            "artifactLocation": {"uri": _uri(file)},
            "region": {"startLine": line},
        }
    return location


def _file(name: str) -> str | None:
    try:
        target = parse_target(name)
    except InvalidInput:
        return None
    return target.home if target.is_file else None


def _uri(file: str) -> str:
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _notifications(reports: Sequence[AuditReport]) -> list[dict[str, Any]]:
    """What was not decided is told, so that nobody takes it for a pass."""
    undecided = [
        ("warning", found.check, f"{report.target}: {found.title}: undecided. {found.reason}")
        for report in reports
        for found in report.verdicts
        if found.verdict is Verdict.INCONCLUSIVE
    ]
    not_run = [
        ("note", each.check, f"{report.target}: {each.check}: not run. {each.reason}")
        for report in reports
        for each in report.not_checked
    ]
    return [
        {"level": level, "message": {"text": printable(said)}, "descriptor": {"id": check}}
        for level, check, said in undecided + not_run
    ]
