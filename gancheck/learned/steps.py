r"""One step of each player: the two lines of Algorithm 1.

.. math:: \hat V(\phi, \theta) = \hat E_p[\log D_\phi(x)] + \hat E_q[\log(1 - D_\phi(x))]

The discriminator climbs :math:`\hat V - \tfrac{\lambda}{2} \|\phi\|^2`; the generator descends its loss. On full
batches, without momentum and at a small rate, the first raises V and the second, with the minimax loss, lowers it.

Rates and ridges are numbers, or one a problem, (B, 1).

Guarantees: a step returns a new player and a new optimiser; its arguments, the opponent among them, are unchanged.
Refuses to draw: it is given its batches.

References:
    [G14] Eq. (1), Algorithm 1.
"""

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from gancheck.learned.optimiser import SGD, Optimiser
from gancheck.learned.players import DiscriminatorPlayer, GeneratorPlayer
from gancheck.learned.weighted_points import WeightedPoints

__all__ = ["discriminator_gradient", "discriminator_step", "generator_step", "value_on"]


def value_on(d: DiscriminatorPlayer, real: WeightedPoints, fake: WeightedPoints) -> Tensor:
    """V̂ on two batches, from logits: (B,), in nats."""
    t_real, t_fake = d.linearise(real.points).value, d.linearise(fake.points).value
    return real.mean(logsigmoid(t_real)) + fake.mean(logsigmoid(-t_fake))


def discriminator_gradient(
    d: DiscriminatorPlayer, real: WeightedPoints, fake: WeightedPoints, ridge: float | Tensor = 0.0
) -> Tensor:
    """∇_φ of V̂ − (λ/2)‖φ‖², (B, P): the cotangents are w(1 − D) on data and −wD on fakes."""
    on_real, on_fake = d.linearise(real.points), d.linearise(fake.points)
    gradient = on_real.to_parameters(real.weights * torch.sigmoid(-on_real.value)) - on_fake.to_parameters(
        fake.weights * torch.sigmoid(on_fake.value)
    )
    return gradient.sub_(ridge * d.parameters) if isinstance(ridge, Tensor) or ridge else gradient


def discriminator_step(
    d: DiscriminatorPlayer,
    real: WeightedPoints,
    fake: WeightedPoints,
    rate: float | Tensor,
    optimiser: Optimiser | None = None,
    ridge: float | Tensor = 0.0,
) -> tuple[DiscriminatorPlayer, Optimiser]:
    """D after one ascent step, and its optimiser (plain gradient steps if none is given)."""
    direction, after = (optimiser or SGD()).direction(discriminator_gradient(d, real, fake, ridge))
    return d.with_parameters(d.parameters + rate * direction), after


def generator_step(
    g: GeneratorPlayer,
    noise: WeightedPoints,
    d: DiscriminatorPlayer,
    rate: float | Tensor,
    optimiser: Optimiser | None = None,
    generator_loss: str = "minimax",
) -> tuple[GeneratorPlayer, Optimiser]:
    """G after one descent step against the frozen ``d``, and its optimiser."""
    direction, after = (optimiser or SGD()).direction(g.gradient(noise, d, generator_loss))
    return g.with_parameters(g.parameters - rate * direction), after
