"""Algorithm 1 on problems that differ in kind, and with settings that differ.

Problems whose laws have one shape and whose settings differ in rates, ridge and seed at most are played together, as
one batch on all cores; such batches are played one after another.

Guarantees: problem i learns what it learns alone, bit for bit where its rounds are compiled and otherwise to the
rounding of a batched product, whatever stands beside it; whatever is refused is refused before the first round.
Refuses to pad laws where their players would see it.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import TypeAlias

from gancheck.claims.problems import Pair
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.distributions.law import Law
from gancheck.distributions.stack import mould, stack
from gancheck.errors import InvalidInput
from gancheck.learned.algorithm1 import Algorithm1
from gancheck.learned.device import resolve_device
from gancheck.learned.game import laws_of, seat
from gancheck.learned.streams import Origin
from gancheck.learned.train import numbers_of, play_all
from gancheck.learned.training import Record, Snapshot, Training

__all__ = ["train_each"]

Problem: TypeAlias = Law | Pair

FEW = 7
"""Mixtures of two to so many components are played together, padded by components of weight 0.

Fewer than eight numbers NumPy adds from left to right, so that the zeros behind them change no bit of a moment; from
eight on it adds in another order. Draws do not see components behind the last weight; but one component alone needs no
draw to choose it, and so stays alone.
"""


def train_each(
    problems: Sequence[Problem],
    algorithms: Algorithm1 | Sequence[Algorithm1],
    progress: Callable[[int, int], None] | None = None,
    on_record: Callable[[int, Record], None] | None = None,
    numbers: Sequence[int] | None = None,
) -> list[Training]:
    """Play Algorithm 1 on problems of any kinds, each with settings of its own.

    Problem i learns exactly what ``train(problems[i], algorithms[i], numbers=[numbers[i]])`` learns alone. The more
    problems have one shape (family, number of atoms, dimension) and settings that differ in rates, ridge and seed at
    most, the faster: they share their rounds.

    Args:
        problems: Laws and Pairs, each one law or a batch of one.
        algorithms: The settings, one for all or one a problem.
        progress: Called with (rounds done, rounds in all), summed over the batches that are played together.
        on_record: Called with a problem's place and each of its records, as it is made.
        numbers: The number of each problem, which with its seed fixes its draws; 0, 1, … unless given.

    Returns:
        A training of one problem for each, in the order given.

    Raises:
        InvalidInput: The lengths differ, an entry is a batch of several, or its players cannot play on its laws.

    Example:
        >>> import gancheck as gk
        >>> problems = [gk.Discrete(probs=[0.2, 0.8]), gk.Gaussian(3.0, 1.0), gk.Discrete(probs=[0.5, 0.5])]
        >>> quick, slow = gk.Algorithm1(steps=400), gk.Algorithm1(steps=400, generator_rate=0.01)
        >>> trainings = gk.train_each(problems, [quick, quick, slow])
        >>> [training.generated_law().family for training in trainings]
        ['discrete', 'gaussian', 'discrete']

    References:
        [goodfellow2014] Algorithm 1.
    """
    problems = [_one(problem, i) for i, problem in enumerate(problems)]
    algorithms = _settings(algorithms, len(problems))
    origins = [
        (algorithm.seed, number)
        for algorithm, number in zip(algorithms, numbers_of(numbers, len(problems)), strict=True)
    ]
    groups = _groups(problems, algorithms)
    for i, *_ in groups:  # What is refused depends on the shape and the settings, so that one speaks for all.
        _try_seat(problems[i], algorithms[i], origins[i], i)
    whole = sum(algorithms[group[0]].steps for group in groups)
    trainings: dict[int, Training] = {}
    before = 0
    for group in groups:
        training = play_all(
            _stacked([problems[i] for i in group]),
            [algorithms[i] for i in group],
            [origins[i] for i in group],
            _advancing(progress, before, whole),
            _sharing(on_record, group),
        )
        before += training.algorithm.steps
        trainings |= {i: _own(training.row(row), problems[i]) for row, i in enumerate(group)}
    return [trainings[i] for i in range(len(problems))]


def _one(problem: Problem, i: int) -> Problem:
    """A law or Pair as a batch of one."""
    if isinstance(problem, Pair):
        one: Problem = Pair(problem.p.batched(), problem.q.batched())
    elif hasattr(problem, "batched"):
        one = problem.batched()
    else:
        raise InvalidInput(f"`problems[{i}]` is a {type(problem).__name__}; give a law or a Pair of laws.")
    sizes = sorted({len(law) for law in _laws(one)})
    if sizes != [1]:
        raise InvalidInput(
            f"`problems[{i}]` holds {sizes[-1]} laws; give one law an entry, or the whole batch to `train`."
        )
    return one


def _laws(problem: Problem) -> tuple[Law, ...]:
    return (problem.p, problem.q) if isinstance(problem, Pair) else (problem,)


def _settings(algorithms: Algorithm1 | Sequence[Algorithm1], size: int) -> list[Algorithm1]:
    """One a problem."""
    if isinstance(algorithms, Algorithm1):
        return [algorithms] * size
    if len(algorithms) != size:
        raise InvalidInput(
            f"`algorithms` has {len(algorithms)} entries for {size} problems; give one for all, or one a problem."
        )
    return list(algorithms)


def _try_seat(problem: Problem, algorithm: Algorithm1, origin: Origin, i: int) -> None:
    """Seat the players, who then leave.

    Raises:
        InvalidInput: they cannot play; as `train` says it, and which problem.
    """
    try:
        seat(problem, algorithm, resolve_device(algorithm.device), [origin])
    except InvalidInput as error:
        raise InvalidInput(f"`problems[{i}]` cannot be played. {error}") from error


def _groups(problems: Sequence[Problem], algorithms: Sequence[Algorithm1]) -> list[list[int]]:
    """The places of the problems that are played together, in the order of their first."""
    groups: dict[Hashable, list[int]] = {}
    for i, (problem, algorithm) in enumerate(zip(problems, algorithms, strict=True)):
        structure = replace(algorithm, discriminator_rate=None, generator_rate=None, ridge=0.0, seed=0)
        shape = tuple(mould(_widened(law)) for law in _laws(problem))
        groups.setdefault((structure, type(problem), shape), []).append(i)
    return list(groups.values())


def _widened(law: Law) -> Law:
    return law.padded(FEW) if isinstance(law, GaussianMixture) and law.n_components > 1 else law


def _stacked(problems: Sequence[Problem]) -> Problem:
    """One batch."""
    columns = [stack(column) for column in zip(*map(_laws, problems), strict=True)]
    return Pair(*columns) if isinstance(problems[0], Pair) else columns[0]


def _advancing(
    progress: Callable[[int, int], None] | None, before: int, whole: int
) -> Callable[[int, int], None] | None:
    """``progress`` of all batches, for one of them."""
    return None if progress is None else lambda done, _: progress(before + done, whole)


def _sharing(
    on_record: Callable[[int, Record], None] | None, group: Sequence[int]
) -> Callable[[Record], None] | None:
    """``on_record`` of single problems, for a batch of them."""
    if on_record is None:
        return None

    def share(record: Record) -> None:
        for row, i in enumerate(group):
            on_record(i, Record(record.step, record.measurement.rows([row])))

    return share


def _own(training: Training, problem: Problem) -> Training:
    """The training on its laws as they were given, without the components that the batch added."""
    p, q = laws_of(problem, training.algorithm)

    def unpadded(snapshot: Snapshot) -> Snapshot:
        return replace(snapshot, game=replace(snapshot.game, p=p, q=q))

    return replace(
        training,
        final=unpadded(training.final),
        snapshots=tuple(unpadded(snapshot) for snapshot in training.snapshots),
    )
