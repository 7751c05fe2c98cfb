"""Violations that are known and accepted, recognised by what they say and not by where they stand.

A fingerprint is made of the check, the class of the bug, the file, the text of the line with its spaces evened, and
the how-manieth of these it is. Lines that move keep it; a line that is changed loses it.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path, PurePath

from gancheck.auditing.finding import Finding
from gancheck.checks.verdict import Verdict
from gancheck.errors import InvalidInput
from gancheck.report.audit_report import AuditReport
from gancheck.report.audit_summary import source_line

__all__ = ["baseline_text", "fingerprints", "read_baseline", "without_known"]

_VERSION = 1


def fingerprints(report: AuditReport) -> list[str]:
    """The fingerprint of each finding of a report, in their order."""
    seen: Counter[tuple[str, ...]] = Counter()
    prints = []
    for found in report.verdicts:
        content = _content(found, report.target)
        prints.append(sha256(json.dumps([*content, seen[content]]).encode()).hexdigest())
        seen[content] += 1
    return prints


def without_known(report: AuditReport, known: frozenset[str]) -> AuditReport:
    """The report without the violations that a baseline knows; it says how many there were."""
    pairs = zip(report.verdicts, fingerprints(report), strict=True)
    left = tuple(
        found for found, print_ in pairs if found.verdict is not Verdict.VIOLATED or print_ not in known
    )
    count = report.known + len(report.verdicts) - len(left)
    return replace(report, audit=replace(report.audit, findings=left), known=count)


def baseline_text(reports: Iterable[AuditReport]) -> str:
    """A baseline of all violations of the reports, one a line, with words that let a reader see what is accepted."""
    entries = [
        {"fingerprint": print_, "check": found.check, "bug_class": found.bug_class, "title": found.title}
        | {"file": found.place.file if found.place else report.target}
        for report in reports
        for found, print_ in zip(report.verdicts, fingerprints(report), strict=True)
        if found.verdict is Verdict.VIOLATED
    ]
    entries.sort(key=lambda entry: (str(entry["file"]), str(entry["check"]), str(entry["fingerprint"])))
    document = {"written_by": "gancheck audit", "schema_version": _VERSION, "known": entries}
    return json.dumps(document, indent=1, ensure_ascii=True) + "\n"


def read_baseline(path: Path) -> frozenset[str]:
    """The fingerprints of a baseline.

    Raises:
        InvalidInput: The file cannot be read, or is no baseline of this version.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["written_by"] != "gancheck audit" or document["schema_version"] != _VERSION:
            raise KeyError("written_by")
        return frozenset(str(entry["fingerprint"]) for entry in document["known"])
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InvalidInput(
            f"`--baseline` is {str(path)!r}, which cannot be read ({reason}); --write-baseline makes one."
        ) from None
    except (KeyError, TypeError, ValueError):
        raise InvalidInput(
            f"`--baseline` is {str(path)!r}, which is no baseline of version {_VERSION}; --write-baseline makes one."
        ) from None


def _content(found: Finding, target: str) -> tuple[str, ...]:
    file = PurePath(found.place.file).as_posix() if found.place else target
    return (found.check, found.bug_class or "", file, " ".join(source_line(found).split()))
