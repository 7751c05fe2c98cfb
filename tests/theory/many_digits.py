"""The game's values to forty digits (see conftest.py): slow, obvious twins of what gancheck.theory computes."""

from collections.abc import Callable, Sequence
from typing import Any

import mpmath

M = mpmath.mpf
Real = Any


def log_sigmoid(t: Real) -> Real:
    return -mpmath.log1p(mpmath.exp(-t)) if t > 0 else t - mpmath.log1p(mpmath.exp(t))


def discrete_value(logits: Sequence[float], p: Sequence[float], q: Sequence[float]) -> Real:
    """V(D, G) over atoms."""
    terms = [
        M(float(a)) * log_sigmoid(M(float(t))) + M(float(b)) * log_sigmoid(-M(float(t)))
        for t, a, b in zip(logits, p, q, strict=True)
    ]
    return mpmath.fsum(terms)


def discrete_gap(logits: Sequence[float], p: Sequence[float], q: Sequence[float]) -> Real:
    """V(D*, G) − V(D, G) over atoms, by subtraction in forty digits."""
    best = mpmath.mpf(0)
    for a, b in zip(p, q, strict=True):
        a, b = M(float(a)), M(float(b))
        best += (a * mpmath.log(a / (a + b)) if a else 0) + (b * mpmath.log(b / (a + b)) if b else 0)
    return best - discrete_value(logits, p, q)


def normal_log_density(loc: float, scale: float) -> Callable[[Real], Real]:
    mu, sigma = M(loc), M(scale)
    return lambda x: -(((x - mu) / sigma) ** 2) / 2 - mpmath.log(sigma) - mpmath.log(2 * mpmath.pi) / 2


def integral(f: Callable[[Real], Real], points: Sequence[Real]) -> Real:
    """By tanh-sinh quadrature between sorted points."""
    return mpmath.quad(f, sorted({M(x) for x in points}))


def panels(*laws: tuple[float, float], extra: Sequence[float] = ()) -> list[Real]:
    """Points from −22 to 22 scales about each law."""
    steps = (-22, -14, -9, -6, -4, -2, -1, 0, 1, 2, 4, 6, 9, 14, 22)
    return [M(loc) + M(scale) * k for loc, scale in laws for k in steps] + [M(x) for x in extra]
