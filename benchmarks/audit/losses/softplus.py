"""The non-saturating GAN on logits, by softplus."""

import torch.nn.functional as F
from torch import Tensor, nn


def head() -> nn.Module:
    """What stands after the last layer of D."""
    return nn.Identity()


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """What D descends."""
    return F.softplus(-real).mean() + F.softplus(fake).mean()


def generator_loss(fake: Tensor) -> Tensor:
    """What G descends."""
    return F.softplus(-fake).mean()
