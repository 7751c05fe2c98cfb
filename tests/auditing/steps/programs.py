"""Small GANs in several styles, all correct, with a switch for each way to break them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

ONES, ZEROS = torch.ones_like, torch.zeros_like
BCE = F.binary_cross_entropy_with_logits

LOSSES: dict[
    str, tuple[Callable[[Tensor], Tensor], Callable[[Tensor], Tensor], Callable[[Tensor], Tensor]]
] = {
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
    "smoothed": (
        lambda t: BCE(t, torch.full_like(t, 0.9)),
        lambda t: BCE(t, ZEROS(t)),
        lambda t: BCE(t, ONES(t)),
    ),
    "exchanged": (lambda t: BCE(t, ZEROS(t)), lambda t: BCE(t, ONES(t)), lambda t: BCE(t, ZEROS(t))),
}


def penalty(discriminator: nn.Module, real: Tensor, fake: Tensor, **how: Any) -> Tensor:
    """(‖∇D(x̂)‖ − 1)², or a broken relative of it."""
    shape = real.shape if how.get("pixels") else (len(real), *[1] * (real.ndim - 1))
    share = torch.randn(shape) if how.get("normal") else torch.rand(shape)
    points = (share * real + (1 - share) * fake).detach().requires_grad_(True)
    score = discriminator(points)
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
        norm = slope.flatten(1).norm(2, dim=1)
    return how.get("sign", 1.0) * 10.0 * ((norm - 1.0) ** 2).mean()


@dataclass
class Trainer:
    """One update is ``k`` steps of D and one of G.

    ``bugs`` are switches; no bug, no switch.
    """

    game: str = "non-saturating"
    images: bool = False
    norm: bool = False
    style: str = "sum"
    n_critic: int = 1
    clip: float | None = None
    gp: dict[str, Any] | None = None
    bugs: frozenset[str] = frozenset()
    range: tuple[float, float] = (-1.0, 1.0)
    logged: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        squash = (nn.Sigmoid(),) if self.game in ("probability", "log") or "sigmoid" in self.bugs else ()
        if self.images:
            norms = [(nn.BatchNorm2d(8),) if self.norm else () for _ in "GD"]
            self.generator: nn.Module = nn.Sequential(
                nn.Linear(4, 8 * 16), nn.Unflatten(1, (8, 4, 4)), *norms[0], nn.ReLU(), nn.Upsample(scale_factor=2),
                nn.Conv2d(8, 3, 3, padding=1), nn.Tanh(),
            )  # fmt: skip
            self.discriminator: nn.Module = nn.Sequential(
                nn.Conv2d(3, 8, 3, 2, 1), *norms[1], nn.LeakyReLU(0.2, inplace=True), nn.Flatten(),
                nn.Linear(128, 1), *squash,
            )  # fmt: skip
        else:
            norms = [(nn.BatchNorm1d(16),) if self.norm else () for _ in "GD"]
            self.generator = nn.Sequential(nn.Linear(4, 16), *norms[0], nn.ReLU(), nn.Linear(16, 2))
            self.discriminator = nn.Sequential(nn.Linear(2, 16), *norms[1], nn.ReLU(), nn.Linear(16, 1), *squash)
        if "ignored latent" in self.bugs:
            with torch.no_grad():
                next(self.generator.parameters()).zero_()
        d, g = list(self.discriminator.parameters()), list(self.generator.parameters())
        if "incomplete" in self.bugs:
            d = d[2:]
        if "swapped optimizers" in self.bugs:
            g = d
        self.opt_d = torch.optim.Adam(d, 1e-3, betas=(0.5, 0.999))
        self.opt_g = torch.optim.Adam(g, 1e-3, betas=(0.5, 0.999))
        if "one optimizer" in self.bugs:
            self.opt_d = self.opt_g = torch.optim.Adam([*d, *g], 1e-3)
        self.fixed = torch.randn(16, 4)
        self.steps = 0

    def real_batch(self, n: int) -> Tensor:
        low, high = self.range
        shape = (n, 3, 8, 8) if self.images else (n, 2)
        return low + (high - low) * torch.rand(shape)

    def z(self, n: int, phase: str) -> Tensor:
        if "fixed noise" in self.bugs:
            return self.fixed[:n]
        if "two noises" in self.bugs and phase == "D":
            return torch.rand(n, 4)
        return torch.randn(n, 4)

    def train_step(self, real: Tensor) -> None:
        phi, psi, gamma = LOSSES[self.game]
        d, g, bugs = self.discriminator, self.generator, self.bugs
        if "half swap" in bugs:
            psi = phi
        if "d swap" in bugs:
            phi, psi = psi, phi
        if "g sign" in bugs:
            gamma = lambda t, inner=gamma: -inner(t)  # noqa: E731
        if "squared mean" in bugs:
            phi, psi = (lambda t: (t.mean() - 1) ** 2), (lambda t: t.mean() ** 2)
        if "smooth fake" in bugs:
            psi = lambda t: BCE(t, torch.full_like(t, 0.2))  # noqa: E731
        if "eval" in bugs:
            d.eval()
        if "fake only" in bugs:
            phi = lambda t: 0.0 * t.mean()  # noqa: E731
        n = len(real)
        fake = g(self.z(n, "D"))
        seen = fake if "attached" in bugs else fake.detach()
        if "no zero" not in bugs and "leak into D" not in bugs:
            self.opt_d.zero_grad()
        if self.style == "apart":
            phi(d(real)).backward()
            psi(d(seen)).backward()
        elif self.style == "cat":
            t, f = d(torch.cat([real, seen])).split(n)
            (phi(t) + psi(f)).backward()
        else:
            loss = phi(d(real)) + psi(d(seen))
            if self.gp is not None:
                term = penalty(d, real, seen, **self.gp)
                self.logged.append(float(term))
                if "unused penalty" not in bugs:
                    loss = loss + term
            loss.backward()
        if self.clip and "clip first" in bugs:
            self._clip()
        self.opt_d.step()
        if self.clip and "clip first" not in bugs and "no clip" not in bugs:
            self._clip()
        if "leak into D" in bugs:
            self.opt_d.zero_grad()
        self.steps += 1
        if self.steps % self.n_critic:
            return
        self._generator_step(gamma, fake, n)

    def _generator_step(self, gamma: Callable[[Tensor], Tensor], fake: Tensor, n: int) -> None:
        d, g, bugs = self.discriminator, self.generator, self.bugs
        if self.style == "fresh" or self.n_critic > 1 or "attached" in bugs or "two noises" in bugs:
            fake = g(self.z(n, "G"))
        if "no zero" not in bugs:
            self.opt_g.zero_grad()
        score = d(fake.detach() if "detached" in bugs else fake)
        loss = gamma(score)
        if "detached" in bugs:
            loss = loss.detach() + (fake**2).mean()
        if "overwritten" in bugs:
            loss = (fake**2).mean()
        loss.backward()
        (self.opt_d if "wrong optimizer" in bugs else self.opt_g).step()

    def _clip(self) -> None:
        assert self.clip is not None
        with torch.no_grad():
            for each in self.discriminator.parameters():
                each.clamp_(-self.clip, self.clip)
