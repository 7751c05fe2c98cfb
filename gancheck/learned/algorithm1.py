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

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Literal, TypeAlias

import numpy as np
import torch

from gancheck.claims.problems import Pair
from gancheck.distributions.law import Law
from gancheck.errors import InvalidInput
from gancheck.learned.device import resolve_device, threads
from gancheck.learned.game import seat
from gancheck.learned.generator_loss import check_loss
from gancheck.learned.measurement import Measurement
from gancheck.learned.rates import footing
from gancheck.learned.recorder import Recorder
from gancheck.learned.rounds import play
from gancheck.learned.standing import Standing
from gancheck.learned.streams import Origin
from gancheck.learned.training import Record, Snapshot, Training, record
from gancheck.numerics.arrays import Array

__all__ = ["Algorithm1", "train"]

DISCRIMINATORS = ("auto", "tabular", "quadratic", "mlp")
GENERATORS = ("auto", "categorical", "affine", "mlp")
SCHEDULES: dict[str, Callable[[float], float]] = {
    "constant": lambda progress: 1.0,
    "inverse": lambda progress: 1.0 / (1.0 + 20.0 * progress),
    "cosine": lambda progress: 0.5 * (1.0 + math.cos(math.pi * progress)),
}
"""The factor of both rates when a share ``progress`` in [0, 1) of the steps is done."""

BatchSize: TypeAlias = int | Literal["full"]


@dataclass(frozen=True, kw_only=True)
class Algorithm1:
    r"""How the game is played: the settings of Algorithm 1.

    Args:
        steps: Generator steps (rounds), at least 1.
        k: Discriminator steps a round, at least 1.
        batch_size: m, at least 2, or ``"full"``: exact expectations over atoms or Gauss-Hermite nodes.
        discriminator_rate: η_D > 0; None is the rate that suits the player (see `gancheck.learned.rates`).
        generator_rate: η_G > 0; None likewise.
        schedule: ``"constant"``, ``"inverse"`` (1/(1 + 20 t/T)) or ``"cosine"`` (½(1 + cos πt/T)), for both rates.
        optimiser: ``"sgd"``, ``"adam"`` (β₁ = `momentum`), or ``"auto"``: Adam for perceptrons, SGD for all others.
        momentum: β in [0, 1).
        generator_loss: ``"minimax"``, log(1 − D), or ``"non-saturating"``, −log D.
        ridge: λ ≥ 0 of the discriminator's penalty (λ/2)‖φ‖², which makes a concave V strongly concave.
        discriminator: ``"auto"``, ``"tabular"``, ``"quadratic"`` or ``"mlp"``.
        generator: ``"auto"``, ``"categorical"``, ``"affine"`` or ``"mlp"``.
        discriminator_widths: Hidden widths of an MLP discriminator.
        generator_widths: Hidden widths of an MLP generator.
        prior: Noise of an MLP generator in each coordinate, ``"normal"`` N(0, 1) or ``"uniform"`` U(−1, 1).
        noise_dimension: Coordinates of the noise of an MLP generator, at least 1; None is as many as the data have.
            Only from the line to the line is the generator's law known exactly; else it can be sampled, and its
            distance from the data is bounded from below.
        fix_generator: Train D alone, against the law q of each problem.
        record_every: Rounds between two records of the trajectory; the start and the end are always recorded.
        snapshots: Rounds after which the players are kept (0 is the start).
        stop_at: A problem stops at the first record at which JSD(p ‖ p_g) and V(D*, G) − V(D, G), each with its error,
            are at most this many nats (with a fixed generator, the second); None plays all rounds. Refused where JSD
            is unknown.
        seed: Fixes every draw.
        device: ``"auto"``, ``"cpu"``, ``"cuda"`` or a ``torch.device``.

    Raises:
        InvalidInput: A setting is out of its range.

    Example:
        >>> Algorithm1(steps=100, k=2, generator_loss="non-saturating").batch_size
        128

    References:
        [goodfellow2014] Algorithm 1.
    """

    steps: int = 2000
    k: int = 1
    batch_size: BatchSize = 128
    discriminator_rate: float | None = None
    generator_rate: float | None = None
    schedule: str = "cosine"
    optimiser: str = "auto"
    momentum: float = 0.0
    generator_loss: str = "minimax"
    ridge: float = 0.0
    discriminator: str = "auto"
    generator: str = "auto"
    discriminator_widths: tuple[int, ...] = (32, 32)
    generator_widths: tuple[int, ...] = (32, 32)
    prior: str = "normal"
    noise_dimension: int | None = None
    fix_generator: bool = False
    record_every: int = 200
    snapshots: tuple[int, ...] = ()
    stop_at: float | None = None
    seed: int = 0
    device: str | torch.device = "auto"

    def __post_init__(self) -> None:
        for name, least in (("steps", 1), ("k", 1), ("record_every", 1), ("seed", 0)):
            _require_whole(getattr(self, name), name, least)
        if self.noise_dimension is not None:
            _require_whole(self.noise_dimension, "noise_dimension", 1, ", or None for that of the data")
        if self.batch_size != "full":
            _require_whole(self.batch_size, "batch_size", 2, ' or "full"')
        for name in ("discriminator_rate", "generator_rate"):
            value = getattr(self, name)
            if value is not None and not (0.0 < value < math.inf):
                raise InvalidInput(
                    f"`{name}` is {value!r}; a learning rate is positive and finite, or None for the player's own."
                )
        if self.stop_at is not None and not (0.0 < self.stop_at < math.inf):
            raise InvalidInput(
                f"`stop_at` is {self.stop_at!r}; give a positive number of nats, or None to play all rounds."
            )
        if not (0.0 <= self.ridge < math.inf):
            raise InvalidInput(f"`ridge` is {self.ridge!r}; give a finite number of at least 0.")
        if not (0.0 <= self.momentum < 1.0):
            raise InvalidInput(f"`momentum` is {self.momentum!r}; give a number in [0, 1).")
        check_loss(self.generator_loss)
        for name, choices in (
            ("schedule", tuple(SCHEDULES)),
            ("optimiser", ("auto", "sgd", "adam")),
            ("discriminator", DISCRIMINATORS),
            ("generator", GENERATORS),
            ("prior", ("normal", "uniform")),
        ):
            if getattr(self, name) not in choices:
                raise InvalidInput(f"`{name}` is {getattr(self, name)!r}; give one of {', '.join(choices)}.")
        for name in ("discriminator_widths", "generator_widths"):
            for width in getattr(self, name):
                _require_whole(width, name, 1)
        for step in self.snapshots:
            _require_whole(step, "snapshots", 0)
            if step > self.steps:
                raise InvalidInput(f"`snapshots` holds {step} but training ends after {self.steps} steps.")


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
        _require_whole(number, "numbers", 0)
    return numbers


def _require_whole(value: object, name: str, least: int, otherwise: str = "") -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise InvalidInput(f"`{name}` is {value!r}; give a whole number of at least {least}{otherwise}.")
