r"""From a gradient to a step: momentum SGD and Adam, row by row.

.. math:: \text{SGD:}\quad v \leftarrow \beta v + g, \quad \text{step } v; \qquad
          \text{Adam:}\quad \frac{\hat m}{\sqrt{\hat v} + \epsilon}

An optimiser is an immutable state; it returns the direction and its own successor. Both are elementwise, so a
problem's steps do not depend on its neighbours in the batch.

Guarantees: the update rules of torch.optim (tested against them). Refuses to know up from down: whoever calls it
adds the direction to climb and subtracts it to descend.

References:
    Polyak, 1964; Kingma and Ba, *Adam*, 2015, Algorithm 1.
"""

import math
from dataclasses import dataclass
from typing import Protocol

from torch import Tensor

__all__ = ["SGD", "Adam", "Optimiser"]


class Optimiser(Protocol):
    """A rule for steps, with its memory."""

    def direction(self, gradient: Tensor) -> "tuple[Tensor, Optimiser]":
        """The direction of the step, (B, P), and the optimiser after it."""


@dataclass(frozen=True)
class SGD:
    """Gradient steps with heavy-ball momentum β; no memory at β = 0."""

    momentum: float = 0.0
    velocity: Tensor | None = None

    def direction(self, gradient: Tensor) -> tuple[Tensor, "SGD"]:
        """The velocity v ← βv + g."""
        if self.momentum == 0.0:
            return gradient, self
        v = gradient if self.velocity is None else gradient.add(self.velocity, alpha=self.momentum)
        return v, SGD(self.momentum, v)


@dataclass(frozen=True)
class Adam:
    """Adam with β₁, β₂ and ε; ``steps`` counts what it has seen."""

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    first: Tensor | None = None
    second: Tensor | None = None
    steps: int = 0

    def direction(self, gradient: Tensor) -> tuple[Tensor, "Adam"]:
        """The bias-corrected first moment over the root of the bias-corrected second moment."""
        square, t = gradient * gradient, self.steps + 1
        first = (
            gradient * (1 - self.beta1) if self.first is None else self.first.lerp(gradient, 1 - self.beta1)
        )
        second = (
            square * (1 - self.beta2) if self.second is None else self.second.lerp(square, 1 - self.beta2)
        )
        root = (second.sqrt() / math.sqrt(1 - self.beta2**t)).add_(self.epsilon)
        step = first / root / (1 - self.beta1**t)
        return step, Adam(self.beta1, self.beta2, self.epsilon, first, second, t)
