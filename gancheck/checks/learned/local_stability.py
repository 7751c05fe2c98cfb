"""dyn.stability: Algorithm 1 on full batches from beside its equilibrium, on both sides of the stability limit."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gancheck.checks.learned.keep import Keep
from gancheck.checks.learned.ordinary import data_laws
from gancheck.claims.games import EquilibriumGame
from gancheck.claims.problems import Pair
from gancheck.claims.records import LocalRun
from gancheck.distributions import Discrete, Gaussian
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF
from gancheck.theory.equilibrium_blocks import EquilibriumBlocks
from gancheck.theory.full_batch_round import LOSSES
from gancheck.theory.local_stability import critical_direction, local_dynamics

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["SHARES", "UNDECIDED", "problems", "train_records"]

EPSILON = 2.0**-14
"""How far from the equilibrium a run starts; the error of its odd part is of order ε² times its growth squared."""
SHARES = (0.8, 1.25)
"""The generator's rate as a share of its limit, alternately."""
OF_D_LIMIT = (0.2, 0.5, 0.35)
"""The discriminator's rate as a share of its limit, in turn."""
INNER_STEPS = (1, 3, 2)
"""k, in turn."""
LEAST_ROUNDS, MOST_ROUNDS = 4, 160
UNDECIDED = (
    f"In half of the runs or more the distance should neither halve nor double within {MOST_ROUNDS} rounds."
)

LAWS = {"categorical": "discrete", "affine": "gaussian"}


def problems(family: str) -> "SearchStrategy[Any]":
    """The data laws: the equilibrium is that of the generator at p."""
    return data_laws(LAWS[family])


def train_records(family: str, laws: Any, seed: int, device: str, keep: Keep) -> LocalRun:
    """Each problem below and above its limit, for a length that the theory says is long enough to see on which side.

    Every run is a training of its own, because its rates are.
    """
    del keep  # a hundred trainings of four rows each, all of one kind, for one record
    runs = [
        _run(laws[i : i + 1], 2 * i + side, share, seed, device)
        for i in range(len(laws))
        for side, share in enumerate(SHARES)
    ]
    return _stacked(runs, family)


