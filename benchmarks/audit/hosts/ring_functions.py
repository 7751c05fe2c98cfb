"""Eight Gaussians on a ring, two MLPs and a function that closes over them: a script in one function."""

import math
from types import SimpleNamespace

import torch
from torch import Tensor, nn

from benchmarks.audit.losses.logistic import discriminator_loss, generator_loss, head

SEED = 0
LATENT = 4


def make() -> SimpleNamespace:
    """The GAN."""
    torch.manual_seed(SEED)
    netG = nn.Sequential(nn.Linear(LATENT, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 2))
    netD = nn.Sequential(
        nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1), head()
    )
    optimizerD = torch.optim.Adam(netD.parameters(), lr=1e-3, betas=(0.5, 0.999))
    optimizerG = torch.optim.Adam(netG.parameters(), lr=1e-3, betas=(0.5, 0.999))
    history = []

    def noise(n: int) -> Tensor:
        return torch.randn(n, LATENT)

    def real_batch(n: int) -> Tensor:
        angle = 2.0 * math.pi * torch.randint(8, (n,)) / 8.0
        return torch.stack((angle.cos(), angle.sin()), 1) + 0.05 * torch.randn(n, 2)

    def train_step(real: Tensor) -> None:
        n = len(real)
        # Discriminator
        optimizerD.zero_grad()
        fake = netG(noise(n))
        lossD = discriminator_loss(netD(real), netD(fake.detach()))
        lossD.backward()
        optimizerD.step()
        # Generator
        optimizerG.zero_grad()
        output = netD(netG(noise(n)))
        lossG = generator_loss(output)
        lossG.backward()
        optimizerG.step()
        history.append((lossD.item(), lossG.item()))

    return SimpleNamespace(
        generator=netG,
        discriminator=netD,
        train_step=train_step,
        real_batch=real_batch,
        noise=noise,
        optimizers=[optimizerG, optimizerD],
        history=history,
    )
