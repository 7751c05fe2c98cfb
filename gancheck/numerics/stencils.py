"""First and second derivatives of a black-box function, elementwise, each with a measured error."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate

__all__ = ["first_and_second_derivative"]

Floats = NDArray[np.float64]

OFFSETS = np.arange(-4.0, 5.0)
EIGHTH = (
    np.array([1 / 280, -4 / 105, 1 / 5, -4 / 5, 0.0, 4 / 5, -1 / 5, 4 / 105, -1 / 280]),
    np.array([-1 / 560, 8 / 315, -1 / 5, 8 / 5, -205 / 72, 8 / 5, -1 / 5, 8 / 315, -1 / 560]),
)
SIXTH = (
    np.array([0.0, -1 / 60, 3 / 20, -3 / 4, 0.0, 3 / 4, -3 / 20, 1 / 60, 0.0]),
    np.array([0.0, 1 / 90, -3 / 20, 3 / 2, -49 / 18, 3 / 2, -3 / 20, 1 / 90, 0.0]),
)
"""Weights of the central differences of orders 8 and 6 for f′ and f″."""

HALVINGS = 12


def first_and_second_derivative(
    f: Callable[[Floats], Floats],
    x: Floats,
    roundoff: float = UNIT_ROUNDOFF,
    floor: float = 0.0,
    first: int = 0,
) -> tuple[Estimate, Estimate]:
    r"""``f′(x)`` and ``f″(x)`` by central differences of order 8, each at the step that serves it best.

    The error is the distance from the difference of order 6, which is the larger of the two truncation errors as long
    as f is smooth on the stencil, plus the rounding of the values and of the arguments,

    .. math:: \frac1{h^k} \sum_j |w_j|\,\Big(2u|f_j| + u\,(2|x + jh| + |jh|)\,\max|f'|\Big).

    An argument is rounded as jh and x + jh are formed, and once more by f if it multiplies its argument, or stores it
    in fewer digits, before all else. The slope is the steepest between neighbours on the stencil: the slope at a node
    lies between the two beside it where f′ is monotone. Of the steps :math:`h = 2^{-k} \max(|x|, 1)/4` the one with the
    least error is taken; a step whose stencil leaves the domain of f has none, and none is tried whose rounding alone,
    which grows as :math:`h^{-k}`, would exceed the least error so far. Half of a stencil's nodes are those of the next.

    Args:
        f: Elementwise on arrays; NaN or infinite outside its domain.
        x: Points, ``(n,)``.
        roundoff: u, the relative rounding error of the values of f.
        floor: Least size of what is rounded: f = 1 − e^{−t} is small near t = 0 and yet rounded like e^{−t}.
        first: The least k that is tried. Fewer values of f are needed where it is near the best one; the error grows
            where it is beyond that.

    Returns:
        f′ and f″, ``(n,)``; NaN with error ∞ where no stencil fits.

    Example:
        >>> slope, bend = first_and_second_derivative(np.exp, np.array([0.0]))
        >>> bool(abs(slope.value[0] - 1.0) <= slope.error[0] < 1e-10)
        True
    """
    steps: Floats = np.maximum(np.abs(x), 1.0) * 2.0 ** -(2 + first)
    values = _at_nodes(f, x, steps, OFFSETS)
    slope, bend = (Estimate(np.full_like(x, np.nan), np.full_like(x, np.inf)) for _ in range(2))
    going = np.arange(len(x))
    for _ in range(first, HALVINGS):
        with np.errstate(all="ignore"):
            noise = _rounding(values, x[going], steps, roundoff, floor)
            done = _improved(slope, going, values, noise, steps, 0) & _improved(
                bend, going, values, noise, steps, 1
            )
        going, steps = going[~done], steps[~done] / 2.0
        if not len(going):
            break
        finer = np.empty((len(going), len(OFFSETS)))
        finer[:, 0::2] = values[~done, 2:7]
        finer[:, 1::2] = _at_nodes(f, x[going], steps, OFFSETS[1::2])
        values = finer
    return slope, bend


def _at_nodes(f: Callable[[Floats], Floats], x: Floats, steps: Floats, offsets: Floats) -> Floats:
    points = x[:, None] + offsets * steps[:, None]
    return np.asarray(f(points.ravel())).reshape(points.shape)


def _rounding(values: Floats, x: Floats, steps: Floats, roundoff: float, floor: float) -> Floats:
    """That of each value, and what that of its argument does to it."""
    moves = OFFSETS * steps[:, None]
    steepest = np.abs(np.diff(values, axis=1)).max(axis=1, keepdims=True) / steps[:, None]
    displaced = roundoff * (2.0 * np.abs(x[:, None] + moves) + np.abs(moves))
    return np.asarray(2.0 * roundoff * np.maximum(np.abs(values), floor) + displaced * steepest)


def _improved(
    best: Estimate, going: NDArray[np.intp], values: Floats, noise: Floats, steps: Floats, order: int
) -> NDArray[np.bool_]:
    """Enter the derivative in ``best`` where its error is the least so far; whether a smaller step is hopeless."""
    scale = steps ** (order + 1)
    fine, coarse = (values @ weights[order] / scale for weights in (EIGHTH, SIXTH))
    rounding = noise @ np.abs(EIGHTH[order]) / scale
    error = np.abs(fine - coarse) + rounding
    better = error < best.error[going]
    best.value[going[better]], best.error[going[better]] = fine[better], error[better]
    return np.asarray(rounding * 2.0 ** (order + 1) >= best.error[going])
