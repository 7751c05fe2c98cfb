"""A loss that can be called: a function, a convention and a packing that fit each other, behind ``(real, fake)``."""

import contextlib
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from torch import Tensor

from gancheck.auditing.losses.answer import Pick, parts_of, pick
from gancheck.auditing.losses.convention import Convention
from gancheck.auditing.losses.draws import drawn_at
from gancheck.auditing.losses.packing import Packing
from gancheck.auditing.losses.probe_nets import ProbeDiscriminator, ProbeGenerator
from gancheck.numerics.estimate import UNIT_ROUNDOFF
from gancheck.theory.stability import FORMATS

__all__ = ["CalledLoss", "quietly"]

REAL = ((0.25, 0.5, 0.75), (0.6, 0.35, 0.8))
FAKE = ((0.7, 0.3, 0.45), (0.2, 0.55, 0.375))
"""Outputs that are probabilities, logits and scores alike; no two alike, nor their means."""


Outputs = Tensor | list[Tensor]
"""Of one scale, or of each."""


@dataclass(frozen=True)
class CalledLoss:
    """One player's loss.

    Attributes:
        function: As it was given.
        player: ``"d"`` or ``"g"``.
        convention: What each argument is.
        packing: In which form outputs are handed over.
        share: At which quantile random labels are drawn; None if they are left to chance.
        picks: Which part of an answer is the loss, for each branch or for the one call.
        roundoff: The relative rounding error of what it answers; that of float32 if its labels have that dtype.
    """

    function: Callable[..., Any]
    player: str
    convention: Convention
    packing: Packing
    share: float | None = None
    picks: tuple[Pick, ...] = field(default=(), repr=False)
    roundoff: float = UNIT_ROUNDOFF

    def __call__(self, real: Outputs, fake: Outputs) -> Any:
        """The loss of outputs ``(N, …)`` for real data and ``(M, …)`` for fakes; unreduced if that is what it is."""
        picks = self.picks or (lambda answer: parts_of(answer)[0],) * 2
        answers = self.answers(real, fake)
        found = [chosen(answer) for chosen, answer in zip(picks, answers, strict=False)]
        return found[0] if len(found) == 1 else _averaged(found[0]) + _averaged(found[1])

    def answers(self, real: Outputs, fake: Outputs) -> list[Any]:
        """What the function itself answers: once, or for real data and then for fakes."""
        if not self.convention.by_branch:
            return [self._call(real, fake, fake, True)]
        if self.player == "g":
            return [self._call(real, fake, fake, True)]
        return [self._call(real, fake, real, True), self._call(real, fake, fake, False)]

    def settled(self) -> "CalledLoss":
        """The same with the part of its answers that is the loss chosen.

        Raises:
            Exception: Whatever the function raises.
        """
        real, fake = ([self.packing.batch(each) for each in side] for side in (REAL, FAKE))
        base = self.answers(real[0], fake[0])
        moves = [self.answers(real[1], fake[0]), self.answers(real[0], fake[1])]
        whole = not self.convention.by_branch and self.player == "d"
        chosen = tuple(
            pick(_dependence(answer, [moved[index] for moved in moves]), 2 if whole else 1)
            for index, answer in enumerate(base)
        )
        found = replace(self, picks=chosen)
        kinds = [
            self.packing.dtype,
            str(getattr(found(real[0], fake[0]), "dtype", "")).removeprefix("torch."),
        ]
        return replace(found, roundoff=max(_roundoff(kind) for kind in kinds))

    def on_scales(self, real: list[Tensor], fake: list[Tensor]) -> Any:
        """The loss of several scales at once, for a loss that takes lists."""
        packing = self.packing
        spread = replace(self, packing=_Scales(packing.shape, packing.dtype, packing.depth))
        return spread(real, fake)

    def value(self, real: Any, fake: Any) -> float:
        """The mean of its answer to these outputs, one number a sample."""
        answer = self(self.packing.batch(real), self.packing.batch(fake))
        return float(np.mean(np.asarray(_detached(answer), dtype=np.float64)))

    def _call(self, real: Outputs, fake: Outputs, branch: Outputs, is_real: bool) -> Any:
        arguments, named = self.convention.arguments(self._values(real, fake, branch, is_real))
        with quietly(), contextlib.nullcontext() if self.share is None else drawn_at(self.share):
            return self.function(*arguments, **named)

    def _values(self, real: Outputs, fake: Outputs, branch: Outputs, is_real: bool) -> dict[str, Any]:
        import torch

        wrapped = self.packing.wrapped
        output = wrapped(branch)
        values = {
            "real": wrapped(real),
            "fake": wrapped(fake),
            "z": wrapped(fake),
            "output": output,
            "is_real": is_real,
            "label": float(is_real),
            "for_discriminator": self.player == "d",
            "for_generator": self.player == "g",
            "device": torch.device("cpu"),
        }
        if not isinstance(output, list):
            like = np.full_like if isinstance(output, np.ndarray) else torch.full_like
            values["target"] = like(output, float(is_real))
            values["sign"] = like(output, 1.0 if is_real else -1.0)
        if self.convention.runs_discriminator:
            values["D"], values["G"] = ProbeDiscriminator(), ProbeGenerator()
        return values


class _Scales(Packing):
    """Wraps a list of outputs as it is, each scale for itself."""

    def wrapped(self, outputs: Any) -> Any:
        return self.scales(outputs)


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Warnings of somebody else's code are not the auditor's."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def _detached(value: Any) -> Any:
    return value.detach().cpu().double().numpy() if hasattr(value, "detach") else value


def _roundoff(dtype: str) -> float:
    """Half the distance from 1 to the next number; that of float64 for what is no format of torch."""
    return FORMATS[dtype].eps / 2.0 if dtype in FORMATS else UNIT_ROUNDOFF


def _averaged(value: Any) -> Any:
    return value.mean() if hasattr(value, "mean") else value


def _dependence(base: Any, moved: list[Any]) -> list[tuple[bool, ...]]:
    """For each part of an answer, whether each of the moves changed it."""
    columns = [parts_of(answer) for answer in moved]
    return [
        tuple(
            not np.array_equal(np.asarray(_detached(part)), np.asarray(_detached(column[index])))
            for column in columns
        )
        for index, part in enumerate(parts_of(base))
    ]
