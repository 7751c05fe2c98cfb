"""The objective: signs (S1), families (S2), reductions (S3), relativity (S4), lost terms (S5), other things (S6)."""

from benchmarks.audit.edit import Bug
from gancheck.auditing.finding import Severity

__all__ = ["BUGS"]


def _of_loss(code: str, loss: str, name: str, old: str, new: str, *hosts: str, **more: object) -> Bug:
    return Bug(code=code, name=name, hunks=((old, new),), losses=(loss,), hosts=hosts, of_loss=True, **more)  # type: ignore[arg-type]


SIGNS = (
    _of_loss(
        "S1",
        "hinge",
        "G descends the score",
        "return -fake.mean()",
        "return fake.mean()",
        "trainer_class",
        "mixed_precision",
        same_as=("L1",),
    ),
    _of_loss(
        "S1",
        "wasserstein",
        "G descends the score",
        "return -fake.mean()",
        "return fake.mean()",
        "weight_clipping",
        "gradient_penalty",
        same_as=("L1",),
    ),
    _of_loss(
        "S1",
        "wasserstein",
        "the critic's sign is wrong",
        "return fake.mean() - real.mean()",
        "return real.mean() - fake.mean()",
        "weight_clipping",
        "gradient_penalty",
        same_as=("L1",),
    ),
    _of_loss(
        "S1",
        "wasserstein",
        "the bracket closes after both terms",
        "return fake.mean() - real.mean()",
        "return -(fake.mean() + real.mean())",
        "gradient_penalty",
        same_as=("L1",),
    ),
    _of_loss(
        "S1",
        "minimax",
        "D descends its value",
        "return -value",
        "return value",
        "ring_functions",
        same_as=("L1",),
    ),
    _of_loss(
        "S1",
        "minimax",
        "G ascends D's fake term",
        "return F.logsigmoid(-fake).mean()",
        "return -F.logsigmoid(-fake).mean()",
        "functional",
        same_as=("L1",),
    ),
    _of_loss(
        "S1",
        "softplus",
        "G's sign is wrong",
        "return F.softplus(-fake).mean()",
        "return F.softplus(fake).mean()",
        "regularised",
        same_as=("L1",),
    ),
    _of_loss(
        "S1",
        "kullback_leibler",
        "D's sign is wrong",
        "return torch.exp(fake - 1.0).mean() - real.mean()",
        "return real.mean() - torch.exp(fake - 1.0).mean()",
        "ring_functions",
        same_as=("L1",),
    ),
    _of_loss(
        "S1",
        "pearson",
        "G's sign is wrong",
        "return -(0.25 * fake**2 + fake).mean()",
        "return (0.25 * fake**2 + fake).mean()",
        "conditional",
        same_as=("L1",),
    ),
    _of_loss(
        "S1",
        "relativistic",
        "G's sign is wrong",
        "return F.softplus(real - fake).mean()",
        "return F.softplus(fake - real).mean()",
        "relativistic",
        same_as=("L1", "S4"),
    ),
    Bug(
        code="S1",
        name="the penalty is subtracted",
        hunks=(("+ LAMBDA_GP * gradient_penalty", "- LAMBDA_GP * gradient_penalty"),),
        losses=("wasserstein", "hinge"),
        hosts=("gradient_penalty",),
        same_as=("W5",),
    ),
    Bug(
        code="S1",
        name="R1 is subtracted",
        hunks=(
            (
                "(R1_GAMMA * R1_INTERVAL * r1_loss).backward()",
                "(-R1_GAMMA * R1_INTERVAL * r1_loss).backward()",
            ),
        ),
        losses=("softplus",),
        hosts=("regularised",),
        same_as=("W5",),
    ),
)

