"""Z3: the generator's output depends on its noise."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="noise-used",
    title="Different noise makes different fakes.",
    claim="mle.pushforward",
    bug_classes={"Z3": "G ignores its noise: every row comes out the same."},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Feed z to a layer whose weights are not zero, and look that it is not overwritten on its way.",
    finds=("a first layer of zeros",),
    stays_silent=("a generator of vectors", "a generator of images", "a generator with batch normalisation"),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """Rows of one batch with different inputs and the same outputs, in all passes."""
    calls = [call for call in observed.log.calls if call.player == "G" and call.inputs is not None]
    told = [
        call
        for call in calls
        if call.inputs is not None
        and call.inputs.ndim
        and len(call.inputs) > 1
        and len(call.outputs[0]) == len(call.inputs)
        and bool((call.inputs != call.inputs[:1]).flatten(1).any(dim=1)[1:].all())
    ]
    if observed.ignores_noise:
        title = "G ignores its noise: other noise makes the same fakes."
        return (
            RULE.violated("Z3", {"calls": len(calls)}, title=title, place=calls[-1].place if calls else None),
        )
    if not told:
        return (RULE.skipped("no batch of different noise was seen."),)
    same = [call for call in told if bool((call.outputs[0] == call.outputs[0][:1]).all())]
    evidence: Evidence = {"batches": len(told), "of equal rows": len(same)}
    if len(same) == len(told):
        return (RULE.violated("Z3", evidence, place=told[-1].place),)
    return (RULE.holds(evidence),)
