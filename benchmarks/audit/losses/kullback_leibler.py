"""The f-GAN of the Kullback–Leibler divergence: conjugate exp(v − 1); G ascends its own term."""

import torch
from torch import Tensor, nn


def head() -> nn.Module:
    """What stands after the last layer of D."""
    return nn.Identity()


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """What D descends."""
    return torch.exp(fake - 1.0).mean() - real.mean()


def generator_loss(fake: Tensor) -> Tensor:
    """What G descends."""
    return -torch.exp(fake - 1.0).mean()
