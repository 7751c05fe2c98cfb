"""An audit as one page without a network request: the game, each verdict with its evidence, what was not checked."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from gancheck import __version__
from gancheck.auditing.finding import Finding
from gancheck.checks.verdict import Verdict
from gancheck.claims.claim import Claim
from gancheck.claims.registry import all_claims
from gancheck.report.audit_json import document
from gancheck.report.audit_report import AuditReport
from gancheck.report.audit_summary import (
    by_gravity,
    evidence_words,
    game_facts,
    printable,
    sentence,
    source_line,
)
from gancheck.report.figures import loss_card
from gancheck.report.template import asset, content_policy, environment, script_safe

__all__ = ["audit_page"]


def audit_page(reports: Sequence[AuditReport]) -> str:
    """The reports as HTML; every word of a target is escaped. Two runs with one seed differ in ``<time>`` alone."""
    return printable(
        environment()
        .get_template("audit.html.j2")
        .render(
            parts=[_part(report, number) for number, report in enumerate(reports)],
            headline=_headline(reports),
            sentence=sentence(reports),
            seconds=sum(report.seconds for report in reports),
            version=__version__,
            Verdict=Verdict,
            style=Markup(asset("page.css") + asset("audit.css")),
            csp=content_policy(""),
            data=script_safe(document(reports)),
        )
    )


def _headline(reports: Sequence[AuditReport]) -> str:
    """The game, where one target was audited; how many targets fail, where several were."""
    if len(reports) > 1:
        failing = sum(bool(report.failures) for report in reports)
        return (
            f"{failing} of {len(reports)} targets fail"
            if failing
            else f"None of {len(reports)} targets fails"
        )
    name = reports[0].game.name
    return f"{reports[0].target} plays {name}" if name else reports[0].target


def _part(report: AuditReport, number: int) -> dict[str, Any]:
    claims = {claim.id: claim for claim in all_claims()}
    curves = report.audit.curves
    return {
        "report": report,
        "anchor": f"target-{number}",
        "facts": [(name, words) for name, words in game_facts(report.audit) if name],
        "sentences": [words for name, words in game_facts(report.audit) if not name],
        "figure": None if curves is None else loss_card.draw(curves, f"figure-{number}"),
        "cards": [
            _card(found, f"finding-{number}-{place}", claims)
            for place, found in enumerate(by_gravity(report.verdicts))
        ],
    }


def _card(found: Finding, anchor: str, claims: dict[str, Claim]) -> dict[str, Any]:
    violated = found.verdict is Verdict.VIOLATED
    return {
        "found": found,
        "anchor": anchor,
        "open": found.verdict in (Verdict.VIOLATED, Verdict.INCONCLUSIVE),
        "word": found.severity.value if violated else found.verdict.value.lower(),
        "look": {"error": "violated", "warning": "inconclusive", "note": "holds"}[found.severity.value]
        if violated
        else found.verdict.value.lower(),
        "measured": evidence_words(found),
        "line": source_line(found),
        "claim": claims.get(found.claim),
    }
