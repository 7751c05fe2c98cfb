"""A small CycleGAN on the plane: two generators, two discriminators, replay buffers and cycle losses."""

import itertools
import random

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from benchmarks.audit.losses.least_squares import discriminator_loss, generator_loss, head

SEED = 0


def mlp(last: nn.Module, outputs: int) -> nn.Sequential:
    """Points to points or to a score."""
    return nn.Sequential(
        nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, outputs), last
    )


class ReplayBuffer:
    """Half of what it gives is older than this step."""

    def __init__(self, size: int = 64) -> None:
        self.size, self.data = size, []

    def push_and_pop(self, batch: Tensor) -> Tensor:
        """As many points as come in."""
        given = []
        for element in batch.detach():
            if len(self.data) < self.size:
                self.data.append(element)
                given.append(element)
            elif random.random() < 0.5:
                at = random.randrange(self.size)
                given.append(self.data[at])
                self.data[at] = element
            else:
                given.append(element)
        return torch.stack(given)


class CycleGAN:
    """A batch is a pair of points of A and of B."""

    def __init__(self) -> None:
        torch.manual_seed(SEED)
        random.seed(SEED)
        self.generator = nn.ModuleDict({"A2B": mlp(nn.Identity(), 2), "B2A": mlp(nn.Identity(), 2)})
        self.discriminator = nn.ModuleDict({"A": mlp(head(), 1), "B": mlp(head(), 1)})
        G, D = self.generator, self.discriminator
        self.optimizer_G = torch.optim.Adam(
            itertools.chain(G["A2B"].parameters(), G["B2A"].parameters()), lr=5e-4, betas=(0.5, 0.999)
        )
        self.optimizer_D_A = torch.optim.Adam(D["A"].parameters(), lr=5e-4, betas=(0.5, 0.999))
        self.optimizer_D_B = torch.optim.Adam(D["B"].parameters(), lr=5e-4, betas=(0.5, 0.999))
        self.optimizers = [self.optimizer_G, self.optimizer_D_A, self.optimizer_D_B]
        self.fake_A_buffer, self.fake_B_buffer = ReplayBuffer(), ReplayBuffer()

    def real_batch(self, n: int) -> tuple[Tensor, Tensor]:
        """A circle and a square."""
        angle = 6.28 * torch.rand(n)
        circle = torch.stack((angle.cos(), angle.sin()), 1)
        return circle + 0.05 * torch.randn(n, 2), 2.0 * torch.rand(n, 2) - 1.0

    def train_step(self, batch: tuple[Tensor, Tensor]) -> None:
        """Both generators, then each discriminator."""
        real_A, real_B = batch
        G, D = self.generator, self.discriminator

        self.optimizer_G.zero_grad()
        fake_B = G["A2B"](real_A)
        loss_GAN_A2B = generator_loss(D["B"](fake_B))
        fake_A = G["B2A"](real_B)
        loss_GAN_B2A = generator_loss(D["A"](fake_A))
        loss_cycle_ABA = F.l1_loss(G["B2A"](fake_B), real_A)
        loss_cycle_BAB = F.l1_loss(G["A2B"](fake_A), real_B)
        loss_G = loss_GAN_A2B + loss_GAN_B2A + 10.0 * (loss_cycle_ABA + loss_cycle_BAB)
        loss_G.backward()
        self.optimizer_G.step()

        self.optimizer_D_A.zero_grad()
        old_A = self.fake_A_buffer.push_and_pop(fake_A)
        loss_D_A = discriminator_loss(D["A"](real_A), D["A"](old_A))
        loss_D_A.backward()
        self.optimizer_D_A.step()

        self.optimizer_D_B.zero_grad()
        old_B = self.fake_B_buffer.push_and_pop(fake_B)
        loss_D_B = discriminator_loss(D["B"](real_B), D["B"](old_B))
        loss_D_B.backward()
        self.optimizer_D_B.step()


def make() -> CycleGAN:
    """The GAN."""
    return CycleGAN()
