r"""The Jensen-Shannon divergence of two Gaussians, in any dimension, on the critical line."""

import math
from typing import Any, Protocol

import numpy as np

from gancheck.divergences.gaussian_pair import GaussianPair, gaussian_pair
from gancheck.numerics.arrays import Array, is_torch, namespace
from gancheck.numerics.critical_line import DEFAULT_RULE, CriticalLineRule
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate

__all__ = ["LineRule", "gaussian_jsd", "line_sum", "log_cosh"]

NODES_IN_MEMORY = 2**15
"""Nodes worked on at once: a quarter of a mebibyte an array, within the second-level cache with its workspace."""


class LineRule(Protocol):
    """Nodes t on the critical line, ``(size,)``, and the weights of 1 - Re M(½ + it) at them."""

    @property
    def size(self) -> int:
        """How many nodes there are."""
        ...

    @property
    def nodes(self) -> np.ndarray:
        """Where on the line."""
        ...

    @property
    def weights(self) -> np.ndarray:
        """How much of each."""
        ...


def gaussian_jsd(p: Any, q: Any, rule: CriticalLineRule = DEFAULT_RULE) -> Estimate:
    r"""JSD of aligned Gaussian laws with the error bound of the rule (see `gancheck.numerics.critical_line`).

    With :math:`T = \tanh\eta` and :math:`D = 1 + 4t^2T^2`, :math:`\log M(\tfrac12 + it) = A + iB` is a sum over the
    coordinates of

    .. math::
        A &= -\tfrac12\log\cosh\eta - \tfrac14\log D - (t^2 + \tfrac14)\,g^2/D, \\
        B &= t\eta - \tfrac12\arctan 2tT + 2tT\,(t^2 + \tfrac14)\,g^2/D,

    and :math:`1 - \operatorname{Re} M = -\operatorname{expm1}A + 2e^A\sin^2(B/2)`: nonnegative terms, each of small
    relative error. The bound: the rule's, relative; 64 + 8d roundings; the error of g², which JSD at most doubles; that
    of η times :math:`|\partial\mathrm{JSD}/\partial\eta| \le \tfrac32\sqrt{\mathrm{JSD}}` (Cauchy-Schwarz with the
    Fisher information 2).
    """
    pair = gaussian_pair(p, q)
    xp = namespace(pair.eta)
    value = rule.closed(line_sum(pair, rule))
    plain = value.detach() if is_torch(value) else value
    rounding = (64 + 8 * pair.eta.shape[-1]) * UNIT_ROUNDOFF + 2.0 * pair.separation_error
    drift = 1.5 * xp.sqrt(plain) * xp.sqrt(xp.sum(pair.eta_error**2, axis=-1))
    return Estimate(value, (rule.relative_bound + rounding) * plain + drift)


