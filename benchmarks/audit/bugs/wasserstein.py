"""Lipschitz critics: clipping (W1), and the penalty's norm (W2), points (W3), gradient (W4) and output (W5)."""

from benchmarks.audit.edit import Bug, in_host
from gancheck.auditing.finding import Severity

__all__ = ["BUGS"]

PENALISED = ("wasserstein", "hinge", "softplus")
NORM = "((gradients.norm(2, dim=1) - 1) ** 2).mean()"
ALPHA = "alpha = torch.rand(real.size(0), 1, 1, 1)"
POINTS = "alpha * real + (1 - alpha) * fake"
CLIPPING = "        for parameter in self.discriminator.parameters():\n            parameter.data.clamp_(-CLIP, CLIP)\n"

BUGS = (
    in_host(
        "W1",
        "the clipping is missing",
        "weight_clipping",
        ("wasserstein",),
        (CLIPPING, ""),
    ),
    in_host(
        "W1",
        "the clipping comes before the step",
        "weight_clipping",
        ("wasserstein",),
        (
            "        self.optimizer_critic.step()\n" + CLIPPING,
            CLIPPING + "        self.optimizer_critic.step()\n",
        ),
    ),
    in_host(
        "W1",
        "G is clipped in place of the critic",
        "weight_clipping",
        ("wasserstein",),
        ("for parameter in self.discriminator.parameters()", "for parameter in self.generator.parameters()"),
    ),
    in_host(
        "W1",
        "copies of the weights are clipped",
        "weight_clipping",
        ("wasserstein",),
        ("parameter.data.clamp_(-CLIP, CLIP)", "parameter.data.clamp(-CLIP, CLIP)"),
    ),
    in_host(
        "W2",
        "the norm is taken over channels",
        "gradient_penalty",
        PENALISED,
        ("    gradients = gradients.view(gradients.size(0), -1)\n", ""),
    ),
    in_host(
        "W2",
        "the norm is taken over the whole batch",
        "gradient_penalty",
        PENALISED,
        ("gradients.norm(2, dim=1)", "gradients.norm(2)"),
    ),
    in_host(
        "W2",
        "the mean of the norms is penalised",
        "gradient_penalty",
        ("wasserstein",),
        (NORM, "(gradients.norm(2, dim=1).mean() - 1) ** 2"),
        same_as=("S3",),
    ),
    in_host(
        "W3",
        "one ε a pixel",
        "gradient_penalty",
        PENALISED,
        (ALPHA, "alpha = torch.rand_like(real)"),
    ),
    in_host(
        "W3",
        "ε is normal",
        "gradient_penalty",
        PENALISED,
        (ALPHA, "alpha = torch.randn(real.size(0), 1, 1, 1)"),
        certain=False,
    ),
    in_host(
        "W3",
        "the weights of the two ends do not add up to one",
        "gradient_penalty",
        ("wasserstein",),
        (POINTS, "alpha * real + alpha * fake"),
    ),
    in_host(
        "W3",
        "the points lie beyond the segment",
        "gradient_penalty",
        ("wasserstein",),
        (POINTS, "alpha * real - (1 - alpha) * fake"),
    ),
    in_host(
        "W4",
        "the penalty has no graph",
        "gradient_penalty",
        ("wasserstein", "hinge", "logistic"),
        ("create_graph=True", "create_graph=False"),
        same_as=("S5",),
    ),
    in_host(
        "W4",
        "the penalty is a number",
        "gradient_penalty",
        ("wasserstein", "softplus"),
        ("+ LAMBDA_GP * gradient_penalty", "+ LAMBDA_GP * gradient_penalty.item()"),
        same_as=("S5",),
    ),
    in_host(
        "W5",
        "the penalty is taken of a sigmoid",
        "gradient_penalty",
        ("wasserstein", "logistic"),
        ("d_interpolates = critic(interpolates)", "d_interpolates = torch.sigmoid(critic(interpolates))"),
    ),
    in_host(
        "W5",
        "the penalty is taken of a mean",
        "gradient_penalty",
        ("wasserstein", "hinge"),
        ("d_interpolates = critic(interpolates)", "d_interpolates = critic(interpolates).mean()"),
        same_as=("W2",),
    ),
    in_host(
        "W5",
        "only gradients below one are penalised",
        "gradient_penalty",
        ("wasserstein",),
        (NORM, "(torch.relu(1 - gradients.norm(2, dim=1)) ** 2).mean()"),
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
