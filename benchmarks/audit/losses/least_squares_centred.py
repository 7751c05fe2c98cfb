"""LSGAN with the labels −1 and 1 for D, and 0 for G, as published."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def head() -> nn.Module:
    """What stands after the last layer of D."""
    return nn.Identity()


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """What D descends."""
    loss_real = F.mse_loss(real, torch.ones_like(real))
    loss_fake = F.mse_loss(fake, -torch.ones_like(fake))
    return loss_real + loss_fake


def generator_loss(fake: Tensor) -> Tensor:
    """What G descends."""
    return F.mse_loss(fake, torch.zeros_like(fake))
