"""Whether D's own updates move D at all."""

from typing import TYPE_CHECKING

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule

if TYPE_CHECKING:
    from gancheck.auditing.play.observed import Observed

__all__ = ["ENOUGH", "RULE", "judge"]

ENOUGH = 64
"""Updates that leave every parameter as it was: no published schedule begins with as many at a rate of 0 while D has a
gradient and optimizers step."""

RULE = Rule(
    id="oracle-moves-discriminator",
    title="D's updates change D",
    claim="alg.inner-loop",
    bug_classes={
        "P1": "No optimizer that steps holds a parameter of D: D has a gradient and never changes",
        "P3": "D is frozen in its own updates: its optimizer steps, and no parameter requires a gradient",
    },
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Give D's optimizer `discriminator.parameters()`, and let them require gradients in D's updates.",
    finds=(
        "opt_d = Adam(generator.parameters()) beside opt_g = Adam(generator.parameters())",
        "discriminator.requires_grad_(False) for G's update, and never True again",
    ),
    stays_silent=(
        "any D that moves, however badly",
        "a warm-up in which D's optimizer does not step yet",
        "D frozen for G's update only",
        "updates written by hand, without an optimizer: what is not seen is INCONCLUSIVE",
        "a scaler that skips steps",
        "a spectral norm, whose buffers change by themselves",
    ),
)


def judge(observed: "Observed") -> tuple[Finding, ...]:
    """P1 or P3 if D stands still although optimizers step."""
    play = observed.discriminator
    tally = play.tally
    owners = sorted(tally.optimizers.values())
    evidence: Evidence = {
        "updates": tally.updates,
        "updates with a gradient in D": tally.told_steps,
        "optimizers that stepped hold": owners,
        "updates with D frozen": tally.frozen,
    }
    if play.failure:
        return (RULE.inconclusive(play.failure, evidence),)
    if play.moved:
        return (RULE.holds(evidence),)
    if tally.updates < ENOUGH:
        return (
            RULE.inconclusive(f"D did not move in {tally.updates} updates; {ENOUGH} would decide.", evidence),
        )
    hold_d = any(owner in ("discriminator", "both") for owner in owners)
    if tally.frozen == tally.updates and hold_d and not tally.told_steps:
        return (RULE.violated("P3", evidence),)
    alone = play.steps[0] == "discriminator_step"
    if tally.told_steps == tally.updates and not hold_d and len(owners) >= (1 if alone else 2):
        return (RULE.violated("P1", evidence),)
    return (RULE.inconclusive("D did not move, and why was not seen.", evidence),)
