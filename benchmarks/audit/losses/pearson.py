"""The f-GAN of the Pearson divergence: conjugate v²/4 + v; G ascends the score."""

from torch import Tensor, nn


def head() -> nn.Module:
    """What stands after the last layer of D."""
    return nn.Identity()


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """What D descends."""
    return (0.25 * fake**2 + fake).mean() - real.mean()


def generator_loss(fake: Tensor) -> Tensor:
    """What G descends."""
    return -(0.25 * fake**2 + fake).mean()
