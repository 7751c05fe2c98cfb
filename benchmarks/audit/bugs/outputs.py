"""What D puts out and what the loss takes it for (O1–O4), and numbers that run away (N1)."""

from benchmarks.audit.edit import Bug
from gancheck.auditing.finding import Severity

__all__ = ["BUGS"]

SIGMOID = ("return nn.Identity()", "return nn.Sigmoid()")

BUGS = (
    Bug(
        code="O1",
        name="a sigmoid before a loss on logits",
        hunks=(SIGMOID,),
        losses=("logistic", "softplus", "minimax"),
        hosts=("ring_functions", "functional", "conditional"),
    ),
    Bug(
        code="O1",
        name="a sigmoid before the hinge",
        hunks=(SIGMOID,),
        losses=("hinge",),
        hosts=("trainer_class", "multi_scale"),
    ),
    Bug(
        code="O1",
        name="a sigmoid before least squares with labels out of its range",
        hunks=(SIGMOID,),
        losses=("least_squares_centred",),
        hosts=("manual_optimisation",),
        severity=Severity.WARNING,
    ),
    Bug(
        code="O1",
        name="a sigmoid at the end of a critic",
        hunks=(SIGMOID,),
        losses=("wasserstein",),
        hosts=("gradient_penalty", "weight_clipping"),
        same_as=("W5",),
        severity=Severity.WARNING,
    ),
    Bug(
        code="O2",
        name="no sigmoid before a loss on probabilities",
        hunks=(("return nn.Sigmoid()", "return nn.Identity()"),),
        losses=("probability",),
        hosts=("ring_functions", "auxiliary_classifier", "functional"),
    ),
    Bug(
        code="O2",
        name="logarithms of raw scores",
        hunks=(
            (
                "F.logsigmoid(real).mean() + F.logsigmoid(-fake).mean()",
                "real.log().mean() + (1.0 - fake).log().mean()",
            ),
        ),
        losses=("minimax",),
        hosts=("manual_optimisation",),
    ),
    Bug(
        code="O3",
        name="a softmax before cross entropy",
        hunks=(
            (
                "nn.Sequential(nn.Linear(48, CLASSES))",
                "nn.Sequential(nn.Linear(48, CLASSES), nn.Softmax(dim=1))",
            ),
        ),
        losses=("probability", "logistic", "hinge"),
        hosts=("auxiliary_classifier",),
    ),
    Bug(
        code="O3",
        name="negative log likelihood of a softmax without its logarithm",
        hunks=(
            (
                "nn.Sequential(nn.Linear(48, CLASSES))",
                "nn.Sequential(nn.Linear(48, CLASSES), nn.Softmax(dim=1))",
            ),
            ("nn.CrossEntropyLoss()", "nn.NLLLoss()"),
        ),
        losses=("probability", "least_squares"),
        hosts=("auxiliary_classifier",),
    ),
    Bug(
        code="O4",
        name="the logarithm of σ(1 − t) for that of 1 − σ(t)",
        hunks=(
            (
                "F.logsigmoid(real).mean() + F.logsigmoid(-fake).mean()",
                "F.logsigmoid(real).mean() + F.logsigmoid(1.0 - fake).mean()",
            ),
        ),
        losses=("minimax",),
        hosts=("ring_functions", "multi_scale"),
        of_loss=True,
    ),
    Bug(
        code="O4",
        name="softplus(t − 1) for softplus(t)",
        hunks=(
            (
                "F.softplus(-real).mean() + F.softplus(fake).mean()",
                "F.softplus(-real).mean() + F.softplus(fake - 1.0).mean()",
            ),
        ),
        losses=("softplus",),
        hosts=("manual_optimisation",),
        of_loss=True,
    ),
    Bug(
        code="N1",
        name="a floor under the logarithm of D's loss",
        hunks=(
            (
                "F.softplus(-real).mean() + F.softplus(fake).mean()",
                "-(real.sigmoid() + 1e-8).log().mean() - (1.0 - fake.sigmoid() + 1e-6).log().mean()",
            ),
        ),
        losses=("softplus",),
        hosts=("ring_functions",),
        severity=Severity.WARNING,
        of_loss=True,
    ),
    Bug(
        code="N1",
        name="the logarithm of an underflowing sigmoid in G's loss",
        hunks=(("return F.softplus(-fake).mean()", "return -fake.sigmoid().log().mean()"),),
        losses=("softplus",),
        hosts=("regularised",),
        severity=Severity.WARNING,
        of_loss=True,
    ),
    Bug(
        code="N1",
        name="softplus written out",
        hunks=(("return F.softplus(fake - real).mean()", "return (1.0 + (fake - real).exp()).log().mean()"),),
        losses=("relativistic",),
        hosts=("relativistic",),
        severity=Severity.WARNING,
        of_loss=True,
    ),
)
