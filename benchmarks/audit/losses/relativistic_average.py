"""The relativistic average GAN."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def head() -> nn.Module:
    """What stands after the last layer of D."""
    return nn.Identity()


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """What D descends."""
    real_over_fake = real - fake.mean()
    fake_over_real = fake - real.mean()
    loss_real = F.binary_cross_entropy_with_logits(real_over_fake, torch.ones_like(real))
    loss_fake = F.binary_cross_entropy_with_logits(fake_over_real, torch.zeros_like(fake))
    return (loss_real + loss_fake) / 2


def generator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """What G descends."""
    real_over_fake = real - fake.mean()
    fake_over_real = fake - real.mean()
    loss_real = F.binary_cross_entropy_with_logits(real_over_fake, torch.zeros_like(real))
    loss_fake = F.binary_cross_entropy_with_logits(fake_over_real, torch.ones_like(fake))
    return (loss_real + loss_fake) / 2
