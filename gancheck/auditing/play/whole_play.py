r"""The oracle gives the data: the target trains both players on data whose law p is known exactly.

How far G's law is from p is measured with a bounded kernel, whose mean on p is a sum over the prototypes:

.. math:: h(x_1 \dots x_n) = \frac{1}{n(n-1)} \sum_{i \ne j} k(x_i, x_j) - \frac2n \sum_{i,k} p_k k(x_i, x_k)
          + \sum_{k,l} p_k p_l k(x_k, x_l), \qquad k(x, y) = \big(1 + \|x - y\|^2/s^2\big)^{-1/2}

is an unbiased estimate of MMD²(p_g, p), which is 0 only at p_g = p. With the terms i = j it would be a squared norm
of at most 2, and without them it is less by at most 1/(n − 1), so that two of them differ by at most 2 + 1/(n − 1). In
every step the same noise goes
through G and through a copy of G from before the play; y = h(G₀) − h(G) has conditional mean at most 0 as long as G is
no nearer to p than at the start, and a gambler against that is a supermartingale (`gancheck.auditing.play.separation`).
"""

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from gancheck.auditing.play.budget import Budget
from gancheck.auditing.play.calls import REAL
from gancheck.auditing.play.separation import Separation
from gancheck.auditing.play.stage import Stage, Watched
from gancheck.errors import InvalidInput

__all__ = ["WholePlay", "play_whole"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class WholePlay:
    """What the play of both players showed.

    Attributes:
        steps: How many steps were run.
        before: Mean of h for the generator from before the play, over the last block.
        after: Mean of h for the trained one, over the same steps.
        nearer: Whether it is nearer at the level of the play; None if that was not decided.
        level: That level.
        modes: Share of the fakes at each prototype, ``(K,)``: within half of the least distance between two.
        divergence: A lower bound of JSD(p, p_g) up to sampling: the divergence of the shares.
        real: D's mean score of real data in the last block, NaN if it has none.
        fake: Of fakes.
        failure: Why it did not take place; empty if it did.
        seconds: How long it took.
    """

    steps: int = 0
    before: float = float("nan")
    after: float = float("nan")
    nearer: bool | None = None
    level: float = float("nan")
    modes: Floats = field(default_factory=lambda: np.zeros(0))
    divergence: float = float("nan")
    real: float = float("nan")
    fake: float = float("nan")
    failure: str = ""
    seconds: float = 0.0


def copied_generator(stage: Stage) -> nn.Module | None:
    """The generator as it is, for comparison; None if it cannot be copied."""
    try:
        return deepcopy(stage.gan.generator)
    except Exception:
        return None


def play_whole(stage: Stage, first: nn.Module | None, budget: Budget, alpha: float) -> WholePlay:
    """Train both players on the oracle's data, and follow G's distance from their law.

    Args:
        stage: An open stage.
        first: The generator from before the play.
        budget: How long.
        alpha: Level of what is said of G's approach.
    """
    if first is None:
        return WholePlay(
            failure="The generator cannot be copied, so that nothing is known of where it began."
        )
    stage.oracle = False
    steps = ("discriminator_step", "generator_step") if stage.gan.discriminator_step else ("train_step",)
    meter, bet = _Meter(stage), Separation(alpha)
    watch: list[Watched] = []
    stage.watch = watch
    history: list[tuple[float, float, Floats, float, float]] = []
    last: list[tuple[float, float, Floats, float, float]] = []
    count = 0
    try:
        while budget.goes_on(count):
            watch.clear()
            logs = [stage.step(name) for name in steps]
            count += 1
            if not watch:
                continue
            made = _pair(first, watch[0], meter)
            if made is None:
                return WholePlay(steps=count, failure="The generator does not make the data's shape.")
            scores = [c for log in logs for c in log.calls]
            real = [c.outputs[c.of(REAL)].mean() for c in scores if c.of(REAL).any()]
            other = [c.outputs.mean() for c in scores if not c.of(REAL).any()]
            history.append((*made[:3], float(np.mean(real or [np.nan])), float(np.mean(other or [np.nan]))))
            if bet.observe(0.5 + 0.5 * (made[0] - made[1]) / made[3]):
                last, history = history, []
                if bet.blocks[-1].direction > 0:
                    break
    except InvalidInput as error:
        return WholePlay(steps=count, failure=str(error), seconds=budget.spent)
    finally:
        stage.oracle, stage.watch = True, None
    return _summary(stage, last or history, bet, count, budget.spent)


def _summary(stage: Stage, rows: list[Any], bet: Separation, count: int, seconds: float) -> WholePlay:
    if not rows:
        return WholePlay(steps=count, failure="The generator's forward was not called.", seconds=seconds)
    modes = np.mean([row[2] for row in rows], axis=0)
    p, q = np.append(stage.laws.p, 0.0), np.append(modes, 1.0 - modes.sum())
    m = 0.5 * (p + q)
    logs = [
        np.where(x > 0, x * np.log(np.where(x > 0, x, 1.0) / np.where(m > 0, m, 1.0)), 0.0) for x in (p, q)
    ]
    block = bet.last
    return WholePlay(
        steps=count,
        before=float(np.mean([row[0] for row in rows])),
        after=float(np.mean([row[1] for row in rows])),
        nearer=None if block is None or block.direction == 0 else block.direction > 0,
        level=bet.alpha,
        modes=modes,
        divergence=float(0.5 * (logs[0].sum() + logs[1].sum())),
        real=float(np.mean([row[3] for row in rows])),
        fake=float(np.mean([row[4] for row in rows])),
        seconds=seconds,
    )


class _Meter:
    """h of a batch, and which prototypes it is at."""

    def __init__(self, stage: Stage) -> None:
        self.points = stage.real_points().double()
        self.p = torch.as_tensor(stage.laws.p)
        distances = torch.pdist(self.points)
        self.scale, self.near = float(distances.median()), float(distances.min()) / 2.0
        self.own = self.p @ self._kernel(torch.cdist(self.points, self.points)) @ self.p

    def h(self, x: Tensor) -> float:
        n = len(x)
        among = self._kernel(torch.cdist(x, x))
        inside = (among.sum() - among.diagonal().sum()) / (n * (n - 1))
        across = (self._kernel(torch.cdist(x, self.points)) @ self.p).mean()
        return float(inside - 2.0 * across + self.own)

    def modes(self, x: Tensor) -> Floats:
        distance, nearest = torch.cdist(x, self.points).min(dim=1)
        found = torch.bincount(nearest[distance < self.near], minlength=len(self.p)).double() / len(x)
        return np.asarray(found.numpy())

    def _kernel(self, distance: Tensor) -> Tensor:
        return (1.0 + (distance / self.scale) ** 2).rsqrt()


def _pair(first: nn.Module, call: Watched, meter: _Meter) -> tuple[float, float, Floats, float] | None:
    """The distances of the generator from before and of the trained one, the modes, and how far the two may differ."""
    args, kwargs, new, training = call
    first.train(training)
    with torch.no_grad():
        old = first(*args, **kwargs)
    batches = []
    for output in (old, new):
        members = output if isinstance(output, list | tuple) else (output,)
        d = meter.points.shape[1]
        found = [
            m for m in members if isinstance(m, Tensor) and m.ndim >= 2 and m[0].numel() == d and len(m) > 1
        ]
        if not found:
            return None
        batches.append(found[0].detach().flatten(1).double().cpu())
    widest = 2.0 + 1.0 / (min(map(len, batches)) - 1)
    return meter.h(batches[0]), meter.h(batches[1]), meter.modes(batches[1]), widest
