"""The minimax GAN on logits: G descends the value that D ascends."""

import torch.nn.functional as F
from torch import Tensor, nn


def head() -> nn.Module:
    """What stands after the last layer of D."""
    return nn.Identity()


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """What D descends."""
    value = F.logsigmoid(real).mean() + F.logsigmoid(-fake).mean()
    return -value


def generator_loss(fake: Tensor) -> Tensor:
    """What G descends."""
    return F.logsigmoid(-fake).mean()
