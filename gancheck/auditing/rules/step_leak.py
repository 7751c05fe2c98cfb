"""G1, the harmless sort: the discriminator's loss is differentiated into the generator, and the result thrown away."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="detached-fakes",
    title="The discriminator's loss is not differentiated into the generator.",
    claim="alg.directions",
    bug_classes={"G1": "The discriminator's loss is differentiated through the generator, for nothing."},
    severity=Severity.NOTE,
    certainty=Certainty.CERTAIN,
    advice="Hand D `fake.detach()` in its own update, to save the work; cleared gradients do no harm.",
    finds=("fakes that are not detached in the discriminator's update",),
    stays_silent=(
        "detached fakes",
        "fakes made under torch.no_grad()",
        "a combined loss with gradient reversal",
    ),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """Runs of D's phase that reach G."""
    if observed.obstacle:
        return (RULE.skipped(observed.obstacle),)
    own = [run for run in observed.log.backwards if observed.phases.of_run.get(run.at) == "D"]
    leaky = [run for run in own if run.leaves & observed.log.params["G"]]
    evidence: Evidence = {"runs of D's loss": len(own), "into G": len(leaky)}
    return (RULE.violated("G1", evidence, place=leaky[-1].place) if leaky else RULE.holds(evidence),)
