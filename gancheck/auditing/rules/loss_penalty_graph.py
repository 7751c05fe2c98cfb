"""A gradient penalty moves D."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.losses.penalty_probe import PenaltyObservation
from gancheck.auditing.rule import Rule

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="penalty-graph",
    title="The penalty has a finite gradient in D's parameters",
    claim="loss.penalty",
    bug_classes={
        "W4": "the penalty has no gradient in D's parameters",
        "N1": "a square root of 0 makes the gradient not a number",
    },
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Give torch.autograd.grad create_graph=True, and add 1e-12 under a square root.",
    finds=(
        "((norms(segment(real, fake)).detach() - 1) ** 2).mean()",
        "float(((norms(segment(real, fake)) - 1) ** 2).mean())",
        "((norms(segment(real, fake), graph=False) - 1) ** 2).mean()",
        "((grad(segment(real, fake)).square().flatten(1).sum(1)).sqrt() - 1).square().mean()",
    ),
    stays_silent=(
        "((norms(segment(real, fake)) - 1) ** 2).mean()",
        "((grad(segment(real, fake)).square().flatten(1).sum(1) + 1e-12).sqrt() - 1).square().mean()",
        "norms(real).square().mean()",
        "relu(norms(segment(real, fake)) - 1).square().mean()",
        "grad(real).square().flatten(1).sum(1).mean()",
    ),
)


def judge(observed: PenaltyObservation) -> tuple[Finding, ...]:
    """The derivative by the slope, at 2 and at 0."""
    evidence: Evidence = {
        "derivative by the slope at 2": observed.gradient,
        "derivative by the slope at 0": observed.flat_gradient,
    }
    if not observed.gradient:
        return (RULE.violated("W4", evidence, reason="It is a number that is logged and changes nothing."),)
    flat = observed.flat_gradient
    if flat is not None and flat != flat:
        return (
            RULE.violated(
                "N1",
                evidence,
                severity=Severity.WARNING,
                reason="It happens where D is flat, as one that ends in a saturated activation is.",
            ),
        )
    return (RULE.holds(evidence),)
