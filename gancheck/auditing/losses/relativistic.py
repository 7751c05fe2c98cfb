r"""Relativistic losses: which closed form, if any, a loss of differences between real and fake outputs has.

With f(x) = softplus(−x), (x − 1)² or max(0, 1 − x), D wants real outputs above fake ones and G the opposite:

.. math:: \text{paired:}\ E f(t - s), \qquad
          \text{averaged:}\ E_t f(t - \bar s) + E_s f(\bar t - s);

G's loss is the same with the signs turned, or D's with the opposite sign.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["RelativisticForm", "relativistic_form"]

Floats = NDArray[np.float64]
Value = Callable[[Sequence[float], Sequence[float]], float]

COUNT, LENGTH = 12, 3
TOLERANCE = 2.0**-16
"""Of the loss's spread: a few hundred roundings of float32. The forms differ by all of it."""

SHAPES: dict[str, Callable[[Floats], Floats]] = {
    "logistic": lambda x: np.logaddexp(0.0, -x),
    "least-squares": lambda x: (x - 1.0) ** 2,
    "hinge": lambda x: np.maximum(0.0, 1.0 - x),
}
HALVES: dict[str, Callable[[Floats, Floats], Floats]] = {
    "f(t − s)": lambda t, s: t - s,
    "f(s − t)": lambda t, s: s - t,
    "f(t − mean s)": lambda t, s: t - s.mean(),
    "f(mean t − s)": lambda t, s: t.mean() - s,
    "f(mean s − t)": lambda t, s: s.mean() - t,
    "f(s − mean t)": lambda t, s: s - t.mean(),
}
"""t is a real output and s a fake one."""
PATTERNS: dict[tuple[str, ...], str] = {
    ("f(t − s)",): "paired",
    ("f(t − mean s)", "f(mean t − s)"): "averaged",
    ("f(s − t)",): "paired, turned",
    ("f(mean s − t)", "f(s − mean t)"): "averaged, turned",
    ("f(t − mean s)",): "half",
    ("f(mean t − s)",): "half",
    ("f(mean s − t)",): "half, turned",
    ("f(s − mean t)",): "half, turned",
    ("f(t − mean s)", "f(s − mean t)"): "contradictory",
    ("f(mean t − s)", "f(mean s − t)"): "contradictory",
}
"""Sums of halves: what D minimises, what G minimises, and what is left of either if a half is lost or turned."""


@dataclass(frozen=True)
class RelativisticForm:
    """What a loss is of the differences.

    Attributes:
        shift_invariant: Whether it stays when all outputs are moved by the same amount.
        symmetric: Whether it stays when real and fake outputs are exchanged.
        values: The loss on the spread batches that it was fitted on.
        shape: ``"logistic"``, ``"least-squares"``, ``"hinge"``, or None if no closed form fits.
        pattern: A value of `PATTERNS`.
        halves: The sum, in words.
        factor: What it is multiplied by; negative if the loss is the opposite of the form.
    """

    shift_invariant: bool
    symmetric: bool
    values: tuple[float, ...]
    shape: str | None = None
    pattern: str = ""
    halves: str = ""
    factor: float = 0.0


def relativistic_form(value: Value) -> RelativisticForm:
    """Fit the closed forms to the loss on spread batches, one after another.

    Args:
        value: ``value(real_outputs, fake_outputs)``, the mean of the loss.
    """
    rng = np.random.default_rng(2)
    real, fake = rng.normal(0.0, 2.0, (2, COUNT, LENGTH))
    seen = np.array([value(t.tolist(), s.tolist()) for t, s in zip(real, fake, strict=True)])
    moved = np.array(
        [value((t + 0.75).tolist(), (s + 0.75).tolist()) for t, s in zip(real, fake, strict=True)]
    )
    limit = TOLERANCE * max(float(np.ptp(seen)), 1e-6)
    turned = np.array([value(s.tolist(), t.tolist()) for t, s in zip(real, fake, strict=True)])
    invariant, symmetric = (bool((np.abs(seen - other) <= limit).all()) for other in (moved, turned))
    measured = invariant, symmetric, tuple(seen.tolist())
    for shape, f in SHAPES.items():
        for halves, pattern in PATTERNS.items():
            model = sum(
                np.array([f(HALVES[half](t, s)).mean() for t, s in zip(real, fake, strict=True)])
                for half in halves
            )
            basis = np.stack([np.asarray(model), np.ones(COUNT)], axis=1)
            factor, constant = np.linalg.lstsq(basis, seen, rcond=None)[0]
            if np.abs(factor * model + constant - seen).max() <= limit:
                return RelativisticForm(*measured, shape, pattern, " + ".join(halves), float(factor))
    return RelativisticForm(*measured)
