"""Labels: exchanged (L1), of another batch or shape (L2), smoothed on the wrong side (L3)."""

from benchmarks.audit.edit import Bug
from gancheck.auditing.finding import Severity

__all__ = ["BUGS"]

BCE = "F.binary_cross_entropy_with_logits"
SWAPPED = "D's labels are exchanged, G's are not"
ONE_BRANCH = "the real branch has the label of the fake one"
OTHER_BRANCH = "the fake branch has the label of the real one"
GENERATOR = "G is given the label that D gives to fakes"


def _of_loss(loss: str, name: str, old: str, new: str, *hosts: str, code: str = "L1", **more: object) -> Bug:
    return Bug(code=code, name=name, hunks=((old, new),), losses=(loss,), hosts=hosts, of_loss=True, **more)  # type: ignore[arg-type]


DISCRIMINATOR = (
    _of_loss(
        "logistic",
        SWAPPED,
        f"(real, torch.ones_like(real))\n    loss_fake = {BCE}(fake, torch.zeros_like(fake))",
        f"(real, torch.zeros_like(real))\n    loss_fake = {BCE}(fake, torch.ones_like(fake))",
        "ring_functions",
        "mixed_precision",
    ),
    _of_loss(
        "softplus",
        SWAPPED,
        "F.softplus(-real).mean() + F.softplus(fake).mean()",
        "F.softplus(real).mean() + F.softplus(-fake).mean()",
        "manual_optimisation",
        "regularised",
    ),
    _of_loss(
        "probability",
        SWAPPED,
        "(real, torch.ones_like(real))\n    loss_fake = criterion(fake, torch.zeros_like(fake))",
        "(real, torch.zeros_like(real))\n    loss_fake = criterion(fake, torch.ones_like(fake))",
        "auxiliary_classifier",
    ),
    _of_loss(
        "least_squares",
        SWAPPED,
        "0.5 * ((real - 1.0) ** 2).mean() + 0.5 * (fake**2).mean()",
        "0.5 * (real**2).mean() + 0.5 * ((fake - 1.0) ** 2).mean()",
        "functional",
        "two_domains",
    ),
    _of_loss(
        "hinge",
        SWAPPED,
        "F.relu(1.0 - real).mean()\n    loss_fake = F.relu(1.0 + fake).mean()",
        "F.relu(1.0 + real).mean()\n    loss_fake = F.relu(1.0 - fake).mean()",
        "trainer_class",
        "multi_scale",
        same_as=("S1",),
    ),
    _of_loss(
        "relativistic",
        SWAPPED,
        "return F.softplus(fake - real).mean()",
        "return F.softplus(-(fake - real)).mean()",
        "relativistic",
        same_as=("S1", "S4"),
    ),
)

BRANCHES = (
    _of_loss("logistic", ONE_BRANCH, "torch.ones_like(real)", "torch.zeros_like(real)", "conditional"),
    _of_loss("logistic", OTHER_BRANCH, "torch.zeros_like(fake)", "torch.ones_like(fake)", "functional"),
    _of_loss(
        "softplus",
        ONE_BRANCH,
        "F.softplus(-real)",
        "F.softplus(real)",
        "ring_functions",
        same_as=("S1",),
    ),
    _of_loss("probability", OTHER_BRANCH, "torch.zeros_like(fake)", "torch.ones_like(fake)", "multi_scale"),
    _of_loss("least_squares", ONE_BRANCH, "((real - 1.0) ** 2)", "(real**2)", "conditional"),
    _of_loss(
        "least_squares_centred",
        OTHER_BRANCH,
        "F.mse_loss(fake, -torch.ones_like(fake))",
        "F.mse_loss(fake, torch.ones_like(fake))",
        "trainer_class",
    ),
    _of_loss(
        "hinge", OTHER_BRANCH, "F.relu(1.0 + fake)", "F.relu(1.0 - fake)", "mixed_precision", same_as=("S1",)
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
    _of_loss(
        "logistic",
        GENERATOR,
        "return F.binary_cross_entropy_with_logits(fake, torch.ones_like(fake))",
        "return F.binary_cross_entropy_with_logits(fake, torch.zeros_like(fake))",
        "manual_optimisation",
        "multi_scale",
        same_as=("S1",),
    ),
    _of_loss(
        "probability",
        GENERATOR,
        "return criterion(fake, torch.ones_like(fake))",
        "return criterion(fake, torch.zeros_like(fake))",
        "ring_functions",
        same_as=("S1",),
    ),
    _of_loss(
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
    _of_loss(
        "logistic",
        "the fake target has the shape of the real batch",
        "torch.zeros_like(fake)",
        "torch.zeros_like(real)",
        code="L2",
    ),
    _of_loss(
        "least_squares_centred",
        "the real target has the shape of the fake batch",
        "torch.ones_like(real))",
        "torch.ones_like(fake))",
        code="L2",
    ),
    _of_loss(
        "probability",
        "the fake target has the shape of the real batch",
        "torch.zeros_like(fake)",
        "torch.zeros_like(real)",
        code="L2",
    ),
    _of_loss(
        "relativistic_average",
        "the fake target has the shape of the real batch",
        "(fake_over_real, torch.zeros_like(fake))",
        "(fake_over_real, torch.zeros_like(real))",
        code="L2",
    ),
    _of_loss(
        "logistic",
        "the real target is built for one batch size",
        "(real, torch.ones_like(real))",
        "(real, torch.ones(16, 1))",
        code="L2",
    ),
)

SMOOTHED = (
    _of_loss(
        "logistic",
        "the fake label is smoothed",
        "torch.zeros_like(fake)",
        "torch.full_like(fake, 0.1)",
        "ring_functions",
        "multi_scale",
        code="L3",
        severity=Severity.WARNING,
    ),
    _of_loss(
        "probability",
        "the fake label is smoothed",
        "torch.zeros_like(fake)",
        "torch.full_like(fake, 0.2)",
        "auxiliary_classifier",
        code="L3",
        severity=Severity.WARNING,
    ),
    _of_loss(
        "logistic",
        "the real label is above one",
        "(real, torch.ones_like(real))",
        "(real, torch.full_like(real, 1.1))",
        "manual_optimisation",
        code="L3",
    ),
    _of_loss(
        "logistic",
        "one random label for a whole batch of fakes",
        "torch.zeros_like(fake)",
        "torch.zeros_like(fake) + 0.3 * torch.rand(1)",
        "functional",
        code="L3",
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
