"""P2: no step of one player's loss moves the other player."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="shared-optimizer",
    title="The players have optimizers of their own, or one that steps them apart.",
    claim="alg.directions",
    bug_classes={"P2": "One optimizer holds both players, and the generator's loss moves the discriminator."},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Give each player an optimizer of its own: one of D's parameters, one of G's.",
    finds=("one optimizer for both players, with both losses stepped alike",),
    stays_silent=(
        "one optimizer for each player",
        "a third optimizer of both for a mutual-information term",
        "one optimizer, the discriminator frozen while the generator learns",
    ),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """A step of both, by a loss that saw fakes only."""
    if observed.obstacle:
        return (RULE.skipped(observed.obstacle),)
    log, phases = observed.log, observed.phases
    both = [step for step in log.steps if all(step.holds & log.params[player] for player in "DG")]
    sole = not any(step.holds & log.params["D"] and not step.holds & log.params["G"] for step in log.steps)
    fed = [
        (step, [run for at in step.backwards(log.params["D"]) if (run := log.backward(at))]) for step in both
    ]
    # Where one loss steps both players at once, by a reversal of gradients, D has no step of its own.
    alone = any(runs and not any(phases.adversarial(run) for run in runs) for _, runs in fed)
    for step, runs in fed:
        moved = [len(step.moved & log.params[player]) for player in "DG"]
        if sole and alone and all(moved) and any(phases.adversarial(run) for run in runs):
            evidence: Evidence = {"parameters of D moved": moved[0], "of G": moved[1]}
            return (RULE.violated("P2", evidence, place=step.place),)
    if both and sole:
        reason = "one optimizer holds both players, but no step by G's loss moves D."
        return (RULE.holds({"shared steps": len(both)}, reason),)
    return (RULE.holds({"shared steps": len(both)}),)
