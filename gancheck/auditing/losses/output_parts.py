"""φ, ψ and γ of a pair of losses, and the game that they make, read at outputs that fill a whole batch."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

import numpy as np
from torch import Tensor

from gancheck.auditing.losses.called_loss import FAKE, REAL
from gancheck.auditing.losses.output_form import Form, form_of, is_probability_loss, model_of
from gancheck.auditing.losses.pair import LossPair
from gancheck.numerics.estimate import UNIT_ROUNDOFF
from gancheck.theory.identified_game import Game, identify_game
from gancheck.theory.loss_probe import discriminator_parts, generator_part
from gancheck.theory.output_loss import OutputLoss

__all__ = ["OutputParts", "read_parts"]

Floats = np.ndarray[Any, np.dtype[np.float64]]
EVERYWHERE = np.concatenate([-np.geomspace(1e6, 1e-3, 24), np.geomspace(1e-3, 1e6, 24)])
"""Outputs all over the range in which a best one is looked for."""
AGREEMENT = 2.0**-16
"""Of the size of a closed form: more than float32 rounds, and less than any other loss would be off by at 10⁶."""


PATIENCE = 4.0
"""Seconds for losses that have to be called at one output after another."""


class _TooSlow(BaseException):
    """Not an Exception: what is refused at one output is caught there, and the search goes on."""


@dataclass(frozen=True, kw_only=True)
class OutputParts:
    """Losses of one output each.

    Attributes:
        phi: D's loss of a real output.
        psi: D's loss of a fake output.
        gamma: G's loss of a fake output; None without one, or where it is no loss of fake outputs alone.
        forms: What each is, under its name in Greek.
        game: The game of the losses, or of the forms that they nearly have; None if there is none, for ``reason``.
        rounded: Whether ``game`` is that of the nearby forms.
        reason: Why there is no game.
    """

    phi: OutputLoss
    psi: OutputLoss
    gamma: OutputLoss | None
    forms: dict[str, Form]
    game: Game | None
    rounded: bool
    reason: str


def read_parts(pair: LossPair, *, mixes: bool, generator: bool) -> OutputParts:
    """Read them off.

    Args:
        pair: Losses that add up over real and fake outputs.
        mixes: Whether a loss of a batch is not the average over its samples: then each output is given a batch of its
            own.
        generator: Whether G's loss depends on fake outputs by themselves.

    Raises:
        InvalidInput: D's loss has no values at ordinary outputs.
    """
    inside = pair.g_packing

    def d_loss(real: Tensor, fake: Tensor) -> Any:
        return pair.d(_shaped(pair, real), _shaped(pair, fake))

    def g_loss(fake: Tensor) -> Any:
        real = inside.batch(REAL[0][:1]).expand(len(fake), *inside.shape)
        return pair.g(_shaped(pair, fake, "g"), real)

    losses_of = (_alone(d_loss), _alone(g_loss)) if mixes else (d_loss, g_loss)
    own = losses_of[1]
    phi, psi = discriminator_parts(losses_of[0])
    gamma = generator_part(own) if generator and pair.generator is not None else None
    forms = {"φ": form_of(phi), "ψ": form_of(psi)} | ({"γ": form_of(gamma)} if gamma is not None else {})
    losses = (phi, psi) if gamma is None else (phi, psi, gamma)
    game, rounded, reason = _game(losses_of[0], own if gamma is not None else None, forms, losses)
    return OutputParts(phi=phi, psi=psi, gamma=gamma, forms=forms, game=game, rounded=rounded, reason=reason)


def closed_form(form: Form, loss: OutputLoss) -> Callable[[Floats], Floats] | None:
    """The form as a function of the output, if the loss is that everywhere: quicker to look at than the loss itself.

    A cross-entropy stands for itself even where the loss that was read is not as stable.
    """
    made = model_of(form, is_probability_loss(loss))
    if made is None or form.kind == "logistic":
        return made
    with np.errstate(all="ignore"):
        expected, seen = made(EVERYWHERE), loss(EVERYWHERE)
        offset = made(EVERYWHERE[:1] * 0.0) - loss(EVERYWHERE[:1] * 0.0)
        size = np.abs(expected) + np.abs(expected[len(expected) // 2]) + abs(form.parameters[-1])
    close = np.abs(expected - seen - offset) <= AGREEMENT * np.maximum(size, loss.roundoff)
    return made if (close | ~np.isfinite(expected)).all() else None


def _game(
    d_loss: Callable[..., Any],
    g_loss: Callable[..., Any] | None,
    forms: dict[str, Form],
    losses: tuple[OutputLoss, ...],
) -> tuple[Game | None, bool, str]:
    models = [closed_form(form, loss) for form, loss in zip(forms.values(), losses, strict=True)]
    rounded = any(not form.exact for form in forms.values())
    try:
        if all(models):
            return identify_game(**dict(zip(("phi", "psi", "gamma"), models, strict=False))), rounded, ""
        until = monotonic() + PATIENCE
        if all(loss.roundoff == UNIT_ROUNDOFF for loss in losses):
            timed = [_timed(loss, until) for loss in losses]
            return identify_game(**dict(zip(("phi", "psi", "gamma"), timed, strict=False))), False, ""
        d_loss, g_loss = _timed(d_loss, until), None if g_loss is None else _timed(g_loss, until)
        return identify_game(d_loss, g_loss), False, ""
    except _TooSlow:
        return None, False, f"they are no known form, and slow: not all of it was measured in {PATIENCE:g} s"
    except Exception as error:
        return None, False, str(error)


def _timed(function: Callable[..., Any], until: float) -> Callable[..., Any]:
    """The function, until it is too late."""

    def timed(*arguments: Any) -> Any:
        if monotonic() > until:
            raise _TooSlow
        return function(*arguments)

    return timed


def _shaped(pair: LossPair, outputs: Tensor | Floats, player: str = "d") -> Any:
    """Outputs ``(n,)`` or ``(n, 1)`` in the shape and dtype that the loss was read in."""
    import torch

    packing = pair.packing if player == "d" else pair.g_packing
    rows = torch.as_tensor(outputs).reshape(-1, *[1] * len(packing.shape))
    return rows.expand(-1, *packing.shape).to(getattr(torch, packing.dtype))


def _alone(loss: Callable[..., Any]) -> Callable[..., Any]:
    """The mean of what the loss is on batches that hold one output each."""

    def alone(*batches: Tensor) -> Any:
        rows = [
            loss(*(batch[index : index + 1].expand(len(FAKE[0]), *batch.shape[1:]) for batch in batches))
            for index in range(len(batches[0]))
        ]
        return sum(row.mean() if hasattr(row, "mean") else row for row in rows) / len(rows)

    return alone
