"""Labels: exchanged (L1), of another batch or shape (L2), smoothed on the wrong side (L3)."""

from benchmarks.audit.edit import Bug, in_loss
from gancheck.auditing.finding import Severity

__all__ = ["BUGS"]

BCE = "F.binary_cross_entropy_with_logits"
SWAPPED = "D's labels are exchanged, G's are not"
ONE_BRANCH = "the real branch has the label of the fake one"
OTHER_BRANCH = "the fake branch has the label of the real one"
GENERATOR = "G is given the label that D gives to fakes"

DISCRIMINATOR = (
    in_loss(
        "L1",
        "logistic",
        SWAPPED,
        f"(real, torch.ones_like(real))\n    loss_fake = {BCE}(fake, torch.zeros_like(fake))",
        f"(real, torch.zeros_like(real))\n    loss_fake = {BCE}(fake, torch.ones_like(fake))",
        "ring_functions",
        "mixed_precision",
    ),
    in_loss(
        "L1",
        "softplus",
        SWAPPED,
        "F.softplus(-real).mean() + F.softplus(fake).mean()",
        "F.softplus(real).mean() + F.softplus(-fake).mean()",
        "manual_optimisation",
        "regularised",
    ),
    in_loss(
        "L1",
        "probability",
        SWAPPED,
        "(real, torch.ones_like(real))\n    loss_fake = criterion(fake, torch.zeros_like(fake))",
        "(real, torch.zeros_like(real))\n    loss_fake = criterion(fake, torch.ones_like(fake))",
        "auxiliary_classifier",
    ),
    in_loss(
        "L1",
        "least_squares",
        SWAPPED,
        "0.5 * ((real - 1.0) ** 2).mean() + 0.5 * (fake**2).mean()",
        "0.5 * (real**2).mean() + 0.5 * ((fake - 1.0) ** 2).mean()",
        "functional",
        "two_domains",
    ),
    in_loss(
        "L1",
        "hinge",
        SWAPPED,
        "F.relu(1.0 - real).mean()\n    loss_fake = F.relu(1.0 + fake).mean()",
        "F.relu(1.0 + real).mean()\n    loss_fake = F.relu(1.0 - fake).mean()",
        "trainer_class",
        "multi_scale",
        same_as=("S1",),
    ),
    in_loss(
        "L1",
        "relativistic",
        SWAPPED,
        "return F.softplus(fake - real).mean()",
        "return F.softplus(-(fake - real)).mean()",
        "relativistic",
        same_as=("S1", "S4"),
    ),
)

BRANCHES = (
    in_loss("L1", "logistic", ONE_BRANCH, "torch.ones_like(real)", "torch.zeros_like(real)", "conditional"),
    in_loss("L1", "logistic", OTHER_BRANCH, "torch.zeros_like(fake)", "torch.ones_like(fake)", "functional"),
    in_loss(
        "L1",
        "softplus",
        ONE_BRANCH,
        "F.softplus(-real)",
        "F.softplus(real)",
        "ring_functions",
        same_as=("S1",),
    ),
    in_loss(
        "L1", "probability", OTHER_BRANCH, "torch.zeros_like(fake)", "torch.ones_like(fake)", "multi_scale"
    ),
    in_loss("L1", "least_squares", ONE_BRANCH, "((real - 1.0) ** 2)", "(real**2)", "conditional"),
    in_loss(
        "L1",
        "least_squares_centred",
        OTHER_BRANCH,
        "F.mse_loss(fake, -torch.ones_like(fake))",
        "F.mse_loss(fake, torch.ones_like(fake))",
        "trainer_class",
    ),
    in_loss(
        "L1",
        "hinge",
        OTHER_BRANCH,
        "F.relu(1.0 + fake)",
        "F.relu(1.0 - fake)",
        "mixed_precision",
        same_as=("S1",),
    ),
    Bug(
        code="L1",
        name="the label stays real in the fake pass of D",
        hunks=(("label.fill_(FAKE_LABEL)", "label.fill_(REAL_LABEL)"),),
        losses=("inline",),
        hosts=("two_backwards",),
    ),
)

