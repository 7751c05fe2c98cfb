"""A module in the manner of Lightning's manual optimisation, without Lightning: toggled optimizers, logged losses."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from benchmarks.audit.losses.softplus import discriminator_loss, generator_loss, head

SEED = 0


class MLP(nn.Sequential):
    """Two hidden layers."""

    def __init__(self, inputs: int, outputs: int, last: nn.Module) -> None:
        super().__init__(
            nn.Linear(inputs, 48), nn.SiLU(), nn.Linear(48, 48), nn.SiLU(), nn.Linear(48, outputs), last
        )


class GANModule(nn.Module):
    """Both networks in one module."""

    def __init__(self, latent: int = 6, rate: float = 5e-4) -> None:
        super().__init__()
        self.latent, self.rate = latent, rate
        self.generator = MLP(latent, 2, nn.Identity())
        self.discriminator = MLP(2, 1, head())
        self.logged = {}
        self.optimizers = self.configure_optimizers()

    def configure_optimizers(self) -> list[Optimizer]:
        """G's first, then D's."""
        optimizer_g = torch.optim.Adam(self.generator.parameters(), lr=self.rate, betas=(0.5, 0.9))
        optimizer_d = torch.optim.Adam(self.discriminator.parameters(), lr=self.rate, betas=(0.5, 0.9))
        return [optimizer_g, optimizer_d]

    @contextmanager
    def toggled(self, optimizer: Optimizer) -> Iterator[None]:
        """Only the parameters of this optimizer ask for gradients."""
        own = {id(p) for group in optimizer.param_groups for p in group["params"]}
        for parameter in self.parameters():
            parameter.requires_grad_(id(parameter) in own)
        yield
        for parameter in self.parameters():
            parameter.requires_grad_(True)

    def log(self, name: str, value: Tensor) -> None:
        """Keep a number."""
        self.logged[name] = value.detach()

    def noise(self, n: int) -> Tensor:
        """Latent vectors."""
        return torch.rand(n, self.latent) * 2.0 - 1.0

    def real_batch(self, n: int) -> Tensor:
        """Two moons."""
        t = torch.rand(n) * 3.14159
        upper = (torch.rand(n) < 0.5).float()
        x = torch.stack((t.cos() + 0.5 * upper, (2.0 * upper - 1.0) * t.sin()), 1)
        return x + 0.05 * torch.randn(n, 2)

    def training_step(self, batch: Tensor, batch_idx: int) -> None:
        """G first, then D, as Lightning's example has it."""
        optimizer_g, optimizer_d = self.optimizers
        z = self.noise(len(batch))
        with self.toggled(optimizer_g):
            fake = self.generator(z)
            g_loss = generator_loss(self.discriminator(fake))
            self.log("g_loss", g_loss)
            optimizer_g.zero_grad()
            g_loss.backward()
            optimizer_g.step()
        with self.toggled(optimizer_d):
            real_score = self.discriminator(batch)
            fake_score = self.discriminator(self.generator(z).detach())
            d_loss = discriminator_loss(real_score, fake_score)
            self.log("d_loss", d_loss)
            optimizer_d.zero_grad()
            d_loss.backward()
            optimizer_d.step()

    def train_step(self, real: Tensor) -> None:
        """One training step."""
        self.training_step(real, 0)


def make() -> GANModule:
    """The GAN."""
    torch.manual_seed(SEED)
    return GANModule()
