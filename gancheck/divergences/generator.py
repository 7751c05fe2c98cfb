r"""A generator f of an f-divergence, with what a variational player needs of it; it checks itself when it is built.

:math:`D_f(p \| q) = \sum_x q f(p/q)` for a convex f on :math:`(0, \infty)`. With its conjugate
:math:`f^*(t) = \sup_{u > 0} [ut - f(u)]`,

.. math:: D_f(p \| q) \ge E_p[T] - E_q[f^*(T)], \qquad \text{with equality at } T = f'(p/q).

The supremum runs over positive u alone: f* is the constant -f(0) below the range of f', and infinite above f'(∞).
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF

__all__ = ["Function", "Generator"]

INF = math.inf
Function = Callable[[Array], Array]

RATIOS = np.array([2.0**-20, 0.01, 0.25, 0.5, 0.875, 1.125, 2.0, 3.0, 50.0, 2.0**20])
"""Density ratios at which a row of the table is tested; 1, where total variation has its kink, is none of them."""
OUTPUTS = np.array([-30.0, -3.0, -1.0, 0.0, 1.0, 3.0, 30.0])
"""Outputs of a network at which an activation is tested."""


@dataclass(frozen=True, kw_only=True)
class Generator:
    r"""A convex generator f with its derivatives, its conjugate, and an output activation.

    Every function takes NumPy arrays or torch tensors of float64, and is differentiable under torch.

    Attributes:
        name: As `gancheck.f_divergence` knows it.
        f: :math:`f(u)` for u > 0.
        slope: :math:`f'(u)`, for total variation sign(u-1)/2.
        curvature: :math:`f''(u)`, for total variation 0 off its kink.
        conjugate: :math:`f^*(t)`, ``inf`` above its domain :math:`t \le f'(\infty)`.
        ratio: The density ratio u at which :math:`f'(u) = t`, that is the slope of f*; 0 below the range of f'.
        activation: Maps all of R onto the range of f': f'(e^v), for total variation tanh(v)/2. So the best output v is
            the log ratio log p/q, whichever the divergence.
        at_zero: f(0+), the cost of a unit of mass of q where p = 0.
        slope_at_zero: f'(0+), the least value of f'.
        slope_at_infinity: f'(∞), the cost of a unit of mass of p where q = 0, and the end of the domain of f*.
        offset: f(1), the divergence of equal laws: 0, but for ``gan`` -log 4.

    Raises:
        InvalidInput: The functions do not belong together; the message names the identity that fails, and where.

    Example:
        >>> import numpy as np
        >>> from gancheck.divergences.generators import generator
        >>> kl = generator("kl")
        >>> u = np.array([0.5, 2.0])
        >>> bool(np.allclose(kl.conjugate(kl.slope(u)), u * kl.slope(u) - kl.f(u)))
        True

    References:
        [nowozin2016] Tables 1, 2 and 6. Their Jensen-Shannon and squared Hellinger are twice ours; their activations
        are ours for ``reverse_kl``, ``jsd``, ``gan`` and ``total_variation``, and cover the same range for the others.
    """

    name: str
    f: Function
    slope: Function
    curvature: Function
    conjugate: Function
    ratio: Function
    activation: Function
    at_zero: float
    slope_at_zero: float
    slope_at_infinity: float
    offset: float = 0.0

    def __post_init__(self) -> None:
        with np.errstate(over="ignore", invalid="ignore"):
            broken = [sentence for sentence, holds in _identities(self) if not np.all(holds)]
        if broken:
            raise InvalidInput(
                f"The generator {self.name!r} breaks the rule {broken[0]!r}; correct one of its functions."
            )

    @property
    def domain(self) -> tuple[float, float]:
        """The closure of the domain of f*: where a critic's output T may lie."""
        return -INF, self.slope_at_infinity

    def perspective(self, p: Array, q: Array) -> Array:
        """The textbook term q f(p/q) for masses: q f(0) where p = 0, p f'(∞) where q = 0, and 0 where both are."""
        xp = namespace(p, q)
        both = (p > 0) & (q > 0)
        b = xp.where(both, q, 1.0)
        inside = b * self.f(xp.where(both, p, 1.0) / b)
        only_p = _cost(p, self.slope_at_infinity)
        return xp.where(both, inside, xp.where(p > 0, only_p, _cost(q, self.at_zero)))