def line_sum(pair: GaussianPair, rule: LineRule) -> Array:
    """The weighted sum of 1 - Re M over the nodes, in blocks of rows."""
    xp, separation = namespace(pair.eta), pair.finite_separation
    if pair.eta.ndim == 1:
        coupling = None if pair.coupling is None else pair.coupling[None]
        return _rows(pair.eta[None], separation[None], coupling, rule)[0]
    step = max(1, NODES_IN_MEMORY // rule.size)
    blocks = [slice(start, start + step) for start in range(0, pair.eta.shape[0], step)]
    if not is_torch(pair.eta):
        workspace = np.empty((4, min(step, pair.eta.shape[0]), rule.size))
        return xp.concat([_rows_in_place(pair.eta[b], separation[b], rule, workspace) for b in blocks])
    couplings = [None if pair.coupling is None else pair.coupling[b] for b in blocks]
    sums = [_rows(pair.eta[b], separation[b], c, rule) for b, c in zip(blocks, couplings, strict=True)]
    return xp.concat(sums, axis=0)


def _rows(eta: Array, separation: Array, coupling: Array | None, rule: LineRule) -> Array:
    """The sum for rows ``(b, d)``; arrays of nodes are ``(b, size)``, a coordinate at a time."""
    xp = namespace(eta)
    t = xp.asarray(rule.nodes, device=eta.device)
    weights = xp.asarray(rule.weights, device=eta.device)
    tanh, height = xp.tanh(eta), log_cosh(eta)
    log_size = -0.5 * xp.sum(height, axis=-1)[..., None]
    phase = xp.sum(eta, axis=-1)[..., None] * t
    for i in range(eta.shape[-1]):
        slope = 2.0 * tanh[:, i, None] * t
        square = slope * slope
        pull = separation[:, i, None] * (t * t + 0.25) / (1.0 + square)
        log_size = log_size - 0.25 * xp.log1p(square) - pull
        phase = phase - 0.5 * xp.atan(slope) + slope * pull
    if coupling is not None:
        real, imaginary = _off_diagonal(eta, coupling, t)
        log_size, phase = log_size + real, phase + imaginary
    decay = xp.expm1(log_size)
    return (2.0 * (1.0 + decay) * xp.sin(0.5 * phase) ** 2 - decay) @ weights


def _rows_in_place(eta: Array, separation: Array, rule: LineRule, workspace: np.ndarray) -> Array:
    """`_rows` once more for NumPy, in four buffers: fresh temporaries would take longer than the functions on them.

    sin² is tan²/(1 + tan²), because NumPy's tangent is vectorised and its sine is not.
    """
    t, quarter = rule.nodes, rule.nodes**2 + 0.25
    log_size, phase, slope, pull = workspace[:, : eta.shape[0]]
    tanh = np.tanh(eta)
    np.multiply(np.sum(eta, axis=-1)[:, None], t, out=phase)
    log_size[...] = -0.5 * np.sum(log_cosh(eta), axis=-1)[:, None]
    for i in range(eta.shape[-1]):
        np.multiply(2.0 * tanh[:, i, None], t, out=slope)
        _add_coordinate(separation[:, i, None] * quarter, slope, log_size, phase, pull)
    np.expm1(log_size, out=log_size)
    phase *= 0.5
    np.tan(phase, out=phase)
    phase *= phase
    np.add(phase, 1.0, out=pull)
    phase /= pull
    np.add(log_size, 1.0, out=pull)
    pull *= phase
    pull *= 2.0
    pull -= log_size
    total: np.ndarray = pull @ rule.weights
    return total


def _add_coordinate(
    numerator: np.ndarray, slope: np.ndarray, log_size: np.ndarray, phase: np.ndarray, pull: np.ndarray
) -> None:
    """Add one coordinate to A and B in place; ``slope`` is used up."""
    np.multiply(slope, slope, out=pull)
    shrink = np.log1p(pull)
    shrink *= 0.25
    log_size -= shrink
    pull += 1.0
    np.divide(numerator, pull, out=pull)
    log_size -= pull
    pull *= slope
    phase += pull
    np.arctan(slope, out=slope)
    slope *= 0.5
    phase -= slope


def _off_diagonal(eta: Array, coupling: Array, t: Array) -> tuple[Array, Array]:
    r"""The first-order part of log M in the off-diagonal entries: 0 in value, there for its derivative.

    With :math:`c = 1 + 2itT` and :math:`a = 2/((1 + e^{-2\eta})c)` it is
    :math:`\tfrac12(t^2 + \tfrac14)(\tfrac12 - it)\sum_{ij} C_{ij} a_i a_j`.
    """
    xp = namespace(eta)
    plain = eta.detach()
    slope = 2.0 * xp.tanh(plain)[:, None, :] * t[:, None]
    real = 2.0 / (1.0 + xp.exp(-2.0 * plain))[:, None, :] / (1.0 + slope * slope)
    imaginary = -slope * real
    left_real, left_imaginary = real @ coupling, imaginary @ coupling
    q_real = xp.sum(left_real * real - left_imaginary * imaginary, axis=-1)
    q_imaginary = 2.0 * xp.sum(left_real * imaginary, axis=-1)
    level = 0.5 * (t * t + 0.25)
    return level * (0.5 * q_real + t * q_imaginary), level * (0.5 * q_imaginary - t * q_real)


def log_cosh(eta: Array) -> Array:
    r"""The function log cosh η: ``log1p(2 sinh²(η/2))`` up to 1, :math:`|\eta| - \log 2 + \ldots` beyond."""
    xp = namespace(eta)
    size = xp.abs(eta)
    near = xp.log1p(2.0 * xp.sinh(0.5 * xp.where(size < 1.0, eta, 0.0)) ** 2)
    return xp.where(size < 1.0, near, size - math.log(2.0) + xp.log1p(xp.exp(-2.0 * size)))
