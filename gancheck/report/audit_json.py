"""An audit as JSON: the contract of schema version 1, without times, so that one seed gives the same bytes."""

import json
from collections.abc import Sequence
from typing import Any

from gancheck.auditing.audit import SCHEMA_VERSION, as_document
from gancheck.report.audit_report import AuditReport

__all__ = ["document", "json_text"]


def document(reports: Sequence[AuditReport]) -> dict[str, Any]:
    """One report as its document; several under ``audits``."""
    documents = [{**as_document(report.audit), "known": report.known} for report in reports]
    return documents[0] if len(documents) == 1 else {"schema_version": SCHEMA_VERSION, "audits": documents}


def json_text(reports: Sequence[AuditReport]) -> str:
    """The document as text; infinities and not-a-number are strings in it."""
    return json.dumps(document(reports), ensure_ascii=True, indent=1, allow_nan=False) + "\n"