GENERATORS = (
    in_loss(
        "L1",
        "logistic",
        GENERATOR,
        "return F.binary_cross_entropy_with_logits(fake, torch.ones_like(fake))",
        "return F.binary_cross_entropy_with_logits(fake, torch.zeros_like(fake))",
        "manual_optimisation",
        "multi_scale",
        same_as=("S1",),
    ),
    in_loss(
        "L1",
        "probability",
        GENERATOR,
        "return criterion(fake, torch.ones_like(fake))",
        "return criterion(fake, torch.zeros_like(fake))",
        "ring_functions",
        same_as=("S1",),
    ),
    in_loss(
        "L1",
        "least_squares",
        GENERATOR,
        "return 0.5 * ((fake - 1.0) ** 2).mean()",
        "return 0.5 * (fake**2).mean()",
        "functional",
        same_as=("S1",),
    ),
    Bug(
        code="L1",
        name=GENERATOR,
        hunks=(
            (
                "netG.zero_grad()\n        label.fill_(REAL_LABEL)",
                "netG.zero_grad()\n        label.fill_(FAKE_LABEL)",
            ),
        ),
        losses=("inline",),
        hosts=("two_backwards",),
        same_as=("S1",),
    ),
)

SHAPES = (
    in_loss(
        "L2",
        "logistic",
        "the fake target has the shape of the real batch",
        "torch.zeros_like(fake)",
        "torch.zeros_like(real)",
    ),
    in_loss(
        "L2",
        "least_squares_centred",
        "the real target has the shape of the fake batch",
        "torch.ones_like(real))",
        "torch.ones_like(fake))",
    ),
    in_loss(
        "L2",
        "probability",
        "the fake target has the shape of the real batch",
        "torch.zeros_like(fake)",
        "torch.zeros_like(real)",
    ),
    in_loss(
        "L2",
        "relativistic_average",
        "the fake target has the shape of the real batch",
        "(fake_over_real, torch.zeros_like(fake))",
        "(fake_over_real, torch.zeros_like(real))",
    ),
    in_loss(
        "L2",
        "logistic",
        "the real target is built for one batch size",
        "(real, torch.ones_like(real))",
        "(real, torch.ones(16, 1))",
    ),
)

SMOOTHED = (
    in_loss(
        "L3",
        "logistic",
        "the fake label is smoothed",
        "torch.zeros_like(fake)",
        "torch.full_like(fake, 0.1)",
        "ring_functions",
        "multi_scale",
        severity=Severity.WARNING,
    ),
    in_loss(
        "L3",
        "probability",
        "the fake label is smoothed",
        "torch.zeros_like(fake)",
        "torch.full_like(fake, 0.2)",
        "auxiliary_classifier",
        severity=Severity.WARNING,
    ),
    in_loss(
        "L3",
        "logistic",
        "the real label is above one",
        "(real, torch.ones_like(real))",
        "(real, torch.full_like(real, 1.1))",
        "manual_optimisation",
    ),
    in_loss(
        "L3",
        "logistic",
        "one random label for a whole batch of fakes",
        "torch.zeros_like(fake)",
        "torch.zeros_like(fake) + 0.3 * torch.rand(1)",
        "functional",
        severity=Severity.WARNING,
        certain=False,
    ),
    Bug(
        code="L3",
        name="the fake label is smoothed",
        hunks=(("REAL_LABEL, FAKE_LABEL = 1.0, 0.0", "REAL_LABEL, FAKE_LABEL = 1.0, 0.1"),),
        losses=("inline",),
        hosts=("two_backwards",),
        severity=Severity.WARNING,
    ),
)

BUGS = DISCRIMINATOR + BRANCHES + GENERATORS + SHAPES + SMOOTHED
