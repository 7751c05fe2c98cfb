r"""Composite Gauss-Legendre quadrature with an error that is part of the result.

.. math:: \int_{x_0}^{x_M} f \approx \sum_{j} \sum_{i} w_{ji} f(x_{ji})

over the panels between sorted breakpoints. The law of this file: breakpoints are where the integrand changes its
scale, so that inside a panel it is smooth; an n-point rule then converges faster than any power of the panel width, and
the difference from a rule of fewer nodes bounds the error of the larger one.
"""

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np

from gancheck.numerics.arrays import Array, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate

__all__ = ["integrate"]

NODES_IN_MEMORY = 2**14
"""Nodes evaluated at once: 128 KiB an array, so that a dozen temporaries stay in a core's second-level cache."""


def integrate(
    integrand: Callable[[Array], Array | Estimate],
    breakpoints: Array,
    nodes: int = 16,
    coarse_nodes: int = 13,
    *,
    bounded: bool = True,
) -> Estimate:
    r"""The integral of ``integrand`` from the least to the greatest breakpoint, with a bound on its error.

    The error is :math:`|I_{16} - I_{13}|` (a rule with fewer nodes on the same panels, and an odd number of them: a
    narrow peak in the middle, which every even rule misses, meets its middle node), plus the rounding of the sum,
    :math:`\gamma_n \sum |w f|`, plus :math:`\sum |w|\,e` where the integrand says how much (e) each value may be off.

    A node ``a + t`` is not a float64; it is rounded, by up to u|x|, which far from the origin is much of a narrow
    peak. The rounding is known exactly, and the weights are corrected for it to first order (see `_correction`).

    Args:
        integrand: Maps points ``(B, N)`` to values ``(B, N)`` — ``(N,)`` to ``(N,)`` where ``breakpoints`` is
            ``(M,)`` — or to an `Estimate` of them.
        breakpoints: ``(M,)`` or ``(B, M)``, in any order; repeats are panels of width zero and add nothing.
        nodes: Nodes on a panel.
        coarse_nodes: Nodes on a panel for the error's sake.
        bounded: Without it the error is not computed and infinite, which takes half the time.

    Returns:
        Value and error, ``()`` or ``(B,)``. Memory is bounded: panels are taken in blocks.

    Example:
        >>> import numpy as np
        >>> area = integrate(np.exp, np.array([0.0, 1.0]))
        >>> bool(abs(area.value - np.expm1(1.0)) <= area.error < 1e-14)
        True
    """
    xp = namespace(breakpoints)
    edges = xp.sort(breakpoints, axis=-1)
    fine = coarse = size = doubt = 0.0
    for block in _blocks(edges, nodes):
        value, magnitude, error = _panels(integrand, block, nodes)
        fine, size, doubt = fine + value, size + magnitude, doubt + error
        if bounded:
            coarse = coarse + _panels(integrand, block, coarse_nodes)[0]
    if not bounded:
        return Estimate(fine, xp.full_like(fine, xp.inf))
    # One rounding for each product, a pairwise sum on each block (2 + log2 N) and the rule's own weights (1 ulp each).
    operations = 8.0 + np.log2(nodes * edges.shape[-1])
    infinite = xp.isinf(fine)  # decided by a node, not summed
    spread = xp.where(infinite, 0.0, xp.abs(xp.where(infinite, 0.0, fine) - xp.where(infinite, 0.0, coarse)))
    return Estimate(fine, spread + operations * UNIT_ROUNDOFF * xp.where(infinite, 0.0, size) + doubt)


def _blocks(edges: Array, nodes: int) -> Iterator[Array]:
    """The sorted edges in overlapping runs, each of few enough panels to fit `NODES_IN_MEMORY`."""
    rows = edges.shape[0] if edges.ndim == 2 else 1
    panels = max(1, NODES_IN_MEMORY // (nodes * rows))
    for start in range(0, edges.shape[-1] - 1, panels):
        yield edges[..., start : start + panels + 1]


def _panels(
    integrand: Callable[[Array], Array | Estimate], edges: Array, nodes: int
) -> tuple[Array, Array, Array]:
    """The sum of w f over a block, the sum of |w f|, and the sum of w times the integrand's own error."""
    xp = namespace(edges)
    abscissae, weights, derivative = (xp.asarray(a, device=edges.device) for a in _rule(nodes))
    left, width = edges[..., :-1, None], (edges[..., 1:] - edges[..., :-1])[..., None]
    offset = width * abscissae
    x = left + offset
    w = width * weights - _correction(weights * _rounding(left, offset, x), derivative)
    shape = (*edges.shape[:-1], -1)
    x, w = xp.reshape(x, shape), xp.reshape(w, shape)
    f = integrand(x)
    values, errors = (f.value, f.error) if isinstance(f, Estimate) else (f, xp.zeros_like(f))
    if not bool(xp.all(xp.isfinite(values))):
        # An infinite integrand adds nothing on a panel without width; a finite one stays, for the width's derivative.
        live = (w != 0) | xp.isfinite(values)
        values, errors = xp.where(live, values, 0.0), xp.where(live, errors, 0.0)
    terms = w * values
    return xp.sum(terms, axis=-1), xp.sum(xp.abs(terms), axis=-1), xp.sum(xp.abs(w) * errors, axis=-1)


def _rounding(left: Array, offset: Array, x: Array) -> Array:
    """``x - (left + offset)``, exactly, for ``x = fl(left + offset)``: Knuth's two-sum."""
    bulk = x - left
    return -((left - (x - bulk)) + (offset - bulk))


def _correction(moved: Array, derivative: Array) -> Array:
    r"""What the rounding of the nodes adds to the weights, to first order; ``moved`` is :math:`w_i\varepsilon_i`.

    With :math:`x_i = \hat x_i + \varepsilon_i` the rule needs
    :math:`f(\hat x_i) \approx f(x_i) - \varepsilon_i f'(x_i)`, and
    :math:`f'(x_i) = \sum_j D_{ij} f(x_j) / \text{width}` by differentiating the interpolant on the panel. So
    :math:`w_j - \sum_i w_i \varepsilon_i D_{ij}` is the weight of :math:`f(x_j)`; as D maps constants to 0, a constant
    is still integrated exactly, on panels of a few ulp, too.
    """
    return moved @ derivative


@cache
def _rule(nodes: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gauss-Legendre abscissae and weights on [0, 1], and the matrix that differentiates the interpolant there."""
    x, w = np.polynomial.legendre.leggauss(nodes)
    x, w = 0.5 * (x + 1.0), 0.5 * w
    gaps = x[:, None] - x[None, :] + np.eye(nodes)
    barycentric = 1.0 / gaps.prod(axis=1)
    matrix = barycentric[None, :] / barycentric[:, None] / gaps
    np.fill_diagonal(matrix, 0.0)
    np.fill_diagonal(matrix, -matrix.sum(axis=1))
    return x, w, matrix
