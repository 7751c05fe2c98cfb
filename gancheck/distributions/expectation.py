r"""Expectations :math:`E_p[f(x)]` with a bound on their error."""

from collections.abc import Callable
from typing import Any, TypeAlias, cast

import numpy as np

from gancheck.distributions.discrete import Discrete
from gancheck.distributions.empirical import Empirical
from gancheck.distributions.law import Law, LineDensity
from gancheck.distributions.pushforward import Pushforward
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, is_torch, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, rounded
from gancheck.numerics.quadrature import integrate

__all__ = ["Integrand", "expectation"]

WIDENING = 1.5
"""How far, in widths of the outermost panel, the range is widened: for a Gaussian from 9.6 to 12 sigma."""


Integrand: TypeAlias = Callable[[Array], Array | Estimate]


def expectation(law: Law, f: Integrand, extra_breakpoints: Array | None = None) -> Estimate:
    r"""The expectation of ``f`` under the law.

    .. math:: E_p[f] = \sum_i p_i f(x_i) \quad\text{or}\quad \int p(x) f(x)\,dx + \sum_j P(x_j) f(x_j).

    Where the mass or density is 0, the term is 0, even if f is infinite there; where f is infinite on positive
    mass, so is the expectation, without error. Integrals run panel by panel between the law's breakpoints, the
    extra ones, and one more at either end. What lies beyond an end e is at most ``width * p(e) |f(e)|`` wherever
    :math:`p|f|` decays beyond it at least as fast as ``exp(-distance / width)``, the width being the last panel's.
    A Gaussian's range ends at 12 sigma with a panel of 2.4 sigma: that holds for every f that grows slower than
    ``exp(11 |x - mu| / sigma)``, and the bound is below 1e-31 |f(e)|.

    The error counts quadrature, summation, that tail, the rounding of the density and, where f gives Estimates, the
    expectation of their errors; an f that gives numbers is taken as exact.

    Args:
        law: A discrete or empirical law, or one on the line with a density.
        f: For discrete laws called once with the atoms ``(n,)`` or ``(B, n)`` (indices where they carry no
            numbers); for densities called with points ``(N,)`` or ``(B, N)``. It returns numbers of that
            shape, or an Estimate of them.
        extra_breakpoints: Points ``(M,)`` or ``(B, M)`` where f is not smooth, or changes scale.

    Returns:
        The value, ``()`` or ``(B,)``, and a bound on its error.
    """
    if isinstance(law, Discrete | Empirical):
        return _sum(law, f)
    if isinstance(law, LineDensity):
        total = _integral(law, f, extra_breakpoints)
        return total + _atoms(law, f) if isinstance(law, Pushforward) else total
    raise InvalidInput(
        f"A {type(law).__name__} has no rule for expectations; give a discrete law or one on the line."
    )


def _weighted(weight: Array, value: Array) -> Array:
    """``weight * value``, 0 where the weight is 0; masked first, so that 0 * inf never arises."""
    xp = namespace(weight, value)
    present = weight > 0
    return xp.where(present, weight * xp.where(present, value, xp.zeros_like(weight)), xp.zeros_like(weight))


def _mean(weight: Array, f: Array | Estimate) -> Estimate:
    """A sum over the last axis: at most n roundings, and a few of each term (Higham 2002, Section 4.2)."""
    xp = namespace(weight)
    terms = _weighted(weight, f.value if isinstance(f, Estimate) else f)
    total = rounded(xp.sum(terms, axis=-1), terms.shape[-1] + 4, xp.sum(xp.abs(terms), axis=-1))
    if not isinstance(f, Estimate):
        return total
    doubt = xp.sum(_weighted(weight, f.error), axis=-1)
    return Estimate(total.value, xp.where(xp.isinf(total.value), total.error, total.error + doubt))


def _sum(law: Discrete | Empirical, f: Integrand) -> Estimate:
    """Over the atoms."""
    xp = namespace(law.probs)
    labels = law.atoms if isinstance(law.atoms, np.ndarray) else np.arange(law.n_atoms)
    atoms = xp.asarray(labels, device=law.probs.device) if is_torch(law.probs) else labels
    return _mean(law.probs, f(xp.broadcast_to(atoms, law.probs.shape)))


