"""A gradient penalty is taken between real and fake samples, one ε each, or at one of the two."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.losses.penalty_probe import MANY, PenaltyObservation
from gancheck.auditing.rule import Rule

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="penalty-points",
    title="The penalty is taken at ε·real + (1 − ε)·fake with one ε in [0, 1] for each sample, or at real or fake ones",
    claim="loss.wasserstein",
    bug_classes={"W3": "the penalty is not taken on the way from real to fake samples"},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Draw one ε for each sample: torch.rand(len(real), 1, 1, 1), for images.",
    finds=(
        "((norms(mix(real, fake, rand(real))) - 1) ** 2).mean()",
        "((norms(mix(real, fake, randn(len(real), 1, 1, 1))) - 1) ** 2).mean()",
        "((norms(mix(real, fake, 2 * one_each(real))) - 1) ** 2).mean()",
        "((norms(mix(real, fake, 0.5)) - 1) ** 2).mean()  # half-way for all: a note",
    ),
    stays_silent=(
        "((norms(mix(real, fake, one_each(real))) - 1) ** 2).mean()",
        "((norms(mix(fake, real, one_each(real))) - 1) ** 2).mean()",
        "0.5 * norms(real).square().mean()",
        "0.5 * norms(fake).square().mean()",
        "((norms(real + 0.1 * rand(real)) - 1) ** 2).mean()",
    ),
)
ROUNDING = 1e-6
"""ε is found from float32 points by a division: a few roundings, less than this."""


def judge(observed: PenaltyObservation) -> tuple[Finding, ...]:
    """Look where the critic was asked."""
    points = observed.points
    evidence: Evidence = {
        "points": points.kind,
        "least ε": points.shares[0],
        "greatest ε": points.shares[1],
        "distance from the segments, as a share of their length": points.residual,
        "samples": MANY,
    }
    if points.kind == "given":
        return (RULE.skipped("The penalty is handed its points; where they lie is up to its caller."),)
    if points.kind == "elsewhere" and "fake" in observed.roles:
        return (
            RULE.violated(
                "W3", evidence, title="the points lie off the lines from real to fake samples: an ε a pixel?"
            ),
        )
    low, high = points.shares
    if points.kind == "segment" and (low < -ROUNDING or high > 1.0 + ROUNDING):
        return (RULE.violated("W3", evidence, title="ε is not in [0, 1]: the points lie beyond the samples"),)
    if points.kind == "segment" and points.alike:
        return (RULE.violated("W3", evidence, title="all samples have the same ε", severity=Severity.NOTE),)
    return (RULE.holds(evidence),)
