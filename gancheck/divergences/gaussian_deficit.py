r"""log 2 - JSD of two Gaussians far apart, in any dimension, with relative accuracy.

With :math:`M(s) = \int p^s q^{1-s}` and :math:`K(s) = \pi/(s(1-s)\sin \pi s)`, both analytic on
:math:`0 < \operatorname{Re} s < 1`,

.. math:: \log 2 - \mathrm{JSD}(p, q) = \frac{1}{2\pi}\int_0^\infty \operatorname{Re}[M K](\alpha + it)\,dt

on *every* line :math:`\operatorname{Re} s = \alpha` of the strip (`gancheck.numerics.critical_line` has the case 1/2;
Cauchy's theorem moves it). Far apart, the terms on the line 1/2 cancel down to a tiny rest. They do not on the line
through the saddle point, where the convex function :math:`\log M + \log K` is least along the real axis.

*Error.* The trapezoid sum of step h is the same integral with :math:`k_\alpha(\ell)`, whose transform is K, replaced by
:math:`\sum_n k_\alpha(\ell + nP)`, :math:`P = 2\pi/h` (Poisson). For n > 0 the surplus
:math:`p^\alpha q^{1-\alpha} k_\alpha(\ell + nP)` is at most :math:`\tfrac12 q\,(1.7 + \ell_+ + nP)\,e^{-\alpha nP}`,
for n < 0 likewise with p and 1 - α, and :math:`E_q[\ell_+] \le E_q[p/q] = 1`: together at most
:math:`2(3 + P)\,e^{-\min(\alpha, 1-\alpha)P}`, whatever the laws. P is chosen to make that negligible.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from gancheck.divergences.gaussian_pair import GaussianPair, gaussian_pair
from gancheck.numerics.arrays import Array, is_torch, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate

__all__ = ["gaussian_deficit"]

LOG_NEGLIGIBLE = 42.0
"""e^-42 is u/200: what is left out, relative to the result."""

LOG_SMALLEST = -760.0
"""Below e^-760 no float64 is left, however the factors of the estimate err."""

NODES_IN_MEMORY = 2**16
"""Complex nodes worked on at once: a mebibyte an array."""


def gaussian_deficit(p: Any, q: Any) -> Estimate:
    """The deficit log 2 - JSD of aligned Gaussian laws with a bound on its error.

    The bound: the rounding of the sum, that of the exponents log M (64u of their size), and the error of η.
    """
    pair = gaussian_pair(p, q)
    if pair.eta.ndim == 1:
        whole = _deficits(_slice(pair, None))
        return Estimate(whole.value[0], whole.error[0])
    return _deficits(pair)


def _deficits(pair: GaussianPair) -> Estimate:
    """Rows sorted by the number of nodes that each needs, so that a block holds rows of about one length."""
    xp = namespace(pair.eta)
    lines = _lines(
        *(x.detach().cpu().numpy() if is_torch(x) else x for x in (pair.eta, pair.finite_separation))
    )
    order = np.argsort(lines.size, kind="stable")
    blocks, start = [], 0
    while start < len(order):
        stop = start + 1
        while stop < len(order) and (stop + 1 - start) * lines.size[order[stop]] <= NODES_IN_MEMORY:
            stop += 1
        rows = order[start:stop].tolist()
        blocks.append(_rows(_slice(pair, rows), lines.rows(rows)))
        start = stop
    back = np.argsort(order).tolist()
    value = xp.concat([block.value for block in blocks], axis=0)[back]
    return Estimate(value, xp.concat([block.error for block in blocks], axis=0)[back])


@dataclass(frozen=True)
class Lines:
    """For each row: the line Re s = alpha, the step and number of nodes along it, and log M(alpha)."""

    alpha: np.ndarray
    step: np.ndarray
    size: np.ndarray
    level: np.ndarray

    def rows(self, index: list[int]) -> "Lines":
        """Some rows."""
        return Lines(self.alpha[index], self.step[index], self.size[index], self.level[index])


def _slice(pair: GaussianPair, rows: list[int] | None) -> GaussianPair:
    """Some rows; a new batch axis for None."""
    coupling = None if pair.coupling is None else pair.coupling[rows]
    return GaussianPair(
        pair.eta[rows], pair.separation[rows], pair.eta_error[rows], pair.separation_error[rows], coupling
    )


def _rows(pair: GaussianPair, lines: Lines) -> Estimate:
    """The sum along each row's own line."""
    xp = namespace(pair.eta)
    eta, separation, eta_error = (
        x.detach().cpu().numpy() if is_torch(x) else x
        for x in (pair.eta, pair.finite_separation, pair.eta_error)
    )
    alpha, level = lines.alpha, lines.level
    t = lines.step[:, None] * np.arange(np.max(lines.size))
    weights = _kernel(alpha[:, None], t) * (lines.step / (2.0 * math.pi))[:, None]
    weights[:, 0] *= 0.5
    s = xp.asarray(alpha[:, None] + 1j * t, device=pair.eta.device)
    exponent = (
        _log_moment_on_line(pair.eta, pair.finite_separation, s, pair.coupling)
        - xp.asarray(level, device=pair.eta.device)[:, None]
    )
    terms = xp.exp(exponent) * xp.asarray(weights, device=pair.eta.device)
    scale = np.exp(np.maximum(level, LOG_SMALLEST))
    factor = xp.asarray(np.where(level > LOG_SMALLEST, scale, 0.0), device=pair.eta.device)
    value = factor * xp.sum(xp.real(terms), axis=-1)
    size_of_terms = factor * xp.sum(xp.abs(terms), axis=-1)
    exponents = 1.0 + np.sum(np.abs(eta) + separation, axis=-1)
    drift = 64 * UNIT_ROUNDOFF * exponents + np.sum((1.0 + 2.0 * separation) * eta_error, axis=-1)
    drift = np.where(np.isfinite(drift), drift, 0.0)
    return Estimate(value, size_of_terms * xp.asarray(drift, device=pair.eta.device))


