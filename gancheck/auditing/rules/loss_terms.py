"""Every term is there: D's loss depends on real and on fake outputs, G's on fakes."""

import numpy as np

from gancheck.auditing.finding import Certainty, Finding, Severity
from gancheck.auditing.losses.observed import LossObservation
from gancheck.auditing.rule import Rule

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="loss-terms",
    title="D's loss depends on real and on fake outputs, and G's on fakes",
    claim="loss.discriminator-divergence",
    bug_classes={
        "S6": "a player's loss does not look at what it has to look at",
        "S5": "a term of D's loss is computed and has no gradient",
        "G2": "G's loss has no gradient in its fakes",
    },
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Add the missing term, and return tensors that are not detached, nor turned into numbers.",
    finds=(
        "bce(real, 1) + 0 * fake.mean() | bce(fake, 1)",
        "bce(fake, 0) + 0 * real.mean() | bce(fake, 1)",
        "bce(fake.detach().clone() * 0 + 0.5, 0) + bce(real, 1) | bce(fake, 1)",
        "bce(real, 1) + bce(fake, 0) | bce(real, 1) + 0 * fake.mean()",
        "(real - fake).abs().mean() | bce(fake, 1)",
        "softplus(fake - real).mean() | ((fake - real) ** 2).mean()",
        "bce(real.detach(), 1) + bce(fake, 0) | bce(fake, 1)",
        "(bce(real, 1) + bce(fake, 0)).detach() | bce(fake, 1)",
        "bce(real, 1) + bce(fake, 0) | bce(fake.detach(), 1)",
    ),
    stays_silent=(
        "bce(real, 1) + bce(fake, 0) | bce(fake, 1)",
        "fake.mean() - real.mean() | -fake.mean()",
        "softplus(fake - real).mean() | softplus(real - fake).mean()",
        "bce(real - fake.mean(), 1) + bce(fake - real.mean(), 0)"
        " | bce(fake - real.mean(), 1) + bce(real - fake.mean(), 0)",
        "relu(1 - real).mean() + relu(1 + fake).mean() | -fake.mean() + 0 * real.mean()",
        "-(real.mean() - fake.mean()) ** 2 | (real.mean() - fake.mean()) ** 2  # a distance that D raises and G lowers",
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
    blind = _blind(observed)
    if blind:
        return (
            RULE.violated(
                "S6",
                {**evidence, "losses that stay as real and fake outputs are exchanged": list(blind)},
                title=f"{' and '.join(blind)}'s loss is the same when real and fake outputs are exchanged",
                reason="It matches outputs to each other; which are real it cannot tell.",
            ),
        )
    for player, probe, bug_class in (("D", d, "S5"), ("G", g, "G2")):
        if probe is not None and probe.cut_off:
            sides = " and ".join(probe.cut_off)
            return (
                RULE.violated(
                    bug_class, evidence, title=f"{player}'s loss has no gradient in its {sides} outputs"
                ),
            )
    return (RULE.holds(evidence),)


def _blind(observed: LossObservation) -> tuple[str, ...]:
    """Players with a symmetric loss; none where D raises the symmetric distance that G lowers, as in MMD GANs."""
    d, g = observed.relativistic
    found = tuple(player for player, form in (("D", d), ("G", g)) if form is not None and form.symmetric)
    if len(found) == 2 and d is not None and g is not None:
        raised, lowered = np.array(d.values), np.array(g.values)
        if np.dot(raised - raised.mean(), lowered - lowered.mean()) < 0.0:
            return ()
    return found
