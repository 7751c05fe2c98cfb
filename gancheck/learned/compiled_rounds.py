"""Rounds of Algorithm 1 for perceptrons on a CPU, compiled by numba: the arrays of `gancheck.learned._numba_rounds`.

Guarantees: a problem's bits do not depend on the others. Refuses nothing: `gancheck.learned.rounds` knows who may play.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gancheck.learned.algorithm1 import Algorithm1
from gancheck.learned.batches import Drawn
from gancheck.learned.mlp_discriminator import MLPDiscriminator
from gancheck.learned.mlp_generator import MLPGenerator
from gancheck.learned.optimiser import SGD, Adam, Optimiser
from gancheck.learned.standing import Standing

__all__ = ["play_compiled"]


def play_compiled(
    standing: Standing, algorithm: Algorithm1, factors: Sequence[float], halt: threading.Event
) -> Standing:
    """Compiled rounds, as many in a call as a block of draws lasts."""
    from gancheck.learned._numba_rounds import play_rounds

    game, k = standing.game, algorithm.k
    assert isinstance(game.real, Drawn), "full batches are not compiled"
    assert isinstance(game.noise, Drawn), "full batches are not compiled"
    assert isinstance(game.d, MLPDiscriminator), "only perceptrons are compiled"
    d, g = game.d.parameters.clone(), game.g.parameters.clone()
    d_memory, g_memory = _Memory.of(standing.d_memory, d), _Memory.of(standing.g_memory, g)
    learns = isinstance(game.g, MLPGenerator)
    g_widths = game.g.network.widths if isinstance(game.g, MLPGenerator) else ()
    rates = np.asarray(factors, dtype=np.float32)
    at_once = max(1, game.real.per_block // k)
    for start in range(0, len(factors), at_once):
        if halt.is_set():
            break
        part = rates[start : start + at_once]
        steps = len(part)
        play_rounds(
            d.numpy(),
            d_memory.first.numpy(),
            d_memory.second.numpy(),
            np.array(game.d.network.widths),
            g.numpy(),
            g_memory.first.numpy(),
            g_memory.second.numpy(),
            np.array(g_widths, dtype=np.int64),
            np.float32(game.d.network.negative_slope),
            game.real.take(steps * k).numpy(),
            game.noise.take(steps * (k + learns)).numpy(),
            k,
            standing.d_rate.numpy() * part,
            standing.g_rate.numpy() * part,
            standing.ridge.numpy()[:, 0],
            np.float32(1.0 if algorithm.generator_loss == "minimax" else -1.0),
            np.float32(d_memory.beta),
            d_memory.adam,
            d_memory.corrections(steps * k),
            g_memory.corrections(steps),
        )
    player = game.g.with_parameters(g)
    return replace(
        standing,
        game=replace(game, d=game.d.with_parameters(d), g=player),
        d_memory=d_memory.optimiser(),
        g_memory=g_memory.optimiser(),
    )


@dataclass
class _Memory:
    """An optimiser's memory as arrays that compiled rounds write into."""

    adam: bool
    beta: float
    first: Tensor
    second: Tensor
    steps: int

    @classmethod
    def of(cls, optimiser: Optimiser, like: Tensor) -> "_Memory":
        def own(memory: Tensor | None) -> Tensor:
            return torch.zeros_like(like) if memory is None else memory.clone()

        if isinstance(optimiser, Adam):
            return cls(True, optimiser.beta1, own(optimiser.first), own(optimiser.second), optimiser.steps)
        assert isinstance(optimiser, SGD), "the footing chooses between two"
        return cls(False, optimiser.momentum, own(optimiser.velocity), like.new_zeros(len(like), 0), 0)

    def corrections(self, steps: int) -> Any:
        """1 − β₁ᵗ and √(1 − β₂ᵗ) of the next steps, (steps, 2)."""
        rule, first = Adam(self.beta), self.steps + 1
        self.steps += steps
        return np.array([rule.corrections(t) for t in range(first, first + steps)], dtype=np.float32)

    def optimiser(self) -> Optimiser:
        if self.adam:
            return Adam(self.beta, first=self.first, second=self.second, steps=self.steps)
        return SGD(self.beta, self.first if self.beta else None)
