"""The oracle plays G: the target trains its D between two laws that are known exactly."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gancheck.auditing.play.budget import Budget
from gancheck.auditing.play.calls import FAKE, OTHER, REAL, Call, StepLog
from gancheck.auditing.play.gap_window import NEAR, Gap, GapWindow, Rows
from gancheck.auditing.play.laws import OracleLaws
from gancheck.auditing.play.own_game import OwnGame, own_game
from gancheck.auditing.play.response import FAR, LOGITS, PROBABILITIES, Response, measure_response
from gancheck.auditing.play.separation import FIRST_BLOCK, Block, Separation
from gancheck.auditing.play.stage import Stage
from gancheck.auditing.snapshot import Snapshot
from gancheck.errors import InvalidInput

__all__ = ["DiscriminatorPlay", "Tally", "play_discriminator"]

Floats = NDArray[np.float64]

FIRST_STEPS = 4
"""Steps before anything is measured: the optimizers have stepped by then, and their state can be kept."""
MOST_WITHOUT = 64
"""Steps after which the play ends if D was never seen to judge real and fake batches."""
LOOK = 8
"""Steps between two looks at whether anything is left to find out: each costs about as much as a step."""
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
        heard = [
            call for call in log.calls if not updates or call.at < updates[-1] or call.within is not None
        ]
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
        real: Mean score of each prototype in the last real batches, ``(K,)``, NaN if it was never there.
        fake: The same in fake batches.
        gap: How far D was from the best D of its own game in its last steps; None if the game has no best D.
        batch_worth: What D's loss gained from knowing the batch beside the sample; NaN if it has no best D.
        progress: The gap at the end of each block, and after how many updates that was.
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
    gap: Gap | None
    batch_worth: float
    progress: tuple[tuple[int, float], ...]
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
    window = GapWindow(len(laws.p), FIRST_BLOCK)
    progress: list[tuple[int, float]] = []
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
            window.add(*pair, game)
            ended = separation.add(pair[0][1], pair[1][1])
            if not ended and tally.updates % LOOK:
                continue
            gap = window.gap(game)
            if ended and gap is not None:
                progress.append((tally.updates, gap.value))
            if _done(separation, window, gap, game):
                separation.end()
                break
            if ended and game is not None and _hopeless(progress, game, budget.share(tally.updates)):
                break
    except InvalidInput as error:
        failure = str(error)
    real, fake = window.scores
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
        gap=window.gap(game),
        batch_worth=window.batch_worth(game) if game is not None and game.interior else float("nan"),
        progress=tuple(progress),
        failure=failure,
        seconds=budget.spent,
    )


def _response(
    stage: Stage, steps: tuple[str, ...], logs: list[StepLog], budget: Budget
) -> tuple[Response | None, str]:
    """The slopes of the losses, on probabilities if D gives some and the losses have their best outputs among them.

    A loss of probabilities has slopes beyond [0, 1] as well, d log u/du = 1/u, which mean nothing; a loss of scores on
    a D that is confined to [0, 1] has its best outputs beyond. Losses without a best score near 0 are asked farther.
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
        if u is LOGITS and game is not None and not game.interior and found.stable:
            return _farther(stage, steps, budget, kept, found), ""
        if u is LOGITS or not probable or (game is not None and game.interior):
            return found, ""
    return None, f"The losses take no injected scores: {' '.join(failures)}"


def _farther(
    stage: Stage, steps: tuple[str, ...], budget: Budget, kept: Snapshot, near: Response
) -> Response:
    """The slopes on scores far out if the best ones lie there; else those that are known."""
    try:
        far = measure_response(stage, steps, FAR, budget)
    except InvalidInput:
        return near
    finally:
        kept.restore()
    game = own_game(far, stage.laws)
    return far if game is not None and game.interior else near


def _pair(calls: list[Call]) -> tuple[Rows, Rows] | None:
    """The first real and the first fake rows of a step: later ones may have been seen before an update."""
    found = []
    for source in (REAL, FAKE):
        call = next((call for call in calls if call.of(source).any()), None)
        if call is None:
            return None
        found.append((call.rows[call.of(source)], call.outputs[call.of(source)]))
    return found[0], found[1]


def _done(separation: Separation, window: GapWindow, gap: Gap | None, game: OwnGame | None) -> bool:
    """Whether nothing is left to find out: D's direction, and that it is near its best where its game has a best D.

    Without that, or with a D that judges batches, a direction counts from the third block on: the first may be that of
    D's first weights.
    """
    now, last = separation.running, separation.last
    if game is None or not game.interior:
        return len(separation.blocks) > 2 and last is not None and last.direction != 0
    known = now if now.steps else last
    if known is None or known.direction == 0 or not window.full or gap is None:
        return False
    bound = NEAR * game.gap_of(game.blind)
    if abs(window.batch_worth(game)) > bound:  # for a D of one sample it is 0 from the first step on
        return len(separation.blocks) > 2
    return gap.within(bound)


def _hopeless(progress: list[tuple[int, float]], game: OwnGame, done: float) -> bool:
    """Whether D is not on its way: at the pace of either of the last two blocks it would not get there in its time.

    Every block takes twice as long as the one before; after the share s of the time log₂(1/s) doublings are left.
    """
    if len(progress) < 3:
        return False
    gaps = [gap for _, gap in progress[-3:]]
    bound, doublings = NEAR * game.gap_of(game.blind), -np.log2(done)
    return all(gaps[-1] - (gaps[i] - gaps[i + 1]) * doublings > bound for i in range(2))
