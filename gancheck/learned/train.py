r"""Algorithm 1 of [G14], for a whole batch of problems at once.

::

    repeat `steps` times
        repeat k times   D climbs      mean log D(x) + mean log(1 − D(G(z)))   on a minibatch of data and one of noise
        once             G descends    mean log(1 − D(G(z)))  (or −log D(G(z)))  on a fresh minibatch of noise

Guarantees: problem i sees only its own data, noise and opponent, and draws from generators of its own, so that it
learns the same alone and among thousands; no global generator is read or written; on one machine and library version a
seed fixes every bit; the number of torch threads is the caller's again at the end. Interrupted, it raises, and
everything recorded so far has been handed to `on_record`. Refuses to judge convergence.

Perceptrons learn in float32 (twice to five times the speed of float64; their noise is a thousand roundings wide),
all other players in float64; every measurement is made in float64.
"""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from functools import partial

import numpy as np
import torch

from gancheck.claims.problems import Pair
from gancheck.distributions.law import Law
from gancheck.distributions.parameters import require_whole
from gancheck.errors import InvalidInput
from gancheck.learned.algorithm1 import SCHEDULES, Algorithm1
from gancheck.learned.device import resolve_device, threads
from gancheck.learned.game import seat
from gancheck.learned.measurement import Measurement
from gancheck.learned.rates import footing
from gancheck.learned.recorder import Recorder
from gancheck.learned.rounds import play
from gancheck.learned.standing import Standing
from gancheck.learned.streams import Origin
from gancheck.learned.training import Record, Snapshot, Training, record
from gancheck.numerics.arrays import Array

__all__ = ["numbers_of", "play_all", "train"]


def train(
    problems: Law | Pair,
    algorithm: Algorithm1,
    progress: Callable[[int, int], None] | None = None,
    on_record: Callable[[Record], None] | None = None,
    numbers: Sequence[int] | None = None,
) -> Training:
    """Play Algorithm 1 on every problem of the batch at once, on as many cores as torch may use threads.

    Args:
        problems: The data laws, or a `Pair` (p, q) whose q is where each generator starts or stays fixed.
        algorithm: The settings.
        progress: Called with (rounds done, rounds in all) at every record.
        on_record: Called with each record as it is made, so that an interrupted run leaves what it has found.
        numbers: The number of each problem, which with the seed fixes its draws; 0, 1, … unless given. Problem 17 of
            a batch is played again alone by ``train(p[[17]], algorithm, numbers=[17])``.

    Returns:
        The final players, the trajectory and the snapshots.

    Raises:
        InvalidInput: The players asked for cannot play on these laws, or the device is not there.

    Example:
        >>> import gancheck as gk
        >>> p = gk.Discrete(probs=[[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]])
        >>> training = gk.train(p, gk.Algorithm1(steps=400, discriminator_rate=2.0, generator_rate=2.0))
        >>> bool((training.records[-1].measurement.jsd < 0.1 * training.records[0].measurement.jsd).all())
        True

    References:
        [goodfellow2014] Algorithm 1.
    """
    size = len((problems.p if isinstance(problems, Pair) else problems).batched())
    origins = [(algorithm.seed, number) for number in numbers_of(numbers, size)]
    return play_all(problems, [algorithm] * size, origins, progress, on_record)


