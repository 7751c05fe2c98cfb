"""The losses of `ring_gan.py`, and what a slip makes of them. D's outputs are logits."""

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """Data are 1, what G makes is 0."""
    return cross_entropy(real, torch.ones_like(real)) + cross_entropy(fake, torch.zeros_like(fake))


def generator_loss(fake: Tensor) -> Tensor:
    """G wants D to say 1: the non-saturating loss."""
    return cross_entropy(fake, torch.ones_like(fake))


def swapped_discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """The slip: D learns that data are 0, and G still wants it to say 1."""
    return cross_entropy(real, torch.zeros_like(real)) + cross_entropy(fake, torch.ones_like(fake))


def gradient_penalty(critic: torch.nn.Module, real: Tensor, fake: Tensor) -> Tensor:
    """(‖∇D‖ − 1)² between data and what G makes, as in WGAN-GP."""
    share = torch.rand(real.shape[0], *[1] * (real.dim() - 1))
    between = (share * real + (1 - share) * fake).detach().requires_grad_()
    (slope,) = torch.autograd.grad(critic(between).sum(), between, create_graph=True)
    return ((slope.flatten(1).norm(dim=1) - 1) ** 2).mean()
