"""Lipschitz critics: clipping (W1), and the penalty's norm (W2), points (W3), gradient (W4) and output (W5)."""

from benchmarks.audit.edit import Bug
from gancheck.auditing.finding import Severity

__all__ = ["BUGS"]

PENALISED = ("wasserstein", "hinge", "softplus")
NORM = "((gradients.norm(2, dim=1) - 1) ** 2).mean()"
ALPHA = "alpha = torch.rand(real.size(0), 1, 1, 1)"
POINTS = "alpha * real + (1 - alpha) * fake"
CLIPPING = "        for parameter in self.discriminator.parameters():\n            parameter.data.clamp_(-CLIP, CLIP)\n"


def _clipping(name: str, *hunks: tuple[str, str], **more: object) -> Bug:
    return Bug(code="W1", name=name, hosts=("weight_clipping",), losses=("wasserstein",), hunks=hunks, **more)  # type: ignore[arg-type]


def _penalty(code: str, name: str, losses: tuple[str, ...], old: str, new: str, **more: object) -> Bug:
    return Bug(code=code, name=name, hosts=("gradient_penalty",), losses=losses, hunks=((old, new),), **more)  # type: ignore[arg-type]


BUGS = (
    _clipping("the clipping is missing", (CLIPPING, "")),
    _clipping(
        "the clipping comes before the step",
        (
            "        self.optimizer_critic.step()\n" + CLIPPING,
            CLIPPING + "        self.optimizer_critic.step()\n",
        ),
    ),
    _clipping(
        "G is clipped in place of the critic",
        ("for parameter in self.discriminator.parameters()", "for parameter in self.generator.parameters()"),
    ),
    _clipping(
        "copies of the weights are clipped",
        ("parameter.data.clamp_(-CLIP, CLIP)", "parameter.data.clamp(-CLIP, CLIP)"),
    ),
    _penalty(
        "W2",
        "the norm is taken over channels",
        PENALISED,
        "    gradients = gradients.view(gradients.size(0), -1)\n",
        "",
    ),
    _penalty(
        "W2",
        "the norm is taken over the whole batch",
        PENALISED,
        "gradients.norm(2, dim=1)",
        "gradients.norm(2)",
    ),
    _penalty(
        "W2",
        "the mean of the norms is penalised",
        ("wasserstein",),
        NORM,
        "(gradients.norm(2, dim=1).mean() - 1) ** 2",
        same_as=("S3",),
    ),
    _penalty("W3", "one ε a pixel", PENALISED, ALPHA, "alpha = torch.rand_like(real)"),
    _penalty(
        "W3", "ε is normal", PENALISED, ALPHA, "alpha = torch.randn(real.size(0), 1, 1, 1)", certain=False
    ),
    _penalty(
        "W3",
        "the weights of the two ends do not add up to one",
        ("wasserstein",),
        POINTS,
        "alpha * real + alpha * fake",
    ),
    _penalty(
        "W3",
        "the points lie beyond the segment",
        ("wasserstein",),
        POINTS,
        "alpha * real - (1 - alpha) * fake",
    ),
    _penalty(
        "W4",
        "the penalty has no graph",
        ("wasserstein", "hinge", "logistic"),
        "create_graph=True",
        "create_graph=False",
        same_as=("S5",),
    ),
    _penalty(
        "W4",
        "the penalty is a number",
        ("wasserstein", "softplus"),
        "+ LAMBDA_GP * gradient_penalty",
        "+ LAMBDA_GP * gradient_penalty.item()",
        same_as=("S5",),
    ),
    _penalty(
        "W5",
        "the penalty is taken of a sigmoid",
        ("wasserstein", "logistic"),
        "d_interpolates = critic(interpolates)",
        "d_interpolates = torch.sigmoid(critic(interpolates))",
    ),
    _penalty(
        "W5",
        "the penalty is taken of a mean",
        ("wasserstein", "hinge"),
        "d_interpolates = critic(interpolates)",
        "d_interpolates = critic(interpolates).mean()",
        same_as=("W2",),
    ),
    _penalty(
        "W5",
        "only gradients below one are penalised",
        ("wasserstein",),
        NORM,
        "(torch.relu(1 - gradients.norm(2, dim=1)) ** 2).mean()",
    ),
    Bug(
        code="W5",
        name="R1 is taken of a mean",
        hunks=(("torch.autograd.grad(score.sum(), real", "torch.autograd.grad(score.mean(), real"),),
        losses=("softplus",),
        hosts=("regularised",),
        severity=Severity.WARNING,
        same_as=("W2",),
    ),
)
