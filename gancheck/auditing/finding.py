"""A finding: what one rule says of one target, with its evidence in numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from gancheck.checks.verdict import Verdict
from gancheck.errors import InvalidInput

__all__ = ["Certainty", "Evidence", "Finding", "Place", "Severity"]

Evidence = Mapping[str, "float | int | str | bool | list[float] | list[str] | None"]
"""What was measured: a number, a word or a short list of either under each name; names are words, not code."""


class Severity(Enum):
    """How bad a violation is: an ERROR fails an audit by default; a WARNING and a NOTE do not.

    A WARNING is waste or fragility in a game that is right; a NOTE is a look-alike, such as labels exchanged for both
    players.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Certainty(Enum):
    """CERTAIN: a counter-example proves it. STATISTICAL: it may be chance, at the level that is stated."""

    CERTAIN = "certain"
    STATISTICAL = "statistical"


@dataclass(frozen=True)
class Place:
    """Where in the target: the path as the target names it, and the line, counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One rule's verdict on one target.

    Attributes:
        check: The rule's id.
        title: The rule in one line; for a violation, what is wrong here.
        verdict: HOLDS, VIOLATED, INCONCLUSIVE or SKIPPED.
        severity: How bad it would be; ERROR fails an audit if it is VIOLATED.
        certainty: Whether chance could have made it.
        claim: The id of the claim that the rule rests on.
        bug_class: The code of the class of bugs, if VIOLATED; None otherwise.
        evidence: What was measured.
        reason: Why it is INCONCLUSIVE or SKIPPED, or one sentence that reads the evidence.
        place: Where in the target, if that is known.
        fix: The smallest change that mends a violation; empty if there is none to make.
        reproduce: A command that shows it again; filled in by whoever started the audit.

    Raises:
        InvalidInput: A violation without a class, a fix or evidence, or a class without a violation.
    """

    check: str
    title: str
    verdict: Verdict
    severity: Severity
    certainty: Certainty
    claim: str
    bug_class: str | None = None
    evidence: Evidence = field(default_factory=dict)
    reason: str = ""
    place: Place | None = None
    fix: str = ""
    reproduce: str = ""

    def __post_init__(self) -> None:
        violated = self.verdict is Verdict.VIOLATED
        if violated and not (self.bug_class and self.fix and self.evidence):
            raise InvalidInput(
                f"`{self.check}` is VIOLATED without a bug class, a fix or evidence; say which bug it is, "
                "what was measured and what mends it."
            )
        if self.bug_class and not violated:
            raise InvalidInput(
                f"`{self.check}` is {self.verdict.value} and names the bug {self.bug_class!r}; "
                "only a violation has one."
            )
        if self.verdict in (Verdict.INCONCLUSIVE, Verdict.SKIPPED) and not self.reason:
            raise InvalidInput(
                f"`{self.check}` is {self.verdict.value} without a reason; say what stood in the way."
            )
