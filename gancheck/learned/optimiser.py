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
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import torch
from torch import Tensor

__all__ = ["SGD", "Adam", "Optimiser"]


class Optimiser(Protocol):
    """A rule for steps, with its memory."""

    def direction(self, gradient: Tensor) -> "tuple[Tensor, Optimiser]":
        """The direction of the step, (B, P), and the optimiser after it."""

    def rows(self, index: Any) -> "Optimiser":
        """The optimiser of some problems."""

    def join(self, parts: "Sequence[Optimiser]") -> "Optimiser":
        """One optimiser for the problems of ``parts``, which have made as many steps as this one."""


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

    def rows(self, index: Any) -> "SGD":
        """The optimiser of some problems."""
        return replace(self, velocity=_rows(self.velocity, index))

    def join(self, parts: Sequence[Optimiser]) -> "SGD":
        """One optimiser for the problems of ``parts``."""
        return replace(self, velocity=_joined([p.velocity for p in parts if isinstance(p, SGD)]))


@dataclass(frozen=True)
class Adam:
    """Adam with β₁, β₂ and ε.

    Attributes:
        beta1: β₁.
        beta2: β₂.
        epsilon: ε.
        first: m.
        second: v.
        steps: how many gradients it has seen.
        given: 1 − β₁ᵗ and √(1 − β₂ᵗ) of the next step as a tensor (2,), where they must be read when the step is made.
    """

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    first: Tensor | None = None
    second: Tensor | None = None
    steps: int = 0
    given: Tensor | None = None

    def corrections(self, t: int) -> tuple[float, float]:
        """1 − β₁ᵗ and √(1 − β₂ᵗ)."""
        return 1 - self.beta1**t, math.sqrt(1 - self.beta2**t)

    def direction(self, gradient: Tensor) -> tuple[Tensor, "Adam"]:
        """The bias-corrected first moment over the root of the bias-corrected second moment."""
        square, t = gradient * gradient, self.steps + 1
        first = (
            gradient * (1 - self.beta1) if self.first is None else self.first.lerp(gradient, 1 - self.beta1)
        )
        second = (
            square * (1 - self.beta2) if self.second is None else self.second.lerp(square, 1 - self.beta2)
        )
        of_first, of_second = self.corrections(t) if self.given is None else self.given
        root = (second.sqrt() / of_second).add_(self.epsilon)
        return first / root / of_first, replace(self, first=first, second=second, steps=t)

    def rows(self, index: Any) -> "Adam":
        """The optimiser of some problems."""
        return replace(self, first=_rows(self.first, index), second=_rows(self.second, index))

    def join(self, parts: Sequence[Optimiser]) -> "Adam":
        """One optimiser for the problems of ``parts``."""
        peers = [p for p in parts if isinstance(p, Adam)]
        return replace(
            self, first=_joined([p.first for p in peers]), second=_joined([p.second for p in peers])
        )


def _rows(memory: Tensor | None, index: Any) -> Tensor | None:
    return None if memory is None else memory[index]


def _joined(memories: Sequence[Tensor | None]) -> Tensor | None:
    held = [memory for memory in memories if memory is not None]
    return torch.cat(held) if held else None