def play_all(
    problems: Law | Pair,
    algorithms: Sequence[Algorithm1],
    origins: Sequence[Origin],
    progress: Callable[[int, int], None] | None = None,
    on_record: Callable[[Record], None] | None = None,
) -> Training:
    """One batch whose problems may differ in their rates, ridge, seed and number; all else is the first one's."""
    algorithm = algorithms[0]
    device = resolve_device(algorithm.device)
    workers = torch.get_num_threads()
    schedule = SCHEDULES[algorithm.schedule]
    factors = [schedule(done / algorithm.steps) for done in range(algorithm.steps)]
    recorded = {*range(0, algorithm.steps, algorithm.record_every), algorithm.steps}
    aside = device.type == "cuda" and algorithm.stop_at is None
    with threads(1), torch.no_grad(), Recorder(aside, on_record) as recorder:
        whole = _seated(problems, algorithms, origins, device)
        standing, active, done = whole, np.arange(len(whole)), 0
        rounds = np.full(len(whole), algorithm.steps)
        snapshots: list[Snapshot] = []
        for mark in sorted(recorded | set(algorithm.snapshots)):
            if mark > done:
                standing, done = play(standing, algorithm, factors[done:mark], workers), mark
                whole = _placed(whole, standing, active)
            if mark in algorithm.snapshots:
                snapshots.append(Snapshot(whole.game, mark, whole.game.d, whole.game.g))
            if mark not in recorded:
                continue
            played = Snapshot(standing.game, mark, standing.game.d, standing.game.g)
            before = recorder.records[-1] if len(active) < len(whole) else None
            recorder.add(partial(_recorded, played, [origins[i] for i in active.tolist()], before, active))
            if algorithm.stop_at is not None:
                enough = _enough(recorder.records[-1].measurement, algorithm)[active]
                rounds[active[enough]] = mark
                if enough.all():
                    break
                if enough.any():
                    standing, active = standing.rows(np.flatnonzero(~enough)), active[~enough]
            if progress is not None:
                progress(mark, algorithm.steps)
        if progress is not None and done < algorithm.steps:
            progress(algorithm.steps, algorithm.steps)
    final = Snapshot(whole.game, done, whole.game.d, whole.game.g)
    in_step = bool((rounds == rounds[0]).all())
    return Training(
        tuple(algorithms),
        final,
        tuple(recorder.records),
        tuple(snapshots),
        rounds,
        tuple(origins),
        in_step,
    )


def _seated(
    problems: Law | Pair, algorithms: Sequence[Algorithm1], origins: Sequence[Origin], device: torch.device
) -> Standing:
    """Everyone at the start, with a fresh optimiser."""
    first = algorithms[0]
    game = seat(problems, first, device, origins)
    rates, memories = [], []
    for player, name in ((game.d, "discriminator_rate"), (game.g, "generator_rate")):
        own, memory = footing(player, None, first.optimiser, first.momentum)
        given = [getattr(algorithm, name) for algorithm in algorithms]
        rates.append(_column([own if rate is None else rate for rate in given], game.d.parameters))
        memories.append(memory)
    ridges = _column([algorithm.ridge for algorithm in algorithms], game.d.parameters)
    return Standing(game, memories[0], memories[1], rates[0], rates[1], ridges)


def _column(values: list[float], like: torch.Tensor) -> torch.Tensor:
    return torch.tensor(values, dtype=like.dtype, device=like.device).unsqueeze(1)


def _placed(whole: Standing, standing: Standing, active: Array) -> Standing:
    """The whole batch, with the players that went on where they now are."""
    if len(active) == len(whole):
        return standing
    game = whole.game
    d, g = game.d.parameters.clone(), game.g.parameters.clone()
    d[active], g[active] = standing.game.d.parameters, standing.game.g.parameters
    return replace(whole, game=replace(game, d=game.d.with_parameters(d), g=game.g.with_parameters(g)))


def _recorded(played: Snapshot, origins: Sequence[Origin], before: Record | None, active: Array) -> Record:
    """The record of the whole batch; a problem that has stopped keeps its last measurement."""
    now = record(played, origins)
    if before is None:
        return now
    columns = {field.name: getattr(before.measurement, field.name).copy() for field in fields(Measurement)}
    for name, column in columns.items():
        column[active] = getattr(now.measurement, name)
    return Record(now.step, Measurement(**columns))


def _enough(measurement: Measurement, algorithm: Algorithm1) -> Array:
    """Whose error budget is met; a problem that has diverged, NaN, never stops."""
    enough: Array = measurement.gap + measurement.gap_error <= algorithm.stop_at
    return enough if algorithm.fix_generator else enough & (measurement.jsd <= algorithm.stop_at)


def numbers_of(numbers: Sequence[int] | None, size: int) -> Sequence[int]:
    """The numbers of the problems: 0, 1, … unless given."""
    if numbers is None:
        return range(size)
    if len(numbers) != size:
        raise InvalidInput(f"`numbers` has {len(numbers)} entries for {size} problems; give one a problem.")
    for number in numbers:
        require_whole(number, "numbers", 0)
    return numbers
