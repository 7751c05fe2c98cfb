"""The footing that suits each kind of player: a learning rate and an optimiser.

A tabular player's curvature is about 1/n an atom, so its rate is proportional to n; a quadratic one lives on
standardised points, where its curvature is about 1; perceptrons have no such scale and get Adam, which makes one.
The generator takes the shorter steps (on atoms the softmax shortens them by q itself): D must track it. The factors
were chosen on random problems, not derived.

Guarantees: a rate or optimiser that was given is used as given. Refuses to adapt to what happens in training.
"""

from typing import Any

from gancheck.learned.affine_generator import AffineGenerator
from gancheck.learned.categorical_generator import CategoricalGenerator
from gancheck.learned.mlp_discriminator import MLPDiscriminator
from gancheck.learned.mlp_generator import MLPGenerator
from gancheck.learned.optimiser import SGD, Adam, Optimiser
from gancheck.learned.quadratic_logit import QuadraticLogit
from gancheck.learned.tabular_logit import TabularLogit

__all__ = ["footing", "own_rate"]

ADAM_RATES = {MLPDiscriminator: 1e-2, MLPGenerator: 1e-3, AffineGenerator: 0.01, CategoricalGenerator: 0.01}
SGD_RATES = {QuadraticLogit: 0.1, AffineGenerator: 0.03, MLPDiscriminator: 0.05, MLPGenerator: 0.02}
PER_ATOM = {TabularLogit: 0.25, CategoricalGenerator: 0.25}
"""Rates of plain gradient steps: of the players on atoms as multiples of n."""


def own_rate(player: Any, optimiser: Optimiser) -> float:
    """The rate of a player that was given none."""
    if isinstance(optimiser, Adam):
        return ADAM_RATES.get(type(player), 0.03)
    if type(player) in PER_ATOM:
        return PER_ATOM[type(player)] * int(player.parameters.shape[1])
    return SGD_RATES.get(type(player), 1.0)


def footing(player: Any, rate: float | None, optimiser: str, momentum: float) -> tuple[float, Optimiser]:
    """The rate and a fresh optimiser for a player."""
    perceptron = isinstance(player, MLPDiscriminator | MLPGenerator)
    adam = optimiser == "adam" or (optimiser == "auto" and perceptron)
    memory = Adam(beta1=momentum) if adam else SGD(momentum)
    return (own_rate(player, memory) if rate is None else rate), memory
