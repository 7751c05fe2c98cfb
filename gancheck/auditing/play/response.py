r"""The target's own game, read from what its losses tell D's output: φ′, ψ′ and γ′ on a grid of scores.

The scores are injected where D's would be, so that the target's own code computes its own losses on them; the gradient
that comes back at each row is φ′(u)/n, ψ′(u)/n or γ′(u)/n. Each is measured among different companions: a slope that
depends on them belongs to a loss of another kind (relativistic, or with random labels), which has no t*(r).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gancheck.auditing.play.calls import FAKE, REAL, StepLog
from gancheck.errors import InvalidInput

if TYPE_CHECKING:
    from gancheck.auditing.play.budget import Budget
    from gancheck.auditing.play.stage import Stage

__all__ = ["FAR", "LOGITS", "PROBABILITIES", "Response", "measure_response"]

Floats = NDArray[np.float64]

LOGITS = np.linspace(-8.0, 8.0, 65) + 0.1
"""Scores of any range: the best ones at ratios ⅛ to 8 of every published game lie within ±3, and hinges bend
at ±1, which is no point of the grid: rounding would decide on which side of a bend an injected score falls."""
FAR = 3.0 * LOGITS
"""For losses without a best score among these: that of Pearson's f-GAN, 2(r − 1), is 14 at r = 8."""
PROBABILITIES = (np.arange(64) + 0.5) / 64
"""Scores that a loss of probabilities takes: never 0 or 1, where its logarithm ends."""

ROUNDS = 3
"""How often every slope is measured, each time among other companions."""
MOST_STEPS = 24
"""Steps in which a player that is updated now and then (n_critic up to 8) is met three times."""
MOST_BENDS = 2
"""Points of the grid where a slope may disagree with itself: bends of the loss that happen to lie there."""
AGREEMENT = 1e-3
"""Slopes agree within this share of the largest: float32 sums of 64 terms round to 64·2⁻²⁴ = 4e-6, half precision
with 11 bits to 5e-4."""


@dataclass(frozen=True)
class Response:
    """Slopes of the losses at D's output.

    Attributes:
        u: The scores, ascending, ``(m,)``.
        real: φ′ up to a positive factor, ``(m,)``; None if D's loss tells real outputs nothing that was seen.
        fake: ψ′, up to the same factor.
        generator: γ′, up to a positive factor.
        stable: Whether no slope depended on its companions or on chance.
        probability: Whether u are probabilities because the loss takes no others.
    """

    u: Floats
    real: Floats | None
    fake: Floats | None
    generator: Floats | None
    stable: bool
    probability: bool

    @property
    def logistic(self) -> bool:
        """Whether φ′ = −c·σ(−u) and ψ′ = c·σ(u), within the agreement of repeated measurements."""
        if self.real is None or self.fake is None or self.probability:
            return False
        sigmoid = 1.0 / (1.0 + np.exp(-self.u))
        c = float((self.fake @ sigmoid) / (sigmoid @ sigmoid))
        wrong = max(np.abs(self.fake - c * sigmoid).max(), np.abs(self.real + c * (1.0 - sigmoid)).max())
        return c > 0 and bool(wrong <= AGREEMENT * c)


def measure_response(stage: "Stage", steps: tuple[str, ...], u: Floats, budget: "Budget") -> Response:
    """Inject scores into steps of the target until each slope is known; the training is spoilt by it.

    Args:
        stage: An open stage.
        steps: The names of the target's steps.
        u: The scores, `LOGITS` or `PROBABILITIES`.
        budget: How long the play may take; a quarter of what it has is spent here at most.

    Raises:
        InvalidInput: The loss does not take these scores.
    """
    try:
        return _measured(stage, steps, u, budget)
    finally:
        stage.inject = None


def _measured(stage: "Stage", steps: tuple[str, ...], u: Floats, budget: "Budget") -> Response:
    kinds = ("real", "fake", "generator")
    sums = {kind: np.zeros((3, len(u))) for kind in kinds}
    for _ in range(MOST_STEPS):
        if not budget.goes_on(0) or budget.spent > 0.25 * budget.seconds:
            break
        order = stage.rng.permutation(len(u))
        offset = int(stage.rng.integers(len(u)))
        chosen = {REAL: order, FAKE: np.roll(order[::-1], offset)}

        def inject(
            source: NDArray[np.int64],
            position: NDArray[np.int64],
            chosen: dict[int, NDArray[np.int64]] = chosen,
        ) -> Floats:
            pick = np.where(source == REAL, chosen[REAL][position % len(u)], chosen[FAKE][position % len(u)])
            return np.asarray(u[pick])

        stage.inject = inject
        for step in steps:
            if not _collect(stage.step(step), u, sums):
                raise InvalidInput("The losses have no finite slope at an injected score.")
        if all((sums[kind][0] >= ROUNDS).all() for kind in kinds):
            break
    curves: dict[str, Floats | None] = dict.fromkeys(kinds)
    stable = True
    for kind in kinds:
        count, total, squares = sums[kind]
        if (count < 2).any():
            continue
        mean = total / count
        spread = np.sqrt(np.maximum(squares / count - mean**2, 0.0))
        stable &= int((spread > AGREEMENT * np.abs(mean).max()).sum()) <= MOST_BENDS
        curves[kind] = mean
    return Response(u, curves["real"], curves["fake"], curves["generator"], stable, u is PROBABILITIES)


def _collect(log: StepLog, u: Floats, sums: dict[str, Floats]) -> bool:
    """Add the slopes of one step; whether all were finite."""
    finite = True
    for call in log.calls:
        for source in (REAL, FAKE):
            rows = call.of(source)
            if (
                not rows.any()
                or not call.slopes
                or call.player is None
                or (call.player == "generator" and source == REAL)
            ):
                continue
            kind = "generator" if call.player == "generator" else "real" if source == REAL else "fake"
            told = call.told[rows] * rows.sum()
            if not np.isfinite(told).all():
                finite = False
                continue
            at = np.abs(call.outputs[rows][:, None] - u).argmin(axis=1)
            for row, values in enumerate((np.ones_like(told), told, told**2)):
                np.add.at(sums[kind][row], at, values)
    return finite
