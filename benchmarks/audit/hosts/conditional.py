"""A conditional GAN: both networks are told the class."""

import torch
from torch import Tensor, nn

from benchmarks.audit.losses.least_squares import discriminator_loss, generator_loss, head

SEED = 0
CLASSES, LATENT, FEATURES = 4, 6, 5


class Generator(nn.Module):
    """Noise and a class to a point."""

    def __init__(self) -> None:
        super().__init__()
        self.label_emb = nn.Embedding(CLASSES, CLASSES)
        self.model = nn.Sequential(
            nn.Linear(LATENT + CLASSES, 48), nn.ReLU(), nn.Linear(48, 48), nn.ReLU(), nn.Linear(48, FEATURES)
        )

    def forward(self, noise: Tensor, labels: Tensor) -> Tensor:
        """Points."""
        return self.model(torch.cat((self.label_emb(labels), noise), -1))


class Discriminator(nn.Module):
    """A point and a class to a score."""

    def __init__(self) -> None:
        super().__init__()
        self.label_embedding = nn.Embedding(CLASSES, CLASSES)
        self.model = nn.Sequential(
            nn.Linear(FEATURES + CLASSES, 48),
            nn.LeakyReLU(0.2),
            nn.Linear(48, 48),
            nn.LeakyReLU(0.2),
            nn.Linear(48, 1),
            head(),
        )

    def forward(self, points: Tensor, labels: Tensor) -> Tensor:
        """Scores."""
        return self.model(torch.cat((points, self.label_embedding(labels)), -1))


class ConditionalGAN:
    """A batch is a pair: points and their classes."""

    def __init__(self) -> None:
        torch.manual_seed(SEED)
        self.generator, self.discriminator = Generator(), Discriminator()
        self.optimizer_G = torch.optim.Adam(self.generator.parameters(), lr=5e-4, betas=(0.5, 0.999))
        self.optimizer_D = torch.optim.Adam(self.discriminator.parameters(), lr=5e-4, betas=(0.5, 0.999))
        self.optimizers = [self.optimizer_G, self.optimizer_D]
        self.centres = torch.eye(CLASSES, FEATURES) * 2.0

    def real_batch(self, n: int) -> tuple[Tensor, Tensor]:
        """Points about the centre of their class, and the class."""
        labels = torch.randint(CLASSES, (n,))
        return self.centres[labels] + 0.2 * torch.randn(n, FEATURES), labels

    def train_step(self, batch: tuple[Tensor, Tensor]) -> None:
        """One update of G, then one of D."""
        real_points, labels = batch
        n = real_points.shape[0]

        self.optimizer_G.zero_grad()
        z = torch.randn(n, LATENT)
        gen_labels = torch.randint(0, CLASSES, (n,))
        gen_points = self.generator(z, gen_labels)
        g_loss = generator_loss(self.discriminator(gen_points, gen_labels))
        g_loss.backward()
        self.optimizer_G.step()

        self.optimizer_D.zero_grad()
        validity_real = self.discriminator(real_points, labels)
        validity_fake = self.discriminator(gen_points.detach(), gen_labels)
        d_loss = discriminator_loss(validity_real, validity_fake)
        d_loss.backward()
        self.optimizer_D.step()


def make() -> ConditionalGAN:
    """The GAN."""
    return ConditionalGAN()
