r"""An f-divergence by its definition, :math:`\sum q f(p/q)`, with nothing shifted and nothing in closed form.

The terms cancel where p is near q, so the error is absolute: a few u of the sum of the sizes of all parts. On the line
each integrand is written out on log densities, since a ratio of densities does not fit into float64.
"""

from collections.abc import Callable
from math import log
from typing import Any

import numpy as np

from gancheck.distributions.gaussian import panel_edges
from gancheck.divergences.crossings import crossings
from gancheck.divergences.generators import generator
from gancheck.divergences.pointwise import rounding_of_log
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, rounded
from gancheck.numerics.logspace import softplus
from gancheck.numerics.quadrature import integrate

__all__ = ["definition"]

Parts = list[tuple[Array, Array]]
"""Summands of an integrand: each a value, and by how much its logarithm may be off."""

SLOPE_AT_ONE = {"kl": 1.0, "reverse_kl": 1.0, "gan": log(2.0)}
"""|f'(1)| where it is not 0: what the difference of two rounded masses is multiplied with."""


def definition(p: Any, q: Any, name: str, alpha: float | None = None) -> Estimate:
    """The textbook sum over the atoms of discrete laws, or the integral over the line of Gaussian ones."""
    return _sum(p, q, name, alpha) if p.family == "discrete" else _integral(p, q, name, alpha)


def _sum(p: Any, q: Any, name: str, alpha: float | None) -> Estimate:
    """Each term is off by 16u of (p + q)(1 + |log u|) and of p|f'(u)|, its own size included, and α's by 64u of it."""
    row, a, b = generator(name, alpha=alpha), p.probs, q.probs
    terms = row.perspective(a, b)
    value = terms.sum(axis=-1)
    both = (a > 0) & (b > 0)
    u = np.where(both, np.where(both, a, 1.0) / np.where(both, b, 1.0), 1.0)
    size = np.where(both, (a + b) * (1.0 + np.abs(np.log(u))) + a * np.abs(row.slope(u)), 0.0) + 4.0 * np.abs(
        terms
    )
    finite = np.isfinite(value)
    error = rounded(
        np.where(finite, value, 0.0), 16 + a.shape[-1], np.where(finite, size.sum(axis=-1), 0.0)
    ).error
    defects = [np.abs(masses.sum(axis=-1) - 1.0) + a.shape[-1] * UNIT_ROUNDOFF for masses in (a, b)]
    loss = SLOPE_AT_ONE.get(name, 0.0) * (defects[0] + defects[1]) + abs(row.offset) * defects[1]
    return Estimate(value, np.where(finite, error + loss, 0.0))


def _integral(p: Any, q: Any, name: str, alpha: float | None) -> Estimate:
    """By panels, those of p^a q^{1-a} added; infinite where that has no positive precision."""
    edges = [p.breakpoints(), q.breakpoints()]
    power = {"pearson": 2.0, "neyman": -1.0, "alpha": alpha}.get(name)
    finite = np.ones(len(p), dtype=bool)
    if power is not None:
        first, second = power / p.scale**2, (1.0 - power) / q.scale**2
        finite = first + second > 0.0
        precision = np.where(finite, first + second, 1.0)
        centre = q.loc + np.where(finite, first * (p.loc - q.loc) / precision, 0.0)
        edges.append(panel_edges(centre, 1.0 / np.sqrt(precision)))
    roots = crossings(p, q) if name == "total_variation" else None
    edges += [] if roots is None else [roots]

    def integrand(x: Array) -> Estimate:
        parts = _parts(name, p.log_prob(x), q.log_prob(x), alpha)
        error = sum(np.abs(value) * (doubt + 8 * UNIT_ROUNDOFF) for value, doubt in parts)
        return Estimate(sum(value for value, _ in parts), error)

    with np.errstate(over="ignore", invalid="ignore"):  # where the integral is infinite, and is not used
        found = integrate(integrand, np.concatenate(edges, axis=-1))
    slack = 64.0 * UNIT_ROUNDOFF  # the tails of the densities, and the rounding of log 4
    return Estimate(np.where(finite, found.value, np.inf), np.where(finite, found.error + slack, 0.0))


def _parts(name: str, log_p: Array, log_q: Array, alpha: float | None) -> Parts:
    """The summands of q f(p/q), in logarithms."""
    ell, on_p, on_q = log_p - log_q, rounding_of_log(log_p), rounding_of_log(log_q)
    p, q, either = np.exp(log_p), np.exp(log_q), on_p + on_q

    def power(a: float) -> tuple[Array, Array]:
        return np.exp(a * log_p + (1.0 - a) * log_q), abs(a) * on_p + abs(1.0 - a) * on_q

    def relative(mass: Array, factor: Array) -> tuple[Array, Array]:
        """A mass times a function of ℓ of slope at most 1, whose error counts where the function is small."""
        return mass * factor, np.where(
            factor == 0.0, 0.0, either * (1.0 + 1.0 / np.abs(np.where(factor == 0, 1, factor)))
        )

    if name == "alpha" and alpha is not None and alpha not in (0.0, 1.0):
        order, scale = alpha, 1.0 / (alpha * (alpha - 1.0))
        value, doubt = power(order)
        return [(scale * value, doubt), (-scale * order * p, on_p), (scale * (order - 1.0) * q, on_q)]
    sign = np.where(ell >= 0.0, 0.5, -0.5)
    table: dict[str, Callable[[], Parts]] = {
        "kl": lambda: [relative(p, ell)],
        "reverse_kl": lambda: [relative(q, -ell)],
        "jsd": lambda: [
            relative(0.5 * p, log(2.0) - softplus(-ell)),
            relative(0.5 * q, log(2.0) - softplus(ell)),
        ],
        "gan": lambda: [relative(p, -softplus(-ell)), relative(q, -softplus(ell))],
        "pearson": lambda: [power(2.0), (-2.0 * p, on_p), (q, on_q)],
        "neyman": lambda: [power(-1.0), (-2.0 * q, on_q), (p, on_p)],
        "squared_hellinger": lambda: [(0.5 * p, on_p), (0.5 * q, on_q), (-power(0.5)[0], power(0.5)[1])],
        "total_variation": lambda: [(sign * p, on_p), (-sign * q, on_q)],
        "vincze_le_cam": lambda: [(p, on_p), (q, on_q), (-4.0 * np.exp(log_p - softplus(ell)), either)],
    }
    key = {0.0: "reverse_kl", 1.0: "kl"}[alpha] if name == "alpha" and alpha is not None else name
    return table[key]()
