"""The norm of a gradient penalty runs over all axes of a sample, and over no other."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.losses.penalty_probe import CLOSE, PenaltyObservation
from gancheck.auditing.rule import Rule

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="penalty-axes",
    title="On a linear critic the penalty is the same for every number, size and shape of samples",
    claim="loss.penalty",
    bug_classes={"W2": "the norm of the gradient runs over the wrong axes"},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Flatten each sample first: gradient.reshape(len(gradient), -1).norm(2, dim=1).",
    finds=(
        "((grad(segment(real, fake)).norm(2, dim=1) - 1) ** 2).mean()",
        "(grad(segment(real, fake)).norm() - 1) ** 2",
        "((grad(segment(real, fake)).norm(2, dim=(2, 3)) - 1) ** 2).mean()",
        "grad(real).square().mean()",
    ),
    stays_silent=(
        "((norms(segment(real, fake)) - 1) ** 2).mean()",
        "10 * ((norms(segment(real, fake)) - 1) ** 2).mean()",
        "relu(norms(segment(real, fake)) - 1).square().mean()",
        "0.5 * norms(real).square().mean()",
        "norms(fake).square().mean()",
        "2 * (norms(real) ** 6).mean() / 2 + (norms(fake) ** 6).mean()  # WGAN-div",
        "((norms(real + 0.1 * rand(real)) - 1) ** 2).mean()  # DRAGAN",
        "((grad(segment(real, fake)).square().flatten(1).sum(1) + 1e-12).sqrt() - 1).square().mean()",
    ),
)


def judge(observed: PenaltyObservation) -> tuple[Finding, ...]:
    """Compare batches of different sizes, and samples of different shapes."""
    first = next(iter(observed.shapes.values()))
    evidence: Evidence = {f"{size} samples": value for size, value in observed.sizes.items()} | {
        f"samples of shape {shape}": value for shape, value in observed.shapes.items()
    }
    moved = [
        shape
        for shape, value in observed.shapes.items()
        if abs(value - first) > CLOSE * max(abs(value), abs(first))
    ]
    if abs(observed.offset) > CLOSE * max(map(abs, observed.sizes.values())):
        return (RULE.skipped("The penalty depends on D's output itself; see penalty-output."),)
    if moved:
        return (
            RULE.violated(
                "W2", evidence, title="the penalty depends on the height, width or channels of a sample"
            ),
        )
    if observed.batch == "s·√N":
        return (RULE.violated("W2", evidence, title="the norm of the gradient runs over the whole batch"),)
    if observed.batch == "other":
        return (RULE.violated("W2", evidence, title="the penalty depends on the number of samples"),)
    return (RULE.holds(evidence),)
