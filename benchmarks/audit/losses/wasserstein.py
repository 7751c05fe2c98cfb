"""The Wasserstein GAN; D has to be kept Lipschitz elsewhere."""

from torch import Tensor, nn


def head() -> nn.Module:
    """What stands after the last layer of D."""
    return nn.Identity()


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """What D descends."""
    return fake.mean() - real.mean()


def generator_loss(fake: Tensor) -> Tensor:
    """What G descends."""
    return -fake.mean()
