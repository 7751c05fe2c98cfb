"""Right GANs of published structures, each as its authors wrote it, in small."""

import random
from collections.abc import Callable
from copy import deepcopy
from functools import partial
from itertools import chain
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from tests.auditing.steps.parts import BCE, ONES, ZEROS, perceptron, stepped
from tests.auditing.steps.unusual_updates import UNUSUAL_UPDATES, adversarial_autoencoder


def vae_gan() -> Any:
    """One loss of both decoded and drawn fakes; D's gradients are kept aside while the others' are computed."""
    encoder, decoder = perceptron(8, 8), perceptron(4, 8)

    class Discriminator(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.features, self.score = nn.Sequential(nn.Linear(8, 16), nn.ReLU()), nn.Linear(16, 1)

        def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
            features = self.features(x)
            return self.score(features), features

    judge = Discriminator()
    by_encoder, by_decoder, by_judge = (
        torch.optim.RMSprop(each.parameters(), 3e-4) for each in (encoder, decoder, judge)
    )

    def train_step(x: Tensor) -> None:
        mean, log_variance = encoder(x).chunk(2, 1)
        decoded = decoder(mean + torch.randn_like(mean) * (0.5 * log_variance).exp())
        drawn = decoder(torch.randn_like(mean))
        (real, real_features), (fake, _), (other, _) = judge(x), judge(decoded), judge(drawn)
        by_judge.zero_grad()
        (BCE(real, ONES(real)) + BCE(fake, ZEROS(fake)) + BCE(other, ZEROS(other))).backward(
            retain_graph=True
        )
        kept = [each.grad.clone() for each in judge.parameters()]
        (fake, features), (other, _) = judge(decoded), judge(drawn)
        likeness = F.mse_loss(features, real_features.detach())
        divergence = -0.5 * (1 + log_variance - mean**2 - log_variance.exp()).sum(1).mean()
        by_encoder.zero_grad()
        by_decoder.zero_grad()
        (likeness + divergence + 0.1 * (BCE(fake, ONES(fake)) + BCE(other, ONES(other)))).backward()
        for each, gradient in zip(judge.parameters(), kept, strict=True):
            each.grad = gradient
        by_encoder.step()
        by_decoder.step()
        by_judge.step()

    return stepped(decoder, judge, train_step, 8)


def info_gan(*, detached: bool = False) -> Any:
    """G's optimizer holds the head of D that reads the code; with ``detached`` fakes it learns this head alone."""
    generator = perceptron(11, 2)

    class Discriminator(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body, self.score, self.code = perceptron(2, 32), nn.Linear(32, 1), nn.Linear(32, 3)

        def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
            features = F.relu(self.body(x))
            return self.score(features), self.code(features)

    judge = Discriminator()
    d_adam = torch.optim.Adam(chain(judge.body.parameters(), judge.score.parameters()), 2e-4)
    g_adam = torch.optim.Adam(chain(generator.parameters(), judge.code.parameters()), 1e-3)

    def train_step(real: Tensor) -> None:
        d_adam.zero_grad()
        score, _ = judge(real)
        code = torch.randint(0, 3, (len(real),))
        fake = generator(torch.cat([torch.randn(len(real), 8), F.one_hot(code, 3).float()], 1))
        other, _ = judge(fake.detach())
        (BCE(score, ONES(score)) + BCE(other, ZEROS(other))).backward()
        d_adam.step()
        g_adam.zero_grad()
        score, read = judge(fake.detach() if detached else fake)
        (BCE(score, ONES(score)) + F.cross_entropy(read, code)).backward()
        g_adam.step()

    return stepped(generator, judge, train_step)


class StyleGAN2:
    """R1 and path lengths in updates of their own, every fourth time, with the score in them by a factor of 0."""

    def __init__(self) -> None:
        self.generator = nn.Sequential(
            nn.Linear(8, 64),
            nn.LeakyReLU(0.2),
            nn.Unflatten(1, (4, 4, 4)),
            nn.Upsample(scale_factor=2),
            nn.Conv2d(4, 3, 3, padding=1),
        )
        self.discriminator = nn.Sequential(
            nn.Conv2d(3, 8, 3, 2, 1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(128, 1)
        )
        self.g_ema = deepcopy(self.generator).eval().requires_grad_(False)
        self.g_adam = torch.optim.Adam(self.generator.parameters(), 2e-3, betas=(0.0, 0.99))
        self.d_adam = torch.optim.Adam(self.discriminator.parameters(), 2e-3, betas=(0.0, 0.99))
        self.updates, self.length = 0, torch.zeros(())

    def real_batch(self, n: int) -> Tensor:
        return torch.rand(n, 3, 8, 8) * 2.0 - 1.0

    def train_step(self, real: Tensor) -> None:
        d, g, lazy = self.discriminator, self.generator, self.updates % 4 == 0
        d.requires_grad_(True)
        g.requires_grad_(False)
        loss = F.softplus(d(g(torch.randn(len(real), 8)))).mean() + F.softplus(-d(real)).mean()
        self.d_adam.zero_grad()
        loss.backward()
        self.d_adam.step()
        if lazy:
            x = real.detach().requires_grad_(True)
            score = d(x)
            (gradient,) = torch.autograd.grad(score.sum(), x, create_graph=True)
            self.d_adam.zero_grad()
            (10.0 / 2.0 * gradient.pow(2).flatten(1).sum(1).mean() * 4.0 + 0.0 * score[0, 0]).backward()
            self.d_adam.step()
        d.requires_grad_(False)
        g.requires_grad_(True)
        self.g_adam.zero_grad()
        F.softplus(-d(g(torch.randn(len(real), 8)))).mean().backward()
        self.g_adam.step()
        if lazy:
            z = torch.randn(len(real), 8, requires_grad=True)
            image = g(z)
            (gradient,) = torch.autograd.grad(
                (image * torch.randn_like(image) / 8.0).sum(), z, create_graph=True
            )
            size = gradient.pow(2).sum(1).sqrt()
            self.length = (0.99 * self.length + 0.01 * size.mean()).detach()
            self.g_adam.zero_grad()
            (8.0 * (size - self.length).pow(2).mean() + 0.0 * image.sum()).backward()
            self.g_adam.step()
        with torch.no_grad():
            for mean, own in zip(self.g_ema.parameters(), g.parameters(), strict=True):
                mean.lerp_(own, 0.01)
        self.updates += 1


def sr_gan(*, end: nn.Module | None = None) -> Any:
    """D's loss is the difference of the means of a sigmoid, or of another ``end``: a total variation."""
    generator = nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1), nn.PReLU(), nn.Conv2d(16, 12, 3, padding=1), nn.PixelShuffle(2)
    )
    judge = nn.Sequential(
        nn.Conv2d(3, 8, 3, 2, 1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(512, 1), end or nn.Sigmoid()
    )
    g_adam, d_adam = (torch.optim.Adam(each.parameters()) for each in (generator, judge))

    def train_step(batch: tuple[Tensor, Tensor]) -> None:
        small, large = batch
        fake = generator(small)
        judge.zero_grad()
        (1.0 - judge(large).mean() + judge(fake).mean()).backward(retain_graph=True)
        d_adam.step()
        generator.zero_grad()
        fake = generator(small)
        (1e-3 * (1.0 - judge(fake).mean()) + F.mse_loss(fake, large)).backward()
        g_adam.step()

    def real_batch(n: int) -> tuple[Tensor, Tensor]:
        large = torch.rand(n, 3, 16, 16)
        return F.avg_pool2d(large, 2), large

    gan = stepped(generator, judge, train_step)
    gan.real_batch = real_batch
    return gan


def noisy_labels() -> Any:
    """Each real row has a label of its own in (0.8, 1), now and then all are exchanged; D sees noisy data."""
    generator, judge = perceptron(4, 2), perceptron(2, 1, nn.Sigmoid())
    g_adam, d_adam = (torch.optim.Adam(each.parameters(), 2e-4) for each in (generator, judge))
    loss = nn.BCELoss()

    def train_step(real: Tensor) -> None:
        high, low = 0.8 + 0.2 * torch.rand(len(real), 1), torch.zeros(len(real), 1)
        if random.random() < 0.05:
            high, low = low, high
        d_adam.zero_grad()
        loss(judge(real + 0.1 * torch.randn_like(real)), high).backward()
        fake = generator(torch.randn(len(real), 4))
        loss(judge(fake.detach() + 0.1 * torch.randn(len(real), 2)), low).backward()
        d_adam.step()
        g_adam.zero_grad()
        loss(judge(fake + 0.1 * torch.randn(len(real), 2)), torch.ones(len(real), 1)).backward()
        g_adam.step()

    return stepped(generator, judge, train_step)


def progressive() -> Any:
    """WGAN-GP with a drift: a small square of D's real scores, in a call of its own."""
    generator, judge = perceptron(4, 2), perceptron(2, 1)
    g_adam, d_adam = (torch.optim.Adam(each.parameters(), 1e-4) for each in (generator, judge))

    def train_step(real: Tensor) -> None:
        fake = generator(torch.randn(len(real), 4))
        between = torch.lerp(fake.detach(), real, torch.rand(len(real), 1)).requires_grad_()
        (gradient,) = torch.autograd.grad(judge(between).sum(), between, create_graph=True)
        loss = judge(fake.detach()).mean() - judge(real).mean() + 1e-3 * (judge(real) ** 2).mean()
        d_adam.zero_grad()
        (loss + 10.0 * (gradient.norm(dim=1) - 1.0).square().mean()).backward()
        d_adam.step()
        g_adam.zero_grad()
        (-judge(fake).mean()).backward()
        g_adam.step()

    return stepped(generator, judge, train_step)


def bi_gan() -> Any:
    """D sees pairs of a row and a code: of the data with their codes, and of codes with their rows."""
    generator, encoder = perceptron(2, 4), perceptron(4, 2)

    class Discriminator(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = perceptron(6, 1)

        def forward(self, x: Tensor, z: Tensor) -> Tensor:
            return self.net(torch.cat([x, z], 1)).squeeze(1)

    judge = Discriminator()
    makers = torch.optim.Adam([*generator.parameters(), *encoder.parameters()], 1e-4)
    d_adam = torch.optim.Adam(judge.parameters(), 1e-4)

    def train_step(x: Tensor) -> None:
        z = torch.randn(len(x), 2)
        code, row = encoder(x), generator(z)
        real, fake = judge(x, code.detach()), judge(row.detach(), z)
        d_adam.zero_grad()
        (BCE(real, ONES(real)) + BCE(fake, ZEROS(fake))).backward()
        d_adam.step()
        real, fake = judge(x, code), judge(row, z)
        makers.zero_grad()
        (BCE(real, ZEROS(real)) + BCE(fake, ONES(fake))).backward()
        makers.step()

    return stepped(generator, judge, train_step, 4)


BROKEN: dict[str, Callable[[], Any]] = {
    "InfoGAN, detached": partial(info_gan, detached=True),
    "adversarial autoencoder, detached": partial(adversarial_autoencoder, detached=True),
}

STRUCTURES: dict[str, tuple[Callable[[], Any], str | None]] = {
    "VAE-GAN": (vae_gan, "non-saturating GAN"),
    "InfoGAN": (info_gan, "non-saturating GAN"),
    "StyleGAN2": (StyleGAN2, "non-saturating GAN"),
    "SRGAN": (sr_gan, "total variation GAN"),
    "noisy labels": (noisy_labels, "unknown game"),
    "progressive": (progressive, "Wasserstein GAN"),
    "BiGAN": (bi_gan, "unknown game"),
    **UNUSUAL_UPDATES,
}
"""Name -> how it is made, and the game that it is known to play; None where it is not known."""
