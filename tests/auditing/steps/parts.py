"""Losses, penalties and modules that the small GANs are put together from."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

ONES, ZEROS = torch.ones_like, torch.zeros_like
BCE = F.binary_cross_entropy_with_logits

Loss = Callable[[Tensor], Tensor]


def logarithms(floor: float, p: Loss = lambda t: t) -> tuple[Loss, Loss, Loss]:
    """−log(p + ε) and −log(1 − p + ε)."""
    return (
        lambda t: -torch.log(p(t) + floor).mean(),
        lambda t: -torch.log(1 - p(t) + floor).mean(),
        lambda t: -torch.log(p(t) + floor).mean(),
    )


LOSSES: dict[str, tuple[Loss, Loss, Loss]] = {
    "non-saturating": (lambda t: BCE(t, ONES(t)), lambda t: BCE(t, ZEROS(t)), lambda t: BCE(t, ONES(t))),
    "minimax": (lambda t: BCE(t, ONES(t)), lambda t: BCE(t, ZEROS(t)), lambda t: -BCE(t, ZEROS(t))),
    "least-squares": (
        lambda t: 0.5 * ((t - 1) ** 2).mean(),
        lambda t: 0.5 * (t**2).mean(),
        lambda t: 0.5 * ((t - 1) ** 2).mean(),
    ),
    "lsgan(-1,1,0)": (
        lambda t: ((t - 1) ** 2).mean(),
        lambda t: ((t + 1) ** 2).mean(),
        lambda t: (t**2).mean(),
    ),
    "hinge": (lambda t: F.relu(1 - t).mean(), lambda t: F.relu(1 + t).mean(), lambda t: -t.mean()),
    "wasserstein": (lambda t: -t.mean(), lambda t: t.mean(), lambda t: -t.mean()),
    "probability": (
        lambda t: F.binary_cross_entropy(t, ONES(t)),
        lambda t: F.binary_cross_entropy(t, ZEROS(t)),
        lambda t: F.binary_cross_entropy(t, ONES(t)),
    ),
    "log": (
        lambda t: -torch.log(t).mean(),
        lambda t: -torch.log(1 - t).mean(),
        lambda t: -torch.log(t).mean(),
    ),
    "raw log": (
        lambda t: -torch.log(t).mean(),
        lambda t: -torch.log(1 - t).mean(),
        lambda t: -torch.log(t).mean(),
    ),
    "log + 1e-8": logarithms(1e-8),
    "log of a sigmoid": logarithms(0.0, torch.sigmoid),
    "log + 1e-8 of a sigmoid": logarithms(1e-8, torch.sigmoid),
    "log + 1e-6 of a sigmoid": logarithms(1e-6, torch.sigmoid),
    "softplus": (
        lambda t: F.softplus(-t).mean(),
        lambda t: F.softplus(t).mean(),
        lambda t: F.softplus(-t).mean(),
    ),
    "conjugate": (
        lambda t: -t.mean(),
        lambda t: torch.exp(t - 1).mean(),
        lambda t: -torch.exp(t - 1).mean(),
    ),
    "smoothed": (
        lambda t: BCE(t, torch.full_like(t, 0.9)),
        lambda t: BCE(t, ZEROS(t)),
        lambda t: BCE(t, ONES(t)),
    ),
    "above one": (
        lambda t: BCE(t, torch.full_like(t, 1.25)),
        lambda t: BCE(t, ZEROS(t)),
        lambda t: BCE(t, ONES(t)),
    ),
    "around one": (
        lambda t: BCE(t, (0.75 + 0.5 * torch.rand(())).expand_as(t)),
        lambda t: BCE(t, ZEROS(t)),
        lambda t: BCE(t, ONES(t)),
    ),
    "shifted": (
        lambda t: F.softplus(-t).mean(),
        lambda t: -F.logsigmoid(1 - t).mean(),
        lambda t: F.softplus(-t).mean(),
    ),
    "margins": (
        lambda t: F.softplus(1 - t).mean(),
        lambda t: F.softplus(1 + t).mean(),
        lambda t: F.softplus(-t).mean(),
    ),
    "exchanged": (lambda t: BCE(t, ZEROS(t)), lambda t: BCE(t, ONES(t)), lambda t: BCE(t, ZEROS(t))),
}

COMPARISONS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "gap": lambda t, s: F.softplus(s - t).mean(),
    "squares": lambda t, s: ((t - s - 1) ** 2).mean(),
    "matching": lambda t, s: ((t - s) ** 2).mean(),
    "modulus": lambda t, s: (t - s).abs().mean(),
    "discrepancy": lambda t, s: 2.0 * kernel(t, s) - kernel(t, t) - kernel(s, s),
}
"""Losses of pairs of a higher score t and a lower one s."""


def kernel(t: Tensor, s: Tensor) -> Tensor:
    return torch.exp(-((t - s.T) ** 2) / 8.0).mean()


def penalty(discriminator: nn.Module, real: Tensor, fake: Tensor, **how: Any) -> Tensor:
    """(‖∇D(x̂)‖ − 1)², or a relative of it."""
    shape = real.shape if how.get("pixels") else (len(real), *[1] * (real.ndim - 1))
    share = torch.randn(shape) if how.get("normal") else torch.rand(shape)
    points = share * real + (share - 1 if how.get("apart") else 1 - share) * fake
    if "at" in how:
        points = {"real": real, "fake": fake, "noisy": real + 0.5 * torch.rand(real.shape)}[how["at"]].clone()
    points = points.detach().requires_grad_(True)
    score = discriminator(points)
    rows = len(score)
    if how.get("squashed"):
        score = torch.sigmoid(score)
    if how.get("mean"):
        score = score.mean()
    (slope,) = torch.autograd.grad(score.sum(), points, create_graph=how.get("create_graph", True))
    if how.get("channels"):
        norm = slope.norm(2, dim=1)
    elif how.get("batch"):
        norm = slope.norm(2)
    else:
        norm = slope.reshape(rows, -1).norm(2, dim=1)
    forms = {"one-sided": F.relu(norm - 1.0) ** 2, "zero": norm**2, "sixth": norm**6}
    return how.get("sign", 1.0) * 10.0 * forms.get(how.get("form", ""), (norm - 1.0) ** 2).mean()


REPORTS = {
    "losses told": {"d_loss": "D", "g_loss": "G"},
    "scores told": {"D_real": "real", "D_fake": "fake"},
    "sign changed": {"loss_D": "-D", "loss_G": "G"},
    "plain names": {"first": "G", "second": "D"},
    "losses exchanged": {"d_loss": "G", "g_loss": "D"},
    "kept as D's": {"d_loss": "G"},
    "scores exchanged": {"D_real": "fake", "D_fake": "real"},
}
"""Names of numbers that a step returns, and which numbers they are."""


class Forgetful(nn.Module):
    def forward(self, z: Tensor) -> Tensor:
        return 0.0 * z


class Packs(nn.Module):
    """So many rows beside each other."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.rows = rows

    def forward(self, x: Tensor) -> Tensor:
        return x.reshape(len(x) // self.rows, -1)


class Heads(nn.Module):
    """Two discriminators, side by side."""

    def __init__(self, *heads: nn.Module) -> None:
        super().__init__()
        self.heads = nn.ModuleList(heads)

    def forward(self, x: Tensor) -> list[Tensor]:
        return [head(x) for head in self.heads]


class Reversal(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        return x.view_as(x)

    @staticmethod
    def backward(ctx: Any, slope: Tensor) -> Tensor:  # type: ignore[override]
        return -slope


class Both:
    """An optimizer for each half of some parameters."""

    def __init__(self, parameters: list[nn.Parameter]) -> None:
        half = len(parameters) // 2
        self.halves = [torch.optim.Adam(some, 1e-3) for some in (parameters[:half], parameters[half:])]

    def zero_grad(self) -> None:
        for each in self.halves:
            each.zero_grad()

    def step(self) -> None:
        for each in self.halves:
            each.step()


def domain_step(trainer: Any, n: int) -> None:
    """D tells what G makes of one domain from what it makes of another, and G exchanges the labels."""
    phi, psi, _ = trainer.losses()
    for step, high, low in ((trainer.opt_d, phi, psi), (trainer.opt_g, psi, phi)):
        step.zero_grad()
        ones, others = trainer.generator(torch.randn(n, 4)), trainer.generator(torch.randn(n, 4) + 1.0)
        if "one batch" in trainer.ways:
            t, f = trainer.discriminator(torch.cat([ones, others])).chunk(2)
        else:
            t, f = trainer.discriminator(ones), trainer.discriminator(others)
        (high(t) + low(f)).backward()
        step.step()


def perceptron(inputs: int, outputs: int, *end: nn.Module) -> nn.Sequential:
    """Two hidden layers, and what comes last."""
    return nn.Sequential(
        nn.Linear(inputs, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, outputs), *end
    )


def stepped(generator: nn.Module, judge: nn.Module, train_step: Callable[[Any], None], width: int = 2) -> Any:
    """What the audit asks of a GAN, on normal rows of this width."""
    return SimpleNamespace(
        generator=generator,
        discriminator=judge,
        train_step=train_step,
        real_batch=lambda n: torch.randn(n, width),
    )
