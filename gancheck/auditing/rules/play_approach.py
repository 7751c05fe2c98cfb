"""Whether the whole GAN moves its law toward data of a known law."""

from typing import TYPE_CHECKING

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.play.gap_window import DOUBT
from gancheck.auditing.rule import Rule

if TYPE_CHECKING:
    from gancheck.auditing.play.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="oracle-data-approach",
    title="Trained on data of a known law, G's law comes nearer to it",
    claim="alg.learned-equilibrium",
    bug_classes={},
    severity=Severity.NOTE,
    certainty=Certainty.STATISTICAL,
    advice="Train longer, and look at the shares of the modes.",
    finds=(),
    stays_silent=(
        "a GAN that has not converged in its time: no theorem says that it must",
        "a GAN that circles, or collapses: Algorithm 1 may do both",
        "a G that starts near the data and leaves them for a while",
        "a G that is too small for the data",
    ),
)


def judge(observed: "Observed") -> tuple[Finding, ...]:
    """HOLDS up to the stated doubt, or INCONCLUSIVE: that a GAN converges is a theorem for few."""
    whole = observed.whole
    if whole.failure:
        return (RULE.inconclusive(whole.failure),)
    evidence: Evidence = {
        "steps": whole.steps,
        "squared distance at the start": whole.before,
        "squared distance at the end": whole.after,
        "doubt": DOUBT,
    }
    if whole.nearer:
        return (RULE.holds(evidence),)
    if whole.nearer is None:
        return (RULE.inconclusive("Whether G came nearer was not decided in its time.", evidence),)
    return (
        RULE.inconclusive(
            "G is farther from the data than at the start; it may circle or still turn.", evidence
        ),
    )
