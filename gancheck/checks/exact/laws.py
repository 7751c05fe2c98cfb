r"""Divergences, entropies and the value function of rational laws, as exact numbers.

Everything here is written from the definitions, term by term, so that a derivation holds the claim's formula against
it. A divergence is a `LogForm`, or ``math.inf`` where one law misses the other; a wrong formula with another base of
the logarithm, or with a root, is a `flint.arb` ball, which `difference` and `at_most` take as well.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import inf, isqrt
from typing import Any

import flint

from gancheck.claims.rational_problems import Law
from gancheck.numerics.log_form import LogForm

__all__ = [
    "HALF",
    "LOG_2",
    "LOG_4",
    "at_most",
    "ball",
    "binary_entropy",
    "criterion",
    "cross_entropy",
    "difference",
    "entropy",
    "in_bits",
    "jsd",
    "kl",
    "mixture",
    "optimal",
    "pushed",
    "root",
    "squared_hellinger",
    "total",
    "total_variation",
    "value",
    "weighted_log",
]

LOG_2, LOG_4 = LogForm.log(2), LogForm.log(4)
BITS = 192
HALF = Fraction(1, 2)


def weighted_log(mass: Fraction, x: Fraction) -> Any:
    """``mass · log x``; 0 where there is no mass, −∞ where there is and x = 0."""
    if mass == 0:
        return LogForm()
    return mass * LogForm.log(x) if x else -inf


def total(terms: Iterable[Any]) -> Any:
    """The sum of exact numbers; infinite if a term is."""
    return sum(terms, LogForm())


def cross_entropy(p: Law, q: Law) -> Any:
    """−Σ p log q."""
    return -total(weighted_log(a, b) for a, b in zip(p, q, strict=True))


def entropy(p: Law) -> Any:
    """−Σ p log p."""
    return cross_entropy(p, p)


def kl(p: Law, q: Law) -> Any:
    """Σ p log(p/q); ∞ where q misses p."""
    return total(
        inf if a and not b else weighted_log(a, a / b if b else a) for a, b in zip(p, q, strict=True)
    )


def mixture(p: Law, q: Law, weight: Fraction = HALF) -> Law:
    """``weight·p + (1 − weight)·q``."""
    return tuple(weight * a + (1 - weight) * b for a, b in zip(p, q, strict=True))


def jsd(p: Law, q: Law) -> Any:
    """½ KL(p‖m) + ½ KL(q‖m)."""
    m = mixture(p, q)
    return (kl(p, m) + kl(q, m)) / 2


def total_variation(p: Law, q: Law) -> Fraction:
    """½ Σ |p − q|."""
    return sum((abs(a - b) for a, b in zip(p, q, strict=True)), Fraction(0)) / 2


def squared_hellinger(p: Law, q: Law) -> Fraction:
    """1 − Σ √(pq), of laws whose masses are squares."""
    return 1 - sum((root(a) * root(b) for a, b in zip(p, q, strict=True)), Fraction(0))


def binary_entropy(x: Fraction) -> Any:
    """−x log x − (1 − x) log(1 − x)."""
    return entropy((x, 1 - x))


def value(d: Law, p: Law, q: Law) -> Any:
    """V = Σ p log D + Σ q log(1 − D)."""
    return total(weighted_log(a, y) for a, y in zip(p, d, strict=True)) + total(
        weighted_log(b, 1 - y) for b, y in zip(q, d, strict=True)
    )


def optimal(p: Law, q: Law) -> Law:
    """p/(p + q); ½, which no value sees, where both are 0."""
    return tuple(a / (a + b) if a + b else HALF for a, b in zip(p, q, strict=True))


def criterion(p: Law, q: Law) -> Any:
    """Σ p log(p/(p+q)) + Σ q log(q/(p+q))."""
    pairs = [(a, b) for a, b in zip(p, q, strict=True) if a + b]
    return total(weighted_log(a, a / (a + b)) + weighted_log(b, b / (a + b)) for a, b in pairs)


def pushed(p: Law, channel: tuple[Law, ...]) -> Law:
    """The law of a channel's output, Σ_x p(x) K_x."""
    return tuple(
        sum((a * row[y] for a, row in zip(p, channel, strict=True)), Fraction(0))
        for y in range(len(channel[0]))
    )


def in_bits(x: Any) -> Any:
    """A number of nats divided by log 2: a ball, or what it was where it is 0 or infinite."""
    if isinstance(x, float) or (isinstance(x, LogForm) and x.is_zero):
        return x
    with flint.ctx.workprec(BITS):
        return ball(x) / flint.arb(2).log()


def difference(x: Any, y: Any) -> Any:
    """``x − y`` as the remainder of a step; two infinities of one sign leave nothing."""
    if isinstance(x, float) or isinstance(y, float):
        return x == y
    if isinstance(x, flint.arb) or isinstance(y, flint.arb):
        with flint.ctx.workprec(BITS):
            return ball(x) - ball(y)
    return x - y


def at_most(x: Any, y: Any) -> bool | None:
    """Whether ``x ≤ y``; None where balls overlap."""
    if isinstance(x, float) or isinstance(y, float):
        return bool(x == -inf or y == inf)
    if isinstance(x, flint.arb) or isinstance(y, flint.arb):
        left, right = ball(x), ball(y)
        return None if left.overlaps(right) and not left <= right else bool(left <= right)
    return bool(x <= y)


def ball(x: Any) -> Any:
    """A number as a `flint.arb` ball; a ball stays as it is."""
    if isinstance(x, LogForm):
        return x.enclosure(BITS)
    with flint.ctx.workprec(BITS):
        return flint.arb(flint.fmpq(x.numerator, x.denominator)) if isinstance(x, int | Fraction) else x


def root(x: Fraction) -> Fraction:
    """The rational square root.

    Raises:
        ValueError: There is none.
    """
    root = Fraction(isqrt(x.numerator), isqrt(x.denominator))
    if root * root != x:
        raise ValueError(f"{x} is not the square of a rational.")
    return root
