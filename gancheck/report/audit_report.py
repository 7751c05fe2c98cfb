"""The report of one audit: what was found, which of it fails, and as what it can be read."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gancheck.auditing.audit import Audit, GameCard, Unchecked
from gancheck.auditing.finding import Finding, Severity
from gancheck.checks.verdict import Verdict
from gancheck.errors import AuditViolation, InvalidInput

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FAIL_ON", "AuditReport", "chosen", "fails"]

FAIL_ON = ("error", "warning", "note", "inconclusive", "never")
"""The least that fails an audit. ``inconclusive``: errors, and what could not be decided."""

_COLUMNS = (
    *("target", "check", "title", "verdict", "severity", "certainty", "claim", "bug_class"),
    *("reason", "file", "line", "fix", "reproduce"),
)


@dataclass(frozen=True, kw_only=True)
class AuditReport:
    """What an audit of one target found.

    Attributes:
        audit: The findings, as the layers gave them.
        fail_on: A word of `FAIL_ON`.
        known: How many violations were left out because a baseline knows them.
        seconds: How long it took.
        output: What the target printed, cut; empty where it ran in the caller's own process.
    """

    audit: Audit
    fail_on: str = "error"
    known: int = 0
    seconds: float = field(default=0.0, compare=False)
    output: str = field(default="", repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.fail_on not in FAIL_ON:
            raise InvalidInput(f"`fail_on` is {self.fail_on!r}; it must be one of {', '.join(FAIL_ON)}.")

    @property
    def target(self) -> str:
        """The target, as it was named."""
        return self.audit.target

    @property
    def game(self) -> GameCard:
        """The game that it plays."""
        return self.audit.game

    @property
    def verdicts(self) -> tuple[Finding, ...]:
        """One finding a rule that ran, or more where a rule looks at several things."""
        return self.audit.findings

    @property
    def not_checked(self) -> tuple[Unchecked, ...]:
        """The rules that did not run, and why."""
        return self.audit.not_checked

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The findings that fail the audit."""
        return tuple(found for found in self.verdicts if fails(found, self.fail_on))

    @property
    def decided(self) -> bool:
        """Whether any rule but the one on the run itself came to a verdict."""
        sure = (Verdict.HOLDS, Verdict.VIOLATED)
        return any(found.verdict in sure and found.check != "target-runs" for found in self.verdicts)

    def raise_for_violations(self) -> None:
        """Do nothing if nothing fails the audit.

        Raises:
            AuditViolation: Something does; the message is the report's text.
        """
        if self.failures:
            raise AuditViolation(f"the audit of {self.target} fails.\n{self}")

    def to_frame(self) -> "pd.DataFrame":
        """One row a finding; the evidence is in `to_json`."""
        import pandas as pd

        return pd.DataFrame([self._row(found) for found in self.verdicts], columns=list(_COLUMNS))

    def to_json(self) -> str:
        """The report as JSON, schema version 1."""
        from gancheck.report.audit_json import json_text

        return json_text((self,))

    def to_html(self) -> str:
        """The report as one page that needs no network."""
        from gancheck.report.audit_page import audit_page

        return audit_page((self,))

    def __str__(self) -> str:
        from gancheck.report.audit_text import plain_text

        return plain_text((self,))

    def _repr_html_(self) -> str:
        """For notebooks: the whole page in a frame of its own, where its styles meet nothing else's."""
        from html import escape

        page = escape(self.to_html(), quote=True)
        return f'<iframe srcdoc="{page}" style="width:100%;height:32em;border:0" title="gancheck audit"></iframe>'

    def _row(self, found: Finding) -> dict[str, object]:
        return {
            "target": self.target,
            **{name: getattr(found, name) for name in ("check", "title", "claim", "bug_class")},
            **{name: getattr(found, name).value for name in ("verdict", "severity", "certainty")},
            "reason": found.reason,
            "file": found.place.file if found.place else None,
            "line": found.place.line if found.place else None,
            "fix": found.fix,
            "reproduce": found.reproduce,
        }


def fails(found: Finding, fail_on: str) -> bool:
    """Whether a finding fails an audit that is asked to fail on ``fail_on``."""
    if fail_on == "never":
        return False
    if found.verdict is Verdict.INCONCLUSIVE:
        return fail_on == "inconclusive"
    severities = list(Severity)  # gravest first
    least = Severity.ERROR if fail_on == "inconclusive" else Severity(fail_on)
    return found.verdict is Verdict.VIOLATED and severities.index(found.severity) <= severities.index(least)


def chosen(audit: Audit, select: tuple[str, ...], ignore: tuple[str, ...]) -> Audit:
    """The audit with the findings of the selected checks or codes of bugs, all if none is selected, less the ignored.

    That the target did not run to its end is told in any case.
    """

    def wanted(*names: str | None) -> bool:
        return (not select or any(name in select for name in names)) and not any(
            name in ignore for name in names
        )

    return replace(
        audit,
        findings=tuple(
            found
            for found in audit.findings
            if wanted(found.check, found.bug_class)
            or (found.check == "target-runs" and found.verdict is Verdict.INCONCLUSIVE)
        ),
        not_checked=tuple(each for each in audit.not_checked if wanted(each.check)),
    )
