"""The four verdicts. What cannot be decided is INCONCLUSIVE, never a pass."""

from enum import Enum

__all__ = ["Verdict"]


class Verdict(Enum):
    """What a check found.

    HOLDS: every problem stayed within its derived bound, and every counter-claim was refuted by the same check.
    VIOLATED: at least one problem exceeded its bound.
    INCONCLUSIVE: the error budget was not met, or a counter-claim passed too: nothing is decided.
    SKIPPED: the check did not run, for the reason given.
    """

    HOLDS = "HOLDS"
    VIOLATED = "VIOLATED"
    INCONCLUSIVE = "INCONCLUSIVE"
    SKIPPED = "SKIPPED"

    @property
    def shape(self) -> str:
        """A mark that tells verdicts apart without colour."""
        return {"HOLDS": "✓", "VIOLATED": "▲", "INCONCLUSIVE": "?", "SKIPPED": "–"}[self.value]