FAMILIES = (
    _of_loss(
        "S2",
        "wasserstein",
        "a logistic loss for the G of a critic",
        "return -fake.mean()",
        "return -fake.sigmoid().log().mean()",
        "weight_clipping",
        "gradient_penalty",
        # It draws scores the right way on every level of the critic, with weights that depend on the level.
        severity=Severity.WARNING,
    ),
    _of_loss(
        "S2",
        "wasserstein",
        "least squares for the G of a critic",
        "return -fake.mean()",
        "return ((fake - 1.0) ** 2).mean()",
        "weight_clipping",
    ),
)

REDUCTIONS = (
    _of_loss(
        "S3",
        "least_squares",
        "the square of a mean in D's real term",
        "((real - 1.0) ** 2).mean()",
        "(real.mean() - 1.0) ** 2",
        "functional",
        "two_domains",
    ),
    _of_loss(
        "S3",
        "least_squares",
        "the square of a mean in G's loss",
        "return 0.5 * ((fake - 1.0) ** 2).mean()",
        "return 0.5 * (fake.mean() - 1.0) ** 2",
        "conditional",
    ),
    _of_loss(
        "S3",
        "least_squares_centred",
        "the square of a mean in D's fake term",
        "F.mse_loss(fake, -torch.ones_like(fake))",
        "(fake.mean() + 1.0) ** 2",
        "ring_functions",
    ),
    _of_loss(
        "S3",
        "hinge",
        "the hinge of a mean",
        "F.relu(1.0 - real).mean()",
        "F.relu(1.0 - real.mean())",
        "trainer_class",
        "multi_scale",
    ),
    _of_loss(
        "S3",
        "softplus",
        "the softplus of a mean",
        "F.softplus(-real).mean() + F.softplus(fake).mean()",
        "F.softplus(-real.mean()) + F.softplus(fake.mean())",
        "manual_optimisation",
    ),
    _of_loss(
        "S3",
        "logistic",
        "cross entropy of a mean",
        "F.binary_cross_entropy_with_logits(fake, torch.zeros_like(fake))",
        "F.binary_cross_entropy_with_logits(fake.mean(), torch.tensor(0.0))",
        "mixed_precision",
    ),
    Bug(
        code="S3",
        name="only the last scale counts for D",
        hunks=(("loss_disc = loss_disc + discriminator_loss(", "loss_disc = discriminator_loss("),),
        losses=("hinge", "logistic"),
        hosts=("multi_scale",),
        same_as=("S5",),
    ),
    Bug(
        code="S3",
        name="only the last scale counts for G",
        hunks=(("loss_gen = loss_gen + generator_loss(", "loss_gen = generator_loss("),),
        losses=("least_squares",),
        hosts=("multi_scale",),
        same_as=("S5",),
    ),
)

RELATIVISTIC = (
    _of_loss(
        "S4",
        "relativistic_average",
        "G's loss misses the real half",
        "(fake_over_real, torch.ones_like(fake))\n    return (loss_real + loss_fake) / 2",
        "(fake_over_real, torch.ones_like(fake))\n    return loss_fake",
        "relativistic",
        same_as=("S5",),
    ),
    _of_loss(
        "S4",
        "relativistic_average",
        "D's loss misses the fake half",
        "(fake_over_real, torch.zeros_like(fake))\n    return (loss_real + loss_fake) / 2",
        "(fake_over_real, torch.zeros_like(fake))\n    return loss_real",
        "relativistic",
        same_as=("S5",),
    ),
    _of_loss(
        "S4",
        "relativistic",
        "G's loss is not relativistic",
        "return F.softplus(real - fake).mean()",
        "return F.softplus(-fake).mean()",
        "relativistic",
    ),
    _of_loss(
        "S4",
        "relativistic_hinge",
        "G compares the wrong pair",
        "loss_fake = F.relu(1.0 - (fake - real.mean())).mean()",
        "loss_fake = F.relu(1.0 - (real.mean() - fake)).mean()",
        "relativistic",
        same_as=("S6", "G2"),
    ),
    _of_loss(
        "S4",
        "relativistic_hinge",
        "D compares the wrong pair",
        "loss_real = F.relu(1.0 - (real - fake.mean())).mean()",
        "loss_real = F.relu(1.0 - (fake.mean() - real)).mean()",
        "relativistic",
        same_as=("S1", "L1"),
    ),
)

