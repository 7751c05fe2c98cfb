"""A rule of an audit: what it rests on, what it finds, and on what it stays silent."""

from dataclasses import dataclass, replace

from gancheck.auditing.finding import Certainty, Evidence, Finding, Place, Severity
from gancheck.checks.verdict import Verdict

__all__ = ["Rule"]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What ``gancheck audit --explain ID`` prints.

    Attributes:
        id: Words with hyphens, such as ``"one-branch-swap"``.
        title: What holds in correct code, in one line.
        claim: The id of the claim that it rests on.
        bug_classes: The classes of bugs that it may name, each with what is wrong then: code -> sentence.
        severity: Of a violation.
        certainty: Of a violation.
        advice: How one mends it, and how to see what is meant.
        finds: Code that it accuses, one line each.
        stays_silent: Correct code that looks alike and is not accused, one line each; the longer list.
    """

    id: str
    title: str
    claim: str
    bug_classes: dict[str, str]
    severity: Severity
    certainty: Certainty
    advice: str
    finds: tuple[str, ...]
    stays_silent: tuple[str, ...]

    def holds(self, evidence: Evidence, reason: str = "") -> Finding:
        """The rule is kept."""
        return self._finding(Verdict.HOLDS, evidence=evidence, reason=reason)

    def violated(
        self,
        bug_class: str,
        evidence: Evidence,
        *,
        title: str = "",
        reason: str = "",
        fix: str = "",
        place: Place | None = None,
        severity: Severity | None = None,
    ) -> Finding:
        """The rule is broken by a bug of this class, whose sentence and the rule's advice are the title and the fix."""
        found = self._finding(Verdict.VIOLATED, evidence=evidence, reason=reason, bug_class=bug_class)
        return replace(
            found,
            title=title or self.bug_classes[bug_class],
            fix=fix or self.advice,
            place=place,
            severity=severity or self.severity,
        )

    def inconclusive(self, reason: str, evidence: Evidence | None = None) -> Finding:
        """What was measured does not decide it."""
        return self._finding(Verdict.INCONCLUSIVE, evidence=evidence or {}, reason=reason)

    def skipped(self, reason: str) -> Finding:
        """The target has nothing that the rule speaks of."""
        return self._finding(Verdict.SKIPPED, evidence={}, reason=reason)

    def _finding(
        self, verdict: Verdict, *, evidence: Evidence, reason: str, bug_class: str | None = None
    ) -> Finding:
        return Finding(
            check=self.id,
            title=self.title if bug_class is None else self.bug_classes[bug_class],
            verdict=verdict,
            severity=self.severity,
            certainty=self.certainty,
            claim=self.claim,
            bug_class=bug_class,
            evidence=evidence,
            reason=reason,
            fix="" if bug_class is None else self.advice,
        )
