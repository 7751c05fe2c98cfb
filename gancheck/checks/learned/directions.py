"""alg.directions: one full-batch step of each player, at several moments of a game."""

from typing import TYPE_CHECKING, Any

import numpy as np

from gancheck.checks.learned.keep import Keep
from gancheck.checks.learned.ordinary import pairs
from gancheck.claims.problems import Pair
from gancheck.claims.records import StepChanges
from gancheck.numerics.estimate import UNIT_ROUNDOFF

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from gancheck.learned.training import Snapshot

__all__ = ["UNDECIDED", "problems", "train_records"]

RATE = 1e-5
"""Small against the inverse smoothness of V in either player's parameters, which is of order 1 in their coordinates."""
MOMENTS = (1, 3, 9)
"""Early rounds: at the end of the game V is flat and a step changes it by less than its rounding."""
UNDECIDED = "At half of the moments or more a step of one of the players changed V by less than its rounding."

LAWS = {"categorical": "discrete", "affine": "gaussian"}


def problems(family: str) -> "SearchStrategy[Any]":
    """Pairs (p, q): the data law, and where the generator starts."""
    return pairs(LAWS[family])


def train_records(family: str, laws: tuple[Any, Any], seed: int, device: str, keep: Keep) -> StepChanges:
    """Play some rounds on full batches, stop at a few moments, and try one step of each player there."""
    from gancheck.learned.algorithm1 import Algorithm1
    from gancheck.learned.train import train

    settings = Algorithm1(
        steps=max(MOMENTS),
        batch_size="full",
        schedule="constant",
        momentum=0.0,
        snapshots=MOMENTS,
        record_every=max(MOMENTS),
        seed=seed,
        device=device,
    )
    training = train(Pair(*laws), settings)
    keep(training)
    by_d, by_g, error, moved = (
        np.concatenate(column) for column in zip(*map(_changes, training.snapshots), strict=True)
    )
    return StepChanges(by_d, by_g, error, moved, family)


def _changes(snapshot: "Snapshot") -> tuple[np.ndarray, ...]:
    """V's change at a step of D and at one of G, the error of either, and whether an opponent moved."""
    from gancheck.learned.steps import discriminator_step, generator_step, value_on

    d, g = snapshot.d, snapshot.g
    real, noise = next(snapshot.game.real), next(snapshot.game.noise)
    fake = g.fakes(noise)
    before = value_on(d, real, fake)
    d_before, g_before = d.parameters.clone(), g.parameters.clone()
    better_d, _ = discriminator_step(d, real, fake, RATE)
    better_g, _ = generator_step(g, noise, d, RATE)
    moved = (d.parameters != d_before).any(dim=1) | (g.parameters != g_before).any(dim=1)
    by_d = value_on(better_d, real, fake) - before
    by_g = value_on(d, real, better_g.fakes(noise)) - before
    # Two sums of n nonnegative terms, each term with some ten roundings.
    n = fake.weights.shape[-1] + real.weights.shape[-1]
    error = 2.0 * (n + 10) * UNIT_ROUNDOFF * before.abs()
    return tuple(column.double().cpu().numpy() for column in (by_d, by_g, error, moved))
