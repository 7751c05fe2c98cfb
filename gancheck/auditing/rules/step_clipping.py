"""W1: a critic is kept Lipschitz: clipped after its step, or punished, or by its layers."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="critic-constrained",
    title="A Wasserstein critic is kept Lipschitz whenever the generator learns from it.",
    claim="loss.wasserstein",
    bug_classes={
        "W1": "The critic is not clipped when the generator learns from it: its loss is no distance then.",
    },
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Clip the critic's weights right after each of its steps, or add a gradient penalty to its loss.",
    finds=(
        "clipping before the critic's step",
        "a Wasserstein critic without any constraint",
        "the generator is clipped and the critic is not",
    ),
    stays_silent=(
        "clipping after the critic's step",
        "clipping after the critic's step, with a generator that steps first",
        "a gradient penalty",
        "a critic with spectral norms",
        "a cross-entropy game without any constraint",
        "a difference of means of a sigmoid's outputs",
        "an f-GAN whose loss is linear on data and a square on fakes",
    ),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """Clipping is seen as weights that change between steps and end at one bound."""
    if observed.obstacle:
        return (RULE.skipped(observed.obstacle),)
    log = observed.log
    bound = _bound(observed, "D")
    if bound is not None:
        # The critic that was made is no critic yet: a generator that steps first learns from it once.
        began = min((step.at for step in observed.phases.steps("D")), default=0)
        learning = [call for call in observed.phases.calls("D", "G") if call.attached and call.at > began]
        loose = [call for call in learning if call.largest > bound * (1.0 + 2.0**-20)]
        evidence: Evidence = {
            "bound": bound,
            "greatest weight when G learns": max((call.largest for call in learning), default=0.0),
            "passes beyond the bound": len(loose),
        }
        return (RULE.violated("W1", evidence, place=loose[0].place) if loose else RULE.holds(evidence),)
    if not observed.critic:
        return (RULE.skipped("D's loss is not a difference of means, or was not recognised."),)
    if observed.bounded:
        return (RULE.skipped("D's output is bounded, so that a difference of means is a total variation."),)
    if any(run.into is not None and run.result is not None for run in log.backwards):
        return (RULE.holds({"constraint": "a penalty on gradients"}),)
    if not observed.plain:
        return (RULE.inconclusive("D has hooks or layers of its own, which may constrain it."),)
    wrong = _bound(observed, "G")
    evidence = {"weights of D changed between steps": sum(change.player == "D" for change in log.changes)}
    if evidence["weights of D changed between steps"]:
        return (
            RULE.inconclusive("D's weights are changed between its steps, in a way that is not clipping."),
        )
    title = (
        "The generator is clipped, and the critic is not."
        if wrong is not None
        else "Nothing keeps the critic Lipschitz."
    )
    return (RULE.violated("W1", evidence, title=title, place=observed.at("D")),)


def _bound(observed: Observed, player: str) -> float | None:
    """The bound at which the largest weights of several parameters ended, if they were clipped to one."""
    for change in observed.log.changes:
        shrunk = [after for before, after in zip(change.before, change.after, strict=True) if after < before]
        if change.player == player and shrunk and len(set(shrunk)) == 1 and max(change.after) == shrunk[0]:
            return shrunk[0]
    return None
