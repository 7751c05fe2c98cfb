r"""The output that is best for the discriminator at one density ratio: t*(r) = argmin_t r φ(t) + ψ(t)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gancheck.theory.output_loss import OutputLoss

__all__ = ["OptimalOutput", "optimal_output"]

Floats = NDArray[np.float64]
Objective = Callable[[Floats], Floats]

FARTHEST = 1e6
GOLDEN = (np.sqrt(5.0) - 1.0) / 2.0
SHRINKINGS = 50
"""Golden sections at most: 0.618^50 = 4e-11 of a bracket."""
NARROW = 9
"""After so many a bracket is 0.618^9 = 1/76 of what it was, and a smooth objective is nearly a parabola in it."""
BESIDE = 2.0**-26
"""√u: where a smooth objective has risen by u."""


def _outputs() -> Floats:
    """Where a minimum is first looked for: evenly to ±8, geometrically to ±10⁶, and densely at both ends of [0, 1]."""
    near, far = np.linspace(-8.0, 8.0, 129), np.geomspace(8.0, FARTHEST, 60)
    ends = 10.0 ** -np.linspace(1.0, 7.0, 25)
    return np.unique(np.concatenate([-far, near, far, ends, 1.0 - ends]))


OUTPUTS = _outputs()


@dataclass(frozen=True)
class OptimalOutput:
    """t*(r) as a minimiser found it.

    Attributes:
        t: t*(r), ``(n,)``; ±∞ where r φ + ψ falls without end.
        error: Every t whose objective is indistinguishable from the least one is within this of ``t``, ``(n,)``.
        kink: Whether the objective has a corner there, so that t* stands still while r moves, ``(n,)`` of bool.
    """

    t: Floats
    error: Floats
    kink: NDArray[np.bool_]


def optimal_output(phi: OutputLoss, psi: OutputLoss, r: Floats) -> OptimalOutput:
    r"""Minimise :math:`r\,\varphi(t) + \psi(t)` over t, for each r, from values of φ and ψ alone.

    A grid finds the bracket of the least value and golden sections shrink it. Nothing is assumed smooth.

    Args:
        phi: The loss of a real output.
        psi: The loss of a fake output.
        r: Density ratios p/q, ``(n,)``, positive.

    Example:
        >>> softplus = OutputLoss(lambda t: np.logaddexp(0.0, t))
        >>> best = optimal_output(OutputLoss(lambda t: np.logaddexp(0.0, -t)), softplus, np.array([3.0]))
        >>> bool(abs(best.t[0] - np.log(3.0)) <= best.error[0] < 1e-6)
        True

    References:
        [goodfellow2014] Proposition 1; [nowozin2016] Eq. (5).
    """
    share = r / (1.0 + r)

    def objective(t: Floats) -> Floats:
        value = share * phi(t) + (1.0 - share) * psi(t)
        return np.where(np.isfinite(value), value, np.inf)

    with np.errstate(invalid="ignore"):
        table = share[:, None] * phi(OUTPUTS) + (1.0 - share)[:, None] * psi(OUTPUTS)
    table = np.where(np.isfinite(table), table, np.inf)
    best = table.argmin(axis=1)
    low, high = OUTPUTS[np.maximum(best - 1, 0)], OUTPUTS[np.minimum(best + 1, len(OUTPUTS) - 1)]
    grid, least = OUTPUTS[best], table.min(axis=1)
    unit = (share * phi.noise(grid) + (1.0 - share) * psi.noise(grid)) / 4.0
    t = _golden(objective, low, high, unit)
    t = np.where(objective(t) < least, t, grid)
    noise = share * phi.noise(t) + (1.0 - share) * psi.noise(t)
    error = _indistinguishable(objective, t, noise)
    kink = _kink(objective, lambda x: share * phi(x), t, noise)
    endless = _endless(table, best)
    return OptimalOutput(np.where(endless, np.copysign(np.inf, grid), t), error, kink & ~endless)


def _golden(objective: Objective, low: Floats, high: Floats, unit: Floats) -> Floats:
    """Golden sections of all brackets at once, each until its ends are no higher than its inside by one rounding.

    On the way a smooth objective has its least value at the vertex of a parabola: where that is as flat, a row is done.
    One with a corner goes on. A row that is done asks nothing new.
    """
    left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_low, at_left, at_right, at_high = (objective(t) for t in (low, left, right, high))
    vertex, flat = left, np.zeros(low.shape, dtype=bool)
    for section in range(SHRINKINGS):
        going = ~flat & (np.maximum(at_low, at_high) > np.minimum(at_left, at_right) + unit)
        if not going.any():
            break
        if section == NARROW:
            middle = np.where(at_left < at_right, left, right)
            vertex, flat = _vertex(objective, np.where(going, middle, low), unit)
            flat = flat & going & (low < vertex) & (vertex < high)
            flat = flat & (objective(vertex) <= np.minimum(at_left, at_right) + unit)
            going = going & ~flat
        down, up = going & (at_left < at_right), going & ~(at_left < at_right)
        low, at_low = np.where(up, left, low), np.where(up, at_left, at_low)
        high, at_high = np.where(down, right, high), np.where(down, at_right, at_high)
        fresh = np.where(down, high - GOLDEN * (high - low), low + GOLDEN * (high - low))
        fresh = np.where(going, fresh, left)
        value = objective(fresh)
        left, right = np.select([down, up], [fresh, right], left), np.select([down, up], [left, fresh], right)
        at_left, at_right = (
            np.select([down, up], [value, at_right], at_left),
            np.select([down, up], [at_left, value], at_right),
        )
    return np.asarray(np.where(flat, vertex, np.where(at_left < at_right, left, right)))


def _vertex(objective: Objective, t: Floats, unit: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """The vertices of parabolas of half-widths 2⁻¹⁰ and 2⁻¹³, and whether the objective is flat there.

    The vertex errs by the square of the width, 2⁻²⁶ in the end. At that distance a smooth objective has risen by u or
    less, one that falls or has a corner has not.
    """
    scale = np.maximum(np.abs(t), 1.0)
    with np.errstate(all="ignore"):
        for width in (2.0**-10, 2.0**-13):
            below, at, above = (objective(t + sign * width * scale) for sign in (-1.0, 0.0, 1.0))
            move = 0.5 * (below - above) / (below - 2.0 * at + above)
            t = np.where(np.abs(move) <= 4.0, t + move * width * scale, t)
        at, near = objective(t), [objective(t + sign * BESIDE * scale) for sign in (-1.0, 1.0)]
        return t, np.abs(near - at).max(axis=0) <= 2.0 * unit


def _indistinguishable(objective: Objective, t: Floats, noise: Floats) -> Floats:
    """The least distance, of 1, ¼, …, 4⁻²⁴, at which the objective rises by more than its rounding on both sides.

    By bisection of the exponent: what rises at one distance rises at the larger ones.
    """
    least, scale = objective(t), np.maximum(np.abs(t), 1.0)
    rising, resting = np.full(t.shape, -1), np.full(t.shape, 25)
    for _ in range(5):
        middle = (rising + resting) // 2
        distance = 4.0**-middle * scale
        rises = np.minimum(objective(t - distance), objective(t + distance)) - least > noise
        rising, resting = np.where(rises, middle, rising), np.where(rises, resting, middle)
    return np.where(rising >= 0, 4.0**-rising * scale, np.inf)


def _kink(objective: Objective, real: Objective, t: Floats, noise: Floats) -> NDArray[np.bool_]:
    """A corner rises in proportion to the distance, 2^-26 here; a smooth minimum by its square."""
    step = BESIDE * np.maximum(np.abs(t), 1.0)
    with np.errstate(invalid="ignore"):
        rise = np.minimum(objective(t - step), objective(t + step)) - objective(t)
        steepness = np.maximum(np.abs(real(t + step) - real(t)), np.abs(real(t - step) - real(t)))
    return np.isfinite(rise) & (rise > 2.0**-12 * steepness) & (rise > noise)


def _endless(table: Floats, best: NDArray[np.intp]) -> NDArray[np.bool_]:
    """At an end of the grid and still falling, by more than rounding: no finite output is best."""
    rows = np.arange(len(table))
    inner = np.where(best == 0, 1, table.shape[1] - 2)
    at_end = (best == 0) | (best == table.shape[1] - 1)
    fall = table[rows, inner] - table[rows, best]
    return np.asarray(at_end & (fall > 1e-6 * np.maximum(np.abs(table[rows, best]), 1e-6)))
