"""P1: every player is stepped by an optimizer, and all of it."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Place, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.events import Backward
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
    if _exchanged(observed):
        title = "Each player's optimizer is stepped after the other player's loss."
        evidence = {"pattern": phases.pattern[:40], "steps": len(log.steps)}
        return (RULE.violated("P1", evidence, title=title, place=log.steps[-1].place),)
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


def _exchanged(observed: Observed) -> bool:
    """G is stepped after losses that see real data and do not reach it, and D after those that go through it into G."""
    log, phases = observed.log, observed.phases
    before: dict[str, list[list[Backward]]] = {"D": [], "G": []}
    last = 0
    for step in log.steps:
        runs = [run for run in log.backwards if run.accumulates and last < run.at < step.at]
        last = step.at
        if (player := phases.player(step)) in before and runs:
            before[player].append(runs)
    if not all(len(groups) > 1 for groups in before.values()):
        return False
    away = not any(run.leaves & log.params["G"] for runs in before["G"] for run in runs)
    away = away and all(phases.kinds_of(run) & {"real", "both"} for runs in before["G"] for run in runs)
    return away and all(phases.adversarial(run) for runs in before["D"] for run in runs)
