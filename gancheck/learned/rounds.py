r"""Rounds of Algorithm 1 on a batch, and how the batch is shared out among the cores.

Each round is k steps of D and one of G. Two perceptrons on minibatches, on a CPU with numba installed, play compiled
rounds; everybody else plays one torch operation after another over many problems.

Threads: operations on a few thousand numbers end before a second thread inside them has woken up, so that each
operation runs on one; the batch is cut into chunks instead, and as many chunks run at once as the caller allows torch
threads (``torch.get_num_threads()``, which ``OMP_NUM_THREADS`` sets).

Guarantees: a problem's trajectory does not depend on the chunk it is in: bit for bit where it is compiled, to the
rounding of a batched product elsewhere. Refuses to record or to stop anything.
"""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from gancheck.learned.batches import Drawn, join_batches
from gancheck.learned.frozen_generator import FrozenGenerator
from gancheck.learned.game import Game
from gancheck.learned.mlp_discriminator import MLPDiscriminator
from gancheck.learned.mlp_generator import MLPGenerator
from gancheck.learned.optimiser import SGD, Adam, Optimiser
from gancheck.learned.steps import discriminator_step, generator_step

if TYPE_CHECKING:
    from gancheck.learned.algorithm1 import Algorithm1

__all__ = ["Standing", "play"]

CACHED = 2**20
"""Numbers that a chunk of torch operations touches in a step: 4 MB in float32, about a core's share of the cache."""

TOGETHER = 16
"""Compiled problems in a chunk: enough to repay the call, few enough to share out evenly."""


@dataclass(frozen=True)
class Standing:
    """Where the games of a batch stand.

    Attributes:
        game: the problems with their streams; its ``d`` and ``g`` are the players as they now are.
        d_memory: the optimiser of D.
        g_memory: the optimiser of G.
        d_rate: η_D of each problem, (B, 1).
        g_rate: η_G, (B, 1).
        ridge: λ, (B, 1).
    """

    game: Game
    d_memory: Optimiser
    g_memory: Optimiser
    d_rate: Tensor
    g_rate: Tensor
    ridge: Tensor

    def __len__(self) -> int:
        return len(self.d_rate)

    def rows(self, index: Any) -> "Standing":
        """Some problems: a slice, or an array of integers."""
        return Standing(
            self.game.rows(index),
            self.d_memory.rows(index),
            self.g_memory.rows(index),
            self.d_rate[index],
            self.g_rate[index],
            self.ridge[index],
        )


def play(standing: Standing, algorithm: "Algorithm1", factors: Sequence[float], workers: int) -> Standing:
    """One round for each of the ``factors``, by which the rates of that round are multiplied."""
    game = standing.game
    compiled = _is_compiled(game)
    size = _chunk(standing, compiled, workers)
    chunks = [standing.rows(slice(i, i + size)) for i in range(0, len(standing), size)]
    halt = threading.Event()
    work = partial(_compiled if compiled else _eager, algorithm=algorithm, factors=factors, halt=halt)
    if len(chunks) == 1 or workers == 1:
        parts = [work(chunk) for chunk in chunks]
    else:
        with ThreadPoolExecutor(workers, initializer=torch.set_num_threads, initargs=(1,)) as pool:
            try:
                parts = list(pool.map(work, chunks))
            finally:  # Interrupted, the threads end their round; without it they would play on to the end.
                halt.set()
    return _joined(standing, parts)


def _joined(standing: Standing, parts: list[Standing]) -> Standing:
    """The batch from its chunks."""
    if len(parts) == 1:
        return parts[0]
    game, games = standing.game, [part.game for part in parts]
    joined = replace(
        game,
        d=game.d.with_parameters(torch.cat([each.d.parameters for each in games])),
        g=game.g.with_parameters(torch.cat([each.g.parameters for each in games])),
        real=join_batches(game.real, [each.real for each in games]),
        noise=join_batches(game.noise, [each.noise for each in games]),
    )
    first = parts[0]
    return replace(
        standing,
        game=joined,
        d_memory=first.d_memory.join([part.d_memory for part in parts]),
        g_memory=first.g_memory.join([part.g_memory for part in parts]),
    )


def _chunk(standing: Standing, compiled: bool, workers: int) -> int:
    """How many problems run together."""
    if compiled:
        return TOGETHER
    d, g = standing.game.d, standing.game.g
    if d.parameters.device.type != "cpu":
        return len(standing)
    m = standing.game.real.m if isinstance(standing.game.real, Drawn) else 64
    width = sum(d.network.widths) if isinstance(d, MLPDiscriminator) else 4
    width += sum(g.network.widths) if isinstance(g, MLPGenerator) else 4
    return max(16, min(CACHED // (m * width), -(-len(standing) // workers)))


def _eager(
    standing: Standing, algorithm: "Algorithm1", factors: Sequence[float], halt: threading.Event
) -> Standing:
    """Rounds as torch operations."""
    game, d_memory, g_memory = standing.game, standing.d_memory, standing.g_memory
    d, g, ridge = game.d, game.g, standing.ridge if bool((standing.ridge > 0).any()) else 0.0
    with torch.no_grad():  # Of this thread.
        for factor in factors:
            if halt.is_set():
                break
            d_rate, g_rate = factor * standing.d_rate, factor * standing.g_rate
            for _ in range(algorithm.k):
                real, fake = next(game.real), g.fakes(next(game.noise))
                d, d_memory = discriminator_step(d, real, fake, d_rate, d_memory, ridge)
            if not algorithm.fix_generator:
                g, g_memory = generator_step(
                    g, next(game.noise), d, g_rate, g_memory, algorithm.generator_loss
                )
    return replace(standing, game=replace(game, d=d, g=g), d_memory=d_memory, g_memory=g_memory)


def _is_compiled(game: Game) -> bool:
    """Whether compiled rounds know these players; it depends on no number of problems or rounds."""
    return (
        isinstance(game.d, MLPDiscriminator)
        and isinstance(game.g, MLPGenerator | FrozenGenerator)
        and isinstance(game.real, Drawn)
        and game.d.parameters.device.type == "cpu"
        and has_numba()
    )


def has_numba() -> bool:
    """Whether the extra ``fast`` is installed; finding out does not load it."""
    return find_spec("numba") is not None


def _compiled(
    standing: Standing, algorithm: "Algorithm1", factors: Sequence[float], halt: threading.Event
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
        t = np.arange(self.steps + 1, self.steps + steps + 1, dtype=np.float64)
        self.steps += steps
        return np.stack([1.0 - self.beta**t, np.sqrt(1.0 - Adam.beta2**t)], axis=1).astype(np.float32)

    def optimiser(self) -> Optimiser:
        if self.adam:
            return Adam(self.beta, first=self.first, second=self.second, steps=self.steps)
        return SGD(self.beta, self.first if self.beta else None)