LOST = (
    Bug(
        code="S5",
        name="the penalty is computed and not added",
        hunks=(
            (
                "discriminator_loss(real_validity, fake_validity) + LAMBDA_GP * gradient_penalty",
                "discriminator_loss(real_validity, fake_validity)",
            ),
        ),
        losses=("wasserstein", "hinge", "logistic"),
        hosts=("gradient_penalty",),
        same_as=("W4", "W1"),
    ),
    Bug(
        code="S5",
        name="D's auxiliary loss is computed and not added",
        hunks=(
            (
                "discriminator_loss(real_pred, fake_pred) + d_aux_loss",
                "discriminator_loss(real_pred, fake_pred)",
            ),
        ),
        losses=("probability", "hinge"),
        hosts=("auxiliary_classifier",),
    ),
    Bug(
        code="S5",
        name="one adversarial term counts twice, the other never",
        hunks=(("loss_G = loss_GAN_A2B + loss_GAN_B2A +", "loss_G = loss_GAN_A2B + loss_GAN_A2B +"),),
        losses=("least_squares", "logistic"),
        hosts=("two_domains",),
        same_as=("G2",),
    ),
    Bug(
        code="S5",
        name="a cycle loss is computed and not added",
        hunks=(("(loss_cycle_ABA + loss_cycle_BAB)", "loss_cycle_ABA"),),
        losses=("least_squares",),
        hosts=("two_domains",),
    ),
    Bug(
        code="S5",
        name="the fake loss of D is logged and never back-propagated",
        hunks=(("        errD_fake.backward()\n", ""),),
        losses=("inline",),
        hosts=("two_backwards",),
        same_as=("S6",),
    ),
    Bug(
        code="S5",
        name="the real loss of D is logged and never back-propagated",
        hunks=(("        errD_real.backward()\n", ""),),
        losses=("inline",),
        hosts=("two_backwards",),
        same_as=("S6",),
    ),
    Bug(
        code="S5",
        name="R1 has the weight zero",
        hunks=(("R1_GAMMA, R1_INTERVAL, EMA_DECAY = 1.0,", "R1_GAMMA, R1_INTERVAL, EMA_DECAY = 0.0,"),),
        losses=("softplus", "hinge"),
        hosts=("regularised",),
        severity=Severity.WARNING,
        same_as=("W4",),
    ),
    _of_loss(
        "S5",
        "logistic",
        "D's fake term is computed and not returned",
        "return loss_real + loss_fake",
        "return loss_real",
        "ring_functions",
        "functional",
        same_as=("S6",),
    ),
    _of_loss(
        "S5",
        "hinge",
        "D's real term is computed and not returned",
        "return loss_real + loss_fake",
        "return loss_fake",
        "trainer_class",
        same_as=("S6",),
    ),
)

OTHER_THINGS = (
    _of_loss(
        "S6",
        "relativistic",
        "G matches D's outputs on real data by squares",
        "return F.softplus(real - fake).mean()",
        "return F.mse_loss(fake, real)",
        "relativistic",
        same_as=("S4", "S2"),
    ),
    _of_loss(
        "S6",
        "least_squares",
        "D's loss knows no real data",
        "0.5 * ((real - 1.0) ** 2).mean() + 0.5 * (fake**2).mean()",
        "0.5 * ((fake - 1.0) ** 2).mean() + 0.5 * (fake**2).mean()",
        "conditional",
        same_as=("S5",),
    ),
    _of_loss(
        "S6",
        "softplus",
        "D's loss matches real to generated outputs",
        "return F.softplus(-real).mean() + F.softplus(fake).mean()",
        "return (real - fake).abs().mean()",
        "manual_optimisation",
        same_as=("S4", "S1", "L1"),
    ),
)

BUGS = SIGNS + FAMILIES + REDUCTIONS + RELATIVISTIC + LOST + OTHER_THINGS
