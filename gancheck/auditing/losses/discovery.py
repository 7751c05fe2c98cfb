"""Which convention a loss has: the likeliest ones are tried, and its behaviour decides."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from inspect import Parameter
from typing import Any

import numpy as np

from gancheck.auditing.losses.answer import parts_of
from gancheck.auditing.losses.called_loss import FAKE, REAL, CalledLoss
from gancheck.auditing.losses.candidates import candidates, parameters_of
from gancheck.auditing.losses.convention import Convention
from gancheck.auditing.losses.packing import Packing, packings
from gancheck.auditing.losses.parameter_role import is_sure
from gancheck.errors import InvalidInput

__all__ = ["Found", "find_convention", "names_sides", "only_size", "second_player"]

UNCERTAINTY = 2.0**-18
"""Below this share of a value two answers are the same: a few roundings of float32."""
USUAL_SIZES = (1, 2, 3, 4, 5, 8, 10, 16, 20, 25, 32, 50, 64, 100, 128, 200, 256, 512)
"""Sizes of batches that code is written for."""


@dataclass(frozen=True)
class Found:
    """A loss that can be called, and how sure that is.

    Attributes:
        loss: It.
        sure: Whether names or labels say which side is which, or behaviour does.
        refusals: What other conventions that were tried first met.
    """

    loss: CalledLoss
    sure: bool


def find_convention(
    function: Callable[..., Any], player: str, given: Convention | None = None, like: Packing | None = None
) -> Found:
    """The first convention that the loss takes and that makes sense of what it answers.

    Args:
        function: The loss.
        player: ``"d"`` or ``"g"``.
        given: The convention, if somebody said it.
        like: The packing of the other player's loss, which is tried first.

    Raises:
        InvalidInput: No convention fits; the sentence says what was tried and what the first ones met.
    """
    tried = [given] if given is not None else _with_signs(candidates(function, player))
    refusals: list[str] = []
    lenient: CalledLoss | None = None
    for convention in tried:
        for packing in _packings(convention, like):
            try:
                loss = CalledLoss(function, player, convention, packing).settled()
                sensible = _is_sensible(loss, strict=given is None)
            except Exception as error:
                if packing.depth == 0:
                    refusals.append(f"{convention}: {type(error).__name__}: {error}")
                continue
            if sensible:
                return Found(loss, given is not None or names_sides(function, convention))
            likely = convention == tried[0] or not convention.has_label
            if (
                lenient is None
                and likely
                and _is_sensible(loss, strict=False)
                and names_sides(function, convention)
            ):
                lenient = loss
            break
    if lenient is not None:
        return Found(lenient, True)
    name = "discriminator_loss" if player == "d" else "generator_loss"
    first = refusals[0] if refusals else "no argument changes its value"
    raise InvalidInput(
        f"`{name}` was called in {len(tried)} ways ({'; '.join(map(str, tried[:4]))} …) and none fits ({first}); "
        "say how it is called with `convention`, such as 'real,fake', 'output,is_real' or 'D,real,fake'."
    )


def names_sides(function: Callable[..., Any], convention: Convention) -> bool:
    """Whether labels, or the names of parameters, say which outputs are real and which fake."""
    if convention.has_label or "real" not in convention.roles:
        return True
    required = [each for each in parameters_of(function) if each.default is Parameter.empty]
    return any(is_sure(each) for each in required)


def _with_signs(found: list[Convention]) -> list[Convention]:
    """After each convention with a target of ones and zeros the one with a target of signs."""
    made = []
    for each in found:
        made.append(each)
        if "target" in each.roles:
            made.append(
                replace(each, positional=tuple("sign" if r == "target" else r for r in each.positional))
            )
    return list(dict.fromkeys(made))


def _packings(convention: Convention, like: Packing | None) -> Sequence[Packing]:
    every = list(packings(convention.runs_discriminator))
    if like is None or (like.sample is None) == convention.runs_discriminator:
        return every
    return [like, *(each for each in every if each != like)]


def _is_sensible(loss: CalledLoss, *, strict: bool) -> bool:
    """Whether the value is a finite number that depends on what it should depend on.

    Strictly: on real and on fake outputs, or in opposite directions on the outputs of the two labels. Otherwise on
    something.
    """
    base = loss.value(REAL[0], FAKE[0])
    if not np.isfinite(base):
        raise ValueError("it is not finite at outputs between 0 and 1")
    moved = [near or far for near, far in zip(_moved(loss, 1.0), _moved(loss, 8.0), strict=True)]
    if loss.player == "g":
        return moved[1] or (not strict and any(moved))
    if loss.convention.by_branch and strict:
        return _opposite(loss)
    if loss.convention.by_branch and "is_real" not in loss.convention.roles:
        return _opposite(loss)
    return all(moved) or (not strict and any(moved))


def _moved(loss: CalledLoss, scale: float) -> tuple[bool, bool]:
    """Whether real, and whether fake outputs of this scale move it; hinges are blind to small ones."""
    real, fake = ([[scale * (t - 0.5) + 0.5 for t in row] for row in side] for side in (REAL, FAKE))
    try:
        base, *others = (
            loss.value(*rows) for rows in ((real[0], fake[0]), (real[1], fake[0]), (real[0], fake[1]))
        )
    except Exception:
        return False, False
    noise = UNCERTAINTY * max(abs(base), 1.0)
    return abs(others[0] - base) > noise, abs(others[1] - base) > noise


def only_size(function: Callable[..., Any], player: str) -> int | None:
    """The one number of samples that a loss takes, where it takes no other."""
    for convention in candidates(function, player)[:2]:
        for packing in (Packing(), Packing(()), Packing(dtype="float32"), Packing((), "float32")):
            loss = CalledLoss(function, player, convention, packing)
            taken = [size for size in USUAL_SIZES if _takes(loss, size)]
            if len(taken) == 1:
                return taken[0]
    return None


def _takes(loss: CalledLoss, size: int) -> bool:
    try:
        return bool(np.isfinite(loss.value([0.25] * size, [0.75] * size)))
    except Exception:
        return False


def _opposite(loss: CalledLoss) -> bool:
    """Whether a higher output is better under one label and worse under the other."""
    base = loss.value([0.5] * 3, [0.5] * 3)
    real = loss.value([0.75] * 3, [0.5] * 3) - base
    fake = loss.value([0.5] * 3, [0.75] * 3) - base
    return bool(real * fake < 0.0)


def second_player(loss: CalledLoss) -> CalledLoss | None:
    """G's loss where one call answers ``(d_loss, g_loss)``: a second part that pulls the fakes the other way.

    Args:
        loss: D's.
    """
    packing = loss.packing
    if loss.convention.by_branch:
        return None
    parts = [
        len(parts_of(answer)) for answer in loss.answers(*(packing.batch(side[0]) for side in (REAL, FAKE)))
    ]
    if parts != [2]:
        return None
    other = replace(loss, player="g", picks=(lambda answer: parts_of(answer)[1],))
    pulls = [
        each.value(REAL[0], np.array(FAKE[0]) + 0.125) - each.value(REAL[0], FAKE[0])
        for each in (loss, other)
    ]
    return other if pulls[0] * pulls[1] < 0.0 else None
