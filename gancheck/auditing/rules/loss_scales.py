"""Every scale in a list of discriminators' outputs is trained."""

from gancheck.auditing.finding import Certainty, Finding, Severity
from gancheck.auditing.losses.observed import LossObservation
from gancheck.auditing.rule import Rule

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="every-scale",
    title="Every scale in a list of outputs has a gradient from the loss",
    claim="loss.discriminator-divergence",
    bug_classes={"S3": "some scales of a list have no part in the loss"},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Start the sum before the loop and add the loss of every scale to it.",
    finds=(
        "[bce(r, 1) + bce(f, 0) for r, f in zip(real, fake)][-1] | sum(bce(f, 1) for f in fake)",
        "sum(bce(r, 1) for r in real) + [bce(f, 0) for f in fake][-1] | sum(bce(f, 1) for f in fake)",
        "sum(bce(r, 1) + bce(f, 0) for r, f in zip(real, fake)) | [bce(f, 1) for f in fake][0]",
    ),
    stays_silent=(
        "sum(bce(r, 1) + bce(f, 0) for r, f in zip(real, fake)) | sum(bce(f, 1) for f in fake)",
        "sum(((r - 1) ** 2).mean() + (f ** 2).mean() for r, f in zip(real, fake)) / len(real)"
        " | sum(((f - 1) ** 2).mean() for f in fake)",
        "sum(relu(1 - r).mean() + relu(1 + f).mean() for r, f in zip(real, fake)) | sum(-f.mean() for f in fake)",
        "bce(real, 1) + bce(fake, 0) | bce(fake, 1)  # no list at all",
    ),
)


def judge(observed: LossObservation) -> tuple[Finding, ...]:
    """Look for scales without a gradient."""
    if not observed.scales:
        return (RULE.skipped("The losses take no lists of scales."),)
    evidence: dict[str, list[float]] = {}
    dead = []
    for probe in observed.scales:
        player = probe.player.upper()
        sides = {"real": probe.real, "fake": probe.fake} if probe.player == "d" else {"fake": probe.fake}
        for side, sizes in sides.items():
            evidence[f"gradients of {player}'s loss by the {side} outputs of each scale"] = list(sizes)
            left = [str(index + 1) for index, size in enumerate(sizes) if size == 0.0]
            if left and len(left) < len(sizes):
                dead.append(f"scale {' and '.join(left)} of the {side} outputs in {player}'s loss")
    if dead:
        return (RULE.violated("S3", evidence, title=f"no gradient for {'; '.join(dead)}"),)
    return (RULE.holds(evidence),)