def _parts(eta: np.ndarray, s: Any) -> tuple[Any, Any, Any]:
    """|η|, e = exp(-2|η|) and a = s or 1 - s by the sign of η, with an axis of coordinates last."""
    a = np.where(eta >= 0, s, 1.0 - s)
    return np.abs(eta), np.exp(-2.0 * np.abs(eta)), a


def _log_moment(eta: np.ndarray, separation: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    r""":math:`\log M(\alpha) = \sum -(1-a)|\eta| - \tfrac12\log\kappa - a(1-a)g^2(1+e)/(2\kappa)`, κ = a + (1-a)e."""
    size, e, a = _parts(eta, alpha[:, None])
    kappa = a + (1.0 - a) * e
    pull = a * (1.0 - a) * separation * (1.0 + e) / (2.0 * kappa)
    total: np.ndarray = np.sum(-(1.0 - a) * size - 0.5 * np.log(kappa) - pull, axis=-1)
    return total


def _slopes(eta: np.ndarray, separation: np.ndarray, alpha: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First and second derivative of log M + log K along the real axis."""
    size, e, a = _parts(eta, alpha[:, None])
    kappa, climb = a + (1.0 - a) * e, 1.0 - e
    c = 0.5 * separation * (1.0 + e)
    first = size - 0.5 * climb / kappa - c * ((1.0 - 2.0 * a) * kappa - climb * a * (1.0 - a)) / kappa**2
    second = 0.5 * (climb / kappa) ** 2 + 2.0 * c * e / kappa**3
    of_kernel = -1.0 / alpha + 1.0 / (1.0 - alpha) - math.pi / np.tan(math.pi * alpha)
    bend_of_kernel = 1.0 / alpha**2 + 1.0 / (1.0 - alpha) ** 2 + (math.pi / np.sin(math.pi * alpha)) ** 2
    return np.sum(np.where(eta >= 0, first, -first), axis=-1) + of_kernel, np.sum(
        second, axis=-1
    ) + bend_of_kernel


def _saddle(eta: np.ndarray, separation: np.ndarray) -> np.ndarray:
    """The minimum of the convex function log M + log K on (0, 1), by bisection: any line will do, this one is best."""
    low, high = np.zeros(eta.shape[0]), np.ones(eta.shape[0])
    for _ in range(40):
        middle = 0.5 * (low + high)
        rising = _slopes(eta, separation, middle)[0] > 0
        low, high = np.where(rising, low, middle), np.where(rising, middle, high)
    return 0.5 * (low + high)


def _lines(eta: np.ndarray, separation: np.ndarray) -> Lines:
    """Each row's line.

    The result is about ``M K / sqrt(2π S)`` at the saddle, S the second derivative there; step and cut are taken where
    aliasing and tail are e^-42 of that.
    """
    alpha = _saddle(eta, separation)
    level = _log_moment(eta, separation, alpha)
    peak = level + np.log(_kernel(alpha, np.zeros_like(alpha)).real)
    target = peak - 0.5 * np.log(2.0 * math.pi * _slopes(eta, separation, alpha)[1]) - LOG_NEGLIGIBLE
    live = level > LOG_SMALLEST
    margin = np.minimum(alpha, 1.0 - alpha)
    period = -target / margin
    period = (math.log(2.0) + np.log(3.0 + 2.0 * period) - target) / margin
    step = np.where(live, 2.0 * math.pi / period, 1.0)
    cut = np.full_like(alpha, 20.0)
    for _ in range(70):
        shorter = 0.8 * cut
        s = alpha[:, None] + 1j * shorter[:, None]
        log_size = _log_moment_on_line(eta, separation, s).real[:, 0] + np.log(
            np.abs(_kernel(alpha, shorter))
        )
        cut = np.where(log_size < target, shorter, cut)
    size = np.where(live, cut / step, 1.0).astype(np.int64) + 2
    return Lines(alpha, step, size, level)


def _kernel(alpha: np.ndarray, t: np.ndarray) -> np.ndarray:
    """K(α + it), by way of sin πs = (i/2) exp(-iπs) (1 - exp(2πis)), which does not overflow for t >= 0."""
    s = alpha + 1j * t
    return -2j * math.pi * np.exp(1j * math.pi * s) / (-np.expm1(2j * math.pi * s)) / (s * (1.0 - s))


def _log_moment_on_line(
    all_eta: Array, all_separation: Array, s: Array, coupling: Array | None = None
) -> Array:
    """The exponent log M at complex points ``(b, N)``, a coordinate at a time."""
    xp = namespace(all_eta)
    result = xp.zeros_like(s)
    denominators = []
    for i in range(all_eta.shape[-1]):
        eta, separation = all_eta[:, i, None], all_separation[:, i, None]
        positive = eta >= 0
        size = xp.where(positive, eta, -eta)  # not abs, whose gradient at 0 is 0
        e = xp.exp(-2.0 * size)
        a = xp.where(positive, s, 1.0 - s)
        kappa = a + (1.0 - a) * e
        result = (
            result
            - (1.0 - a) * size
            - 0.5 * xp.log(kappa)
            - a * (1.0 - a) * separation * (1.0 + e) / (2.0 * kappa)
        )
        denominators.append(xp.where(positive, kappa, kappa / e))
    if coupling is not None:
        inverse = 1.0 / xp.stack(denominators, axis=-1)
        form = xp.sum((inverse[..., None, :] @ (coupling + 0j)[:, None])[..., 0, :] * inverse, axis=-1)
        result = result + 0.5 * s * (1.0 - s) ** 2 * form
    return result
