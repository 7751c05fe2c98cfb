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

__all__ = ["Found", "find_convention", "names_sides"]

UNCERTAINTY = 2.0**-18
"""Below this share of a value two answers are the same: a few roundings of float32."""


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
    noise = UNCERTAINTY * max(abs(base), 1.0)
    moved = [abs(loss.value(*outputs) - base) > noise for outputs in ((REAL[1], FAKE[0]), (REAL[0], FAKE[1]))]
    if loss.player == "g":
        return moved[1] or (not strict and any(moved))
    if loss.convention.by_branch and strict:
        return _opposite(loss)
    if loss.convention.by_branch and "is_real" not in loss.convention.roles:
        return _opposite(loss)
    return all(moved) or (not strict and any(moved))


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
