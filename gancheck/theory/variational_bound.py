r"""What a critic certifies of an f-divergence: Fenchel's bound, which a variational player maximises."""

import math
from typing import Any

import numpy as np

from gancheck.distributions.discrete import Discrete
from gancheck.divergences.generator import Generator
from gancheck.divergences.generators import generator
from gancheck.divergences.pairs import align
from gancheck.divergences.scalars import plain
from gancheck.errors import InvalidInput, UnsupportedPair
from gancheck.numerics.arrays import Array, as_array, is_torch, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, rounded

__all__ = ["variational_bound", "variational_bound_estimate"]


def variational_bound(p: Any, q: Any, critic: Any, name: str, *, alpha: float | None = None) -> Array:
    r"""The value of a critic T in the variational game of an f-divergence.

    .. math:: E_p[T] - E_q[f^*(T)] \le D_f(p \| q)

    with equality exactly at :math:`T = f'(p/q)`. For ``gan`` and T = log D this is the value function V(D, G).

    Args:
        p: The data law, discrete or empirical, unbatched or a batch of B.
        q: The generator's law, on the same atoms.
        critic: T on every atom, ``(n,)`` or ``(B, n)``; -inf, the best where p has no mass, is taken as its limit.
        name: An f-divergence by its name in `gancheck.f_divergence`.
        alpha: The order, for ``"alpha"`` alone.

    Returns:
        In the unit of the divergence, ``()`` or ``(B,)``; -inf where T leaves the domain of f* on an atom of q, or is
        -inf on an atom of p.

    Raises:
        InvalidInput: ``critic`` has another shape, or holds NaN or inf, or the name or order is refused.
        UnsupportedPair: A law is not discrete.

    Example:
        >>> import numpy as np, gancheck as gk
        >>> p, q = gk.Discrete(probs=[0.5, 0.5]), gk.Discrete(probs=[0.75, 0.25])
        >>> best = 2.0 * (p.probs / q.probs - 1.0)
        >>> round(variational_bound(p, q, best, "pearson"), 12), round(gk.f_divergence(p, q, "pearson"), 12)
        (0.333333333333, 0.333333333333)

    References:
        [nowozin2016] Eq. (4) and (6).
    """
    return plain(variational_bound_estimate(p, q, critic, name, alpha=alpha).value)


def variational_bound_estimate(
    p: Any, q: Any, critic: Any, name: str, *, alpha: float | None = None
) -> Estimate:
    """The bound of `variational_bound`, with one on its own error.

    f*(T) is computed for a T that is off by 16u of 1 + |T| + |log u| u f''(u), u = f*'(T) (the rounding of 1, of T and
    of a power of u); f* is convex and increases, so the change of f* is at most that at one of the ends. It is infinite
    within that distance of an end of the domain where f* is.
    """
    row = generator(name, alpha=alpha)
    p, q = align(p, q)
    if not isinstance(p, Discrete):
        raise UnsupportedPair(
            f"`p` is a {p.family} law; the variational bound is summed over the atoms of discrete laws."
        )
    t = _checked(critic, p)
    xp = namespace(p.probs, t)
    on_p, on_q = p.probs > 0, q.probs > 0
    gains = xp.where(on_p, p.probs * xp.where(on_p, t, 0.0), 0.0)
    with np.errstate(over="ignore"):  # an overflow to infinity is the rounded value
        lowest = t == -math.inf
        dual = row.conjugate(xp.where(lowest, -1.0, t))
        dual = xp.where(lowest, xp.where(on_p, 0.0, -row.at_zero), dual)
        costs = xp.where(on_q, q.probs * xp.where(on_q, dual, 0.0), 0.0)
        doubt = _doubt(row, *((x.detach() if is_torch(x) else x) for x in (t, dual)))
        doubt = xp.where(on_q, q.probs * xp.where(on_q, doubt, 0.0), 0.0)
    # T → −∞ loses p T, which grows faster than what −f* gains where p has no mass and f(0) is infinite.
    lost = xp.any((gains == -math.inf) | (costs == math.inf), axis=-1)
    gains, costs = (xp.where(lost[..., None], 0.0, each) for each in (gains, costs))
    value = xp.where(lost, -math.inf, xp.sum(gains, axis=-1) - xp.sum(costs, axis=-1))
    size = xp.where(xp.isinf(value), 0.0, xp.sum(xp.abs(gains) + xp.abs(costs), axis=-1))
    error = rounded(value, 16 + p.n_atoms.bit_length(), size).error + xp.where(
        xp.isinf(value), 0.0, xp.sum(doubt, axis=-1)
    )
    return Estimate(value, error.detach() if is_torch(error) else error)


def _checked(critic: Any, p: Discrete) -> Array:
    """T as an array of the shape of the laws' masses."""
    t = as_array(critic, "critic")
    xp = namespace(t, p.probs)
    if t.shape[-1:] != p.probs.shape[-1:] or t.ndim > p.probs.ndim:
        raise InvalidInput(
            f"`critic` has shape {tuple(t.shape)} and the laws {tuple(p.probs.shape)}; give one output for each atom."
        )
    if bool(xp.any(xp.isnan(t) | (t == math.inf))):
        raise InvalidInput(
            "`critic` holds NaN or inf; give the critic's output T on every atom, finite or -inf."
        )
    return xp.broadcast_to(t, tuple(p.probs.shape))


def _doubt(row: Generator, t: Array, dual: Array) -> Array:
    """What the rounding of f*(T) amounts to."""
    xp = namespace(t)
    known = xp.isfinite(t) & xp.isfinite(dual)
    level = xp.where(known, t, 0.0)
    ratio = row.ratio(level)
    inside = known & (ratio > 0.0) & xp.isfinite(ratio)
    u = xp.where(inside, ratio, 1.0)
    parts = 1.0 + xp.abs(level) + xp.where(inside, xp.abs(xp.log(u)) * u * row.curvature(u), 0.0)
    nudge = 16 * UNIT_ROUNDOFF * xp.where(xp.isfinite(parts), parts, 1.0 + xp.abs(level))
    end = row.slope_at_infinity
    above = xp.where(level + nudge < end, level + nudge, end) if math.isfinite(end) else level + nudge
    low, high, middle = row.conjugate(level - nudge), row.conjugate(above), xp.where(known, dual, 0.0)
    moved = xp.maximum(xp.abs(middle - low), xp.abs(high - middle))
    return xp.where(known, moved + 16 * UNIT_ROUNDOFF * xp.abs(middle), 0.0)
