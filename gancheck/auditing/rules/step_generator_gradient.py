"""G2: the generator learns from the discriminator."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="adversarial-gradient",
    title="A loss of the discriminator's output on fakes reaches the generator's parameters.",
    claim="gen.parametric",
    bug_classes={"G2": "The generator gets no gradient through the discriminator."},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="In the generator's update compute D(G(z)) with a graph: no `detach()`, `no_grad()` or argmax between.",
    finds=(
        "fakes detached in the generator's update",
        "the adversarial loss overwritten by another one",
        "the adversarial loss of real data in the generator's update",
        "detached codes of an encoder that learns by another optimizer as well",
        "detached fakes, from which a head of D learns that the generator's optimizer holds",
        "fakes detached in the generator's update, with D frozen, which torch refuses",
    ),
    stays_silent=(
        "the discriminator's update, with D frozen, which torch refuses",
        "D frozen by requires_grad_(False) in the generator's update",
        "the fakes of the discriminator's update used again, with their graph",
        "an adversarial term beside a reconstruction",
        "a saturating loss",
        "a head of D that the generator's optimizer holds, beside an adversarial term",
        "gradients of torch.autograd.grad that are set by hand, twice for each update",
        "gradients that are set by hand after a consensus term was added to them",
        "a policy gradient with D's outputs as rewards",
    ),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """Whether any run that fed a step of G went through D."""
    if observed.refused == "G2":
        words = {"raised": observed.failure[:160]}
        reason = "torch refuses to differentiate a loss of G: nothing of G is in it, and D is frozen."
        return (RULE.violated("G2", words, reason=reason, place=observed.log.calls[-1].place),)
    if observed.obstacle:
        return (RULE.skipped(observed.obstacle),)
    log, phases = observed.log, observed.phases
    steps = [step for step in log.steps if step.holds & log.params["G"]]
    runs = [run for step in steps for at in step.backwards(log.params["G"]) if (run := log.backward(at))]
    through = [run for run in runs if phases.adversarial(run) and phases.of_run.get(run.at) != "D"]
    evidence: Evidence = {"steps of G": len(steps), "gradients in them": len(runs), "through D": len(through)}
    if through:
        return (RULE.holds(evidence),)
    if not any(phases.kind(call) == "fake" for call in log.calls if call.player == "D"):
        return (RULE.inconclusive("D was not seen to look at a fake.", evidence),)
    if all(phases.of_run.get(run.at) == "D" for run in runs) and runs:
        return (RULE.inconclusive("G steps by D's loss only, if at all.", evidence),)
    if any(run.rewarded for run in runs):
        return (RULE.inconclusive("D's outputs weigh G's loss as plain numbers, as rewards do.", evidence),)
    if any(step.replaced for step in steps):
        return (RULE.inconclusive("G's gradients are set by hand before its step.", evidence),)
    reason = "No gradient at all." if not runs else "What G steps by has nothing to do with D."
    return (RULE.violated("G2", evidence, reason=reason, place=steps[-1].place or observed.at("G")),)
