"""Small GANs with habits, right and wrong."""

from typing import Any

import torch
from torch import Tensor

from tests.auditing.play import small_gan as small
from tests.auditing.play.small_gan import SmallGan, TwoSteps


class Frozen(SmallGan):
    def train_step(self, real: Tensor) -> None:
        self.discriminator.requires_grad_(False)
        fake = self.fakes(len(real))
        self.optimizers[0].step()
        self.optimizers[1].zero_grad()
        self.g_loss(self.discriminator(fake)).backward()
        self.optimizers[1].step()


class RealOnly(TwoSteps):
    def discriminator_step(self, real: Tensor) -> None:
        fake = self.discriminator(self.fakes(len(real)).detach())
        self.optimizers[0].zero_grad()
        small.up(self.discriminator(real)).backward()
        self.optimizers[0].step()
        del fake


class Closure(SmallGan):
    """Both optimizers compute their losses themselves."""

    def train_step(self, real: Tensor) -> None:
        fake = self.fakes(len(real))

        def of_d() -> Tensor:
            self.optimizers[0].zero_grad()
            loss = self.d_loss(self.discriminator(real), self.discriminator(fake.detach()))
            loss.backward()
            return loss

        def of_g() -> Tensor:
            self.optimizers[1].zero_grad()
            loss = self.g_loss(self.discriminator(self.fakes(len(real))))
            loss.backward()
            return loss

        self.optimizers[0].step(of_d)
        self.optimizers[1].step(of_g)


class Pool(SmallGan):
    """D sees old fakes in another order, and both backward passes come before both steps."""

    def train_step(self, real: Tensor) -> None:
        fake = self.fakes(len(real))
        old = getattr(self, "old", fake.detach())[torch.randperm(len(fake))]
        self.old = fake.detach()
        for optimizer in self.optimizers:
            optimizer.zero_grad()
        self.d_loss(self.discriminator(real), self.discriminator(old)).backward()
        kept = [p.grad for p in self.discriminator.parameters()]
        for parameter in self.discriminator.parameters():
            parameter.grad = None
        self.g_loss(self.discriminator(fake)).backward()
        for parameter, gradient in zip(self.discriminator.parameters(), kept, strict=True):
            parameter.grad = gradient
        for optimizer in self.optimizers:
            optimizer.step()


class Began(SmallGan):
    """An energy of real data whose other term has the weight 0 at first."""

    def train_step(self, real: Tensor) -> None:
        fake = self.fakes(len(real))
        self.optimizers[0].zero_grad()
        (self.discriminator(real).mean() - 0.0 * self.discriminator(fake.detach()).mean()).backward()
        self.optimizers[0].step()
        self.optimizers[1].zero_grad()
        self.discriminator(fake).mean().backward()
        self.optimizers[1].step()


class WarmUp(SmallGan):
    """D is not trained in the first steps."""

    def train_step(self, real: Tensor) -> None:
        self.optimizers[1].zero_grad()
        self.fakes(len(real)).square().mean().backward()
        self.optimizers[1].step()


class Rescaled(SmallGan):
    """Real data in [0, 1] are brought to [−1, 1] in the step."""

    def real_batch(self, n: int) -> Any:
        return torch.rand(n, 2)

    def train_step(self, real: Tensor) -> None:
        super().train_step(2.0 * real - 1.0)


class OnTheLine(SmallGan):
    """Noise and data are numbers, and G is piecewise linear."""

    def __init__(self) -> None:
        super().__init__()
        self.generator, self.discriminator = small.perceptron(1, 1), small.perceptron(1, 1)
        self.optimizers = [
            torch.optim.Adam(player.parameters(), 1e-3, (0.5, 0.99))
            for player in (self.discriminator, self.generator)
        ]

    def noise(self, n: int) -> Tensor:
        return torch.randn(n, 1)

    def real_batch(self, n: int) -> Any:
        return 1.0 + 0.5 * torch.randn(n, 1)

    def fakes(self, n: int) -> Tensor:
        fake: Tensor = self.generator(self.noise(n))
        return fake
