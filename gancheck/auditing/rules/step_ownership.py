"""P1: every player is stepped by an optimizer, and all of it."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Place, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="players-owned",
    title="Each player's parameters that receive its gradients are stepped by an optimizer.",
    claim="alg.directions",
    bug_classes={"P1": "A player, or a part of it, is never updated: no optimizer that steps holds it."},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Build each optimizer from its own player's `.parameters()`, and step that one after that player's loss.",
    finds=(
        "the generator's optimizer holds the discriminator's parameters",
        "a layer of the discriminator is in no optimizer",
        "the discriminator's optimizer is stepped after the generator's loss",
    ),
    stays_silent=(
        "one optimizer for each player",
        "parameters that ask for no gradient are in no optimizer",
        "a generator that is stepped every fifth time",
        "one optimizer for both players",
    ),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """Whole players first, then single parameters."""
    log, phases = observed.log, observed.phases
    if not log.steps or {call.player for call in log.calls} != {"D", "G"}:
        return (RULE.skipped(observed.obstacle or "the players were not seen."),)
    held = frozenset().union(*(step.holds for step in log.steps))
    for player in "DG":
        stepped = [step for step in log.steps if step.holds & log.params[player]]
        if stepped:
            continue
        evidence: Evidence = {"steps": len(log.steps), "pattern": phases.pattern[:40], "player": player}
        if any(change.player == player for change in log.changes):
            return (RULE.inconclusive(f"{player} changes without an optimizer of torch.optim.", evidence),)
        if player == "G" and not any(
            phases.adversarial(run) and "fake" in phases.kinds_of(run) for run in log.backwards
        ):
            return (
                RULE.inconclusive("no update of G was reached in the updates that were watched.", evidence),
            )
        place = log.steps[-1].place
        return (RULE.violated("P1", evidence, title=f"{player} is never updated.", place=place),)
    reached = frozenset().union(*(run.leaves for run in log.backwards if run.accumulates))
    lost = sorted(
        log.names[each]
        for player in "DG"
        for each in (log.params[player] & reached) - held
        if each not in log.frozen
    )
    if lost:
        evidence = {"parameters": lost[:8], "count": len(lost)}
        return (RULE.violated("P1", evidence, place=_step_place(observed, lost[0][0])),)
    return (RULE.holds({"held": len(held)}),)


def _step_place(observed: Observed, player: str) -> Place | None:
    steps = observed.phases.steps(player)
    return steps[-1].place if steps else None
