"""LSGAN with the labels 0 and 1."""

from torch import Tensor, nn


def head() -> nn.Module:
    """What stands after the last layer of D."""
    return nn.Identity()


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """What D descends."""
    return 0.5 * ((real - 1.0) ** 2).mean() + 0.5 * (fake**2).mean()


def generator_loss(fake: Tensor) -> Tensor:
    """What G descends."""
    return 0.5 * ((fake - 1.0) ** 2).mean()
