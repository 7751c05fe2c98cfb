r"""The generators of the f-divergences in balls: f, its conjugate and its slope, written as in a textbook.

What `gancheck.divergences.generators` does in float64 once more, sharing nothing with it but the names.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flint import arb

from gancheck.certified.ball_laws import squared, total
from gancheck.errors import InvalidInput

__all__ = ["NAMES", "BallGenerator", "ball_generator", "by_definition", "variational_value"]

Function = Callable[[arb], arb]
Vector = Sequence[arb]


@dataclass(frozen=True, kw_only=True)
class BallGenerator:
    """A generator at the precision at which it was made: its constants are balls.

    Attributes:
        f: f(u) for u > 0.
        slope: f'(u).
        conjugate: f*(t) within its domain.
        activation: The output T for a network's v.
        at_zero: f(0+), which may be infinite.
        end: f'(∞), which may be infinite, and the end of the domain of f*.
        offset: f(1).
    """

    f: Function
    slope: Function
    conjugate: Function
    activation: Function
    at_zero: arb
    end: arb
    offset: arb


def ball_generator(name: str, alpha: float | None = None) -> BallGenerator:
    """The generator of a name, made at the working precision.

    Raises:
        InvalidInput: The name is unknown, or the order of the alpha family is missing.

    Example:
        >>> from flint import arb
        >>> ball_generator("pearson").f(arb(3))
        4.00000000000000
    """
    if name == "alpha" and alpha is not None:
        return _alpha(alpha)
    if name not in _MAKERS:
        raise InvalidInput(
            f"`name` is {name!r}; the generators are {', '.join(NAMES)}, and alpha with its order."
        )
    return _MAKERS[name]()


def by_definition(p: Vector, q: Vector, row: BallGenerator) -> arb:
    """``Σ q f(p/q)``, with p f'(∞) where q = 0 and q f(0) where p = 0."""
    return total(_term(a, b, row) for a, b in zip(p, q, strict=True) if not (a.is_zero() and b.is_zero()))


def _term(a: arb, b: arb, row: BallGenerator) -> arb:
    if a.is_zero():
        return b * row.at_zero
    return a * row.end if b.is_zero() else b * row.f(a / b)


def variational_value(p: Vector, q: Vector, t: Vector, conjugate: Function) -> arb:
    """``Σ p T − q f*(T)``."""
    return total(a * x - b * conjugate(x) for a, b, x in zip(p, q, t, strict=True))


def _kl() -> BallGenerator:
    return BallGenerator(
        f=lambda u: u * u.log(),
        slope=lambda u: u.log() + 1,
        conjugate=lambda t: (t - 1).exp(),
        activation=lambda v: v + 1,
        at_zero=arb(0),
        end=arb.pos_inf(),
        offset=arb(0),
    )


def _reverse_kl() -> BallGenerator:
    return BallGenerator(
        f=lambda u: -u.log(),
        slope=lambda u: -1 / u,
        conjugate=lambda t: -1 - (-t).log(),
        activation=lambda v: -(-v).exp(),
        at_zero=arb.pos_inf(),
        end=arb(0),
        offset=arb(0),
    )


def _jsd() -> BallGenerator:
    half_log = arb(2).log() / 2
    return BallGenerator(
        f=lambda u: (u * u.log() - (u + 1) * ((u + 1) / 2).log()) / 2,
        slope=lambda u: (2 * u / (u + 1)).log() / 2,
        conjugate=lambda t: -(2 - (2 * t).exp()).log() / 2,
        activation=lambda v: half_log - (-v).exp().log1p() / 2,
        at_zero=half_log,
        end=half_log,
        offset=arb(0),
    )


def _gan() -> BallGenerator:
    return BallGenerator(
        f=lambda u: u * u.log() - (u + 1) * (u + 1).log(),
        slope=lambda u: (u / (u + 1)).log(),
        conjugate=lambda t: -(-t.exp()).log1p(),
        activation=lambda v: -(-v).exp().log1p(),
        at_zero=arb(0),
        end=arb(0),
        offset=-arb(4).log(),
    )


