"""A loss of fixed outputs is a fixed number, or draws labels that can be read."""

from gancheck.auditing.finding import Certainty, Finding, Severity
from gancheck.auditing.losses.observed import LossObservation
from gancheck.auditing.rule import Rule

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="loss-determinism",
    title="The loss of the same outputs is the same number at every call, but for labels that are drawn",
    claim="disc.lotus",
    bug_classes={"L3": "a label is drawn at random for G, which has nothing to gain from it"},
    severity=Severity.WARNING,
    certainty=Certainty.CERTAIN,
    advice="Give G the label of real data as it is; draw labels for D only, if at all.",
    finds=("bce(real, 1) + bce(fake, 0) | bce(fake, 0.5 + 0.5 * rand(fake))",),
    stays_silent=(
        "bce(real, 1) + bce(fake, 0) | bce(fake, 1)",
        "bce(real, 0.8 + 0.2 * rand(real)) + bce(fake, 0) | bce(fake, 1)",
        "fake.mean() - real.mean() | -fake.mean()",
    ),
)


def judge(observed: LossObservation) -> tuple[Finding, ...]:
    """Who draws, and between which labels."""
    drawn = observed.pair.random
    evidence = {"losses that draw": list(drawn)} | {
        f"labels of {side} outputs": list(observed.label_range[name])
        for name, side in (("φ", "real"), ("ψ", "fake"))
        if name in observed.label_range
    }
    if not drawn:
        return (RULE.holds(evidence),)
    if "G" in drawn:
        return (RULE.violated("L3", evidence, severity=Severity.WARNING),)
    told = "D's labels are drawn; all else was measured with each draw at its median."
    return (RULE.holds(evidence, told) if observed.label_range else RULE.inconclusive(told, evidence),)
