"""An AC-GAN: D also names the class, and both players descend the classification loss."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from benchmarks.audit.losses.probability import discriminator_loss, generator_loss, head

SEED = 0
CLASSES, LATENT, FEATURES = 3, 8, 4


class Generator(nn.Module):
    """Noise, scaled by an embedding of the class, to a point."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(CLASSES, LATENT)
        self.body = nn.Sequential(nn.Linear(LATENT, 48), nn.ReLU(), nn.Linear(48, FEATURES))

    def forward(self, z: Tensor, labels: Tensor) -> Tensor:
        """Points."""
        return self.body(z * self.embedding(labels))


class Discriminator(nn.Module):
    """A point to a validity and the scores of the classes."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Linear(FEATURES, 48), nn.LeakyReLU(0.2), nn.Linear(48, 48), nn.LeakyReLU(0.2)
        )
        self.adv_layer = nn.Sequential(nn.Linear(48, 1), head())
        self.aux_layer = nn.Sequential(nn.Linear(48, CLASSES))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Validity and class scores."""
        features = self.body(x)
        return self.adv_layer(features), self.aux_layer(features)


class ACGAN:
    """A batch is a pair: points and their classes."""

    def __init__(self) -> None:
        torch.manual_seed(SEED)
        self.generator, self.discriminator = Generator(), Discriminator()
        self.auxiliary_loss = nn.CrossEntropyLoss()
        self.optimizer_G = torch.optim.Adam(self.generator.parameters(), lr=5e-4, betas=(0.5, 0.999))
        self.optimizer_D = torch.optim.Adam(self.discriminator.parameters(), lr=5e-4, betas=(0.5, 0.999))
        self.optimizers = [self.optimizer_G, self.optimizer_D]

    def real_batch(self, n: int) -> tuple[Tensor, Tensor]:
        """Points about a centre of their class, and the class."""
        labels = torch.randint(CLASSES, (n,))
        return 2.0 * F.one_hot(labels, FEATURES) + 0.2 * torch.randn(n, FEATURES), labels

    def train_step(self, batch: tuple[Tensor, Tensor]) -> None:
        """One update of each."""
        real, labels = batch
        n = len(real)

        self.optimizer_D.zero_grad()
        z, gen_labels = torch.randn(n, LATENT), torch.randint(CLASSES, (n,))
        gen = self.generator(z, gen_labels)
        real_pred, real_aux = self.discriminator(real)
        fake_pred, _ = self.discriminator(gen.detach())
        d_aux_loss = self.auxiliary_loss(real_aux, labels)
        d_loss = discriminator_loss(real_pred, fake_pred) + d_aux_loss
        d_loss.backward()
        self.optimizer_D.step()

        self.optimizer_G.zero_grad()
        validity, pred_label = self.discriminator(gen)
        g_loss = generator_loss(validity) + self.auxiliary_loss(pred_label, gen_labels)
        g_loss.backward()
        self.optimizer_G.step()


def make() -> ACGAN:
    """The GAN."""
    return ACGAN()
