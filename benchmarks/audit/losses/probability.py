"""The non-saturating GAN on probabilities: a sigmoid, then binary cross entropy."""

import torch
from torch import Tensor, nn


def head() -> nn.Module:
    """What stands after the last layer of D."""
    return nn.Sigmoid()


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """What D descends."""
    criterion = nn.BCELoss()
    loss_real = criterion(real, torch.ones_like(real))
    loss_fake = criterion(fake, torch.zeros_like(fake))
    return (loss_real + loss_fake) / 2


def generator_loss(fake: Tensor) -> Tensor:
    """What G descends."""
    criterion = nn.BCELoss()
    return criterion(fake, torch.ones_like(fake))