def _run(law: Any, index: int, share: float, seed: int, device: str) -> LocalRun:
    """One data law, four starts: ±ε and ±ε/2 along the direction that first ceases to contract."""
    from gancheck.learned.algorithm1 import Algorithm1
    from gancheck.learned.train import train

    if law.family == "discrete":
        law = Discrete(probs=law.probs[:, np.asarray(law.probs[0]) > 0.0])
    k, one = np.array([INNER_STEPS[index % len(INNER_STEPS)]]), np.ones(1)
    blocks = EquilibriumGame(law, one, one, k).blocks
    d_rate = OF_D_LIMIT[index % len(OF_D_LIMIT)] * local_dynamics(blocks, one, one, k).d_limit
    g_rate = share * local_dynamics(blocks, d_rate, one, k).g_limit
    direction = critical_direction(blocks, d_rate, k)[0]
    rounds, amplification, reached = _length(blocks, d_rate, g_rate, k, direction)
    settings = Algorithm1(
        steps=rounds,
        k=int(k[0]),
        batch_size="full",
        discriminator_rate=float(d_rate[0]),
        generator_rate=float(g_rate[0]),
        schedule="constant",
        generator_loss=LOSSES[index // 2 % len(LOSSES)],
        snapshots=(0, rounds),
        record_every=rounds,
        seed=seed,
        device=device,
    )
    training = train(Pair(law[[0, 0, 0, 0]], _beside(law, direction)), settings)
    start, end = (_odd(_deviations(each, law)) for each in training.snapshots)
    length = np.linalg.norm(start[0])
    wide, narrow = end / length
    # Every round rounds each parameter by some u of its size; what is rounded grows as ‖Jʲ‖ does, and is divided by ε.
    terms = 64 + sum(blocks.coupling.shape[1:])
    rounding = rounds * int(k[0]) * terms * UNIT_ROUNDOFF * amplification * 8.0 * (1.0 + _size(law)) / length
    return LocalRun(
        blocks.curvature,
        blocks.coupling,
        d_rate,
        g_rate,
        k,
        np.array([rounds]),
        start[:1] / length,
        narrow[None],
        (np.abs(wide - narrow) + rounding)[None],
        np.array([reached]),
        law.family,
    )


def _length(
    blocks: EquilibriumBlocks, d_rate: Array, g_rate: Array, k: Array, direction: Array
) -> tuple[int, float, bool]:
    """Rounds until the linear game has halved or doubled the distance, its largest ‖Jʲ‖, and whether it has."""
    dynamics = local_dynamics(blocks, d_rate, g_rate, k)
    jacobian, below = dynamics.jacobian[0], bool(g_rate[0] < dynamics.g_limit[0])
    power, largest = np.eye(len(jacobian)), 1.0
    start = np.concatenate([np.zeros(len(jacobian) - len(direction)), direction])
    for rounds in range(1, MOST_ROUNDS + 1):
        power = jacobian @ power
        largest = max(largest, float(np.linalg.norm(power)))
        distance = np.linalg.norm(power @ start)
        if rounds >= LEAST_ROUNDS and (distance < 0.5 if below else distance > 2.0):
            return rounds, largest, True
    return MOST_ROUNDS, largest, False


def _beside(law: Any, direction: Array) -> Any:
    """The laws of a generator at ±ε and ±ε/2 along a direction of its parameters."""
    steps = EPSILON * np.array([1.0, -1.0, 0.5, -0.5])
    if law.family == "discrete":
        weights = np.asarray(law.probs) * np.exp(steps[:, None] * direction)
        return Discrete(probs=weights / weights.sum(axis=1, keepdims=True))
    loc, scale = np.asarray(law.loc), np.asarray(law.scale)
    return Gaussian(loc + scale * steps * direction[0], scale * (1.0 + steps * direction[1]))


def _deviations(snapshot: Any, law: Any) -> Array:
    """Both players' parameters less those of the equilibrium, (4, P + Q)."""
    d, g = (player.parameters.double().cpu().numpy() for player in (snapshot.d, snapshot.g))
    if law.family != "discrete":
        return np.concatenate([d, g - np.array([0.0, 1.0])], axis=1)
    moved = g - np.log(np.asarray(law.probs))
    # A constant added to all logits is no deviation: it moves no law, and stays what it is.
    return np.concatenate([d, moved - moved.mean(axis=1, keepdims=True)], axis=1)


def _odd(deviations: Array) -> Array:
    """Half the difference of opposite starts, for ε and, doubled, for ε/2: what is even in ε has gone, (2, P + Q)."""
    return np.stack([0.5 * (deviations[0] - deviations[1]), deviations[2] - deviations[3]])


def _size(law: Any) -> float:
    """The size of the numbers whose rounding moves the equilibrium: logits, or locations in units of the scale."""
    if law.family == "discrete":
        return float(np.abs(np.log(np.asarray(law.probs))).max())
    return float(np.max(np.abs(law.loc) / law.scale))


def _stacked(runs: Sequence[LocalRun], family: str) -> LocalRun:
    """Runs of games of several sizes, padded with parameters that never move."""
    p, q = (max(run.coupling.shape[axis] for run in runs) for axis in (1, 2))

    def parameters(name: str) -> Array:
        parts = [(getattr(run, name), run.coupling.shape[1]) for run in runs]
        padded = [np.concatenate([_wide(x[:, :own], p), _wide(x[:, own:], q)], axis=1) for x, own in parts]
        return np.concatenate(padded)

    def column(name: str) -> Array:
        return np.concatenate([getattr(run, name) for run in runs])

    return LocalRun(
        np.concatenate([_wide(np.swapaxes(_wide(run.curvature, p), 1, 2), p) for run in runs]),
        np.concatenate(
            [np.swapaxes(_wide(np.swapaxes(_wide(run.coupling, q), 1, 2), p), 1, 2) for run in runs]
        ),
        column("d_rate"),
        column("g_rate"),
        column("k"),
        column("rounds"),
        parameters("start"),
        parameters("end"),
        parameters("error"),
        column("decided"),
        family,
    )


def _wide(x: Array, size: int) -> Array:
    """Zeros appended along the last axis."""
    return np.pad(x, [(0, 0)] * (x.ndim - 1) + [(0, size - x.shape[-1])])
