"""G3: no loss is differentiated through a forward pass of weights that have changed since."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.events import Call
from gancheck.auditing.steps.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="fresh-passes",
    title="A loss is differentiated through forward passes of the weights as they are.",
    claim="alg.directions",
    bug_classes={
        "G3": "A loss is differentiated through a forward pass of weights that a step has changed since."
    },
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Compute G(z) and D(x) anew after each step that changes the player they come from.",
    finds=("an inner loop of generator steps over one batch of fakes with a retained graph",),
    stays_silent=(
        "the fakes of the discriminator's update used again in the generator's",
        "both losses differentiated before both steps",
        "a replay buffer of detached fakes",
        "real and fake passes before one step",
    ),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """A step of a player between its call and a run through it that feeds a step."""
    if observed.obstacle:
        return (RULE.skipped(observed.obstacle),)
    log = observed.log
    if "modified by an inplace operation" in observed.failure:
        words = f"torch refused: {observed.failure[:160]}"
        return (
            RULE.violated("G3", {"raised": words}, reason=words, place=observed.at("G") or observed.at("D")),
        )
    for run in log.backwards:
        if not run.accumulates or observed.phases.of_run.get(run.at) not in ("D", "G"):
            continue
        for at in sorted(run.calls):
            call = log.call(at)
            if call is None or (call.player == "G" and observed.phases.of_run[run.at] == "D"):
                continue
            between = [s for s in log.steps if at < s.at < run.at and s.moved & log.params[call.player]]
            if between and run.leaves & log.params[call.player] and call.graded:
                evidence: Evidence = {"player": call.player, "steps between": len(between)}
                return (RULE.violated("G3", evidence, place=run.place),)
    if repeated := _repeated(observed):
        evidence = {"updates": len(repeated), "rows": len(repeated[0].outputs[0])}
        title = "D is shown the same fakes in every update, though G has moved."
        return (RULE.violated("G3", evidence, title=title, place=repeated[-1].place),)
    return (RULE.holds({"runs": len(log.backwards)}),)


def _repeated(observed: Observed) -> list[Call]:
    """Calls of D on one and the same batch that is not real, one in each update of at least three; or none."""
    log, phases = observed.log, observed.phases
    updates: dict[int, list[Call]] = {}
    for call in log.calls:
        own = any(call.at in run.calls and phases.of_run.get(run.at) == "D" for run in log.backwards)
        if call.player == "D" and own and phases.kind(call) in ("fake", "") and call.inputs is not None:
            updates.setdefault(max((at for at in log.rounds if at < call.at), default=0), []).append(call)
    if len(updates) < 3:
        return []
    values = [{_bytes(call): call for call in calls} for calls in updates.values()]
    shared = set.intersection(*(set(each) for each in values))
    everything = set.union(*(set(each) for each in values))
    return [each[next(iter(shared))] for each in values] if shared and shared == everything else []


def _bytes(call: Call) -> bytes:
    return b"" if call.inputs is None else call.inputs.float().cpu().numpy().tobytes()
