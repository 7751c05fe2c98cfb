"""A relativistic GAN: both steps compare real with generated scores."""

import torch
from torch import Tensor, nn

from benchmarks.audit.losses.relativistic import discriminator_loss, generator_loss, head

SEED = 0


class Generator(nn.Module):
    """Noise to a short curve."""

    def __init__(self, latent: int, length: int) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(latent, 64), nn.GELU(), nn.Linear(64, 64), nn.GELU(), nn.Linear(64, length)
        )

    def forward(self, z: Tensor) -> Tensor:
        """Curves."""
        return self.net(z)


class Discriminator(nn.Module):
    """A curve to a score."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self.conv = nn.Conv1d(1, 8, 5, 2, 2)
        self.dense = nn.Sequential(
            nn.GELU(), nn.Flatten(), nn.Linear(8 * (length // 2), 32), nn.GELU(), nn.Linear(32, 1), head()
        )

    def forward(self, x: Tensor) -> Tensor:
        """One score a curve, without a second axis."""
        return self.dense(self.conv(x.unsqueeze(1))).squeeze(1)


class RelativisticGAN:
    """Both networks and their steps."""

    latent, length = 6, 16

    def __init__(self) -> None:
        self.generator = Generator(self.latent, self.length)
        self.discriminator = Discriminator(self.length)
        self.optim_g = torch.optim.Adam(self.generator.parameters(), lr=3e-4, betas=(0.5, 0.99))
        self.optim_d = torch.optim.Adam(self.discriminator.parameters(), lr=3e-4, betas=(0.5, 0.99))
        self.optimizers = [self.optim_g, self.optim_d]

    def noise(self, n: int) -> Tensor:
        """Latent vectors."""
        return torch.randn(n, self.latent)

    def real_batch(self, n: int) -> Tensor:
        """Sines of random phase and amplitude."""
        t = torch.linspace(0.0, 6.28, self.length)
        return (0.5 + torch.rand(n, 1)) * torch.sin(t + 6.28 * torch.rand(n, 1))

    def discriminator_step(self, real: Tensor) -> None:
        """One update of D."""
        fake = self.generator(self.noise(len(real)))
        loss = discriminator_loss(self.discriminator(real), self.discriminator(fake.detach()))
        self.optim_d.zero_grad()
        loss.backward()
        self.optim_d.step()

    def generator_step(self, real: Tensor) -> None:
        """One update of G."""
        fake = self.generator(self.noise(len(real)))
        loss = generator_loss(self.discriminator(real), self.discriminator(fake))
        self.optim_g.zero_grad()
        loss.backward()
        self.optim_g.step()


def make() -> RelativisticGAN:
    """The GAN."""
    torch.manual_seed(SEED)
    return RelativisticGAN()
