"""Autocast to bfloat16 and two micro-batches an update."""

from contextlib import AbstractContextManager

import torch
from torch import Tensor, nn

from benchmarks.audit.losses.logistic import discriminator_loss, generator_loss, head

SEED = 0
MICRO_BATCHES = 2


class AmpGAN:
    """An image GAN whose updates see two micro-batches each."""

    latent = 12

    def __init__(self) -> None:
        self.generator = nn.Sequential(
            nn.Linear(self.latent, 128), nn.ReLU(), nn.Linear(128, 192), nn.Tanh(), nn.Unflatten(1, (3, 8, 8))
        )
        self.discriminator = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(16, 32, 3, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(128, 1),
            head(),
        )
        self.opt_g = torch.optim.Adam(self.generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
        self.opt_d = torch.optim.Adam(self.discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))
        self.optimizers = (self.opt_g, self.opt_d)

    @staticmethod
    def autocast() -> AbstractContextManager:
        """Half precision on the CPU."""
        return torch.autocast("cpu", dtype=torch.bfloat16)

    def noise(self, n: int) -> Tensor:
        """Latent vectors."""
        return torch.randn(n, self.latent)

    def real_batch(self, n: int) -> Tensor:
        """One colour an image, in [−1, 1]."""
        colour = 1.6 * torch.rand(n, 3, 1, 1) - 0.8
        return colour + 0.1 * torch.randn(n, 3, 8, 8).clamp(-1.0, 1.0)

    def train_step(self, real: Tensor) -> None:
        """One update of each, over micro-batches."""
        parts = real.chunk(MICRO_BATCHES)
        self.opt_d.zero_grad()
        for part in parts:
            with self.autocast():
                fake = self.generator(self.noise(len(part))).detach()
                real_score = self.discriminator(part)
                fake_score = self.discriminator(fake)
            loss = discriminator_loss(real_score.float(), fake_score.float()) / len(parts)
            loss.backward()
        self.opt_d.step()

        self.opt_g.zero_grad()
        for part in parts:
            with self.autocast():
                score = self.discriminator(self.generator(self.noise(len(part))))
            loss = generator_loss(score.float()) / len(parts)
            loss.backward()
        self.opt_g.step()


def make() -> AmpGAN:
    """The GAN."""
    torch.manual_seed(SEED)
    return AmpGAN()
