"""A loss of a batch is the average of the losses of its samples."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.losses.observed import LossObservation
from gancheck.auditing.rule import Rule

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="batch-average",
    title="The loss of a batch is the average (or the sum) of the losses of its samples",
    claim="disc.lotus",
    bug_classes={"S3": "samples are averaged before the loss is taken, and not after"},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Take the loss of each output first and the mean last: ((t - 1) ** 2).mean(), not (t.mean() - 1) ** 2.",
    finds=(
        "(real.mean() - 1) ** 2 + fake.mean() ** 2 | (fake.mean() - 1) ** 2",
        "((real - 1) ** 2).mean() + (fake ** 2).mean() | (fake.mean() - 1) ** 2",
        "relu(1 - real.mean()) + relu(1 + fake.mean()) | -fake.mean()",
        "bce(real.mean(), 1) + bce(fake.mean(), 0) | bce(fake.mean(), 1)",
        "((real - 1) ** 2).mean().sqrt() + (fake ** 2).mean().sqrt() | ((fake - 1) ** 2).mean()",
    ),
    stays_silent=(
        "((real - 1) ** 2).mean() + (fake ** 2).mean() | ((fake - 1) ** 2).mean()",
        "((real - 1) ** 2).sum() + (fake ** 2).sum() | ((fake - 1) ** 2).sum()",
        "(real - 1) ** 2 + fake ** 2 | (fake - 1) ** 2  # not reduced",
        "fake.mean() - real.mean() | -fake.mean()",
        "(relu(1 - real) + relu(1 + fake)).mean() | -fake.mean()",
        "bce(real - fake.mean(), 1) + bce(fake - real.mean(), 0)"
        " | bce(fake - real.mean(), 1) + bce(real - fake.mean(), 0)",
        "real.mean() + relu(1 - fake.mean()) | fake.mean()  # a margin on the mean energy, as published code has it",
    ),
)


def judge(observed: LossObservation) -> tuple[Finding, ...]:
    """Compare a spread batch with its samples one by one."""
    findings = []
    for player, probe in (("D", observed.d), ("G", observed.g)):
        if probe is None or not probe.additive or probe.mixed_side is None:
            continue
        evidence: Evidence = {
            "player": player,
            "side": probe.mixed_side,
            "change of the loss from a constant to a spread batch": probe.batch_value,
            "mean of that change over single samples": probe.sample_mean,
        }
        if player == "D" and _is_energy(observed):
            findings.append(RULE.holds(evidence, "The margin is on the mean energy, as in published code."))
            continue
        findings.append(
            RULE.violated(
                "S3",
                evidence,
                title=f"{player}'s loss mixes the {probe.mixed_side} samples of a batch",
                reason="Only the average of the batch is told apart, and not its samples.",
            )
        )
    if findings:
        return tuple(findings)
    if not observed.d.additive:
        return (
            RULE.skipped(
                "Real and fake outputs do not add up in D's loss, so that samples have no loss of their own."
            ),
        )
    return (RULE.holds({"reduction of D's loss": observed.d.reduction}),)


def _is_energy(observed: LossObservation) -> bool:
    """Whether real outputs are energies that D lowers as they are."""
    parts = observed.parts
    return parts is not None and parts.forms["φ"].kind == "linear" and parts.forms["ψ"].kind == "hinge"
