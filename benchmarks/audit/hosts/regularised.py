"""The logistic loss with lazy R1 and an exponential average of G, buffers included."""

import copy

import torch
from torch import Tensor, nn

from benchmarks.audit.losses.softplus import discriminator_loss, generator_loss, head

SEED = 0
R1_GAMMA, R1_INTERVAL, EMA_DECAY = 1.0, 4, 0.99


def r1_penalty(real: Tensor, score: Tensor) -> Tensor:
    """½‖∇D‖² at the data."""
    (grad,) = torch.autograd.grad(score.sum(), real, create_graph=True)
    return 0.5 * grad.square().flatten(1).sum(1).mean()


class Synthesis(nn.Module):
    """Noise to 8×8 images in [−1, 1]."""

    def __init__(self, latent: int) -> None:
        super().__init__()
        self.mapping = nn.Sequential(
            nn.Linear(latent, 32), nn.LeakyReLU(0.2), nn.Linear(32, 32), nn.LeakyReLU(0.2)
        )
        self.synthesis = nn.Sequential(
            nn.Linear(32, 8 * 4 * 4),
            nn.Unflatten(1, (8, 4, 4)),
            nn.BatchNorm2d(8),
            nn.LeakyReLU(0.2),
            nn.Upsample(scale_factor=2),
            nn.Conv2d(8, 1, 3, padding=1),
            nn.Tanh(),
        )

    def forward(self, z: Tensor) -> Tensor:
        """Images."""
        return self.synthesis(self.mapping(z))


class StyleTraining:
    """Both networks, the average of G, and the step."""

    def __init__(self) -> None:
        self.latent = 8
        self.generator = Synthesis(self.latent)
        self.discriminator = nn.Sequential(
            nn.Conv2d(1, 16, 3, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(16, 32, 3, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(128, 1),
            head(),
        )
        self.g_ema = copy.deepcopy(self.generator).eval().requires_grad_(False)
        self.g_optim = torch.optim.Adam(self.generator.parameters(), lr=1e-3, betas=(0.0, 0.99))
        self.d_optim = torch.optim.Adam(self.discriminator.parameters(), lr=1e-3, betas=(0.0, 0.99))
        self.optimizers = [self.g_optim, self.d_optim]
        self.iteration = 0

    def noise(self, n: int) -> Tensor:
        """Latent vectors."""
        return torch.randn(n, self.latent)

    def real_batch(self, n: int) -> Tensor:
        """Ramps in a random direction, in [−1, 1]."""
        axis = torch.linspace(-0.6, 0.6, 8)
        angle = 6.28 * torch.rand(n, 1, 1, 1)
        return angle.cos() * axis.view(1, 1, 1, 8) + angle.sin() * axis.view(1, 1, 8, 1)

    def requires_grad(self, player: nn.Module, flag: bool) -> None:
        """Freeze or thaw a player."""
        for parameter in player.parameters():
            parameter.requires_grad = flag

    @torch.no_grad()
    def accumulate(self) -> None:
        """The running average of G."""
        for average, parameter in zip(self.g_ema.parameters(), self.generator.parameters(), strict=True):
            average.mul_(EMA_DECAY).add_(parameter, alpha=1.0 - EMA_DECAY)
        for average, buffer in zip(self.g_ema.buffers(), self.generator.buffers(), strict=True):
            average.copy_(buffer)

    def train_step(self, real: Tensor) -> None:
        """D, R1 at every fourth step, G, the average."""
        self.requires_grad(self.generator, False)
        self.requires_grad(self.discriminator, True)
        fake = self.generator(self.noise(len(real)))
        d_loss = discriminator_loss(self.discriminator(real), self.discriminator(fake))
        self.discriminator.zero_grad()
        d_loss.backward()
        self.d_optim.step()

        if self.iteration % R1_INTERVAL == 0:
            real = real.detach().requires_grad_(True)
            r1_loss = r1_penalty(real, self.discriminator(real))
            self.discriminator.zero_grad()
            (R1_GAMMA * R1_INTERVAL * r1_loss).backward()
            self.d_optim.step()

        self.requires_grad(self.generator, True)
        self.requires_grad(self.discriminator, False)
        fake = self.generator(self.noise(len(real)))
        g_loss = generator_loss(self.discriminator(fake))
        self.generator.zero_grad()
        g_loss.backward()
        self.g_optim.step()
        self.accumulate()
        self.iteration += 1


def make() -> StyleTraining:
    """The GAN."""
    torch.manual_seed(SEED)
    return StyleTraining()
