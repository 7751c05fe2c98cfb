"""Penalties and clipping as they were published or may be written."""

from benchmarks.audit.edit import LookAlike

__all__ = ["LOOK_ALIKES"]

NORM = "((gradients.norm(2, dim=1) - 1) ** 2).mean()"
POINTS = "alpha * real + (1 - alpha) * fake"


def _like(name: str, because: str, losses: tuple[str, ...], *hunks: tuple[str, str]) -> LookAlike:
    return LookAlike(name=name, because=because, hosts=("gradient_penalty",), losses=losses, hunks=hunks)


def _clipped(name: str, because: str, *hunks: tuple[str, str]) -> LookAlike:
    return LookAlike(
        name=name, because=because, hosts=("weight_clipping",), losses=("wasserstein",), hunks=hunks
    )


LOOK_ALIKES = (
    _like(
        "only gradients above one are penalised",
        "WGAN-LP",
        ("wasserstein",),
        (NORM, "(torch.relu(gradients.norm(2, dim=1) - 1) ** 2).mean()"),
    ),
    _like(
        "gradients are pulled to zero",
        "the zero-centred penalty",
        ("softplus", "logistic"),
        (NORM, "(gradients.norm(2, dim=1) ** 2).mean()"),
    ),
    _like(
        "the sixth power of the norm",
        "WGAN-div",
        ("wasserstein",),
        (NORM, "(gradients.pow(2).sum(1) ** 3).mean()"),
    ),
    _like(
        "the norm by a root",
        "a small number under the root keeps its gradient finite at zero",
        ("wasserstein", "hinge"),
        ("gradients.norm(2, dim=1)", "(gradients.pow(2).sum(1) + 1e-12).sqrt()"),
    ),
    _like(
        "points about the data",
        "DRAGAN",
        ("logistic",),
        (POINTS, "real + 0.5 * real.std() * torch.rand_like(real)"),
        ("    alpha = torch.rand(real.size(0), 1, 1, 1)\n", ""),
    ),
    _like(
        "ε belongs to the fake end",
        "ε and 1 − ε have one law",
        ("wasserstein",),
        (POINTS, "alpha * fake + (1 - alpha) * real"),
    ),
    _like(
        "points from the fake end on",
        "the same segment",
        ("wasserstein",),
        (POINTS, "fake + alpha * (real - fake)"),
    ),
    _like(
        "the norm over three axes",
        "the same norm",
        ("wasserstein",),
        ("    gradients = gradients.view(gradients.size(0), -1)\n", ""),
        ("gradients.norm(2, dim=1)", "gradients.norm(2, dim=(1, 2, 3))"),
    ),
    _like(
        "gradients of a sum",
        "the samples do not meet in D",
        ("wasserstein",),
        ("outputs=d_interpolates,", "outputs=d_interpolates.sum(),"),
        ("        grad_outputs=torch.ones_like(d_interpolates),\n", ""),
    ),
    _like(
        "the penalty in a backward call of its own",
        "gradients add up",
        ("wasserstein", "softplus"),
        (
            " + LAMBDA_GP * gradient_penalty\n        d_loss.backward()",
            "\n        d_loss.backward()\n        (LAMBDA_GP * gradient_penalty).backward()",
        ),
    ),
    _clipped(
        "clipping without gradients",
        "the same clipping",
        (
            "            parameter.data.clamp_(-CLIP, CLIP)\n",
            "            with torch.no_grad():\n                parameter.clamp_(-CLIP, CLIP)\n",
        ),
    ),
    _clipped(
        "clipping by assignment",
        "the same clipping",
        ("parameter.data.clamp_(-CLIP, CLIP)", "parameter.data = parameter.data.clamp(-CLIP, CLIP)"),
    ),
    _clipped("a narrower clip", "c is free", ("CLIP = 0.05", "CLIP = 0.01")),
)
