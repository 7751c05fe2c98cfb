r"""The Jensen-Shannon and Vincze-Le Cam divergences of two Gaussians in up to three dimensions, on a grid.

In coordinates that diagonalise both covariances (q = N(0, I), p = N(δ, diag λ)) the Gaussian
:math:`\sqrt{pq}/\mathrm{BC}` has independent coordinates too. Standardised by it, :math:`\ell = \log(p/q)` is
:math:`c + \sum_i a_i z_i^2 + b_i z_i` with

.. math::
    a = \frac{\lambda - 1}{\lambda + 1}, \quad b = \frac{2 s \delta}{1 + \lambda}, \quad
    s^2 = \frac{2\lambda}{1 + \lambda}, \qquad
    \mathrm{JSD} = \log 2 - \tfrac12 \mathrm{BC}\; E_{z \sim N(0, I)}[k(\ell(z))],

with :math:`k(\ell) = e^{\ell/2}\log(1 + e^{-\ell}) + e^{-\ell/2}\log(1 + e^{\ell}) \le 2\log 2`; and
:math:`\int (p-q)^2/(p+q) = 2 - 2\,\mathrm{BC}\; E[1/\cosh\tfrac12\ell(z)]`, whose kernel has its poles where k has its
branch points, at :math:`\pm i\pi`. Since |a| < 1,
and BC is small where b is large, a trapezoid rule in every coordinate converges exponentially [trefethen2014,
Theorem 5.1]. Nothing here is shared with the integral over the critical line but the change of coordinates.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import erfc, log, pi, sqrt

import numpy as np

from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import Estimate, rounded

__all__ = ["MOST_COORDINATES", "Diagonal", "diagonalised", "jsd_on_grid", "vincze_le_cam_on_grid"]

MOST_COORDINATES = 3
NODES = {1: 128, 2: 80, 3: 32}
"""Nodes a coordinate of the coarse grid, whose 2^k halfway shifts are evaluated a problem in k coordinates."""
HALF_WIDTH = 8.8
"""Beyond it a standard normal law has a mass of 1.4e-18."""


@dataclass(frozen=True)
class Diagonal:
    """Two Gaussian laws in coordinates y in which q = N(0, I) and p = N(δ, diag λ); x = μ_q + A y.

    Attributes:
        variance: λ, ``(B, d)``.
        offset: δ, ``(B, d)``.
        axes: A, ``(B, d, d)``.
    """

    variance: Array
    offset: Array
    axes: Array

    def most_different(self, count: int) -> "Diagonal":
        """The same pair, but with p and q alike in all coordinates except the ``count`` that differ most."""
        d = self.variance.shape[-1]
        shape = 0.5 * (self.variance + 1.0 / self.variance) - 1.0
        difference = shape + 0.5 * self.offset**2 * (1.0 + 1.0 / self.variance)
        rank = np.argsort(np.argsort(-difference, axis=-1), axis=-1)
        kept = rank < min(count, d)
        return Diagonal(np.where(kept, self.variance, 1.0), np.where(kept, self.offset, 0.0), self.axes)


def diagonalised(loc_p: Array, covariance_p: Array, loc_q: Array, covariance_q: Array) -> Diagonal:
    """Both covariances by one change of coordinates: a Cholesky factor of Σ_q, then an eigenbasis."""
    factor = np.linalg.cholesky(covariance_q)
    half = np.linalg.solve(factor, covariance_p)
    whitened = np.linalg.solve(factor, np.swapaxes(half, -1, -2))
    variance, basis = np.linalg.eigh(0.5 * (whitened + np.swapaxes(whitened, -1, -2)))
    offset = np.linalg.solve(factor, (loc_p - loc_q)[..., None])
    return Diagonal(variance, (np.swapaxes(basis, -1, -2) @ offset)[..., 0], factor @ basis)


@dataclass(frozen=True)
class Kernel:
    """A divergence is ``top - factor BC E[function(ℓ)]``; factor times the function is at most top."""

    function: Callable[[Array], Array]
    top: float
    factor: float


def jsd_on_grid(pair: Diagonal) -> Estimate:
    """JSD in nats, ``(B,)``, of pairs that differ in at most `MOST_COORDINATES` coordinates."""
    return _on_grid(pair, Kernel(_jsd_kernel, log(2.0), 0.5))


def vincze_le_cam_on_grid(pair: Diagonal) -> Estimate:
    """∫(p−q)²/(p+q), ``(B,)``, of the same."""
    return _on_grid(pair, Kernel(_secant, 2.0, 2.0))


def _on_grid(pair: Diagonal, kernel: Kernel) -> Estimate:
    results = [_one(pair.variance[i], pair.offset[i], kernel) for i in range(len(pair.variance))]
    return Estimate(*(np.array(part) for part in zip(*results, strict=True)))


def _one(variance: Array, offset: Array, kernel: Kernel) -> tuple[float, float]:
    """One problem: the fine grid, and what the coarse grids that it consists of differ by.

    The trapezoid rule of step h errs by the integrand's Fourier modes at the multiples 2πn/h of the grid's
    frequency. Shifting a coordinate by h/2 changes the sign of the modes that are odd in it, so that the mean over
    all such shifts, the grid of step h/2, keeps the even ones alone. They decay at least as fast again as the odd
    ones, whose sizes the differences of the shifted grids show, one for each set of odd coordinates.
    """
    different = (variance != 1.0) | (offset != 0.0)
    lam, delta = variance[different], offset[different]
    k = len(lam)
    if k == 0:
        return 0.0, 0.0
    s = np.sqrt(2.0 * lam / (1.0 + lam))
    m = delta / (1.0 + lam)
    a, b = (lam - 1.0) / (lam + 1.0), 2.0 * s * m
    c = float(np.sum(0.5 * m * m * (1.0 - lam) - 0.5 * np.log(lam)))
    overlap = float(np.exp(np.sum(np.log(s) - 0.25 * np.log(lam) - 0.25 * delta * delta / (1.0 + lam))))
    modes = np.empty((2,) * k)
    for shift in np.ndindex(modes.shape):
        modes[shift] = overlap * _mean(a, b, c, 0.5 * np.array(shift), NODES[k], kernel)
    for axis in range(k):
        still, moved = np.moveaxis(modes, axis, 0)
        modes = np.stack([0.5 * (still + moved), 0.5 * (still - moved)], axis=axis)
    fine, odd = float(modes.flat[0]), float(np.abs(modes.flat[1:]).sum())
    tail = 2.0 * kernel.top * k * erfc(HALF_WIDTH / sqrt(2.0))
    # BC times a term of ℓ (c, |b z|, a z²: powers of log BC) is below 2 a coordinate, and the kernel feels half of it.
    estimate = rounded(np.asarray(kernel.top - kernel.factor * fine), 64 * k, 2.0 * kernel.factor)
    return float(estimate.value), 2.0 * kernel.factor * odd + tail + float(estimate.error)


def _mean(a: Array, b: Array, c: float, shift: Array, nodes: int, kernel: Kernel) -> float:
    """The mean of the kernel at ``c + Σ a z² + b z`` by the trapezoid rule on a grid shifted by parts of its step."""
    step = 2.0 * HALF_WIDTH / nodes
    ratio, total = np.asarray(c), np.asarray(1.0)
    for i in range(len(a)):
        z = -HALF_WIDTH + step * (np.arange(nodes) + shift[i])
        ratio = ratio[..., None] + z * (a[i] * z + b[i])
        total = total[..., None] * (step * np.exp(-0.5 * z * z) / sqrt(2.0 * pi))
    return float(np.sum(total * kernel.function(ratio)))


def _secant(ratio: Array) -> Array:
    """``1/cosh(ℓ/2) = 2√x/(1 + x)``."""
    root = np.exp(-0.5 * np.abs(ratio))
    return np.asarray(2.0 * root / (1.0 + root * root))


def _jsd_kernel(ratio: Array) -> Array:
    """``k(ℓ) = √x (log(1+x)/x + |ℓ| + log(1+x))`` with x = e^{−|ℓ|}; 0 where x underflows, as k is to 1e-160."""
    size = np.abs(ratio)
    x = np.exp(-size)
    log1p = np.log1p(x)
    per_x = np.divide(log1p, x, out=np.ones_like(x), where=x > 0)
    return np.asarray(np.sqrt(x) * (per_x + size + log1p))
