r"""The oracle gives the data: the target trains both players on data whose law p is known exactly.

How far G's law is from p is measured in three ways. *Approach*: in every step the same noise goes through G and
through a copy of G from before the play; with h of `gancheck.auditing.play.meter`, y = h(G₀) − h(G) has conditional
mean at most 0 as long as G is no nearer to p than at the start, and a gambler against that is a supermartingale
(`gancheck.auditing.play.separation`). *Equilibrium*: the shares of the fakes among the prototypes bound JSD(p, p_g)
from below (`gancheck.auditing.play.mode_shares`), and so does what D wins (`gancheck.auditing.play.advantage`).
*Exactly*, where G maps noise to the line piece by piece: the prototypes are blurred to a mixture of normal laws then,
and JSD is an integral of two known densities.
"""

from collections import deque
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import numpy as np
from torch import nn

from gancheck.auditing.play.advantage import AdvantageWindow
from gancheck.auditing.play.budget import Budget
from gancheck.auditing.play.calls import REAL, StepLog
from gancheck.auditing.play.gap_window import DOUBT, NEAR, Gap
from gancheck.auditing.play.line_law import line_law
from gancheck.auditing.play.meter import Meter
from gancheck.auditing.play.mode_shares import ModeShares
from gancheck.auditing.play.own_game import OwnGame
from gancheck.auditing.play.separation import FIRST_BLOCK, Separation
from gancheck.auditing.play.stage import Stage, Watched
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.divergences.jensen_shannon import jsd
from gancheck.errors import InvalidInput

__all__ = ["WholePlay", "play_whole"]

MOST_WITHOUT = 64
"""Steps after which the play ends if G was never called."""
LOOK = 8
"""Steps between two looks at whether anything is left to find out."""
BLUR = 0.125
"""Standard deviation of the data about a prototype, in least distances of two of them: half of that, where a row is no
longer taken for the prototype's, is four standard deviations away."""


@dataclass(frozen=True, kw_only=True)
class WholePlay:
    """What the play of both players showed.

    Attributes:
        steps: How many steps were run.
        before: Mean of h for the generator from before the play, over the last steps.
        after: Mean of h for the trained one, over the same steps.
        nearer: Whether it is nearer, up to DOUBT: True if it was when that was last decided, False if it was not in the
            last block; None if that was not decided.
        shares: The fakes of the last steps among the prototypes; None if there were none.
        advantage: What D won in its own game over a blind D, in the last steps; None if the game has no best D.
        real: D's mean score of real data in the last steps, NaN if it has none.
        fake: Of fakes.
        exact: JSD(p, p_g) in nats at the start and at the end; None if p_g is not known exactly.
        failure: Why it did not take place; empty if it did.
        seconds: How long it took.
    """

    steps: int = 0
    before: float = float("nan")
    after: float = float("nan")
    nearer: bool | None = None
    shares: ModeShares | None = None
    advantage: Gap | None = None
    real: float = float("nan")
    fake: float = float("nan")
    exact: tuple[float, float] | None = None
    failure: str = ""
    seconds: float = 0.0

    @property
    def covered(self) -> bool:
        """Whether G's law is nearer to p than any that misses a mode."""
        return self.shares is not None and self.shares.upper <= self.shares.least_missing

    def settled(self, game: OwnGame | None) -> bool:
        """Whether G misses no mode, and D wins little of what it would if it told everything apart."""
        if not self.covered:
            return False
        return game is None or self.advantage is None or self.advantage.within(NEAR * game.most)


def copied_generator(stage: Stage) -> nn.Module | None:
    """The generator as it is, for comparison; None if it cannot be copied."""
    try:
        return deepcopy(stage.gan.generator)
    except Exception:
        return None


def play_whole(stage: Stage, first: nn.Module | None, game: OwnGame | None, budget: Budget) -> WholePlay:
    """Train both players on the oracle's data, and follow G's distance from their law.

    Args:
        stage: An open stage.
        first: The generator from before the play.
        game: The target's own game, if D's play has found one.
        budget: How long.
    """
    if first is None:
        return WholePlay(
            failure="The generator cannot be copied, so that nothing is known of where it began."
        )
    try:
        stage.oracle, stage.watch = False, []
        start = _exact(stage)
        stage.blur = 0.0 if start is None else BLUR * stage.distance
        return _played(stage, first, game, budget, start)
    finally:
        stage.oracle, stage.watch, stage.blur = True, None, 0.0


