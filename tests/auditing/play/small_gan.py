"""A GAN of two perceptrons in the plane, or of DCGAN's kind, with losses and habits to choose."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

bce = F.binary_cross_entropy_with_logits


def logistic(real: Tensor, fake: Tensor) -> Tensor:
    return bce(real, torch.ones_like(real)) + bce(fake, torch.zeros_like(fake))


def exchanged(real: Tensor, fake: Tensor) -> Tensor:
    return bce(real, torch.zeros_like(real)) + bce(fake, torch.ones_like(fake))


def alike(real: Tensor, fake: Tensor) -> Tensor:
    return bce(real, torch.ones_like(real)) + bce(fake, torch.ones_like(fake))


def up(fake: Tensor) -> Tensor:
    return bce(fake, torch.ones_like(fake))


def down(fake: Tensor) -> Tensor:
    return bce(fake, torch.zeros_like(fake))


def hinge(real: Tensor, fake: Tensor) -> Tensor:
    return F.relu(1.0 - real).mean() + F.relu(1.0 + fake).mean()


def squares(real: Tensor, fake: Tensor) -> Tensor:
    return ((real - 1.0) ** 2).mean() + (fake**2).mean()


def critic(real: Tensor, fake: Tensor) -> Tensor:
    return fake.mean() - real.mean()


def perceptron(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(inputs, 64), nn.LeakyReLU(0.2), nn.Linear(64, 64), nn.LeakyReLU(0.2), nn.Linear(64, outputs)
    )


class SmallGan:
    """``train_step``, with D's step before G's."""

    def __init__(
        self,
        d_loss: Callable[[Tensor, Tensor], Tensor] = logistic,
        g_loss: Callable[[Tensor], Tensor] = up,
        *,
        penalty: float = 0.0,
        detached: bool = True,
        rate: float = 1e-3,
        discriminator: nn.Module | None = None,
        d_holds_g: bool = False,
    ) -> None:
        torch.manual_seed(0)
        self.generator = perceptron(4, 2)
        self.discriminator = perceptron(2, 1) if discriminator is None else discriminator
        self.d_loss, self.g_loss, self.penalty, self.detached = d_loss, g_loss, penalty, detached
        held = self.generator if d_holds_g else self.discriminator
        self.optimizers = [
            torch.optim.Adam(held.parameters(), rate, (0.5, 0.99)),
            torch.optim.Adam(self.generator.parameters(), rate, (0.5, 0.99)),
        ]

    def real_batch(self, n: int) -> Any:
        return 1.0 + 0.5 * torch.randn(n, 2)

    def fakes(self, n: int) -> Tensor:
        fake: Tensor = self.generator(torch.randn(n, 4))
        return fake

    def train_step(self, real: Tensor) -> None:
        fake = self.fakes(len(real))
        loss = self.d_loss(
            self.discriminator(real), self.discriminator(fake.detach() if self.detached else fake)
        )
        if self.penalty:
            share = torch.rand(len(real), 1)
            between = (share * real + (1.0 - share) * fake.detach()).requires_grad_()
            (slope,) = torch.autograd.grad(self.discriminator(between).sum(), between, create_graph=True)
            loss = loss + self.penalty * ((slope.norm(dim=1) - 1.0) ** 2).mean()
        self.optimizers[0].zero_grad()
        loss.backward()
        self.optimizers[0].step()
        self.optimizers[1].zero_grad()
        self.g_loss(self.discriminator(self.fakes(len(real)))).backward()
        self.optimizers[1].step()


class TwoSteps(SmallGan):
    """``discriminator_step`` and ``generator_step``."""

    train_step = None  # type: ignore[assignment]

    def discriminator_step(self, real: Tensor) -> None:
        self.optimizers[0].zero_grad()
        self.d_loss(self.discriminator(real), self.discriminator(self.fakes(len(real)).detach())).backward()
        self.optimizers[0].step()

    def generator_step(self, real: Tensor) -> None:
        self.optimizers[1].zero_grad()
        self.g_loss(self.discriminator(self.fakes(len(real)))).backward()
        self.optimizers[1].step()


class Labelled(nn.Module):
    """A player that is given labels beside its input."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.embedding, self.body = nn.Embedding(3, 4), perceptron(inputs + 4, outputs)

    def forward(self, x: Tensor, labels: Tensor) -> Tensor:
        y: Tensor = self.body(torch.cat([x, self.embedding(labels)], dim=1))
        return y


class Conditional(SmallGan):
    """Real batches are ``(data, labels)``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.generator, self.discriminator = Labelled(4, 5), Labelled(5, 1)
        self.optimizers = [
            torch.optim.Adam(player.parameters(), 1e-3, (0.5, 0.99))
            for player in (self.discriminator, self.generator)
        ]

    def real_batch(self, n: int) -> Any:
        return torch.randn(n, 5), torch.randint(0, 3, (n,))

    def train_step(self, real: Any) -> None:
        data, labels = real
        fake = self.generator(torch.randn(len(data), 4), labels)
        self.optimizers[0].zero_grad()
        self.d_loss(self.discriminator(data, labels), self.discriminator(fake.detach(), labels)).backward()
        self.optimizers[0].step()
        self.optimizers[1].zero_grad()
        self.g_loss(self.discriminator(fake, labels)).backward()
        self.optimizers[1].step()


class Images(SmallGan):
    """DCGAN's kind, 1×16×16, with batch norm in both players."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.generator = nn.Sequential(
            nn.ConvTranspose2d(4, 16, 4),
            nn.BatchNorm2d(16),
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(16, 8, 4, 2, 1),
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(8, 1, 4, 2, 1),
            nn.Tanh(),
        )
        self.discriminator = nn.Sequential(
            nn.Conv2d(1, 8, 4, 2, 1),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(8, 16, 4, 2, 1),
            nn.BatchNorm2d(16),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(16, 1, 4),
            nn.Flatten(0),
        )
        self.optimizers = [
            torch.optim.Adam(player.parameters(), 2e-4, (0.5, 0.99))
            for player in (self.discriminator, self.generator)
        ]

    def real_batch(self, n: int) -> Any:
        return torch.randn(n, 1, 16, 16).clamp(-2.0, 2.0) / 2.0

    def fakes(self, n: int) -> Tensor:
        fake: Tensor = self.generator(torch.randn(n, 4, 1, 1))
        return fake
