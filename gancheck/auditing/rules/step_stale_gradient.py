"""G4 and G1: a step uses the gradients of its own player's loss, once."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="fresh-gradients",
    title="A step consumes the gradients of its own player's loss since its last step, and no others.",
    claim="alg.directions",
    bug_classes={
        "G4": "A step uses gradients that an earlier step has used, or those of the other player's loss.",
        "G1": "The generator steps by gradients of D's loss: fakes were not detached, nothing was cleared.",
    },
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Call the optimizer's `zero_grad()` right before the `backward()` whose gradients it is to step by.",
    finds=(
        "no zero_grad at all",
        "the discriminator's gradients are cleared after its own step only, so that the generator's loss stays in them",
        "fakes that are not detached, and no zero_grad before the generator's loss",
    ),
    stays_silent=(
        "zero_grad before each loss",
        "real and fake losses differentiated one after the other, then one step",
        "fakes that are not detached, with zero_grad before the generator's loss",
        "the generator's gradients in the discriminator, cleared before its next loss",
        "gradients accumulated over two half batches",
        "model.zero_grad() instead of the optimizer's",
        "gradients that are kept aside and set again before the step",
        "an encoder that is stepped first by an optimizer of its own",
    ),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """The ledger of each step."""
    if observed.obstacle:
        return (RULE.skipped(observed.obstacle),)
    findings = [found for player in "DG" if (found := _player(observed, player))]
    return tuple(findings) or (RULE.holds({"steps": len(observed.log.steps)}),)


def _player(observed: Observed, player: str) -> Finding | None:
    phases = observed.phases
    owned = observed.log.params[player]
    spent: dict[int, set[int]] = {}
    for step in observed.log.steps:
        fed = {each: runs for each, runs in step.fed.items() if each in owned - step.still - step.replaced}
        used = {at for each, runs in fed.items() for at in runs & spent.get(each, set())}
        for each, runs in fed.items():
            spent.setdefault(each, set()).update(runs)
        runs = frozenset().union(*fed.values())
        foreign = {at for at in runs - used if phases.of_run.get(at) not in (player, "both")}
        if not used | foreign or phases.player(step) != player:
            continue
        stale = sorted(used | foreign)
        whose = {phases.of_run.get(at, "") for at in stale}
        code = "G1" if player == "G" and whose == {"D"} else "G4"
        evidence: Evidence = {
            "runs in .grad": len(runs),
            "of them stale or foreign": len(stale),
            "whose loss they are": sorted(whose),
            "player": player,
        }
        words = f"{player} is stepped by {len(stale)} stale or foreign of {len(runs)} gradients in its .grad."
        return RULE.violated(code, evidence, reason=words, place=step.place)
    return None
