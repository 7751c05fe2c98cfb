"""The relativistic average hinge GAN."""

import torch.nn.functional as F
from torch import Tensor, nn


def head() -> nn.Module:
    """What stands after the last layer of D."""
    return nn.Identity()


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """What D descends."""
    loss_real = F.relu(1.0 - (real - fake.mean())).mean()
    loss_fake = F.relu(1.0 + (fake - real.mean())).mean()
    return loss_real + loss_fake


def generator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """What G descends."""
    loss_real = F.relu(1.0 + (real - fake.mean())).mean()
    loss_fake = F.relu(1.0 - (fake - real.mean())).mean()
    return loss_real + loss_fake
