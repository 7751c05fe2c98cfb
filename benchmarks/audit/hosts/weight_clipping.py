"""WGAN with weight clipping and RMSprop; one call takes n_critic updates of the critic and one of G."""

import torch
from torch import Tensor, nn

from benchmarks.audit.losses.wasserstein import discriminator_loss, generator_loss, head

SEED = 0
CLIP = 0.05


class Mixture:
    """Samples of two clusters."""

    def sample(self, n: int) -> Tensor:
        """``n`` points."""
        side = 2.0 * torch.randint(2, (n, 1)) - 1.0
        return side + 0.2 * torch.randn(n, 3)


class WassersteinGAN:
    """The loop of the article's Algorithm 1."""

    def __init__(self, n_critic: int = 3, latent: int = 3) -> None:
        self.n_critic, self.latent, self.data = n_critic, latent, Mixture()
        self.generator = nn.Sequential(nn.Linear(latent, 32), nn.ReLU(), nn.Linear(32, 3))
        self.discriminator = nn.Sequential(
            nn.Linear(3, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1), head()
        )
        self.optimizer_generator = torch.optim.RMSprop(self.generator.parameters(), lr=5e-4)
        self.optimizer_critic = torch.optim.RMSprop(self.discriminator.parameters(), lr=5e-4)
        self.optimizers = [self.optimizer_generator, self.optimizer_critic]

    def noise(self, n: int) -> Tensor:
        """Latent vectors."""
        return torch.randn(n, self.latent)

    def real_batch(self, n: int) -> Tensor:
        """A batch of data."""
        return self.data.sample(n)

    def critic_step(self, real: Tensor) -> float:
        """One update of the critic, then its weights are clipped."""
        self.optimizer_critic.zero_grad()
        fake = self.generator(self.noise(len(real))).detach()
        loss = discriminator_loss(self.discriminator(real), self.discriminator(fake))
        loss.backward()
        self.optimizer_critic.step()
        for parameter in self.discriminator.parameters():
            parameter.data.clamp_(-CLIP, CLIP)
        return -loss.item()

    def train_step(self, real: Tensor) -> float:
        """n_critic updates of the critic and one of G."""
        estimate = self.critic_step(real)
        for _ in range(self.n_critic - 1):
            estimate = self.critic_step(self.real_batch(len(real)))
        self.optimizer_generator.zero_grad()
        loss = generator_loss(self.discriminator(self.generator(self.noise(len(real)))))
        loss.backward()
        self.optimizer_generator.step()
        return estimate


def make() -> WassersteinGAN:
    """The GAN."""
    torch.manual_seed(SEED)
    return WassersteinGAN()
