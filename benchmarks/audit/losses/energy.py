"""The energy-based GAN: D is an energy, pushed down on real data and up to a margin on others."""

import torch.nn.functional as F
from torch import Tensor, nn


def head() -> nn.Module:
    """What stands after the last layer of D."""
    return nn.Softplus()


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """What D descends."""
    return real.mean() + F.relu(10.0 - fake).mean()


def generator_loss(fake: Tensor) -> Tensor:
    """What G descends."""
    return fake.mean()
