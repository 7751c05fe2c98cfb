"""Losses written otherwise: exchanged labels for both players, smoothing, scales, margins, reductions."""

from benchmarks.audit.edit import LookAlike

__all__ = ["LOOK_ALIKES"]

BCE = "F.binary_cross_entropy_with_logits"
EXCHANGED = "labels exchanged for both players"
INVERSION = (
    "D learns the probability of a fake, and G pushes it down: the same game with the score's sign changed"
)


def _like(name: str, because: str, loss: str, hosts: tuple[str, ...], *hunks: tuple[str, str]) -> LookAlike:
    return LookAlike(name=name, because=because, losses=(loss,), hosts=("", *hosts), hunks=hunks)


LOOK_ALIKES = (
    _like(
        EXCHANGED,
        INVERSION,
        "logistic",
        ("ring_functions", "multi_scale"),
        (f"return {BCE}(fake, torch.ones_like(fake))", f"return {BCE}(fake, torch.zeros_like(fake))"),
        ("(real, torch.ones_like(real))", "(real, torch.zeros_like(real))"),
        (
            f"loss_fake = {BCE}(fake, torch.zeros_like(fake))",
            f"loss_fake = {BCE}(fake, torch.ones_like(fake))",
        ),
    ),
    _like(
        EXCHANGED,
        INVERSION,
        "least_squares",
        ("functional", "two_domains"),
        ("return 0.5 * ((fake - 1.0) ** 2).mean()", "return 0.5 * (fake**2).mean()"),
        (
            "0.5 * ((real - 1.0) ** 2).mean() + 0.5 * (fake**2).mean()",
            "0.5 * (real**2).mean() + 0.5 * ((fake - 1.0) ** 2).mean()",
        ),
    ),
    _like(
        EXCHANGED,
        INVERSION,
        "hinge",
        ("trainer_class", "conditional"),
        ("F.relu(1.0 - real)", "F.relu(1.0 + real)"),
        ("F.relu(1.0 + fake)", "F.relu(1.0 - fake)"),
        ("return -fake.mean()", "return fake.mean()"),
    ),
    _like(
        EXCHANGED,
        INVERSION,
        "wasserstein",
        ("gradient_penalty", "weight_clipping"),
        ("return fake.mean() - real.mean()", "return real.mean() - fake.mean()"),
        ("return -fake.mean()", "return fake.mean()"),
    ),
    _like(
        "the real label of D is 0.9",
        "one-sided smoothing of D's loss",
        "logistic",
        ("ring_functions", "mixed_precision"),
        ("(real, torch.ones_like(real))", "(real, torch.full_like(real, 0.9))"),
    ),
    _like(
        "the real label of D is 0.9",
        "one-sided smoothing of D's loss",
        "probability",
        ("auxiliary_classifier",),
        ("criterion(real, torch.ones_like(real))", "criterion(real, 0.9 * torch.ones_like(real))"),
    ),
    _like(
        "each real label is drawn between 0.8 and 1",
        "its mean is 0.9, and the loss is linear in the label",
        "logistic",
        ("functional",),
        ("(real, torch.ones_like(real))", "(real, torch.empty_like(real).uniform_(0.8, 1.0))"),
    ),
    _like(
        "D's loss is halved",
        "a scale of one player's loss moves no optimum",
        "logistic",
        ("manual_optimisation",),
        ("return loss_real + loss_fake", "return 0.5 * (loss_real + loss_fake)"),
    ),
    _like(
        "sums for means",
        "a scale of each player's loss",
        "softplus",
        ("ring_functions", "regularised"),
        (
            "F.softplus(-real).mean() + F.softplus(fake).mean()",
            "F.softplus(-real).sum() + F.softplus(fake).sum()",
        ),
        ("return F.softplus(-fake).mean()", "return F.softplus(-fake).sum()"),
    ),
    _like(
        "margins 0 and 1",
        "the hinge of 2t − 1: an affine map of the score",
        "hinge",
        ("trainer_class", "multi_scale"),
        ("F.relu(1.0 + fake)", "F.relu(fake)"),
    ),
    _like(
        "a hinge for G",
        "D's best score lies between −1 and 1, where this is 1 − t",
        "hinge",
        ("multi_scale",),
        ("return -fake.mean()", "return F.relu(1.0 - fake).mean()"),
    ),
    _like(
        "labels −1, 1 and 1",
        "LSGAN with its labels moved by an affine map",
        "least_squares",
        ("conditional",),
        ("0.5 * (fake**2).mean()", "0.5 * ((fake + 1.0) ** 2).mean()"),
    ),
    _like(
        "a fake label of 0.1 for least squares",
        "LSGAN with its labels moved by an affine map",
        "least_squares",
        ("functional",),
        ("0.5 * (fake**2).mean()", "0.5 * ((fake - 0.1) ** 2).mean()"),
    ),
    _like(
        "written with the minus outside",
        "the same function",
        "hinge",
        ("mixed_precision",),
        ("F.relu(1.0 - real).mean()", "-(real - 1.0).clamp(max=0.0).mean()"),
    ),
    _like(
        "one minus the score for G",
        "a constant",
        "wasserstein",
        ("weight_clipping",),
        ("return -fake.mean()", "return (1.0 - fake).mean()"),
    ),
)
