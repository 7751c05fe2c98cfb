"""Two discriminators at two scales with patch maps, as in vocoders and in image translation; one optimizer for both."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from benchmarks.audit.losses.hinge import discriminator_loss, generator_loss, head

SEED = 0


class PatchDiscriminator(nn.Module):
    """A signal to a row of scores."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv1d(1, 8, 5, 2, 2),
            nn.LeakyReLU(0.1),
            nn.Conv1d(8, 16, 5, 2, 2),
            nn.LeakyReLU(0.1),
            nn.Conv1d(16, 1, 3, 1, 1),
            head(),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Scores (N, 1, T)."""
        return self.layers(x)


class MultiScaleDiscriminator(nn.Module):
    """The same judgement at full and at half rate."""

    def __init__(self) -> None:
        super().__init__()
        self.fine = PatchDiscriminator()
        self.coarse = PatchDiscriminator()

    def forward(self, x: Tensor) -> list[Tensor]:
        """One map a scale."""
        return [self.fine(x), self.coarse(F.avg_pool1d(x, 2))]


class VocoderGAN:
    """Both networks and their training step."""

    def __init__(self) -> None:
        torch.manual_seed(SEED)
        self.generator = nn.Sequential(
            nn.Linear(8, 64), nn.LeakyReLU(0.1), nn.Linear(64, 64), nn.Tanh(), nn.Unflatten(1, (1, 64))
        )
        self.discriminator = MultiScaleDiscriminator()
        params_g = list(self.generator.parameters())
        params_d = list(self.discriminator.fine.parameters()) + list(self.discriminator.coarse.parameters())
        self.optim_g = torch.optim.AdamW(params_g, lr=2e-4, betas=(0.8, 0.99))
        self.optim_d = torch.optim.AdamW(params_d, lr=2e-4, betas=(0.8, 0.99))
        self.schedulers = [
            torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.999)
            for optimizer in (self.optim_g, self.optim_d)
        ]

    def noise(self, n: int) -> Tensor:
        """Latent vectors."""
        return torch.randn(n, 8)

    def real_batch(self, n: int) -> Tensor:
        """Chirps in [−1, 1]."""
        t = torch.linspace(0.0, 1.0, 64)
        rate = 4.0 + 8.0 * torch.rand(n, 1, 1)
        return 0.8 * torch.sin(6.28 * rate * t**2)

    def train_step(self, y: Tensor) -> None:
        """One update of each."""
        y_hat = self.generator(self.noise(len(y)))

        self.optim_d.zero_grad()
        loss_disc = 0.0
        for score_real, score_fake in zip(
            self.discriminator(y), self.discriminator(y_hat.detach()), strict=True
        ):
            loss_disc = loss_disc + discriminator_loss(score_real, score_fake)
        loss_disc.backward()
        self.optim_d.step()

        self.optim_g.zero_grad()
        loss_gen = 0.0
        for score in self.discriminator(y_hat):
            loss_gen = loss_gen + generator_loss(score)
        loss_gen.backward()
        self.optim_g.step()
        for scheduler in self.schedulers:
            scheduler.step()


def make() -> VocoderGAN:
    """The GAN."""
    return VocoderGAN()
