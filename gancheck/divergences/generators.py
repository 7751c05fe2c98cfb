r"""The table of generators: each f with its derivatives, its conjugate and an output activation.

Each row asserts when it is built that it is convex, that Fenchel's equality holds, and that its ends are right: see
`gancheck.divergences.generator`.
"""

import math
from functools import lru_cache

from gancheck.divergences.alpha import INDISTINCT, AlphaKernel, require_order
from gancheck.divergences.generator import Function, Generator
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, namespace
from gancheck.numerics.logspace import log1mexp, safe_log, softplus, xlogy

__all__ = ["GENERATORS", "generator"]

INF, LOG_2 = math.inf, math.log(2.0)


def _within(t: Array, end: float, function: Function, *, closed: bool = False) -> Array:
    """A conjugate on its domain t < end (t <= end if closed), and infinity above."""
    xp = namespace(t)
    inside = (t <= end) if closed else (t < end)
    return xp.where(inside, function(xp.where(inside, t, end - 1.0)), INF)


def _root(t: Array) -> Array:
    """√(1 - t) for t <= 1, with gradient 0 rather than NaN where it is cut off."""
    xp = namespace(t)
    gap = 1.0 - t
    return xp.where(gap > 0.0, xp.sqrt(xp.where(gap > 0.0, gap, 1.0)), 0.0)


def _cut(x: Array, low: float) -> Array:
    """The larger of x and ``low``."""
    xp = namespace(x)
    return xp.where(x > low, x, low)


def _exp(t: Array) -> Array:
    return namespace(t).exp(t)


def _expm1(t: Array) -> Array:
    return namespace(t).expm1(t)


def _sign(x: Array) -> Array:
    return namespace(x).sign(x)


def _vincze_le_cam_conjugate(t: Array) -> Array:
    """4 - t - 4√(1-t) as 4t/(1 + √(1-t)) - t, which keeps its digits near 0; -1 below the range of f'."""
    s = _cut(t, -3.0)
    return 4.0 * s / (1.0 + _root(s)) - s


def _jsd_gap(t: Array) -> Array:
    """2 - e^{2t} as 1 - expm1(2t): positive below ½ log 2."""
    return 1.0 - _expm1(2.0 * t)