def _pearson() -> BallGenerator:
    return BallGenerator(
        f=lambda u: squared(u - 1),
        slope=lambda u: 2 * (u - 1),
        conjugate=lambda t: t.max(arb(-2)) + squared(t.max(arb(-2))) / 4,
        activation=lambda v: 2 * v.expm1(),
        at_zero=arb(1),
        end=arb.pos_inf(),
        offset=arb(0),
    )


def _neyman() -> BallGenerator:
    return BallGenerator(
        f=lambda u: squared(u - 1) / u,
        slope=lambda u: 1 - 1 / squared(u),
        conjugate=lambda t: 2 - 2 * (1 - t).sqrt(),
        activation=lambda v: -(-2 * v).expm1(),
        at_zero=arb.pos_inf(),
        end=arb(1),
        offset=arb(0),
    )


def _squared_hellinger() -> BallGenerator:
    return BallGenerator(
        f=lambda u: squared(u.sqrt() - 1) / 2,
        slope=lambda u: (1 - 1 / u.sqrt()) / 2,
        conjugate=lambda t: t / (1 - 2 * t),
        activation=lambda v: -(-v / 2).expm1() / 2,
        at_zero=arb(0.5),
        end=arb(0.5),
        offset=arb(0),
    )


def _total_variation() -> BallGenerator:
    return BallGenerator(
        f=lambda u: abs(u - 1) / 2,
        slope=lambda u: arb(0.5) if u > 1 else arb(-0.5) if u < 1 else arb(0),
        conjugate=lambda t: t.max(arb(-0.5)),
        activation=lambda v: v.tanh() / 2,
        at_zero=arb(0.5),
        end=arb(0.5),
        offset=arb(0),
    )


def _vincze_le_cam() -> BallGenerator:
    def conjugate(t: arb) -> arb:
        inside = t.max(arb(-3))
        return 4 - inside - 4 * (1 - inside).sqrt()

    return BallGenerator(
        f=lambda u: squared(u - 1) / (u + 1),
        slope=lambda u: 1 - 4 / squared(u + 1),
        conjugate=conjugate,
        activation=lambda v: 1 - 4 / squared(1 + v.exp()),
        at_zero=arb(1),
        end=arb(1),
        offset=arb(0),
    )


def _alpha(alpha: float) -> BallGenerator:
    """The power family; at 0 and 1 the limits, which are reverse KL's and KL's generators, shifted by ∓(u − 1)."""
    a, b = arb(alpha), arb(alpha) - 1

    def power_less_one(log_u: arb, order: arb) -> arb:
        return log_u if order.is_zero() else (order * log_u).expm1() / order

    def f(u: arb) -> arb:
        if a.is_zero():
            return u - 1 - u.log()
        if b.is_zero():
            return u * u.log() - u + 1
        return ((a * u.log()).exp() - a * u + b) / (a * b)

    def conjugate(t: arb) -> arb:
        if b.is_zero():
            return t.expm1()
        inner = 1 + b * t
        return power_less_one(inner.log() / b, a) if inner > 0 else -1 / a

    return BallGenerator(
        f=f,
        slope=lambda u: power_less_one(u.log(), b),
        conjugate=conjugate,
        activation=lambda v: power_less_one(v, b),
        at_zero=1 / a if a > 0 else arb.pos_inf(),
        end=-1 / b if b < 0 else arb.pos_inf(),
        offset=arb(0),
    )


_MAKERS: dict[str, Callable[[], BallGenerator]] = {
    "kl": _kl,
    "reverse_kl": _reverse_kl,
    "jsd": _jsd,
    "gan": _gan,
    "pearson": _pearson,
    "neyman": _neyman,
    "squared_hellinger": _squared_hellinger,
    "total_variation": _total_variation,
    "vincze_le_cam": _vincze_le_cam,
}

NAMES = tuple(_MAKERS)
"""The generators without a parameter."""
