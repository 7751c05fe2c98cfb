"""Rounds of Algorithm 1 on a GPU: one round is captured as a CUDA graph and replayed.

A round is some hundred small operations. Launched one by one they cost more than they do; replayed as a graph, the
processor issues one call a round. A graph reads and writes fixed places, so that players, memories, minibatches and
rates lie in buffers: before a round its minibatches and numbers are copied in, and the round copies its results back.

Guarantees: the arithmetic of `gancheck.learned.steps`, operation by operation; between two rounds nothing is read
back from the device. Refuses nothing.

References:
    https://docs.pytorch.org/docs/stable/notes/cuda.html#cuda-graphs
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from gancheck.learned.algorithm1 import Algorithm1
from gancheck.learned.batches import Batches, Drawn
from gancheck.learned.optimiser import SGD, Adam, Optimiser
from gancheck.learned.standing import Standing
from gancheck.learned.steps import discriminator_step, generator_step
from gancheck.learned.weighted_points import WeightedPoints

__all__ = ["play_captured"]


def play_captured(
    standing: Standing, algorithm: Algorithm1, factors: Sequence[float], halt: threading.Event
) -> Standing:
    """One round for each factor; on a CPU the same buffers are used, and the round is called instead of replayed."""
    table = _Table.of(standing, algorithm)
    with torch.no_grad():
        run = _captured(table.round, table) if table.device.type == "cuda" else table.round
        for factor in factors:
            if halt.is_set():
                break
            table.lay(factor)
            run()
    return table.standing()


def _captured(play: Callable[[], None], table: "_Table") -> Callable[[], None]:
    """The round as a graph. It is played three times on the side first, as capture asks for, and then undone."""
    kept = [buffer.clone() for buffer in table.buffers()]
    side = torch.cuda.Stream(table.device)  # type: ignore[no-untyped-call]
    side.wait_stream(torch.cuda.current_stream(table.device))
    with torch.cuda.stream(side):
        for _ in range(3):
            play()
    torch.cuda.current_stream(table.device).wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        play()
    for buffer, value in zip(table.buffers(), kept, strict=True):
        buffer.copy_(value)
    return graph.replay


@dataclass
class _Memory:
    """An optimiser in buffers.

    Attributes:
        rule: the optimiser that was given.
        first: its velocity or first moment.
        second: its second moment.
        corrections: 1 − β₁ᵗ and √(1 − β₂ᵗ) of each step of a round, (steps, 2).
        steps: how many steps it has made.
    """

    rule: Optimiser
    first: Tensor
    second: Tensor
    corrections: Tensor
    steps: int = 0

    @classmethod
    def of(cls, rule: Optimiser, like: Tensor, steps: int) -> "_Memory":
        held = (rule.first, rule.second) if isinstance(rule, Adam) else (_velocity(rule), None)
        first, second = (torch.zeros_like(like) if memory is None else memory.clone() for memory in held)
        done = rule.steps if isinstance(rule, Adam) else 0
        return cls(rule, first, second, like.new_ones(steps, 2), done)

    def lay(self) -> None:
        """The corrections of the coming round."""
        if isinstance(self.rule, Adam):
            pairs = [self.rule.corrections(self.steps + 1 + step) for step in range(len(self.corrections))]
            self.corrections.copy_(torch.tensor(pairs, dtype=self.corrections.dtype))
        self.steps += len(self.corrections)

    def at(self, step: int) -> Optimiser:
        """The optimiser before a step of the round; ``step`` reads the corrections that were laid."""
        if isinstance(self.rule, Adam):
            return replace(self.rule, first=self.first, second=self.second, given=self.corrections[step])
        return SGD(self._momentum(), self.first)

    def keep(self, after: Optimiser) -> None:
        """Write what a step has made of it into the buffers."""
        if isinstance(after, Adam):
            assert after.first is not None, "a step leaves moments"
            assert after.second is not None, "a step leaves moments"
            self.first.copy_(after.first)
            self.second.copy_(after.second)
        elif self._momentum():
            self.first.copy_(_velocity(after))

    def optimiser(self) -> Optimiser:
        """The optimiser after all rounds."""
        if isinstance(self.rule, Adam):
            return replace(self.rule, first=self.first, second=self.second, steps=self.steps, given=None)
        return SGD(self._momentum(), self.first if self._momentum() else None)

    def _momentum(self) -> float:
        assert isinstance(self.rule, SGD), "there are two optimisers"
        return self.rule.momentum


def _velocity(rule: Optimiser) -> Tensor:
    assert isinstance(rule, SGD), "there are two optimisers"
    return rule.velocity  # type: ignore[return-value]  # None before the first step, where `of` makes zeros


@dataclass
class _Table:
    """The buffers of a round.

    Attributes:
        start: what the buffers were filled from.
        algorithm: the settings that all problems share.
        d: the parameters of D.
        g: of G.
        d_memory: the optimiser of D.
        g_memory: of G.
        factor: of both rates.
        real: k minibatches of data.
        noise: k minibatches of noise and, if G learns, one for G.
    """

    start: Standing
    algorithm: Algorithm1
    d: Tensor
    g: Tensor
    d_memory: _Memory
    g_memory: _Memory
    factor: Tensor
    real: list[WeightedPoints]
    noise: list[WeightedPoints]

    @classmethod
    def of(cls, standing: Standing, algorithm: Algorithm1) -> "_Table":
        """Filled with the players and memories; the minibatches are laid before each round."""
        game, k = standing.game, algorithm.k
        d, g = game.d.parameters.clone(), game.g.parameters.clone()
        learns = not algorithm.fix_generator
        return cls(
            standing,
            algorithm,
            d,
            g,
            _Memory.of(standing.d_memory, d, k),
            _Memory.of(standing.g_memory, g, 1),
            d.new_ones(1, 1),
            [_slot(game.real, d) for _ in range(k)],
            [_slot(game.noise, d) for _ in range(k + learns)],
        )

    @property
    def device(self) -> torch.device:
        """Where the players are."""
        return self.d.device

    def buffers(self) -> list[Tensor]:
        """What a round changes."""
        memories = (self.d_memory, self.g_memory)
        return [self.d, self.g, *(each for memory in memories for each in (memory.first, memory.second))]

    def lay(self, factor: float) -> None:
        """Everything that the next round reads: its minibatches, its rates, its corrections."""
        self.factor.fill_(factor)
        self.d_memory.lay()
        if not self.algorithm.fix_generator:
            self.g_memory.lay()
        for slots, batches in ((self.real, self.start.game.real), (self.noise, self.start.game.noise)):
            for slot in slots:
                batch = next(batches)
                slot.weights.copy_(batch.weights)
                if slot.points is not None and batch.points is not None:
                    slot.points.copy_(batch.points)

    def round(self) -> None:
        """K steps of D and one of G, from the buffers into the buffers."""
        game, algorithm = self.start.game, self.algorithm
        d, g = game.d.with_parameters(self.d), game.g.with_parameters(self.g)
        d_rate, g_rate = self.factor * self.start.d_rate, self.factor * self.start.g_rate
        for step in range(algorithm.k):
            fake = g.fakes(self.noise[step])
            d, memory = discriminator_step(
                d, self.real[step], fake, d_rate, self.d_memory.at(step), self.start.ridge
            )
            self.d_memory.keep(memory)
        if not algorithm.fix_generator:
            g, memory = generator_step(
                g, self.noise[-1], d, g_rate, self.g_memory.at(0), algorithm.generator_loss
            )
            self.g_memory.keep(memory)
            self.g.copy_(g.parameters)
        self.d.copy_(d.parameters)

    def standing(self) -> Standing:
        """Where the games stand now."""
        game = self.start.game
        return replace(
            self.start,
            game=replace(game, d=game.d.with_parameters(self.d), g=game.g.with_parameters(self.g)),
            d_memory=self.d_memory.optimiser(),
            g_memory=self.g_memory.optimiser(),
        )


def _slot(batches: Batches, like: Tensor) -> WeightedPoints:
    """A buffer for a minibatch."""
    if isinstance(batches, Drawn):
        points, weights = batches.shapes()
        return WeightedPoints(None if points is None else like.new_empty(points), like.new_empty(weights))
    held = next(batches)
    return WeightedPoints(None if held.points is None else held.points.clone(), held.weights.clone())
