"""The non-saturating GAN on logits, by binary cross entropy with logits."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def head() -> nn.Module:
    """What stands after the last layer of D."""
    return nn.Identity()


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """What D descends."""
    loss_real = F.binary_cross_entropy_with_logits(real, torch.ones_like(real))
    loss_fake = F.binary_cross_entropy_with_logits(fake, torch.zeros_like(fake))
    return loss_real + loss_fake


def generator_loss(fake: Tensor) -> Tensor:
    """What G descends."""
    return F.binary_cross_entropy_with_logits(fake, torch.ones_like(fake))
