"""The problems of the claims in balls.

A theorem speaks of probability laws, while the masses of a float64 law may miss 1 by a rounding: here they are divided
by their exact sum, and the weights of everything else are what the floats say exactly.
"""

from collections.abc import Sequence
from typing import Any

from flint import arb

from gancheck.certified.ball_laws import (
    BallLaw,
    Masses,
    Normal,
    NormalVector,
    ball_law,
    normalised,
    squared,
    total,
)
from gancheck.certified.discrete_sums import kl, log_sigmoid
from gancheck.certified.gaussian_pairs import gaussian_jsd, gaussian_kl
from gancheck.certified.overlap_integral import ACCURACY

__all__ = [
    "Logs",
    "Vector",
    "best_logs",
    "binary_entropy",
    "divergence",
    "law",
    "laws",
    "logs",
    "numbers",
    "root",
    "squared",
    "times_log",
    "total",
]

Vector = Sequence[arb]
Logs = tuple[Vector, Vector]
"""log D and log(1 − D) at every atom."""


def law(given: Any) -> BallLaw:
    """The law of a batch of one; probabilities sum to 1 exactly."""
    found = ball_law(given, 0)
    return normalised(found) if isinstance(found, Masses) else found


def laws(problem: Any, *names: str) -> list[Any]:
    """The laws p and q of a problem, or those named: probabilities ``(n,)`` of discrete ones, ball laws otherwise."""
    found = [law(getattr(problem, name)) for name in names or ("p", "q")]
    return [each.values if isinstance(each, Masses) else each for each in found]


def numbers(row: Any) -> list[arb]:
    """Float64 numbers as exact balls."""
    return [arb(float(value)) for value in row]


def logs(d: Any) -> Logs:
    """Log D and log(1 − D) of a tabular discriminator, from its logits."""
    logits = numbers(d.logits[0])
    return [log_sigmoid(t) for t in logits], [log_sigmoid(-t) for t in logits]


def best_logs(p: Vector, q: Vector) -> Logs:
    """The same of D* = p/(p+q); −∞ where it is certain, and 0 where there is no mass."""
    return [_log_share(a, b) for a, b in zip(p, q, strict=True)], [
        _log_share(b, a) for a, b in zip(p, q, strict=True)
    ]


def _log_share(a: arb, b: arb) -> arb:
    if a.is_zero():
        return arb(0) if b.is_zero() else arb.neg_inf()
    return (a / (a + b)).log()


def divergence(name: str, p: Any, q: Any) -> arb:
    """KL or JSD of two laws of either kind."""
    from gancheck.certified import discrete_sums

    if isinstance(p, Normal | NormalVector):
        return gaussian_kl(p, q) if name == "kl" else gaussian_jsd(p, q, ACCURACY)
    return kl(p, q) if name == "kl" else discrete_sums.jsd(p, q)


def times_log(x: arb, of: arb | None = None) -> arb:
    """``x log x``, or ``x log of``: 0 for x = 0, and between its ends where a small x is not known to be positive."""
    if x.is_zero():
        return arb(0)
    if of is not None:
        return x * of.log()
    if x > 0:
        return x * x.log()
    top = abs(x).upper()
    return (top * top.log()).union(arb(0)) if top < 0.25 else arb.nan()


def binary_entropy(x: arb) -> arb:
    """``H_b(x) = −x log x − (1−x) log(1−x)``."""
    return -times_log(x) - times_log(1 - x)


def root(x: arb) -> arb:
    """``√x`` of a number that is not negative, however its ball reaches below 0."""
    return x.nonnegative_part().sqrt()