GENERATORS: dict[str, Generator] = {
    row.name: row
    for row in (
        Generator(
            name="kl",
            f=lambda u: xlogy(u, u),
            slope=lambda u: safe_log(u) + 1.0,
            curvature=lambda u: 1.0 / u,
            conjugate=lambda t: _exp(t - 1.0),
            ratio=lambda t: _exp(t - 1.0),
            activation=lambda v: v + 1.0,
            at_zero=0.0,
            slope_at_zero=-INF,
            slope_at_infinity=INF,
        ),
        Generator(
            name="reverse_kl",
            f=lambda u: -safe_log(u),
            slope=lambda u: -1.0 / u,
            curvature=lambda u: 1.0 / u**2,
            conjugate=lambda t: _within(t, 0.0, lambda s: -1.0 - safe_log(-s)),
            ratio=lambda t: _within(t, 0.0, lambda s: -1.0 / s),
            activation=lambda v: -_exp(-v),
            at_zero=INF,
            slope_at_zero=-INF,
            slope_at_infinity=0.0,
        ),
        Generator(
            name="jsd",
            f=lambda u: 0.5 * (xlogy(u, u) - (u + 1.0) * safe_log(0.5 * (u + 1.0))),
            slope=lambda u: 0.5 * (LOG_2 - softplus(-safe_log(u))),
            curvature=lambda u: 0.5 / (u * (u + 1.0)),
            conjugate=lambda t: _within(t, 0.5 * LOG_2, lambda s: -0.5 * safe_log(_jsd_gap(s))),
            ratio=lambda t: _within(t, 0.5 * LOG_2, lambda s: _exp(2.0 * s) / _jsd_gap(s)),
            activation=lambda v: 0.5 * (LOG_2 - softplus(-v)),
            at_zero=0.5 * LOG_2,
            slope_at_zero=-INF,
            slope_at_infinity=0.5 * LOG_2,
        ),
        Generator(
            name="gan",
            f=lambda u: xlogy(u, u) - (u + 1.0) * safe_log(u + 1.0),
            slope=lambda u: -softplus(-safe_log(u)),
            curvature=lambda u: 1.0 / (u * (u + 1.0)),
            conjugate=lambda t: _within(t, 0.0, lambda s: -log1mexp(s)),
            ratio=lambda t: _within(t, 0.0, lambda s: -_exp(s) / _expm1(s)),
            activation=lambda v: -softplus(-v),
            at_zero=0.0,
            slope_at_zero=-INF,
            slope_at_infinity=0.0,
            offset=-2.0 * LOG_2,
        ),
        Generator(
            name="pearson",
            f=lambda u: (u - 1.0) ** 2,
            slope=lambda u: 2.0 * (u - 1.0),
            curvature=lambda u: 2.0 + 0.0 * u,
            conjugate=lambda t: _cut(t, -2.0) * (1.0 + 0.25 * _cut(t, -2.0)),
            ratio=lambda t: 1.0 + 0.5 * _cut(t, -2.0),
            activation=lambda v: 2.0 * _expm1(v),
            at_zero=1.0,
            slope_at_zero=-2.0,
            slope_at_infinity=INF,
        ),
        Generator(
            name="neyman",
            f=lambda u: (u - 1.0) ** 2 / u,
            slope=lambda u: 1.0 - 1.0 / u**2,
            curvature=lambda u: 2.0 / u**3,
            conjugate=lambda t: _within(t, 1.0, lambda s: 2.0 - 2.0 * _root(s), closed=True),
            ratio=lambda t: _within(t, 1.0, lambda s: 1.0 / _root(s)),
            activation=lambda v: -_expm1(-2.0 * v),
            at_zero=INF,
            slope_at_zero=-INF,
            slope_at_infinity=1.0,
        ),
        Generator(
            name="squared_hellinger",
            f=lambda u: 0.5 * (u**0.5 - 1.0) ** 2,
            slope=lambda u: 0.5 - 0.5 / u**0.5,
            curvature=lambda u: 0.25 / u**1.5,
            conjugate=lambda t: _within(t, 0.5, lambda s: s / (1.0 - 2.0 * s)),
            ratio=lambda t: _within(t, 0.5, lambda s: 1.0 / (1.0 - 2.0 * s) ** 2),
            activation=lambda v: -0.5 * _expm1(-0.5 * v),
            at_zero=0.5,
            slope_at_zero=-INF,
            slope_at_infinity=0.5,
        ),
        Generator(
            name="total_variation",
            f=lambda u: 0.5 * abs(u - 1.0),
            slope=lambda u: 0.5 * _sign(u - 1.0),
            curvature=lambda u: 0.0 * u,
            conjugate=lambda t: _within(t, 0.5, lambda s: _cut(s, -0.5), closed=True),
            ratio=lambda t: _within(t, 0.5, lambda s: 0.0 * s + (s > -0.5), closed=True),
            activation=lambda v: 0.5 * namespace(v).tanh(v),
            at_zero=0.5,
            slope_at_zero=-0.5,
            slope_at_infinity=0.5,
        ),
        Generator(
            name="vincze_le_cam",
            f=lambda u: (u - 1.0) ** 2 / (u + 1.0),
            slope=lambda u: (u - 1.0) * (u + 3.0) / (u + 1.0) ** 2,
            curvature=lambda u: 8.0 / (u + 1.0) ** 3,
            conjugate=lambda t: _within(t, 1.0, _vincze_le_cam_conjugate, closed=True),
            ratio=lambda t: _within(t, 1.0, lambda s: 2.0 / _root(_cut(s, -3.0)) - 1.0),
            activation=lambda v: 1.0 - 4.0 * _exp(-2.0 * softplus(v)),
            at_zero=1.0,
            slope_at_zero=-3.0,
            slope_at_infinity=1.0,
        ),
    )
}
"""The rows without a parameter, by name."""


