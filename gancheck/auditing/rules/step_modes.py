"""P3: a player learns in training mode, with its parameters asking for gradients."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="training-mode",
    title="Each player is in training mode in its own update, and not frozen.",
    claim="alg.directions",
    bug_classes={"P3": "A player is in evaluation mode, or frozen, in its own update."},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Call `.train()` on the player before its update, and `requires_grad_(True)` if it was frozen.",
    finds=(
        "the discriminator is left in evaluation mode after the generator's first update",
        "the discriminator is in evaluation mode in all of its updates",
        "the discriminator stays frozen after the generator's first update",
    ),
    stays_silent=(
        "training mode throughout",
        "the discriminator in evaluation mode in the generator's update only",
        "a player without layers that have modes, in evaluation mode",
        "the discriminator frozen in the generator's update only",
    ),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """Modes at the calls that a player's own loss went through."""
    log, phases = observed.log, observed.phases
    if observed.refused == "P3":
        shut = sorted(log.names[each] for each in log.frozen & log.names.keys())
        if shut:
            evidence: Evidence = {"frozen": shut[:8], "raised": observed.failure[:160]}
            return (RULE.violated("P3", evidence, title="A player stays frozen in its own update."),)
    if observed.obstacle:
        return (RULE.skipped(observed.obstacle),)
    findings = []
    for player in "DG":
        calls = phases.calls(player, player)
        off = [call for call in calls if call.modal]
        if not off:
            continue
        evidence = {"passes": len(calls), "in evaluation mode": len(off), "layers": sorted(set(off[0].modal))}
        always = len(off) == len(calls) or not calls[-1].modal
        findings.append(
            RULE.violated(
                "P3",
                evidence,
                title=f"{player} is in evaluation mode in {len(off)} of {len(calls)} passes of its own update.",
                severity=Severity.WARNING if always else Severity.ERROR,
                place=off[-1].place,
            )
        )
    return tuple(findings) or (RULE.holds({"passes": len(log.calls)}),)
