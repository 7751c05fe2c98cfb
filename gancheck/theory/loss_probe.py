r"""φ, ψ and γ from losses as people write them: called on chosen outputs, nothing else is known of them.

A discriminator's loss of real outputs t and fake outputs s is a game of this kind if it is a mean (or a sum) of
φ over the one and of ψ over the other. Then its mixed second difference vanishes,

.. math:: L(t, s) - L(t', s) - L(t, s') + L(t', s') = 0,

and so does its difference from the average over the outputs of a batch; both are checked before φ is read off as
L(·, s₀) and ψ as L(t₀, ·), each up to a constant.
"""

import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancheck.errors import InvalidInput
from gancheck.numerics.estimate import UNIT_ROUNDOFF
from gancheck.theory.output_loss import INSIDE, OutputLoss

__all__ = ["discriminator_parts", "generator_part"]

Floats = NDArray[np.float64]
Batch = Callable[..., Any]
Rows = tuple[Floats, ...]
"""The outputs that the loss is asked about, in one array for each of its arguments, ``(n,)`` each."""
Together = Callable[[Rows], Floats]

SIZE = 3
"""Outputs in a batch that the loss is called on, of shape (3, 1) or (3,)."""


def discriminator_parts(d_loss: Callable[..., Any]) -> tuple[OutputLoss, OutputLoss]:
    """φ and ψ of a loss ``d_loss(real_outputs, fake_outputs)``, each up to a constant.

    Args:
        d_loss: Takes two batches of outputs and returns a mean, a sum, or one loss for each output; torch tensors
            where torch is loaded and it takes them, NumPy arrays otherwise.

    Raises:
        InvalidInput: It cannot be called so, or it is no sum of a loss of each real and a loss of each fake output.

    Example:
        >>> phi, psi = discriminator_parts(lambda real, fake: np.mean((real - 1.0) ** 2) + np.mean(fake**2))
        >>> psi(np.array([0.0, 2.0])).tolist()
        [0.25, 4.25]
    """
    loss = _BatchLoss(d_loss, 2, "d_loss")
    t, other = INSIDE[0], INSIDE[2]
    corners = [loss.constant(x, y) for x, y in ((t, t), (other, other), (t, other), (other, t))]
    noise = 64.0 * loss.roundoff * max(map(abs, corners))
    if abs(corners[0] + corners[1] - corners[2] - corners[3]) > noise:
        raise InvalidInput(
            "`d_loss` is not a loss of the real outputs plus a loss of the fake ones (its mixed difference is not 0), "
            "as in relativistic GANs; only such losses have a t*(r). Give one of the form E_p φ(t) + E_q ψ(t)."
        )
    loss.require_average()
    anchor = INSIDE[1]
    return (
        OutputLoss(lambda x: loss.each(x, lambda y: (y, np.full_like(y, anchor))), loss.roundoff).confined(),
        OutputLoss(lambda x: loss.each(x, lambda y: (np.full_like(y, anchor), y)), loss.roundoff).confined(),
    )


def generator_part(g_loss: Callable[..., Any]) -> OutputLoss:
    """γ of a loss ``g_loss(fake_outputs)``.

    Raises:
        InvalidInput: It cannot be called so, or it is no average or sum over the outputs.
    """
    loss = _BatchLoss(g_loss, 1, "g_loss")
    loss.require_average()
    return OutputLoss(lambda x: loss.each(x, lambda y: (y,)), loss.roundoff).confined()


