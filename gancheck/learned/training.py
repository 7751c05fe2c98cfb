"""What a run of Algorithm 1 leaves behind: players, trajectory, snapshots.

Guarantees: every number of the trajectory is measured against theory, in float64, on the original coordinates;
rows are problems in the order in which they were given. Refuses to say whether anything has converged.
"""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from gancheck.distributions.law import Law
from gancheck.errors import InvalidInput
from gancheck.learned.algorithm1 import Algorithm1
from gancheck.learned.categorical_generator import CategoricalGenerator
from gancheck.learned.frozen_generator import FrozenGenerator
from gancheck.learned.game import Game
from gancheck.learned.measurement import Measurement, measure
from gancheck.learned.players import DiscriminatorPlayer, GeneratorPlayer
from gancheck.learned.streams import Origin
from gancheck.learned.trained_laws import law_of, theoretical
from gancheck.learned.weighted_points import WeightedPoints
from gancheck.numerics.arrays import Array
from gancheck.theory.discriminators import Discriminator

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Record", "Snapshot", "Training", "record"]


@dataclass(frozen=True)
class Snapshot:
    """The players after some round; they are immutable, so that keeping them costs nothing.

    Attributes:
        game: the problems and the coordinates of the players.
        step: rounds done.
        d: the discriminators.
        g: the generators.
    """

    game: Game
    step: int
    d: DiscriminatorPlayer
    g: GeneratorPlayer

    def discriminator(self) -> Discriminator:
        """D on the original coordinates."""
        return theoretical(self.d, self.game.standardisation, self.game.p)

    def generated_law(self) -> Law:
        """p_g exactly: the fixed law, Discrete, Gaussian, MultivariateGaussian, Pushforward or GeneratedPoints."""
        if isinstance(self.g, FrozenGenerator) and self.game.q is not None:
            return self.game.q
        return law_of(self.g, self.game.standardisation, self.game.p)

    def finite(self) -> Array:
        """Which problems' players have finite parameters, but for logits −∞ of atoms without mass: (B,) of bool."""
        d, g = torch.isfinite(self.d.parameters), torch.isfinite(self.g.parameters)
        if isinstance(self.g, CategoricalGenerator):
            g = g | torch.isneginf(self.g.parameters)
        return torch.cat([d, g], dim=1).all(dim=1).cpu().numpy()

    def rows(self, index: Array) -> "Snapshot":
        """The marked problems only."""
        game = replace(self.game, d=self.d, g=self.g).rows(np.flatnonzero(index))
        return Snapshot(game, self.step, game.d, game.g)


@dataclass(frozen=True)
class Record:
    """One point of the trajectory.

    Attributes:
        step: rounds done.
        measurement: where the players of every problem stand.
    """

    step: int
    measurement: Measurement


@dataclass(frozen=True)
class Training:
    """The result of `train`.

    Attributes:
        algorithms: the settings, one a problem; they differ in rates, ridge and seed at most.
        final: the players at the end.
        records: the trajectory, the start included.
        snapshots: the players at the rounds that were asked for.
        rounds: how many rounds each problem played, (B,): fewer than ``steps`` where its error budget was met.
        origins: the seed and the number of each problem, which fix its draws.
        in_step: whether all problems stopped together, so that their streams stand where each one stopped.
    """

    algorithms: tuple[Algorithm1, ...]
    final: Snapshot
    records: tuple[Record, ...]
    snapshots: tuple[Snapshot, ...]
    rounds: Array
    origins: tuple[Origin, ...]
    in_step: bool = True

    @property
    def algorithm(self) -> Algorithm1:
        """The settings of the first problem, and but for rates, ridge and seed those of all."""
        return self.algorithms[0]

    def data_law(self) -> Law:
        """The data laws p, on the atoms that they share with the generators."""
        return self.final.game.p

    def discriminator(self) -> Discriminator:
        """The trained D on the original coordinates."""
        return self.final.discriminator()

    def generated_law(self) -> Law:
        """The law p_g of the trained generator, exactly."""
        return self.final.generated_law()

    def batches(self) -> tuple[WeightedPoints, WeightedPoints]:
        """The next batch of data and of fakes, as D would see them; on full batches, the whole of both.

        Raises:
            InvalidInput: some problems stopped before others, so that their streams stand at different places.
        """
        if not self.in_step:
            raise InvalidInput(
                "The problems stopped after different numbers of rounds, so that there is no common next batch; "
                "train with `stop_at=None`."
            )
        return next(self.final.game.real), self.final.g.fakes(next(self.final.game.noise))

    def row(self, i: int) -> "Training":
        """What problem i left behind, as if it had been trained alone: a training of one, with streams of its own.

        ``train(problem, row.algorithm, numbers=[row.origins[0][1]])`` plays it again.

        Raises:
            IndexError: there is no such problem.
        """
        size = len(self.rounds)
        if not -size <= i < size:
            raise IndexError(f"Problem {i} is out of range for a training of {size}.")
        i, one, last = i % size, np.arange(size) == i % size, int(self.rounds[i])
        final = replace(self.final, step=last).rows(one)
        game = replace(final.game, real=deepcopy(final.game.real), noise=deepcopy(final.game.noise))
        return Training(
            (self.algorithms[i],),
            replace(final, game=game),
            tuple(Record(r.step, r.measurement.rows(one)) for r in self.records if r.step <= last),
            tuple(snapshot.rows(one) for snapshot in self.snapshots if snapshot.step <= last),
            self.rounds[one],
            (self.origins[i],),
            self.in_step,
        )

    def trajectory(self) -> dict[str, Any]:
        """``step`` (R,), and each field of `Measurement` as (R, B)."""
        columns = {
            field.name: np.stack([getattr(r.measurement, field.name) for r in self.records])
            for field in fields(Measurement)
        }
        return {"step": np.array([r.step for r in self.records]), **columns}

    def to_frame(self) -> "pd.DataFrame":
        """One row a record and problem: ``step``, ``problem``, and the fields of `Measurement`."""
        import pandas as pd

        trajectory = self.trajectory()
        step = trajectory.pop("step")
        size = len(self.final.game.p)
        return pd.DataFrame(
            {
                "step": np.repeat(step, size),
                "problem": np.tile(np.arange(size), len(step)),
                **{name: column.ravel() for name, column in trajectory.items()},
            }
        )


def record(snapshot: Snapshot, origins: Sequence[Origin]) -> Record:
    """Measure the players; problems that have diverged are NaN."""
    finite = snapshot.finite()
    if not finite.any():
        nothing = np.full(finite.shape, np.nan)
        return Record(snapshot.step, Measurement(*(nothing for _ in fields(Measurement))))
    kept = snapshot if finite.all() else snapshot.rows(finite)
    kept_origins = [origin for origin, is_finite in zip(origins, finite, strict=True) if is_finite]
    measurement = measure(kept.discriminator(), kept.game.p, kept.generated_law(), kept_origins)
    return Record(snapshot.step, measurement if finite.all() else measurement.scattered(finite))
