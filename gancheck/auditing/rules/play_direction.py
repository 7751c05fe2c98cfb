"""Whether D and G pull against each other: D learns which side is which, and G goes to the side of real data."""

from typing import TYPE_CHECKING

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.play.pulls import pulls
from gancheck.auditing.rule import Rule

if TYPE_CHECKING:
    from gancheck.auditing.play.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="oracle-direction",
    title="D tells real from fake, and G moves to where D puts real data",
    claim="alg.directions",
    bug_classes={
        "L1": "D's labels are exchanged, or the same, in one player only: D and G do not play against each other",
        "S1": "The sign of a loss is wrong: D and G do not play against each other",
    },
    severity=Severity.ERROR,
    certainty=Certainty.STATISTICAL,
    advice="Let D's loss fall as D(real) and D(fake) part, and G's as D(G(z)) moves to where D puts real data.",
    finds=(
        "d_loss = bce(D(real), zeros) + bce(D(fake), ones); g_loss = bce(D(fake), ones)",
        "d_loss = bce(D(real), ones) + bce(D(fake), ones)",
        "g_loss = bce(D(fake), zeros)",
        "g_loss = +D(fake).mean() for d_loss = D(fake).mean() - D(real).mean()",
        "d_loss = -(bce(D(real), ones) + bce(D(fake), zeros))",
    ),
    stays_silent=(
        "labels exchanged for both players",
        "a critic of the opposite sign in both losses",
        "an energy: low for real data, and lowered by G",
        "LSGAN with the targets (−1, 1, 0), whose G goes half the way",
        "labels smoothed on one side or both",
        "hinges with other margins",
        "a minimax G, whose slope is small where D is sure",
        "weights on D's loss, and on either of its terms",
        "D that has not learnt anything yet: INCONCLUSIVE",
        "losses of pairs (relativistic), or of features: INCONCLUSIVE",
        "labels flipped at random: INCONCLUSIVE",
    ),
)


def judge(observed: "Observed") -> tuple[Finding, ...]:
    """Accuses only where the target's own slopes and what its D learnt from the oracle say the same."""
    play = observed.discriminator
    pull = pulls(play.response, play.game)
    last = play.blocks[-1] if play.blocks else None
    evidence: Evidence = {
        "D's loss draws real above fake": pull.discriminator,
        "G's loss draws fakes up": pull.generator,
        "share of pairs with real above fake": None if last is None else last.higher,
        "evidence against chance": None if last is None else min(last.evidence, 1e300),
        "level": None if last is None else last.level,
        "updates": play.tally.updates,
    }
    if play.failure:
        return (RULE.inconclusive(play.failure, evidence),)
    if pull.discriminator is None or pull.generator is None:
        return (RULE.inconclusive(play.no_response or pull.reason, evidence),)
    learnt = play.direction
    if pull.discriminator == 0:
        if learnt == pull.generator:
            return (
                RULE.inconclusive(
                    "D's loss has one best output for all ratios, but D parts the laws as G expects.",
                    evidence,
                ),
            )
        return (
            RULE.violated(
                "L1" if pull.labels else "S1",
                evidence,
                title="D's loss wants the same of real and of fake outputs",
            ),
        )
    opposed = pull.generator != pull.discriminator
    if learnt == 0 and opposed and play.game is not None and not play.game.interior:
        # A loss of the wrong sign has no least value: D runs away, and what it has learnt is no longer to be seen.
        return (RULE.violated("S1", evidence, title=_title(pull.discriminator)),)
    if learnt == 0:
        return (RULE.inconclusive("D has not parted the two laws in its time.", evidence),)
    if learnt != pull.discriminator:
        return (
            RULE.inconclusive("D learnt the opposite of what its loss says; it has not settled.", evidence),
        )
    if not opposed:
        inverted = "Real data get the lower outputs, in both players' losses alike." if learnt < 0 else ""
        return (RULE.holds(evidence, inverted),)
    labels = pull.labels if learnt < 0 else pull.generator_labels
    return (RULE.violated("L1" if labels else "S1", evidence, title=_title(learnt)),)


def _title(discriminator: int) -> str:
    if discriminator > 0:
        return "G moves to where D puts fakes: it helps D"
    return "D puts real data where G takes its fakes from: D and G help each other"
