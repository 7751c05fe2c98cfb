"""Whether D's updates hear of real data and of fakes."""

from typing import TYPE_CHECKING

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.play.calls import FAKE, OTHER, REAL
from gancheck.auditing.rule import Rule
from gancheck.auditing.rules.play_motion import ENOUGH

if TYPE_CHECKING:
    from gancheck.auditing.play.observed import Observed

__all__ = ["RULE", "judge"]

BEND = 0.5
"""A slope that changes by this share of its largest value over the scores belongs to a loss with a target, not to an
energy or a critic, whose slopes are constant and whose other term may have the weight 0 for a while (BEGAN's k)."""

RULE = Rule(
    id="oracle-both-sides",
    title="D's loss hears of real data and of fakes",
    claim="disc.bce",
    bug_classes={"S6": "D's updates follow one side only: nothing comes back to D's output on the other"},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Add the term of the missing side to D's loss: E_p φ(D(x)) + E_q ψ(D(x)) needs both.",
    finds=(
        "d_loss = bce(D(real), ones)",
        "d_loss = bce(D(fake.detach()), zeros) with D(real) computed for the log only",
        "d_loss = softplus(-D(real)).mean() and D(fake) under no_grad",
    ),
    stays_silent=(
        "BEGAN while its k is 0: an energy of real data alone",
        "real and fake in updates of their own, one after the other",
        "a hinge beyond its margin, whose slope is 0 for a while",
        "an extra call of D for the log",
        "a pool of old fakes, which the oracle does not recognise",
        "real data that the step transforms beyond recognition",
    ),
)


def judge(observed: "Observed") -> tuple[Finding, ...]:
    """S6 if one side never came back in a D that moves."""
    play = observed.discriminator
    tally = play.tally
    evidence: Evidence = {
        "updates": tally.updates,
        "real rows that D judged": tally.seen[REAL],
        "fake rows that D judged": tally.seen[FAKE],
        "rows of unknown origin": tally.seen[OTHER],
        "updates that hear of real data": tally.told[REAL],
        "updates that hear of fakes": tally.told[FAKE],
    }
    if play.failure:
        return (RULE.inconclusive(play.failure, evidence),)
    if tally.told[REAL] and tally.told[FAKE]:
        return (RULE.holds(evidence),)
    if tally.seen[OTHER] or tally.unscored:
        return (
            RULE.inconclusive(
                "D judges rows, or answers with outputs, that the oracle does not know.", evidence
            ),
        )
    if tally.updates < ENOUGH or not play.moved or not (tally.told[REAL] or tally.told[FAKE]):
        return (RULE.inconclusive("D's updates were not seen to hear of either side.", evidence),)
    response = play.response
    slopes = (None, None) if response is None or not response.stable else (response.real, response.fake)
    known, other = slopes if tally.told[REAL] else slopes[::-1]
    if (
        known is None
        or (other is not None and other.any())
        or abs(known.max() - known.min()) < BEND * abs(known).max()
    ):
        return (
            RULE.inconclusive(
                "D's updates hear of one side only, with a slope that an energy-based game has too.", evidence
            ),
        )
    missing = "fakes" if tally.told[REAL] else "real data"
    return (RULE.violated("S6", evidence, title=f"D's updates never hear of {missing}"),)
