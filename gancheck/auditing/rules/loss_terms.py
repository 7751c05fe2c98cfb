"""Every term is there: D's loss depends on real and on fake outputs, G's on fakes."""

from gancheck.auditing.finding import Certainty, Finding, Severity
from gancheck.auditing.losses.observed import LossObservation
from gancheck.auditing.rule import Rule

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="loss-terms",
    title="D's loss depends on real and on fake outputs, and G's on fakes",
    claim="loss.discriminator-divergence",
    bug_classes={"S6": "a player's loss does not look at what it has to look at"},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Add the missing term, or return it with the others.",
    finds=(
        "bce(real, 1) + 0 * fake.mean() | bce(fake, 1)",
        "bce(fake, 0) + 0 * real.mean() | bce(fake, 1)",
        "bce(fake.detach().clone() * 0 + 0.5, 0) + bce(real, 1) | bce(fake, 1)",
        "bce(real, 1) + bce(fake, 0) | bce(real, 1) + 0 * fake.mean()",
    ),
    stays_silent=(
        "bce(real, 1) + bce(fake, 0) | bce(fake, 1)",
        "fake.mean() - real.mean() | -fake.mean()",
        "softplus(fake - real).mean() | softplus(real - fake).mean()",
        "bce(real - fake.mean(), 1) + bce(fake - real.mean(), 0)"
        " | bce(fake - real.mean(), 1) + bce(real - fake.mean(), 0)",
        "relu(1 - real).mean() + relu(1 + fake).mean() | -fake.mean() + 0 * real.mean()",
    ),
)


def judge(observed: LossObservation) -> tuple[Finding, ...]:
    """Look for what does not move a loss."""
    d, g = observed.d, observed.g
    evidence = {
        "D's loss depends on real outputs": d.needs_real,
        "D's loss depends on fake outputs": d.needs_fake,
        "G's loss depends on fake outputs": None if g is None else g.needs_fake,
    }
    missing = [
        words
        for words, there in (
            ("D's loss does not depend on real outputs", d.needs_real),
            ("D's loss does not depend on fake outputs", d.needs_fake),
            ("G's loss does not depend on fake outputs", g is None or g.needs_fake),
        )
        if not there
    ]
    if missing:
        return (RULE.violated("S6", evidence, title="; ".join(missing)),)
    return (RULE.holds(evidence),)