def _cost(mass: Array, price: float) -> Array:
    """The mass times a price that may be infinite; 0 for no mass."""
    xp = namespace(mass)
    return xp.where(mass > 0, xp.where(mass > 0, mass, 1.0) * price, 0.0)


def _identities(g: Generator) -> Iterator[tuple[str, Any]]:
    """What a row must satisfy, at `RATIOS` and `OUTPUTS`, within the rounding of the numbers that it adds.

    A power of u is rounded by u times the size of its logarithm, a slope t by that of its parts, |t| and a finite
    f'(∞). f* increases: its true value lies between those at t less and plus as much. The inverse of f' feels it as
    1/f''(u) times; where that is half of u, the inverse is not tested.
    """
    u = RATIOS[np.isfinite(g.f(RATIOS)) & np.isfinite(g.slope(RATIOS) * RATIOS)]
    f, t, bend = g.f(u), g.slope(u), g.curvature(u)
    logarithms = np.abs(np.log(u)) + np.log1p(np.abs(f)) + np.log1p(np.abs(t))
    few = 32 * UNIT_ROUNDOFF * (1.0 + logarithms)
    parts = np.abs(t) + 1.0 + (abs(g.slope_at_infinity) if math.isfinite(g.slope_at_infinity) else 0.0)
    yield "f''(u) >= 0", bend >= 0.0
    yield "f'(u) increases", np.diff(t) >= 0.0
    yield "f(v) >= f(u) + f'(u)(v - u)", _above_tangents(f, t, u, few)
    nudge, dual, slack = few * parts, u * t - f, few * (np.abs(f) + u * parts)
    low, high = g.conjugate(t - nudge), g.conjugate(t + nudge)
    yield "f*(f'(u)) = u f'(u) - f(u)", (low - slack <= dual) & (dual <= high + slack)
    smooth = bend > 0.0
    inverse = few * (u + parts / np.where(smooth, bend, 1.0))
    seen = smooth & (inverse < 0.5 * u)
    yield "f'(u) = t at u = ratio(t)", ~seen | (np.abs(g.ratio(t) - u) <= 2.0 * inverse)
    tight = 32 * UNIT_ROUNDOFF
    yield "f(1) = offset", abs(float(g.f(np.ones(1))[0]) - g.offset) <= tight
    yield "f'(0) <= f'(u) <= f'(inf)", (t >= g.slope_at_zero) & (t <= g.slope_at_infinity)
    below = g.slope_at_zero - 1.0 if math.isfinite(g.slope_at_zero) else -1e6
    lowest = float(g.conjugate(np.array([below]))[0])
    yield "f*(t) >= -f(0)", lowest + tight >= -g.at_zero
    yield "f*(t) = -f(0) below f'(0)", math.isinf(g.slope_at_zero) or abs(lowest + g.at_zero) <= tight
    outputs = g.activation(OUTPUTS)
    yield "the activation increases", np.diff(outputs[np.isfinite(outputs)]) >= 0.0
    yield "the activation stays in the domain of f*", outputs <= g.slope_at_infinity
    reached = np.abs(g.activation(np.log(u)) - t) <= few * (parts + u * bend)
    ends = abs(outputs[0] - g.slope_at_zero) + abs(outputs[-1] - g.slope_at_infinity)
    yield (
        "the activation of log u is f'(u)",
        reached if float(g.curvature(np.ones(1))[0]) > 0.0 else ends <= tight,
    )


def _above_tangents(f: Array, t: Array, u: Array, few: Array) -> Array:
    """Whether f lies above each tangent at every point, within rounding."""
    rise = t[:, None] * (u[None, :] - u[:, None])
    gap = f[None, :] - f[:, None] - rise
    return gap >= -(few[None, :] + few[:, None]) * (
        np.abs(f[None, :]) + np.abs(f[:, None]) + np.abs(rise) + 1.0
    )
