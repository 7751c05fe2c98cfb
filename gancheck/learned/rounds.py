r"""Rounds of Algorithm 1 on a batch, and how the batch is shared out among the cores.

Each round is k steps of D and one of G. Two perceptrons on minibatches, on a CPU with the extra ``fast``, play compiled
rounds; on a GPU a round on minibatches is a CUDA graph; everybody else plays one torch operation after another over
many problems.

Threads: operations on a few thousand numbers end before a second thread inside them has woken up, so that each
operation runs on one; the batch is cut into chunks instead, and as many chunks run at once as the caller allows torch
threads (``torch.get_num_threads()``, which ``OMP_NUM_THREADS`` sets).

Guarantees: a problem's trajectory does not depend on the chunk it is in: bit for bit where it is compiled, to the
rounding of a batched product elsewhere. Refuses to record or to stop anything.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from typing import TypeAlias

import torch

from gancheck.learned.algorithm1 import Algorithm1
from gancheck.learned.batches import Drawn
from gancheck.learned.captured_rounds import play_captured
from gancheck.learned.frozen_generator import FrozenGenerator
from gancheck.learned.game import Game
from gancheck.learned.mlp_discriminator import MLPDiscriminator
from gancheck.learned.mlp_generator import MLPGenerator
from gancheck.learned.standing import Standing, joined
from gancheck.learned.steps import discriminator_step, generator_step

__all__ = ["play"]

Way: TypeAlias = Callable[..., Standing]

CACHED = 2**20
"""Numbers that a chunk of torch operations touches in a step: 4 MB in float32, about a core's share of the cache."""

TOGETHER = 16
"""Compiled problems in a chunk: enough to repay the call, few enough to share out evenly."""


def play(standing: Standing, algorithm: Algorithm1, factors: Sequence[float], workers: int) -> Standing:
    """One round for each of the ``factors``, by which the rates of that round are multiplied."""
    game = standing.game
    way = _way(game)
    size = _chunk(standing, way, workers)
    chunks = [standing.rows(slice(i, i + size)) for i in range(0, len(standing), size)]
    halt = threading.Event()
    work = partial(way, algorithm=algorithm, factors=factors, halt=halt)
    compiled = way is not _eager and game.d.parameters.device.type == "cpu" and has_fast()
    with _one_blas_thread() if compiled else nullcontext():
        return joined(standing, _played(chunks, work, workers, halt))


def _played(
    chunks: Sequence[Standing],
    work: Callable[[Standing], Standing],
    workers: int,
    halt: threading.Event,
) -> list[Standing]:
    """Every chunk after its rounds, as many at once as there are workers."""
    if len(chunks) == 1 or workers == 1:
        return [work(chunk) for chunk in chunks]
    with ThreadPoolExecutor(workers, initializer=torch.set_num_threads, initargs=(1,)) as pool:
        try:
            return list(pool.map(work, chunks))
        finally:  # Interrupted, the threads end their round; without it they would play on to the end.
            halt.set()


def _one_blas_thread() -> AbstractContextManager[object]:
    """What compiled rounds call for products has threads of its own, which from 64 units on get in each other's way."""
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[object] = threadpool_limits(1, user_api="blas")
    return limits


def _chunk(standing: Standing, way: Way, workers: int) -> int:
    """How many problems run together."""
    d, g = standing.game.d, standing.game.g
    if d.parameters.device.type != "cpu":
        return len(standing)
    if way is not _eager:
        return TOGETHER
    m = standing.game.real.m if isinstance(standing.game.real, Drawn) else 64
    width = sum(d.network.widths) if isinstance(d, MLPDiscriminator) else 4
    width += sum(g.network.widths) if isinstance(g, MLPGenerator) else 4
    return max(16, min(CACHED // (m * width), -(-len(standing) // workers)))


def _eager(
    standing: Standing, algorithm: Algorithm1, factors: Sequence[float], halt: threading.Event
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


def _way(game: Game) -> Way:
    """How these players play; it depends on no number of problems or rounds."""
    if game.d.parameters.device.type == "cuda" and isinstance(game.real, Drawn):
        return play_captured
    perceptrons = isinstance(game.d, MLPDiscriminator) and isinstance(game.g, MLPGenerator | FrozenGenerator)
    if perceptrons and isinstance(game.real, Drawn) and game.d.parameters.device.type == "cpu" and has_fast():
        from gancheck.learned.compiled_rounds import play_compiled

        return play_compiled
    return _eager


def has_fast() -> bool:
    """Whether the extra ``fast`` is installed; finding out does not load it."""
    return all(find_spec(name) is not None for name in ("numba", "threadpoolctl"))
