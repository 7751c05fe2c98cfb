"""What D was asked in one step of the target, and which gradient it was told at its output."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["FAKE", "OTHER", "REAL", "Call", "OptimizerStep", "StepLog", "sources"]

Rows = NDArray[np.int64]
Floats = NDArray[np.float64]

OTHER, FAKE, REAL = -1, 0, 1
SHORTEST = 16
"""Rows that a run of prototypes must have to be known by its order: two batches of i.i.d. rows from p and q agree on
16 with probability (Σ p q)^16 = (32/225)^16 < 3e-14 at one place."""


@dataclass
class Call:
    """One call of D.

    Attributes:
        rows: Which prototype each row of its input is, ``(n,)``; OTHER if none.
        source: REAL, FAKE or OTHER, ``(n,)``.
        attached: Whether a gradient can flow from here into what made the input.
        at: When.
        confined: Whether the scores are a sigmoid's output.
        outputs: The scores, ``(n,)``; the injected ones where some were injected.
        slopes: ∂loss/∂score of each row at each backward pass, with its time.
        within: The optimizer's step whose closure made the call; None if none did.
        player: Whose update the call served: ``"discriminator"``, ``"generator"``, or None if it is not known.
    """

    rows: Rows
    source: Rows
    attached: bool
    at: int
    confined: bool
    outputs: Floats = field(default_factory=lambda: np.zeros(0))
    slopes: list[tuple[int, Floats]] = field(default_factory=list)
    within: "OptimizerStep | None" = None
    player: str | None = None

    def of(self, source: int) -> NDArray[np.bool_]:
        """The rows from a source."""
        return np.asarray(self.source == source)

    @property
    def told(self) -> Floats:
        """The sum of all gradients that came back: a mean over several scales arrives in parts."""
        return (
            np.sum([slope for _, slope in self.slopes], axis=0) if self.slopes else np.zeros(len(self.rows))
        )


@dataclass(frozen=True)
class OptimizerStep:
    """One step of an optimizer: when, which one, whose parameters it holds, and whether D had a gradient then."""

    at: int
    optimizer: int
    owns_discriminator: bool
    owns_generator: bool
    discriminator_told: bool

    @property
    def player(self) -> str | None:
        """Whose update it is, if it is of one player."""
        if self.owns_discriminator == self.owns_generator:
            return None
        return "discriminator" if self.owns_discriminator else "generator"


@dataclass
class StepLog:
    """Everything that happened in one step of the target."""

    name: str = ""
    real_rows: Rows = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    fake_rows: list[Rows] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    steps: list[OptimizerStep] = field(default_factory=list)
    inputs: "list[Tensor]" = field(default_factory=list)
    unscored: int = 0
    clock: int = 0

    def tick(self) -> int:
        """The next moment."""
        self.clock += 1
        return self.clock

    def attribute(self) -> None:
        """Say whose update each call of D served.

        A step of one player says it by its name. In a step of both, fakes that are detached and told serve D;
        attached ones serve G if there are such, and otherwise the player whose optimizer steps next after their
        backward pass. A call in a closure serves the step that the closure was given to.
        """
        named = {"discriminator_step": "discriminator", "generator_step": "generator"}.get(self.name)
        fakes = [call for call in self.calls if call.of(FAKE).any()]
        mixed = any(not call.attached and call.slopes for call in fakes)
        for call in self.calls:
            call.player = named or self._player(
                call, mixed and bool(call.slopes) and bool(call.of(FAKE).any())
            )

    def _player(self, call: Call, told_by_detaching: bool) -> str | None:
        if call.within is not None:
            return call.within.player
        if told_by_detaching:
            return "generator" if call.attached else "discriminator"
        since = call.slopes[0][0] if call.slopes else call.at
        for step in self.steps:
            if step.at > since and step.player is not None:
                return step.player
        return None

    def served(self, player: str) -> list[Call]:
        """The calls that served a player's update."""
        return [call for call in self.calls if call.player == player]


def sources(rows: Rows, real: Rows, fakes: list[Rows]) -> Rows:
    """Where each row of D's input came from, by the order of the prototypes: ``(n,)``.

    A whole batch, a part of it, and a real and a fake batch in a row are told; what is shuffled or shorter than
    `SHORTEST` rows is OTHER.
    """
    found = np.full(len(rows), OTHER)
    if _place(rows, 0, len(rows), real, fakes, found):
        return found
    for cut in sorted({len(real), len(rows) - len(real), len(rows) // 2}):
        if 0 < cut < len(rows) and _place(rows, 0, cut, real, fakes, found):
            _place(rows, cut, len(rows), real, fakes, found)
            return found
    return found


def _place(rows: Rows, start: int, stop: int, real: Rows, fakes: list[Rows], found: Rows) -> bool:
    part = rows[start:stop]
    if len(part) < min(SHORTEST, len(real)) or (part == OTHER).any():
        return False
    for source, whole in ((REAL, real), *((FAKE, fake) for fake in fakes)):
        for offset in range(len(whole) - len(part) + 1):
            if (whole[offset : offset + len(part)] == part).all():
                found[start:stop] = source
                return True
    return False
