"""A DCGAN on 16×16 images as tutorials have it: two backward calls for D, labels filled by hand, the fakes shared."""

import torch
from torch import Tensor, nn

SEED = 0
LATENT, CHANNELS, WIDTH = 16, 1, 8
REAL_LABEL, FAKE_LABEL = 1.0, 0.0


def weights_init(module: nn.Module) -> None:
    """Normal weights, as the DCGAN article has them."""
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        nn.init.normal_(module.weight, 0.0, 0.02)
    elif isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1.0, 0.02)
        nn.init.zeros_(module.bias)


class Generator(nn.Module):
    """Noise to 16×16 images in [−1, 1]."""

    def __init__(self) -> None:
        super().__init__()
        self.main = nn.Sequential(
            nn.ConvTranspose2d(LATENT, WIDTH * 2, 4, 1, 0, bias=False),
            nn.BatchNorm2d(WIDTH * 2),
            nn.ReLU(True),
            nn.ConvTranspose2d(WIDTH * 2, WIDTH, 4, 2, 1, bias=False),
            nn.BatchNorm2d(WIDTH),
            nn.ReLU(True),
            nn.ConvTranspose2d(WIDTH, CHANNELS, 4, 2, 1, bias=False),
            nn.Tanh(),
        )

    def forward(self, z: Tensor) -> Tensor:
        """Images."""
        return self.main(z)


class Discriminator(nn.Module):
    """16×16 images to probabilities."""

    def __init__(self) -> None:
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(CHANNELS, WIDTH, 4, 2, 1, bias=False),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(WIDTH, WIDTH * 2, 4, 2, 1, bias=False),
            nn.BatchNorm2d(WIDTH * 2),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(WIDTH * 2, 1, 4, 1, 0, bias=False),
            nn.Sigmoid(),
        )

    def forward(self, x: Tensor) -> Tensor:
        """One probability an image."""
        return self.main(x).view(-1)


class DCGAN:
    """The two networks and their loop."""

    def __init__(self) -> None:
        torch.manual_seed(SEED)
        self.generator = Generator()
        self.generator.apply(weights_init)
        self.discriminator = Discriminator()
        self.discriminator.apply(weights_init)
        self.criterion = nn.BCELoss()
        self.optimizerD = torch.optim.Adam(self.discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))
        self.optimizerG = torch.optim.Adam(self.generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
        self.errors = []

    def noise(self, n: int) -> Tensor:
        """Latent vectors."""
        return torch.randn(n, LATENT, 1, 1)

    def real_batch(self, n: int) -> Tensor:
        """Bright and dark stripes in [−1, 1]."""
        phase = torch.rand(n, 1, 1, 1) * 6.28
        stripes = torch.sin(torch.linspace(0.0, 6.28, 16).view(1, 1, 1, 16) + phase)
        return (stripes.expand(n, 1, 16, 16) + 0.05 * torch.randn(n, 1, 16, 16)).clamp(-1.0, 1.0)

    def train_step(self, data: Tensor) -> None:
        """One update of each network."""
        netD, netG, criterion = self.discriminator, self.generator, self.criterion
        # (1) maximise log D(x) + log(1 − D(G(z)))
        netD.zero_grad()
        batch_size = data.size(0)
        label = torch.full((batch_size,), REAL_LABEL)
        output = netD(data)
        errD_real = criterion(output, label)
        errD_real.backward()
        fake = netG(self.noise(batch_size))
        label.fill_(FAKE_LABEL)
        output = netD(fake.detach())
        errD_fake = criterion(output, label)
        errD_fake.backward()
        errD = errD_real + errD_fake
        self.optimizerD.step()
        # (2) maximise log D(G(z))
        netG.zero_grad()
        label.fill_(REAL_LABEL)
        output = netD(fake)
        errG = criterion(output, label)
        errG.backward()
        self.optimizerG.step()
        self.errors.append((errD.item(), errG.item()))


def make() -> DCGAN:
    """The GAN."""
    return DCGAN()
