"""A loss as a function of the discriminator's output: whatever was handed in, seen as NumPy in and NumPy out."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancheck.errors import InvalidInput
from gancheck.numerics.estimate import UNIT_ROUNDOFF

__all__ = ["OutputLoss", "output_loss"]

Floats = NDArray[np.float64]
INSIDE = np.array([0.25, 0.5, 0.75])
"""Outputs that are probabilities, logits and scores alike: every loss has a value there."""


@dataclass(frozen=True)
class OutputLoss:
    """An elementwise loss ``t ↦ loss``, NaN where it has no value.

    Attributes:
        function: ``(n,) -> (n,)``.
        roundoff: Relative rounding error of its values: that of the dtype that it answers in.
        domain: It is not called outside of this interval.
    """

    function: Callable[[Floats], Floats] = field(repr=False)
    roundoff: float = UNIT_ROUNDOFF
    domain: tuple[float, float] = (-np.inf, np.inf)

    def noise(self, t: Floats) -> Floats:
        """By how much a value at t may be rounded: relative to it, or to the loss at ordinary outputs if larger.

        A loss such as 1 − e^{−t} is small near t = 0 and yet rounded like e^{−t}.
        """
        return 8.0 * self.roundoff * np.maximum(np.abs(self(t)), self.size)

    @cached_property
    def size(self) -> float:
        """How large the loss is at ordinary outputs."""
        return float(np.abs(self(INSIDE)).max())

    def __call__(self, t: Floats) -> Floats:
        """The loss at each output, ``(n,)``; NaN outside the domain."""
        t = np.asarray(t, dtype=np.float64)
        inside = (t >= self.domain[0]) & (t <= self.domain[1])
        values = np.full(t.shape, np.nan)
        if inside.any():
            with np.errstate(all="ignore"):
                values[inside] = self.function(t[inside])
        return values

    def confined(self) -> "OutputLoss":
        """The same, with its domain if that is [0, 1]: asking a cross-entropy beyond it is slow, since it raises."""
        beyond = self(np.array([-1e-9, 1.0 + 1e-9]))
        return self if np.isfinite(beyond).any() else replace(self, domain=(0.0, 1.0))


def output_loss(f: Callable[[Any], Any], name: str) -> OutputLoss:
    """A callable of NumPy arrays or of torch tensors as an `OutputLoss`.

    It is tried on NumPy arrays, and on tensors if that fails and torch is loaded: a callable that needs torch has
    loaded it. Where it refuses a value of t, as a cross-entropy does outside [0, 1], it has no value.

    Args:
        f: Elementwise on the discriminator's output t.
        name: What the argument is called in a refusal.

    Raises:
        InvalidInput: It is not callable, is not elementwise, or has no finite value at t = ¼, ½ and ¾.
    """
    if not callable(f):
        raise InvalidInput(f"`{name}` is {f!r}; give a function of the discriminator's output.")
    refusals: list[str] = []
    for call in (_on_numpy, _on_torch):
        try:
            values, roundoff = call(f, INSIDE)
        except Exception as error:
            refusals.append(f"{type(error).__name__}: {error}")
            continue
        if values.shape not in ((), INSIDE.shape):
            raise InvalidInput(
                f"`{name}` answers {INSIDE.shape} outputs with shape {values.shape}; give it elementwise, unreduced."
            )
        if not np.isfinite(values).all():
            raise InvalidInput(f"`{name}` is not finite at t = ¼, ½ and ¾, where every loss has a value.")
        return OutputLoss(_guarded(f, call), roundoff).confined()
    raise InvalidInput(f"`{name}` fails on an array of outputs ({'; '.join(refusals)}); give it elementwise.")


Call = Callable[[Callable[[Any], Any], Floats], tuple[Floats, float]]


def _on_numpy(f: Callable[[Any], Any], t: Floats) -> tuple[Floats, float]:
    with np.errstate(all="ignore"):
        answer = f(t.copy())
    if hasattr(answer, "detach"):
        raise TypeError("it answers an array with a tensor")
    return np.asarray(answer, dtype=np.float64), UNIT_ROUNDOFF


def _on_torch(f: Callable[[Any], Any], t: Floats) -> tuple[Floats, float]:
    torch = sys.modules.get("torch")
    if torch is None:
        raise TypeError("torch is not loaded")
    with torch.no_grad():
        answer = f(torch.tensor(t, dtype=torch.float64))
    roundoff = torch.finfo(answer.dtype).eps / 2.0
    return answer.detach().cpu().double().numpy(), float(roundoff)


def _guarded(f: Callable[[Any], Any], call: Call) -> Callable[[Floats], Floats]:
    """All outputs at once; where some are refused, each half by itself, down to the one that is."""

    def guarded(t: Floats) -> Floats:
        try:
            return np.broadcast_to(call(f, t)[0], t.shape)
        except Exception:
            if t.size <= 1:
                return np.full(t.shape, np.nan)
        flat, half = t.ravel(), t.size // 2
        return np.concatenate([guarded(flat[:half]), guarded(flat[half:])]).reshape(t.shape)

    return guarded
