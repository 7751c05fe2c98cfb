"""The oracle plays G: the target trains its D between two laws that are known exactly."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gancheck.auditing.play.budget import Budget
from gancheck.auditing.play.calls import FAKE, OTHER, REAL, Call, StepLog
from gancheck.auditing.play.laws import OracleLaws
from gancheck.auditing.play.own_game import OwnGame, own_game
from gancheck.auditing.play.response import LOGITS, PROBABILITIES, Response, measure_response
from gancheck.auditing.play.separation import Block, Separation
from gancheck.auditing.play.stage import Stage
from gancheck.auditing.snapshot import Snapshot
from gancheck.errors import InvalidInput

__all__ = ["DiscriminatorPlay", "Tally", "play_discriminator"]

Floats = NDArray[np.float64]

FIRST_STEPS = 4
"""Steps before anything is measured: the optimizers have stepped by then, and their state can be kept."""
MOST_WITHOUT = 64
"""Steps after which the play ends if D was never seen to judge real and fake batches."""
LONGEST = 16
"""Blocks of steps at most: 32·(2^16 − 1) steps, more than any budget."""


@dataclass
class Tally:
    """What was counted over all of D's updates.

    Attributes:
        updates: Steps of the target.
        seen: How many rows D judged, by source.
        told: In how many steps a gradient that is not 0 came back to real, to fake outputs, before D's last update.
        unscored: Calls whose output holds no score.
        optimizers: Optimizers that stepped, by whose parameters they hold.
        told_steps: Optimizer steps at which D had a gradient that is not 0.
        confined: Whether every score was a sigmoid's output.
        frozen: Steps at whose end no parameter of D required a gradient.
    """

    updates: int = 0
    seen: Counter[int] = field(default_factory=Counter)
    told: Counter[int] = field(default_factory=Counter)
    unscored: int = 0
    optimizers: dict[int, str] = field(default_factory=dict)
    told_steps: int = 0
    confined: bool = True
    frozen: int = 0

    def add(self, log: StepLog) -> None:
        """Count one step."""
        updates = [step.at for step in log.steps if step.owns_discriminator]
        heard = [call for call in log.calls if not updates or call.at < updates[-1]]
        self.updates += 1
        self.unscored += log.unscored
        for source in (REAL, FAKE, OTHER):
            self.seen[source] += sum(int(call.of(source).sum()) for call in log.calls)
            self.told[source] += any(bool(call.told[call.of(source)].any()) for call in heard)
        self.confined &= all(call.confined for call in log.calls)
        for step in log.steps:
            owner = (
                "discriminator"
                if step.owns_discriminator
                else "generator"
                if step.owns_generator
                else "neither"
            )
            if step.owns_discriminator and step.owns_generator:
                owner = "both"
            self.optimizers[step.optimizer] = owner
        self.told_steps += any(step.discriminator_told for step in log.steps)


@dataclass(frozen=True, kw_only=True)
class DiscriminatorPlay:
    """What the play showed of D.

    Attributes:
        laws: p and q.
        steps: The steps that were run, by name.
        response: The slopes of the target's losses; None if they could not be measured.
        no_response: Why not.
        game: The target's own game; None if its losses are no sum over real and over fake outputs.
        tally: What was counted.
        moved: Whether any parameter of D has changed.
        blocks: The bet on which outputs are the higher.
        real: Mean score of each prototype in real batches in the last block, ``(K,)``, NaN if it was never there.
        fake: The same in fake batches.
        gap: How far D was from the best D of its own game in the last block; None if the game has no best D.
        failure: Why the play ended early; empty if it did not.
        seconds: How long it took.
    """

    laws: OracleLaws
    steps: tuple[str, ...]
    response: Response | None
    no_response: str
    game: OwnGame | None
    tally: Tally
    moved: bool
    blocks: tuple[Block, ...]
    real: Floats
    fake: Floats
    gap: float | None
    failure: str
    seconds: float

    @property
    def direction(self) -> int:
        """1 if real outputs are higher in the last block, −1 if lower, 0 if it was not decided."""
        return self.blocks[-1].direction if self.blocks else 0


def play_discriminator(stage: Stage, budget: Budget, alpha: float) -> DiscriminatorPlay:
    """Train D against the oracle until it is at its best, or the time is over.

    Args:
        stage: An open stage.
        budget: How long.
        alpha: Level of what is said of D's direction.
    """
    gan = stage.gan
    own = ("train_step",) if gan.discriminator_step is None else ("discriminator_step",)
    both = own if gan.discriminator_step is None else ("discriminator_step", "generator_step")
    laws, tally, separation = stage.laws, Tally(), Separation(alpha)
    failure, no_response, response, game = "", "", None, None
    start = Snapshot(gan)
    finished = means = _Means(len(laws.p))
    try:
        logs = [stage.step(name) for _ in range(FIRST_STEPS) for name in both]
        response, no_response = _response(stage, both, logs, budget)
        game = None if response is None else own_game(response, laws)
        while budget.goes_on(tally.updates) and len(separation.blocks) < LONGEST:
            log = stage.step(own[0])
            calls = log.served("discriminator") if own[0] == "train_step" else log.calls
            tally.add(log)
            tally.frozen += not any(p.requires_grad for p in gan.discriminator.parameters())
            pair = _pair(calls)
            if pair is None:
                if tally.updates >= MOST_WITHOUT and not separation.blocks:
                    break
                continue
            means.add(*pair, game)
            if separation.add(pair[0][1], pair[1][1]):
                finished, means = means, _Means(len(laws.p))
                if _done(separation, finished, game):
                    break
    except InvalidInput as error:
        failure = str(error)
    real, fake, gap = (means if means.steps >= finished.steps > 0 else finished).summary(game)
    return DiscriminatorPlay(
        laws=laws,
        steps=both,
        response=response,
        no_response=no_response,
        game=game,
        tally=tally,
        moved=start.moved(gan.discriminator),
        blocks=tuple(separation.blocks),
        real=real,
        fake=fake,
        gap=gap,
        failure=failure,
        seconds=budget.spent,
    )


def _response(
    stage: Stage, steps: tuple[str, ...], logs: list[StepLog], budget: Budget
) -> tuple[Response | None, str]:
    """The slopes of the losses, on probabilities if D gives some and the losses have their best outputs among them.

    A loss of probabilities has slopes beyond [0, 1] as well, d log u/du = 1/u, which mean nothing; a loss of scores on
    a D that is confined to [0, 1] has its best outputs beyond.
    """
    kept = Snapshot(stage.gan)
    outputs = [call.outputs for log in logs for call in log.calls]
    probable = all(((t >= 0.0) & (t <= 1.0)).all() for t in outputs)
    failures = []
    for u in (PROBABILITIES, LOGITS) if probable else (LOGITS, PROBABILITIES):
        try:
            found = measure_response(stage, steps, u, budget)
        except InvalidInput as error:
            failures.append(str(error))
            continue
        finally:
            kept.restore()
        game = own_game(found, stage.laws)
        if u is LOGITS or not probable or (game is not None and game.interior):
            return found, ""
    return None, f"The losses take no injected scores: {' '.join(failures)}"


Rows = tuple[NDArray[np.int64], Floats]


def _pair(calls: list[Call]) -> tuple[Rows, Rows] | None:
    """The first real and the first fake rows of a step: later ones may have been seen before an update."""
    found = []
    for source in (REAL, FAKE):
        call = next((call for call in calls if call.of(source).any()), None)
        if call is None:
            return None
        found.append((call.rows[call.of(source)], call.outputs[call.of(source)]))
    return found[0], found[1]


class _Means:
    """Running means of scores, Φ and Ψ on each prototype, over the last block of steps."""

    def __init__(self, size: int) -> None:
        self.count = np.zeros((2, size))
        self.scores = np.zeros((2, size))
        self.costs = np.zeros((2, size))
        self.steps = 0

    def add(self, real: Rows, fake: Rows, game: OwnGame | None) -> None:
        self.steps += 1
        for side, (rows, scores) in enumerate((real, fake)):
            np.add.at(self.count[side], rows, 1.0)
            np.add.at(self.scores[side], rows, scores)
            if game is not None:
                np.add.at(self.costs[side], rows, game.at(game.fake if side else game.real, scores))

    def summary(self, game: OwnGame | None) -> tuple[Floats, Floats, float | None]:
        with np.errstate(invalid="ignore"):
            scores, costs = self.scores / self.count, self.costs / self.count
        known = bool((self.count > 0).all())
        gap = game.gap(costs[0], costs[1]) if game is not None and game.interior and known else None
        return scores[0], scores[1], gap


def _done(separation: Separation, means: _Means, game: OwnGame | None) -> bool:
    """Whether nothing is left to find out."""
    last = separation.last
    if last is None or last.direction == 0:
        return False
    if game is None or not game.interior:
        return len(separation.blocks) >= 3
    gap = means.summary(game)[2]
    return gap is not None and abs(gap) <= 0.5 * game.least_wrong
