"""A small GAN on a ring of eight Gaussians, as `gancheck audit` takes it: two players and their steps."""

from math import pi

import torch
from ring_losses import discriminator_loss, generator_loss
from torch import Tensor, nn


def _perceptron(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(inputs, 64), nn.ReLU(), nn.Linear(64, outputs))


class RingGan:
    """`generator`, `discriminator`, their steps, and where data and noise come from. Nothing else is asked for."""

    def __init__(self) -> None:
        """Make both players and an optimizer for each."""
        self.generator, self.discriminator = _perceptron(8, 2), _perceptron(2, 1)
        self.optimizer_g = torch.optim.Adam(self.generator.parameters(), lr=1e-3, betas=(0.5, 0.999))
        self.optimizer_d = torch.optim.Adam(self.discriminator.parameters(), lr=1e-3, betas=(0.5, 0.999))
        self.optimizers = (self.optimizer_d, self.optimizer_g)

    def noise(self, n: int) -> Tensor:
        """A batch for G."""
        return torch.randn(n, 8)

    def real_batch(self, n: int) -> Tensor:
        """A batch of data."""
        angle = torch.randint(8, (n,)) * (pi / 4)
        return torch.stack([angle.cos(), angle.sin()], 1) + 0.05 * torch.randn(n, 2)

    def discriminator_step(self, real: Tensor) -> None:
        """One update of D."""
        fake = self.generator(self.noise(len(real))).detach()
        self.optimizer_d.zero_grad()
        discriminator_loss(self.discriminator(real), self.discriminator(fake)).backward()
        self.optimizer_d.step()

    def generator_step(self, real: Tensor) -> None:
        """One update of G."""
        self.optimizer_g.zero_grad()
        generator_loss(self.discriminator(self.generator(self.noise(len(real))))).backward()
        self.optimizer_g.step()


def make() -> RingGan:
    """The target: a factory without arguments."""
    return RingGan()