def _integral(law: LineDensity, f: Integrand, extra: Array | None) -> Estimate:
    """Over the line, panel by panel."""
    panels = _widened(law.breakpoints(), extra)
    xp = namespace(panels)
    top = xp.max(law.log_prob(panels), axis=-1)[..., None]

    def integrand(x: Array) -> Estimate:
        log_density = law.log_prob(x)
        density, values = xp.exp(log_density), f(x)
        terms = _weighted(density, values.value if isinstance(values, Estimate) else values)
        error = UNIT_ROUNDOFF * _roundings(density, log_density, top) * xp.abs(terms)
        if isinstance(values, Estimate):
            error = error + _weighted(density, values.error)
        return Estimate(terms, error)

    with np.errstate(
        invalid="ignore"
    ):  # an infinite value is decided, not summed: inf - inf is no error of it
        estimate = integrate(integrand, panels)
        error = estimate.error + _tail_bound(lambda x: integrand(x).value, panels)
    return Estimate(estimate.value, xp.where(xp.isinf(estimate.value), xp.zeros_like(error), error))


def _roundings(density: Array, log_density: Array, top: Array) -> Array:
    """How many u the density may err by, relatively: its logarithm's roundings, which exp makes relative.

    For a Gaussian, z is off by 2 u, z^2 / 2 by 5 u and once more when the constants join, the constants by 3 u of
    log sigma, the sum by u of itself; z^2 / 2 is ``top - log p`` and log sigma is ``-top``, up to 1. A mixture or a
    pushforward adds logarithms no larger than these. exp and the products take the rest of the 8.
    """
    xp = namespace(density)
    below = xp.where(density > 0, top - xp.where(density > 0, log_density, top), xp.zeros_like(density))
    return 7.0 * below + 4.0 * xp.abs(top) + 8.0


def _widened(breakpoints: Array, extra: Array | None) -> Array:
    """Ascending breakpoints with the extra ones and one wider panel at either end."""
    xp = namespace(breakpoints)
    if is_torch(breakpoints):  # where the panels lie is no part of what is differentiated
        breakpoints = breakpoints.detach()
    if extra is not None:
        extra = (
            xp.broadcast_to(extra, (*breakpoints.shape[:-1], extra.shape[-1]))
            if breakpoints.ndim > 1
            else extra
        )
        breakpoints = xp.concat([breakpoints, extra], axis=-1)
    edges = xp.sort(breakpoints, axis=-1)
    left = edges[..., :1] - WIDENING * _outer_width(edges)
    right = edges[..., -1:] + WIDENING * _outer_width(-xp.flip(edges, axis=-1))
    return xp.concat([left, edges, right], axis=-1)


def _outer_width(edges: Array) -> Array:
    """The width of the first panel that has one, ``(..., 1)``."""
    xp = namespace(edges)
    widths = edges[..., 1:] - edges[..., :-1]
    first = xp.argmax(xp.astype(widths > 0, xp.int64), axis=-1)
    return xp.take_along_axis(widths, first[..., None], axis=-1)


def _tail_bound(integrand: Callable[[Array], Array], panels: Array) -> Array:
    """``width * |p f|`` just outside the two ends, summed."""
    xp = namespace(panels)
    ends = xp.concat([panels[..., :1], panels[..., -1:]], axis=-1)
    outside = xp.nextafter(ends, xp.sign(ends - xp.flip(ends, axis=-1)) * xp.inf)
    widths = xp.concat([_outer_width(panels), _outer_width(-xp.flip(panels, axis=-1))], axis=-1)
    return xp.sum(widths * xp.abs(integrand(outside)), axis=-1)


def _atoms(law: Pushforward, f: Integrand) -> Estimate:
    """Over the atoms of the flat pieces."""
    return _mean(law.atom_masses, f(cast(Any, law.atom_locations)))
