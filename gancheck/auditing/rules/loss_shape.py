"""Labels have the shape of the outputs that they are for."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.losses.observed import LossObservation
from gancheck.auditing.rule import Rule

__all__ = ["RULE", "judge", "of_one_size"]

RULE = Rule(
    id="label-shape",
    title="Labels have the shape of their outputs, whatever the numbers of real and fake samples",
    claim="disc.lotus",
    bug_classes={"L2": "labels have another shape than the outputs that they are for"},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Make labels from the outputs that they are for: torch.ones_like(real) and torch.zeros_like(fake).",
    finds=(
        "bce_to(real, ones_like(real)) + bce_to(fake, zeros_like(real)) | bce(fake, 1)",
        "mse_to(real, ones_like(fake)) + mse_to(fake, zeros_like(fake)) | ((fake - 1) ** 2).mean()",
        "((real - ones_like(fake)) ** 2).mean() + (fake ** 2).mean() | ((fake - 1) ** 2).mean()",
        "bce_to(real, ones(16, 1)) + bce_to(fake, zeros_like(fake)) | bce(fake, 1)",
        "mse_to(real, ones_like(real[:, 0])) + mse_to(fake, zeros_like(fake[:, 0])) | ((fake - 1) ** 2).mean()",
    ),
    stays_silent=(
        "bce(real, 1) + bce(fake, 0) | bce(fake, 1)",
        "((real - 1) ** 2).mean() + (fake ** 2).mean() | ((fake - 1) ** 2).mean()",
        "(relu(1 - real) + relu(1 + fake)).mean() | -fake.mean()  # sample by sample: as many fakes as data",
        "(fake - real).mean() | -fake.mean()",
        "softplus(fake - real).mean() | softplus(real - fake).mean()  # in pairs",
        "bce(real - fake.mean(), 1) + bce(fake - real.mean(), 0)"
        " | bce(fake - real.mean(), 1) + bce(real - fake.mean(), 0)",
        "fake.mean() - real.mean() + 0 * between(rand(real), real, fake) | -fake.mean()  # a penalty on segments",
    ),
)


def of_one_size(size: int) -> Finding:
    """The finding on losses that take batches of one size only."""
    return RULE.violated(
        "L2",
        {"number of samples that it takes": size},
        title=f"labels are built for batches of {size}",
        reason="A batch of another size, such as the last one, is refused.",
    )


def judge(observed: LossObservation) -> tuple[Finding, ...]:
    """Labels that met outputs of another shape, and what is said of sizes and shapes that are refused."""
    d = observed.d
    seen = [str(each) for each in observed.mismatches]
    evidence: Evidence = {
        "what met": seen,
        "with unequal numbers of samples": d.unequal or "the value is right",
        "refused shapes": list(d.refused_shapes),
    }
    if observed.mismatches:
        always = [each for each in observed.mismatches if each.sizes[0] == each.sizes[1]]
        if always:
            return (
                RULE.violated(
                    "L2",
                    evidence,
                    title="labels are spread over outputs of another shape",
                    reason="One output meets the labels of all samples; with labels that differ it is the wrong loss.",
                    severity=Severity.WARNING if d.mixed_side is None else None,
                ),
            )
        return (
            RULE.violated(
                "L2",
                evidence,
                title="the labels of one batch are made from the other one",
                reason="It works while there are as many fakes as data, and not in a last, smaller batch.",
            ),
        )
    told = []
    if d.unequal:
        told.append(f"It takes as many fakes as data only ({d.unequal}).")
    if d.single:
        told.append(f"It does not take a single sample ({d.single}).")
    return (RULE.holds(evidence, " ".join(told)),)
