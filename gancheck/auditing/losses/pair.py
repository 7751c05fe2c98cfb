"""The two losses behind one convention: ``d(real, fake)`` and ``g(fake, real)``, whatever they were before."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from torch import Tensor

from gancheck.auditing.losses.called_loss import FAKE, REAL, CalledLoss
from gancheck.auditing.losses.convention import Convention, parse_conventions
from gancheck.auditing.losses.discovery import find_convention, second_player
from gancheck.auditing.losses.packing import Packing
from gancheck.auditing.losses.players import Players, players_of
from gancheck.errors import InvalidInput

__all__ = ["LossPair", "read_pair"]

DRAWN = 4
"""Calls of one loss on the same outputs, to see whether it draws anything."""


@dataclass(frozen=True, kw_only=True)
class LossPair:
    """A discriminator's and a generator's loss, normalised.

    Attributes:
        name: The target's name.
        words: The names that say what it claims to be.
        d_parts: D's loss, or its losses of real and of fake outputs.
        generator: G's loss; None if there is none.
        random: Whether D's or G's loss draws random numbers; they are then drawn at their medians.
        sentences: How the losses are called, and what had to be assumed.
    """

    name: str
    words: tuple[str, ...]
    d_parts: tuple[CalledLoss, ...]
    generator: CalledLoss | None
    random: tuple[str, ...]
    sentences: tuple[str, ...]

    @property
    def packing(self) -> Packing:
        """That of D's loss."""
        return self.d_parts[0].packing

    @property
    def g_packing(self) -> Packing:
        """That of G's loss."""
        return self.packing if self.generator is None else self.generator.packing

    def roundoff(self, player: str) -> float:
        """The relative rounding error of this player's loss."""
        losses = self.d_parts if player == "d" or self.generator is None else (self.generator,)
        return max(each.roundoff for each in losses)

    def d(self, real: Tensor, fake: Tensor) -> Any:
        """D's loss of outputs ``(N, …)`` for real data and ``(M, …)`` for fakes."""
        if len(self.d_parts) == 1:
            return self.d_parts[0](real, fake)
        of_real, of_fake = self.d_parts[0](real, real), self.d_parts[1](fake, fake)
        return of_real.mean() + of_fake.mean()

    def g(self, fake: Tensor, real: Tensor | None = None) -> Any:
        """G's loss of outputs ``(N, …)`` for fakes and, where it wants them, for real data.

        Raises:
            InvalidInput: There is no generator's loss.
        """
        if self.generator is None:
            raise InvalidInput("`generator_loss` is None; give it to audit the generator too.")
        return self.generator(fake if real is None else real, fake)

    def at(self, share: float | None) -> "LossPair":
        """The same with random numbers drawn at this quantile; None leaves them to chance."""
        return replace(
            self,
            d_parts=tuple(replace(part, share=share) for part in self.d_parts),
            generator=None if self.generator is None else replace(self.generator, share=share),
        )


def read_pair(discriminator_loss: Any, generator_loss: Any = None, convention: str | None = None) -> LossPair:
    """Find out how two losses are called.

    Args:
        discriminator_loss: A function, a module, a class, an object with both losses, a factory of one of these, or a
            pair of losses, of real and of fake outputs.
        generator_loss: Likewise; None if it is in the first, or if there is none.
        convention: How they are called, see `parse_conventions`; None to find out.

    Raises:
        InvalidInput: No way to call them was found, or the convention is not one.

    Example:
        >>> pair = read_pair(lambda real, fake: fake.mean() - real.mean(), lambda fake: -fake.mean())
        >>> float(pair.d(pair.packing.batch([1.0, 3.0]), pair.packing.batch([1.0])))
        -1.0
    """
    players = players_of(discriminator_loss, generator_loss)
    said = (None, None) if convention is None else parse_conventions(convention)
    sentences: list[str] = []
    if len(players.d) == 2:
        found = [find_convention(each, "g", said[0]) for each in players.d]
        d_parts = tuple(replace(each.loss, player="d") for each in found)
        sure = True
    else:
        one = find_convention(players.d[0], "d", said[0])
        d_parts, sure = (one.loss,), one.sure
    g, note = _generator(players, d_parts, said[1])
    if not sure:
        d_parts, told = _ordered(d_parts, g)
        sentences.append(told)
    called = "; ".join(str(part.convention) for part in d_parts)
    sentences.insert(0, f"D's loss is called as ({called}){_form(d_parts[0])}.")
    sentences += [note] if note else []
    pair = LossPair(
        name=players.name,
        words=players.words,
        d_parts=d_parts,
        generator=g,
        random=(),
        sentences=tuple(sentences),
    )
    drawn = _random(pair)
    return replace(pair.at(0.5 if drawn else None), random=drawn)


def _generator(
    players: Players, d_parts: tuple[CalledLoss, ...], said: Convention | None
) -> tuple[CalledLoss | None, str]:
    """G's loss, and how it came by."""
    if players.g is not None:
        found = find_convention(players.g, "g", said, d_parts[0].packing).loss
        return found, f"G's loss is called as ({found.convention}){_form(found)}."
    if not players.shared or len(d_parts) == 2:
        return None, ""
    d = d_parts[0]
    if {"for_discriminator", "for_generator"} & set(d.convention.roles) or d.convention.has_label:
        own = replace(d, player="g", picks=d.picks[:1])
        return (
            own,
            f"G's loss is the same function, called as ({d.convention}) for real data: no other was given.",
        )
    both = second_player(d)
    return both, "" if both is None else "One call answers with D's loss and G's."


def _form(loss: CalledLoss) -> str:
    packing = loss.packing
    if packing.sample is not None:
        return " and runs D by itself"
    of = "lists of " * packing.depth + ("arrays" if packing.as_array else f"{packing.dtype} tensors")
    return f", on {of} of shape (N{''.join(f', {size}' for size in packing.shape)}{',' if not packing.shape else ''})"


def _ordered(d_parts: tuple[CalledLoss, ...], g: CalledLoss | None) -> tuple[tuple[CalledLoss, ...], str]:
    """Nameless arguments: the side that D pulls to where G pulls its fakes, or else upwards, is real."""
    (d,) = d_parts
    pull = _rise(d, "real")
    wanted = -1.0 if g is None else _rise(g, "fake")
    if pull * wanted >= 0.0:
        return d_parts, "Which argument is real is assumed: the first. No name says it; `convention` can."
    swapped = {"real": "fake", "fake": "real"}
    convention = replace(
        d.convention, positional=tuple(swapped.get(role, role) for role in d.convention.positional)
    )
    told = "Which argument is real is assumed: the second, so that D and G agree. No name says it; `convention` can."
    return (replace(d, convention=convention),), told


def _rise(loss: CalledLoss, side: str) -> float:
    """By how much a loss rises as the outputs of one side do."""
    up = {side: 0.125}
    real, fake = np.array(REAL[0]) + up.get("real", 0.0), np.array(FAKE[0]) + up.get("fake", 0.0)
    return loss.value(real, fake) - loss.value(REAL[0], FAKE[0])


def _random(pair: LossPair) -> tuple[str, ...]:
    """The players whose loss changes between calls, or with the quantile of its draws, on the same outputs."""

    def differs(loss: CalledLoss) -> bool:
        shares = (*[None] * DRAWN, 0.0, 0.5, 1.0)
        return len({replace(loss, share=share).value(REAL[0], FAKE[0]) for share in shares}) > 1

    found = ["D"] if any(differs(part) for part in pair.d_parts) else []
    if pair.generator is not None and differs(pair.generator):
        found.append("G")
    return tuple(found)
