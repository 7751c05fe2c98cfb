"""W4 and S5: a penalty has a gradient, and is in the loss."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.events import Backward, Log
from gancheck.auditing.steps.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="penalty-counts",
    title="A gradient penalty is computed with a graph, and differentiated with D's loss.",
    claim="loss.penalty",
    bug_classes={
        "W4": "The penalty's gradient is taken without `create_graph=True`: it is a number that D cannot learn from.",
        "S5": "The penalty is computed and never differentiated: it is not in D's loss.",
    },
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Take the gradient with `create_graph=True`, and add the penalty to D's loss before its `backward()`.",
    finds=(
        "a penalty without create_graph",
        "a penalty that is logged only",
        "a penalty of weight 0",
        "a penalty without create_graph, differentiated by itself, which torch refuses",
    ),
    stays_silent=(
        "a penalty in D's loss",
        "a penalty differentiated by itself before D's step",
        "a one-sided penalty, which small gradients do not feel",
        "a penalty at real rows",
        "no penalty",
    ),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """Gradients by D's inputs, and whether a later run went through them."""
    log = observed.log
    taken = [
        run
        for run in log.backwards
        if run.into is not None
        and run.result is not None
        and _of_d(log, run)
        and (observed.refused == "W4" or any(step.at > run.at for step in log.steps))
    ]
    if not taken:
        return (RULE.skipped("no gradient by D's inputs was taken."),)
    plain = [run for run in taken if not run.create_graph]
    evidence: Evidence = {"gradients by D's inputs": len(taken), "without a graph": len(plain)}
    if plain:
        if len(plain) < len(taken):
            return (
                RULE.inconclusive("some gradients by D's inputs have a graph and some have none.", evidence),
            )
        return (RULE.violated("W4", evidence, place=plain[0].place),)
    used = frozenset().union(*(run.gradients for run in log.backwards if run.accumulates))
    unused = [run for run in taken if run.at not in used]
    evidence = {**evidence, "never differentiated": len(unused)}
    if len(unused) == len(taken):
        return (RULE.violated("S5", evidence, place=unused[0].place),)
    # A run of zeros looks as if its gradients had been cleared, so that it is nobody's.
    slopes = [
        pull.slopes
        for laws in observed.penalties
        for pull in laws.injection.pulls
        if (run := laws.log.backward(pull.gradient)) is not None and _of_d(laws.log, run)
    ]
    if slopes and not any(each.any() for each in slopes):
        title = "The penalty has the weight 0 in the updates that were watched: D feels nothing of it."
        evidence = {**evidence, "gradients that were tried": len(slopes)}
        return (RULE.violated("S5", evidence, title=title, severity=Severity.WARNING, place=taken[-1].place),)
    return (RULE.holds(evidence),)


def _of_d(log: Log, run: Backward) -> bool:
    return any((call := log.call(at)) and call.player == "D" for at in run.calls)
