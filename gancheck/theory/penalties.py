r"""What keeps a critic's slope in bounds: clipped weights, and penalties on the gradient by the input.

Every penalty is a mean over the samples of a function of the Euclidean norm of ∇D at one point for each sample; the
norm runs over all coordinates of a sample, whatever its shape ``(B, d)`` or ``(B, C, H, W)``, and over nothing else. On
the linear critic D(x) = w·x the gradient is w everywhere, which gives each of them its defining value.

torch is imported when a penalty is computed, not with the module.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from gancheck.errors import InvalidInput

if TYPE_CHECKING:
    from torch import Generator, Tensor

__all__ = [
    "Penalties",
    "clipped",
    "dragan",
    "gradient_norms",
    "gradient_penalty",
    "interpolates",
    "penalties",
    "r1",
    "r2",
    "zero_centred",
]


def gradient_norms(critic: "Callable[[Tensor], Tensor]", points: "Tensor") -> "Tensor":
    r""":math:`\|\nabla D(x_i)\|_2` at each of B points, ``(B,)``, differentiable in the critic's parameters.

    Args:
        critic: D, which maps ``(B, ...)`` to one number for each sample, ``(B,)`` or ``(B, 1)``; no sample may enter
            another's number, as batch normalisation makes it do.
        points: ``(B, ...)``; they are taken as constants.

    Raises:
        InvalidInput: The critic does not return one number a sample, or returns them cut off from autograd.

    Example:
        >>> import torch
        >>> gradient_norms(lambda x: x @ torch.tensor([3.0, 4.0]), torch.zeros(2, 2))
        tensor([5., 5.])
    """
    return _squared_norms(critic, points).sqrt()


def interpolates(real: "Tensor", fake: "Tensor", share: "Tensor | Generator | None" = None) -> "Tensor":
    r""":math:`\hat x_i = \varepsilon_i x_i + (1 - \varepsilon_i) y_i`, one ε for each sample.

    Args:
        real: Data x, ``(B, ...)``.
        fake: Fakes y, of the same shape.
        share: ε itself, ``(B,)``, or the generator that draws it from U(0, 1); None draws from torch's global one.

    Raises:
        InvalidInput: The shapes differ, or there is not one ε for each sample.

    Example:
        >>> import torch
        >>> interpolates(torch.ones(2, 3), torch.zeros(2, 3), torch.tensor([0.25, 1.0]))[:, 0]
        tensor([0.2500, 1.0000])
    """
    import torch

    if real.shape != fake.shape:
        raise InvalidInput(
            f"`real` has shape {tuple(real.shape)} and `fake` {tuple(fake.shape)}; give as many fakes as data."
        )
    if not isinstance(share, torch.Tensor):
        share = torch.rand(len(real), generator=share, dtype=real.dtype, device=real.device)
    if share.shape != real.shape[:1]:
        raise InvalidInput(f"`share` has shape {tuple(share.shape)}; give one ε a sample, ({len(real)},).")
    weight = share.reshape(-1, *[1] * (real.ndim - 1))
    return weight * real + (1.0 - weight) * fake


def gradient_penalty(
    critic: "Callable[[Tensor], Tensor]",
    real: "Tensor",
    fake: "Tensor",
    share: "Tensor | Generator | None" = None,
) -> "Tensor":
    r"""WGAN-GP's penalty, without its factor λ.

    .. math:: E\left(\|\nabla D(\hat x)\|_2 - 1\right)^2, \qquad \hat x = \varepsilon x + (1 - \varepsilon) y,
              \quad \varepsilon \sim U(0, 1) \text{ for each sample}

    On D(x) = w·x it is :math:`(\|w\| - 1)^2`.

    Args:
        critic: D, see `gradient_norms`.
        real: Data x, ``(B, ...)``.
        fake: Fakes y, of the same shape.
        share: ε or its generator, see `interpolates`.

    Returns:
        A scalar, differentiable in the critic's parameters.

    Raises:
        InvalidInput: See `interpolates`.

    Example:
        >>> import torch
        >>> float(gradient_penalty(lambda x: x @ torch.tensor([3.0, 4.0]), torch.zeros(2, 2), torch.ones(2, 2)))
        16.0

    References:
        [gulrajani2017] Eq. (3) and Algorithm 1.
    """
    return (gradient_norms(critic, interpolates(real, fake, share)) - 1.0).square().mean()


def dragan(
    critic: "Callable[[Tensor], Tensor]", real: "Tensor", noise: "Tensor", slope: float = 1.0
) -> "Tensor":
    r"""DRAGAN's penalty, without its factor λ: WGAN-GP's around the data instead of on the way to the fakes.

    .. math:: E\left(\|\nabla D(x + \delta)\|_2 - k\right)^2

    Args:
        critic: D, see `gradient_norms`.
        real: Data x, ``(B, ...)``.
        noise: δ for every coordinate, of the same shape: [kodali2017] draws it from N(0, cI).
        slope: k.

    Returns:
        A scalar; :math:`(\|w\| - k)^2` on D(x) = w·x.

    Raises:
        InvalidInput: The shapes differ.

    Example:
        >>> import torch
        >>> float(dragan(lambda x: x @ torch.tensor([3.0, 4.0]), torch.zeros(2, 2), torch.ones(2, 2)))
        16.0

    References:
        [kodali2017] Eq. (1) and §2.4.
    """
    if real.shape != noise.shape:
        raise InvalidInput(
            f"`real` has shape {tuple(real.shape)} and `noise` {tuple(noise.shape)}; give noise for every coordinate."
        )
    return (gradient_norms(critic, real + noise) - slope).square().mean()


def r1(critic: "Callable[[Tensor], Tensor]", real: "Tensor", gamma: float) -> "Tensor":
    r"""R1: :math:`\frac\gamma2 E_p \|\nabla D(x)\|^2`, on the data; :math:`\frac\gamma2\|w\|^2` on D(x) = w·x.

    Example:
        >>> import torch
        >>> float(r1(lambda x: x @ torch.tensor([3.0, 4.0]), torch.zeros(2, 2), gamma=10.0))
        125.0

    References:
        [mescheder2018] Eq. (9).
    """
    return 0.5 * gamma * _squared_norms(critic, real).mean()


def r2(critic: "Callable[[Tensor], Tensor]", fake: "Tensor", gamma: float) -> "Tensor":
    r"""R2: :math:`\frac\gamma2 E_q \|\nabla D(x)\|^2`, on the fakes; :math:`\frac\gamma2\|w\|^2` on D(x) = w·x.

    Example:
        >>> import torch
        >>> float(r2(lambda x: x @ torch.tensor([3.0, 4.0]), torch.zeros(2, 2), gamma=2.0))
        25.0

    References:
        [mescheder2018] Eq. (10).
    """
    return 0.5 * gamma * _squared_norms(critic, fake).mean()


def zero_centred(
    critic: "Callable[[Tensor], Tensor]",
    real: "Tensor",
    fake: "Tensor",
    share: "Tensor | Generator | None" = None,
) -> "Tensor":
    r"""The zero-centred penalty, without its factor λ: :math:`E \|\nabla D(\hat x)\|^2` on the interpolates.

    On D(x) = w·x it is :math:`\|w\|^2`; arguments and refusals as in `gradient_penalty`.

    Example:
        >>> import torch
        >>> float(zero_centred(lambda x: x @ torch.tensor([3.0, 4.0]), torch.zeros(2, 2), torch.ones(2, 2)))
        25.0

    References:
        [thanh-tung2019] §5, 0-GP.
    """
    return _squared_norms(critic, interpolates(real, fake, share)).mean()


class Penalties(NamedTuple):
    """What one batch of data and fakes costs a critic, by each penalty: scalars.

    Attributes:
        gradient_penalty: WGAN-GP's.
        r1: On the data.
        r2: On the fakes.
        zero_centred: On the interpolates.
    """

    gradient_penalty: "Tensor"
    r1: "Tensor"
    r2: "Tensor"
    zero_centred: "Tensor"


def penalties(
    critic: "Callable[[Tensor], Tensor]", real: "Tensor", fake: "Tensor", share: "Tensor", gamma: float
) -> Penalties:
    """The four penalties of one batch side by side, with the same ε in both that interpolate.

    Arguments and refusals as in `gradient_penalty` and `r1`.

    Example:
        >>> import torch
        >>> w = torch.tensor([3.0, 4.0])
        >>> costs = penalties(lambda x: x @ w, torch.zeros(2, 2), torch.ones(2, 2), torch.rand(2), gamma=2.0)
        >>> [float(cost) for cost in costs]
        [16.0, 25.0, 25.0, 25.0]
    """
    return Penalties(
        gradient_penalty(critic, real, fake, share),
        r1(critic, real, gamma),
        r2(critic, fake, gamma),
        zero_centred(critic, real, fake, share),
    )


def clipped(weights: "Tensor", bound: float) -> "Tensor":
    r"""Weights clipped into [−c, c], as WGAN does after each step of its critic.

    Then :math:`|\nabla D| = \|w\| \le c \sqrt d` on D(x) = w·x: some Lipschitz constant, not 1.

    Example:
        >>> import torch
        >>> clipped(torch.tensor([-3.0, 0.005, 4.0]), 0.01)
        tensor([-0.0100,  0.0050,  0.0100])

    Raises:
        InvalidInput: The bound is not positive.

    References:
        [arjovsky2017wasserstein] Algorithm 1, line 7.
    """
    if not bound > 0.0:
        raise InvalidInput(f"`bound` is {bound!r}; give a positive number.")
    return weights.clamp(-bound, bound)


def _squared_norms(critic: "Callable[[Tensor], Tensor]", points: "Tensor") -> "Tensor":
    """The sum of squares over all axes but the first."""
    import torch

    with torch.enable_grad():
        x = points.detach().requires_grad_()
        value = critic(x)
        if value.numel() != len(x):
            raise InvalidInput(
                f"`critic` returns shape {tuple(value.shape)} for {len(x)} samples; one number a sample is needed."
            )
        if not value.requires_grad:
            raise InvalidInput(
                "`critic` returns a tensor that autograd cannot follow back to the samples; do not detach it."
            )
        (gradient,) = torch.autograd.grad(value.sum(), x, create_graph=True, materialize_grads=True)
    return gradient.reshape(len(x), -1).square().sum(dim=1)