def _played(
    stage: Stage, first: nn.Module, game: OwnGame | None, budget: Budget, start: float | None
) -> WholePlay:
    steps = ("discriminator_step", "generator_step") if stage.gan.discriminator_step else ("train_step",)
    meter = Meter(stage.real_points(), stage.laws.p, stage.blur)
    record = _Record(stage, meter, game)
    bet = Separation(2.0 * DOUBT)  # of which one side counts
    failure, count, decided = "", 0, 0
    assert stage.watch is not None
    try:
        while budget.goes_on(count):
            stage.watch.clear()
            logs = [stage.step(name) for name in steps]
            count += 1
            if not stage.watch:
                if count >= MOST_WITHOUT and not record.rows:
                    break
                continue
            y = record.add(first, stage.watch[0], logs)
            if y is None:
                failure = "The generator does not make the data's shape."
                break
            ended = bet.observe(0.5 + 0.5 * y)
            if not ended and count % LOOK:
                continue
            now = bet.blocks[-1] if ended else bet.running
            decided = now.direction or max(decided, 0)
            if decided > 0 and record.summary(count, decided).settled(game):
                break
    except InvalidInput as error:
        failure = str(error)
    end = None if start is None or failure else _exact(stage)
    return record.summary(
        count, decided, failure, None if start is None or end is None else (start, end), budget.spent
    )


class _Record:
    """What the last steps showed."""

    def __init__(self, stage: Stage, meter: Meter, game: OwnGame | None) -> None:
        self.p, self.meter = stage.laws.p, meter
        self.advantage = AdvantageWindow(game, FIRST_BLOCK) if game is not None and game.interior else None
        self.rows: deque[Any] = deque(maxlen=FIRST_BLOCK)

    def add(self, first: nn.Module, call: Watched, logs: list[StepLog]) -> float | None:
        """Add a step; y in [−1, 1], or None if G does not make data."""
        pair = self.meter.pair(first, call)
        if pair is None:
            return None
        before, after = (self.meter.h(batch) for batch in pair)
        calls = [call for log in logs for call in log.calls]
        real = next((c.outputs[c.of(REAL)] for c in calls if c.of(REAL).any()), np.zeros(0))
        fake = next((c.outputs for c in calls if not c.of(REAL).any()), np.zeros(0))
        if self.advantage is not None and len(real) and len(fake):
            self.advantage.add(real, fake)
        means = (float(each.mean()) if len(each) else np.nan for each in (real, fake))
        self.rows.append((before, after, self.meter.counts(pair[1]), len(pair[1]), *means))
        return (before - after) / (2.0 + 1.0 / (min(map(len, pair)) - 1))

    def summary(
        self,
        count: int,
        decided: int,
        failure: str = "",
        exact: tuple[float, float] | None = None,
        seconds: float = 0.0,
    ) -> WholePlay:
        """Of the last steps."""
        if not self.rows:
            failure = failure or "The generator's forward was not called."
            return WholePlay(steps=count, failure=failure, seconds=seconds)
        before, after, counts, n, real, fake = zip(*self.rows, strict=True)
        return WholePlay(
            steps=count,
            before=float(np.mean(before)),
            after=float(np.mean(after)),
            nearer=None if decided == 0 else decided > 0,
            shares=ModeShares(self.p, np.sum(counts, axis=0), sum(n)),
            advantage=None if self.advantage is None else self.advantage.gap,
            real=float(np.mean(real)),
            fake=float(np.mean(fake)),
            exact=exact,
            failure=failure,
            seconds=seconds,
        )


def _exact(stage: Stage) -> float | None:
    """JSD(p, p_g) of the blurred data and the generator as it is; None if either law is not known exactly."""
    points = stage.real_points()
    if points.shape[1] != 1 or stage.rescaled:
        return None
    try:
        law = line_law(stage.gan)
        if law is None:
            return None
        data = GaussianMixture(
            stage.laws.p, points[:, 0].double().numpy(), BLUR * stage.distance, normalize=True
        )
        return float(jsd(data, law))
    except (InvalidInput, RuntimeError, TypeError, ValueError):
        return None
