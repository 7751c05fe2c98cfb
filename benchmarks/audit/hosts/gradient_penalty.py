"""WGAN-GP on 8×8 images, five critic updates to one of G."""

import torch
from torch import Tensor, autograd, nn

from benchmarks.audit.losses.wasserstein import discriminator_loss, generator_loss, head

SEED = 0
LAMBDA_GP = 10.0
LATENT = 8


class Generator(nn.Module):
    """Noise to 8×8 images in [−1, 1]."""

    def __init__(self) -> None:
        super().__init__()
        self.model = nn.Sequential(
            nn.Linear(LATENT, 64),
            nn.LayerNorm(64),
            nn.ReLU(),
            nn.Linear(64, 128),
            nn.ReLU(),
            nn.Linear(128, 64),
            nn.Tanh(),
        )

    def forward(self, z: Tensor) -> Tensor:
        """Images."""
        img = self.model(z)
        return img.view(img.shape[0], 1, 8, 8)


class Critic(nn.Module):
    """Images to scores, without batch statistics."""

    def __init__(self) -> None:
        super().__init__()
        self.model = nn.Sequential(
            nn.Linear(64, 128),
            nn.LeakyReLU(0.2),
            nn.Linear(128, 64),
            nn.LeakyReLU(0.2),
            nn.Linear(64, 1),
            head(),
        )

    def forward(self, img: Tensor) -> Tensor:
        """Scores."""
        return self.model(img.view(img.shape[0], -1))


def compute_gradient_penalty(critic: nn.Module, real: Tensor, fake: Tensor) -> Tensor:
    """(‖∇D‖ − 1)² on segments between real and generated images."""
    alpha = torch.rand(real.size(0), 1, 1, 1)
    interpolates = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    d_interpolates = critic(interpolates)
    gradients = autograd.grad(
        outputs=d_interpolates,
        inputs=interpolates,
        grad_outputs=torch.ones_like(d_interpolates),
        create_graph=True,
        retain_graph=True,
    )[0]
    gradients = gradients.view(gradients.size(0), -1)
    return ((gradients.norm(2, dim=1) - 1) ** 2).mean()


class WGANGP:
    """The critic is updated at every call, G at every fifth."""

    n_critic = 5

    def __init__(self) -> None:
        self.generator = Generator()
        self.discriminator = Critic()
        self.optimizer_G = torch.optim.Adam(self.generator.parameters(), lr=1e-4, betas=(0.0, 0.9))
        self.optimizer_D = torch.optim.Adam(self.discriminator.parameters(), lr=1e-4, betas=(0.0, 0.9))
        self.batches_done = 0

    def noise(self, n: int) -> Tensor:
        """Latent vectors."""
        return torch.randn(n, LATENT)

    def real_batch(self, n: int) -> Tensor:
        """Discs of random radius, in [−1, 1]."""
        axis = torch.linspace(-1.0, 1.0, 8)
        radius = (axis.view(1, 8) ** 2 + axis.view(8, 1) ** 2).sqrt()
        return torch.tanh(8.0 * (torch.rand(n, 1, 1, 1) - radius) + 0.1 * torch.randn(n, 1, 8, 8))

    def train_step(self, real_imgs: Tensor) -> None:
        """One update of the critic, and of G when its turn has come."""
        self.optimizer_D.zero_grad()
        fake_imgs = self.generator(self.noise(len(real_imgs))).detach()
        real_validity = self.discriminator(real_imgs)
        fake_validity = self.discriminator(fake_imgs)
        gradient_penalty = compute_gradient_penalty(self.discriminator, real_imgs.data, fake_imgs.data)
        d_loss = discriminator_loss(real_validity, fake_validity) + LAMBDA_GP * gradient_penalty
        d_loss.backward()
        self.optimizer_D.step()

        self.batches_done += 1
        if self.batches_done % self.n_critic == 0:
            self.optimizer_G.zero_grad()
            fake_imgs = self.generator(self.noise(len(real_imgs)))
            g_loss = generator_loss(self.discriminator(fake_imgs))
            g_loss.backward()
            self.optimizer_G.step()


def make() -> WGANGP:
    """The GAN."""
    torch.manual_seed(SEED)
    return WGANGP()