def generator(name: str, *, alpha: float | None = None) -> Generator:
    r"""The generator of an f-divergence by its name in `gancheck.f_divergence`.

    Args:
        name: One of the names of `GENERATORS`, or ``"alpha"``.
        alpha: The order of the alpha-divergence, for ``"alpha"`` and for no other name.

    Raises:
        InvalidInput: The name is unknown, or ``alpha`` is missing, not finite or not asked for.

    Example:
        >>> generator("gan").offset
        -1.3862943611198906
        >>> generator("alpha", alpha=0.5).domain
        (-inf, 2.0)
    """
    if name == "alpha":
        if alpha is None:
            raise InvalidInput(
                "`alpha` is missing; give the order of the alpha-divergence, such as alpha=0.5."
            )
        return _alpha(require_order(alpha))
    if alpha is not None:
        raise InvalidInput(
            f"`alpha` is {alpha!r} and `name` {name!r}; an order belongs to name='alpha' alone."
        )
    if name not in GENERATORS:
        raise InvalidInput(f"`name` is {name!r}; the f-divergences are {', '.join(GENERATORS)}, alpha.")
    return GENERATORS[name]


@lru_cache(maxsize=64)
def _alpha(order: float) -> Generator:
    r"""f(u) = (u^α - αu + α - 1)/(α(α-1)), with f'(u) = (u^β - 1)/β, β = α - 1, and their limits at α = 0 and 1.

    f'(u) = t is solved by log u = log(1 + βt)/β, and f*(t) = (u^α - 1)/α there.
    """
    excess = order - 1.0

    def ratio(t: Array) -> Array:
        return _exp(_log_ratio(t, excess))

    def conjugate(t: Array) -> Array:
        inside = _power_less_one(_log_ratio(t, excess), order)
        return _within(t, end, lambda _: inside, closed=order < 0.0)

    end = INF if excess >= 0.0 else -1.0 / excess
    return Generator(
        name="alpha",
        f=_alpha_f(order, excess),
        slope=lambda u: _power_less_one(safe_log(u), excess),
        curvature=lambda u: u ** (order - 2.0),
        conjugate=conjugate,
        ratio=ratio,
        activation=lambda v: _power_less_one(v, excess),
        at_zero=1.0 / order if order > 0.0 else INF,
        slope_at_zero=-1.0 / excess if excess > 0.0 else -INF,
        slope_at_infinity=end,
    )


def _alpha_f(order: float, excess: float) -> Function:
    """The shifted f: the kernel of `gancheck.divergences.alpha` with one mass 1."""
    if abs(excess) < INDISTINCT:
        return lambda u: xlogy(u, u) - u + 1.0
    if abs(order) < INDISTINCT:
        return lambda u: u - 1.0 - safe_log(u)
    if order >= 0.5:
        return lambda u: AlphaKernel(order, excess).masses(u, namespace(u).ones_like(u))
    return lambda u: AlphaKernel(-excess, -order).masses(namespace(u).ones_like(u), u)


def _power_less_one(v: Array, power: float) -> Array:
    """(e^{power v} - 1)/power, and v for power 0."""
    return v if abs(power) < INDISTINCT else _expm1(power * v) / power


def _log_ratio(t: Array, excess: float) -> Array:
    """log(1 + βt)/β: -inf below the range of f', inf above; t for β = 0."""
    if abs(excess) < INDISTINCT:
        return t
    xp = namespace(t)
    inside = excess * t > -1.0
    logarithm = xp.log1p(xp.where(inside, excess * t, 0.0)) / excess
    return xp.where(inside, logarithm, -INF if excess > 0.0 else INF)
