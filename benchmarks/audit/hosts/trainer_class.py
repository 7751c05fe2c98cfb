"""A trainer class with an epoch loop over a DataLoader, options in a dict and a fixed noise for pictures."""

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from benchmarks.audit.losses.hinge import discriminator_loss, generator_loss, head

SEED = 0


class Generator(nn.Module):
    """Noise to 16×16 images in [−1, 1]."""

    def __init__(self, latent: int) -> None:
        super().__init__()
        self.project = nn.Linear(latent, 16 * 4 * 4)
        self.blocks = nn.Sequential(
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.Upsample(scale_factor=2),
            nn.Conv2d(16, 8, 3, padding=1),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.Upsample(scale_factor=2),
            nn.Conv2d(8, 1, 3, padding=1),
            nn.Tanh(),
        )

    def forward(self, z: Tensor) -> Tensor:
        """Images."""
        return self.blocks(self.project(z).view(-1, 16, 4, 4))


class Discriminator(nn.Module):
    """16×16 images to one number each, Lipschitz by spectral normalisation."""

    def __init__(self) -> None:
        super().__init__()
        norm = nn.utils.parametrizations.spectral_norm
        self.features = nn.Sequential(
            norm(nn.Conv2d(1, 8, 4, 2, 1)),
            nn.LeakyReLU(0.1),
            norm(nn.Conv2d(8, 16, 4, 2, 1)),
            nn.LeakyReLU(0.1),
        )
        self.output = nn.Sequential(norm(nn.Linear(16 * 4 * 4, 1)), head())

    def forward(self, x: Tensor) -> Tensor:
        """Scores."""
        return self.output(self.features(x).flatten(1))


class Trainer:
    """Everything that training needs."""

    def __init__(self, options: dict) -> None:
        self.options = options
        self.generator = Generator(options["latent"])
        self.discriminator = Discriminator()
        self.g_optimizer = torch.optim.Adam(self.generator.parameters(), options["g_rate"], betas=(0.0, 0.9))
        self.d_optimizer = torch.optim.Adam(
            self.discriminator.parameters(), options["d_rate"], betas=(0.0, 0.9)
        )
        self.optimizers = [self.d_optimizer, self.g_optimizer]
        self.loader = DataLoader(TensorDataset(self.real_batch(64)), options["batch"], shuffle=True)
        self.fixed_noise = self.noise(4)
        self.snapshots = []
        self.steps = 0

    def noise(self, n: int) -> Tensor:
        """Latent vectors."""
        return torch.randn(n, self.options["latent"])

    def real_batch(self, n: int) -> Tensor:
        """Bright squares on a dark ground, in [−1, 1]."""
        images = -torch.ones(n, 1, 16, 16)
        for image, at in zip(images, torch.randint(0, 8, (n,)), strict=True):
            image[:, at : at + 8, 4:12] = 0.9
        return (images + 0.05 * torch.randn_like(images)).clamp(-1.0, 1.0)

    def train_discriminator(self, real: Tensor) -> float:
        """One update of D."""
        with torch.no_grad():
            fake = self.generator(self.noise(len(real)))
        self.d_optimizer.zero_grad()
        loss = discriminator_loss(self.discriminator(real), self.discriminator(fake))
        loss.backward()
        self.d_optimizer.step()
        return loss.item()

    def train_generator(self, n: int) -> float:
        """One update of G."""
        self.g_optimizer.zero_grad()
        fake = self.generator(self.noise(n))
        loss = generator_loss(self.discriminator(fake))
        loss.backward()
        self.g_optimizer.step()
        return loss.item()

    def train_step(self, real: Tensor) -> dict:
        """One update of each."""
        d_loss = self.train_discriminator(real)
        g_loss = self.train_generator(len(real))
        self.steps += 1
        if self.steps % 10 == 0:
            self.sample()
        return {"d_loss": d_loss, "g_loss": g_loss}

    def sample(self) -> None:
        """Pictures of the fixed noise."""
        self.generator.eval()
        with torch.no_grad():
            self.snapshots.append(self.generator(self.fixed_noise))
        self.generator.train()

    def train(self, epochs: int) -> None:
        """The loop."""
        for _ in range(epochs):
            for (real,) in self.loader:
                self.train_step(real)


def make() -> Trainer:
    """The GAN."""
    torch.manual_seed(SEED)
    return Trainer({"latent": 8, "batch": 16, "g_rate": 2e-4, "d_rate": 4e-4})
