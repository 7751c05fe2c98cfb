r"""Which way each player moves outputs, from differences of values of its loss.

D is right if what it does to real outputs is the opposite of what it does to fake ones in the end, at
:math:`r = p/q \to 0` and :math:`r \to \infty`; G is right if it moves fakes to where D puts real data.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from gancheck.auditing.losses.batch_probe import BatchProbe
from gancheck.auditing.losses.output_parts import OutputParts
from gancheck.auditing.losses.pair import LossPair

__all__ = ["Pulls", "read_pulls"]

FAR = 8.0
"""What stands for an infinite best output: |log r| at r = 3000, beyond all ratios that are looked at."""
BATCHES = 8


@dataclass(frozen=True)
class Pulls:
    """Signs: 1 upwards, −1 downwards, 0 where it is not one and the same.

    Attributes:
        real: Where D moves real outputs in the end.
        fake: Where D moves fakes in the end.
        generator: Where G moves fakes; None without its loss.
        span: The best outputs at the least and at the greatest density ratio; None for losses that are no sums.
    """

    real: int
    fake: int
    generator: int | None
    span: tuple[float, float] | None = None


def read_pulls(pair: LossPair, d: BatchProbe, g: BatchProbe | None, parts: OutputParts | None) -> Pulls:
    """From t*(r) where there is one, from moved batches otherwise."""
    if parts is not None and parts.game is not None and d.additive:
        t = parts.game.fingerprint.t_star
        low, high = float(t.value[0]), float(t.value[-1])
        up = (
            _apart(low, high, t.error)
            if np.isfinite(t.error).all() or not np.isfinite([low, high]).all()
            else _slopes(parts)
        )
        generator = None if parts.gamma is None else _descent(parts, low, high)
        if generator is None and g is not None:
            generator = _moved(pair, "g", "fake")
        return Pulls(up, -up, generator, (low, high))
    return Pulls(
        _moved(pair, "d", "real"), _moved(pair, "d", "fake"), None if g is None else _moved(pair, "g", "fake")
    )


def _apart(low: float, high: float, errors: np.ndarray[Any, Any]) -> int:
    """The sign of the step from one best output to the other; an infinite one is where it is."""
    doubt = sum(float(errors[index]) for index, at in ((0, low), (-1, high)) if np.isfinite(at))
    return 0 if low == high or abs(high - low) <= doubt else int(np.sign(high - low))


def _slopes(parts: OutputParts) -> int:
    """Where losses are flat at their ends, a best output is any on a plateau: which way φ falls and ψ rises."""
    ends = np.array([-FAR, FAR]) if parts.phi.domain[0] < 0.0 else np.array([0.05, 0.95])
    falls = [int(np.sign(loss(ends)[0] - loss(ends)[1])) for loss in (parts.phi, parts.psi)]
    return falls[0] if falls[0] == -falls[1] else 0


def _descent(parts: OutputParts, low: float, high: float) -> int:
    """Where γ is lower: at the best output for real data or at that for fakes; else which way it falls all over."""
    assert parts.gamma is not None
    confined = parts.gamma.domain == (0.0, 1.0)
    ends = np.clip([low, high], 0.0 if confined else -FAR, 1.0 if confined else FAR)
    if ends[0] == ends[1]:
        ends = np.array([0.05, 0.95]) if confined else np.array([-2.0, 2.0])
    ends = np.sort(ends)
    values = parts.gamma(ends)
    noise = float(parts.gamma.noise(ends).sum()) + 1e-9 * float(np.abs(values).max())
    if np.isfinite(values).all() and abs(values[1] - values[0]) > noise:
        return int(np.sign(values[0] - values[1]))
    return 0


def _moved(pair: LossPair, player: str, side: str) -> int:
    """The sign of the loss's fall as one side is moved up, where it is the same on all batches."""
    packing = pair.packing if player == "d" else pair.g_packing
    rng = np.random.default_rng(1)
    signs = set()
    for _ in range(BATCHES):
        real, fake = rng.normal(0.0, 1.5, (2, 3))
        shift = 0.125

        def value(up: float, real: np.ndarray = real, fake: np.ndarray = fake) -> float:
            batches = (
                packing.batch(real + (up if side == "real" else 0.0)),
                packing.batch(fake + (up if side == "fake" else 0.0)),
            )
            answer = pair.d(*batches) if player == "d" else pair.g(batches[1], batches[0])
            values = answer.detach().double().numpy() if hasattr(answer, "detach") else np.asarray(answer)
            return float(values.mean())

        try:
            fall = value(0.0) - value(shift)
        except Exception:
            return 0
        signs.add(int(np.sign(fall)) if np.isfinite(fall) else 0)
    signs.discard(0)
    return signs.pop() if len(signs) == 1 else 0
