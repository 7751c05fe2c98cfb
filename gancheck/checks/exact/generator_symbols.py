"""The f-divergences in symbols: each generator, its divergence at one atom as it is usually written, its conjugate.

Three columns that share nothing: the derivations hold them against each other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy
from sympy import Rational, exp, log, sqrt

__all__ = ["ALPHA", "OUTPUT", "RATIO", "SYMBOLS", "GeneratorSymbols"]

Expression = Any

HALF = Rational(1, 2)
RATIO, OUTPUT = sympy.symbols("u s", positive=True)
ALPHA = sympy.Symbol("alpha", positive=True)


@dataclass(frozen=True, kw_only=True)
class GeneratorSymbols:
    """One generator.

    Attributes:
        f: f(u).
        atom: ``(p, q) ->`` its term at an atom of masses p and q.
        conjugate: ``t -> f*(t)`` within the range of f'.
        activation: ``v ->`` the output T.
        outputs: A parametrisation of the range of f' by a positive s.
        offset: f(1).
    """

    f: Expression
    atom: Callable[[Expression, Expression], Expression]
    conjugate: Callable[[Expression], Expression]
    activation: Callable[[Expression], Expression]
    outputs: Expression
    offset: Expression = sympy.S.Zero


def xlog(x: Expression, y: Expression) -> Expression:
    """The product x log y, with 0 log 0 = 0."""
    return sympy.Integer(0) if x == 0 else x * log(y)


u, s, a = RATIO, OUTPUT, ALPHA

SYMBOLS: Mapping[str, GeneratorSymbols] = {
    "kl": GeneratorSymbols(
        f=u * log(u),
        atom=lambda p, q: p * log(p / q),
        conjugate=lambda t: exp(t - 1),
        activation=lambda v: v + 1,
        outputs=log(s),
    ),
    "reverse_kl": GeneratorSymbols(
        f=-log(u),
        atom=lambda p, q: xlog(q, q / p),
        conjugate=lambda t: -1 - log(-t),
        activation=lambda v: -exp(-v),
        outputs=-s,
    ),
    "jsd": GeneratorSymbols(
        f=HALF * (u * log(u) - (u + 1) * log((u + 1) / 2)),
        atom=lambda p, q: HALF * (xlog(p, 2 * p / (p + q)) + xlog(q, 2 * q / (p + q))),
        conjugate=lambda t: -HALF * log(2 - exp(2 * t)),
        activation=lambda v: HALF * (log(2) - log(1 + exp(-v))),
        outputs=HALF * (log(2) - log(1 + s)),
    ),
    "gan": GeneratorSymbols(
        f=u * log(u) - (u + 1) * log(u + 1),
        atom=lambda p, q: xlog(p, p / (p + q)) + xlog(q, q / (p + q)),
        conjugate=lambda t: -log(1 - exp(t)),
        activation=lambda v: -log(1 + exp(-v)),
        outputs=-log(1 + s),
        offset=-log(4),
    ),
    "pearson": GeneratorSymbols(
        f=(u - 1) ** 2,
        atom=lambda p, q: (p - q) ** 2 / q,
        conjugate=lambda t: t + t**2 / 4,
        activation=lambda v: 2 * (exp(v) - 1),
        outputs=s - 2,
    ),
    "neyman": GeneratorSymbols(
        f=(u - 1) ** 2 / u,
        atom=lambda p, q: (p - q) ** 2 / p,
        conjugate=lambda t: 2 - 2 * sqrt(1 - t),
        activation=lambda v: 1 - exp(-2 * v),
        outputs=1 - s**2,
    ),
    "squared_hellinger": GeneratorSymbols(
        f=HALF * (sqrt(u) - 1) ** 2,
        atom=lambda p, q: HALF * (p + q) - sqrt(p * q),
        conjugate=lambda t: t / (1 - 2 * t),
        activation=lambda v: HALF * (1 - exp(-v / 2)),
        outputs=HALF - s,
    ),
    "vincze_le_cam": GeneratorSymbols(
        f=(u - 1) ** 2 / (u + 1),
        atom=lambda p, q: p + q - 4 * p * q / (p + q),
        conjugate=lambda t: 4 - t - 4 * sqrt(1 - t),
        activation=lambda v: 1 - 4 / (1 + exp(v)) ** 2,
        outputs=1 - 4 / (1 + s) ** 2,
    ),
    "alpha": GeneratorSymbols(
        f=(u**a - a * u + a - 1) / (a * (a - 1)),
        atom=lambda p, q: (p**a * q ** (1 - a) - a * p - (1 - a) * q) / (a * (a - 1)),
        conjugate=lambda t: ((1 + (a - 1) * t) ** (a / (a - 1)) - 1) / a,
        activation=lambda v: (exp((a - 1) * v) - 1) / (a - 1),
        outputs=(s - 1) / (a - 1),
    ),
}
"""All rows with a derivative; total variation is taken apart at its kink."""
