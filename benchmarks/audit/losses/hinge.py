"""The hinge GAN."""

import torch.nn.functional as F
from torch import Tensor, nn


def head() -> nn.Module:
    """What stands after the last layer of D."""
    return nn.Identity()


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """What D descends."""
    loss_real = F.relu(1.0 - real).mean()
    loss_fake = F.relu(1.0 + fake).mean()
    return loss_real + loss_fake


def generator_loss(fake: Tensor) -> Tensor:
    """What G descends."""
    return -fake.mean()