class _BatchLoss:
    """A loss of batches, called in the first way that it accepts, and scaled to one output."""

    def __init__(self, function: Batch, arity: int, name: str) -> None:
        if not callable(function):
            raise InvalidInput(f"`{name}` is {function!r}; give a function of the discriminator's outputs.")
        self.function, self.arity, self.name = function, arity, name
        self.roundoff, self._scale = UNIT_ROUNDOFF, 1.0
        self._shape: tuple[int, ...] = (1,)
        self._make = self._first_that_works()
        self._scale = self._reduction()
        self._known: dict[tuple[float, ...], float] = {}
        self._together = self._first_that_agrees()

    def constant(self, *outputs: float) -> float:
        """The loss of batches that hold one output each, three times."""
        return self._call(*(np.full(SIZE, t) for t in outputs))

    def each(self, t: Floats, outputs: Callable[[Floats], Rows]) -> Floats:
        """The loss at each t, NaN where it is refused; all at once if that works."""
        if t.size == 0:
            return t
        rows = outputs(t.ravel())
        found = self._one_by_one(rows) if self._together is None else self._halved(self._together, rows)
        return found.reshape(t.shape)

    def _halved(self, together: Together, rows: Rows) -> Floats:
        """All rows at once; where some are refused, each half by itself, down to the one that is."""
        try:
            return together(rows)
        except Exception:
            if len(rows[0]) == 1:
                return np.array([np.nan])
        half = len(rows[0]) // 2
        parts = (tuple(t[:half] for t in rows), tuple(t[half:] for t in rows))
        return np.concatenate([self._halved(together, part) for part in parts])

    def _one_by_one(self, rows: Rows) -> Floats:
        """The slow way, which no row goes twice."""
        for row in dict.fromkeys(zip(*(t.tolist() for t in rows), strict=True)):
            if row not in self._known:
                try:
                    self._known[row] = self.constant(*row)
                except Exception:
                    self._known[row] = np.nan
        return np.array([self._known[row] for row in zip(*(t.tolist() for t in rows), strict=True)])

    def _mapped(self, rows: Rows) -> Floats:
        """torch.func.vmap runs the loss once for all of them, as if each had been given alone."""
        torch = _torch()
        batches = [self._make(np.repeat(t, SIZE).reshape(len(t), SIZE, *self._shape)) for t in rows]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            answer = torch.func.vmap(self.function)(*batches)
        return self._by_row(answer, len(rows[0]))

    def _unreduced(self, rows: Rows) -> Floats:
        """One batch of all of them, where the loss answers with one number or more for each output."""
        with np.errstate(all="ignore"):
            answer = self.function(*(self._make(t.reshape(-1, *self._shape)) for t in rows))
        return self._by_row(answer, len(rows[0]))

    def _by_row(self, answer: Any, size: int) -> Floats:
        values = answer.detach().cpu().double().numpy() if hasattr(answer, "detach") else np.asarray(answer)
        return np.asarray(values.reshape(size, -1).mean(axis=1) * self._scale, dtype=np.float64)

    def _first_that_agrees(self) -> Together | None:
        """A way of running it at once that gives what running it one by one gives."""
        rows = (INSIDE,) * self.arity
        one_by_one = self._one_by_one(rows)
        for together in (self._mapped, self._unreduced):
            try:
                gap = np.abs(together(rows) - one_by_one)
            except Exception:
                continue
            if (gap <= 8.0 * self.roundoff * np.abs(one_by_one)).all():
                return together
        return None

    def require_average(self) -> None:
        """Refuse a loss of the batch that is not the average of the losses of its outputs."""
        spread = self._call(*(INSIDE for _ in range(self.arity)))
        alone = [self.constant(*(t for _ in range(self.arity))) for t in INSIDE]
        if abs(spread - sum(alone) / SIZE) > 64.0 * self.roundoff * max(map(abs, [spread, *alone])):
            raise InvalidInput(
                f"`{self.name}` of a batch is not the average of the losses of its outputs; only such losses have a "
                "t*(r). Give one that is reduced by a mean or a sum, or not at all."
            )

    def _first_that_works(self) -> Callable[[Floats], Any]:
        refusals: list[str] = []
        for make in (*_tensor_makers(), lambda t: t):
            for shape in ((1,), ()):
                self._shape, self._make = shape, make
                try:
                    value = self._call(*(INSIDE for _ in range(self.arity)))
                except Exception as error:
                    refusals.append(f"{type(error).__name__}: {error}")
                    continue
                if np.isfinite(value):
                    return make
                refusals.append("it is not finite at outputs ¼, ½ and ¾")
        how = "real_outputs, fake_outputs" if self.arity == 2 else "fake_outputs"
        raise InvalidInput(
            f"`{self.name}` cannot be called as {self.name}({how}) on batches of shape (3, 1) or (3,): {refusals[0]}."
        )

    def _reduction(self) -> float:
        """1 for a mean, 1/3 for a sum over a batch of three: a batch of six tells them apart."""
        three = [self._call(*(np.full(SIZE, t),) * self.arity) for t in INSIDE]
        six = [self._call(*(np.full(2 * SIZE, t),) * self.arity) for t in INSIDE]
        noise = 64.0 * self.roundoff * max(map(abs, [*three, *six]))
        if all(abs(a - b) <= noise for a, b in zip(three, six, strict=True)):
            return 1.0
        if all(abs(2.0 * a - b) <= noise for a, b in zip(three, six, strict=True)):
            return 1.0 / SIZE
        raise InvalidInput(
            f"`{self.name}` of six equal outputs is neither that of three nor twice it; reduce it by a mean or a sum."
        )

    def _call(self, *outputs: Floats) -> float:
        with np.errstate(all="ignore"):
            answer = self.function(*(self._make(t.reshape(-1, *self._shape)) for t in outputs))
        if hasattr(answer, "detach"):
            torch = _torch()
            self.roundoff = max(self.roundoff, float(torch.finfo(answer.dtype).eps) / 2.0)
            answer = answer.detach().cpu().double().numpy()
        values = np.asarray(answer, dtype=np.float64)
        # The mean of one number costs as much as a loss.
        return float(values.mean() if values.ndim else values) * self._scale


def _torch() -> Any:
    """Torch, if it is loaded: a loss that needs it has loaded it."""
    return sys.modules.get("torch")


def _tensor_makers() -> tuple[Callable[[Floats], Any], ...]:
    """Batches as tensors in float64 and then in float32, where torch is loaded."""
    torch = _torch()
    if torch is None:
        return ()
    return lambda t: torch.tensor(t, dtype=torch.float64), lambda t: torch.tensor(t, dtype=torch.float32)
