"""p = q is where what G descends is least."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.losses.observed import LossObservation
from gancheck.auditing.rule import Rule

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="equilibrium",
    title="What G descends against a best D is least where its law is that of the data",
    claim="loss.generator-divergence",
    bug_classes={"S2": "G is not drawn to the law of the data, though it rests there"},
    severity=Severity.NOTE,
    certainty=Certainty.CERTAIN,
    advice="Give G the target of real data: c = b, as in LSGAN (0, 1, 1).",
    finds=("((real - 1) ** 2).mean() + ((fake + 1) ** 2).mean() | (fake ** 2).mean()",),
    stays_silent=(
        "((real - 1) ** 2).mean() + (fake ** 2).mean() | ((fake - 1) ** 2).mean()",
        "bce(real, 1) + bce(fake, 0) | bce(fake, 1)",
        "relu(1 - real).mean() + relu(1 + fake).mean() | -fake.mean()",
    ),
)


def judge(observed: LossObservation) -> tuple[Finding, ...]:
    """What the fingerprint of the game says."""
    parts, pulls = observed.parts, observed.pulls
    if parts is None or parts.game is None or parts.gamma is None:
        return (RULE.skipped(observed.reason or "There is no game of two such losses to look at."),)
    if pulls.real == 0 or (pulls.generator or 0) == -pulls.real:
        return (RULE.skipped("A player moves the wrong way; see loss-direction."),)
    game = parts.game
    evidence: Evidence = {
        "D estimates": game.discriminator_divergence,
        "G follows": game.generator_divergence,
    }
    if game.minimum_at_equality is None:
        return (
            RULE.inconclusive("Whether p = q is the minimum was not decided by the measurements.", evidence),
        )
    if game.minimum_at_equality:
        return (RULE.holds(evidence),)
    return (RULE.violated("S2", evidence, reason="Published losses are so, LSGAN (−1, 1, 0) among them."),)
