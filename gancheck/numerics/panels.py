r"""Quadrature of several integrands at once, over panels of many problems, halved where it is not yet exact.

.. math:: \int_{x_0}^{x_M} f_c \approx \sum_T h_T \sum_i w_i f_c(x_T + h_T \theta_i), \qquad c = 1 \dots C

The panels of all problems are one flat list. An integrand is asked at the places :math:`\theta \in (0, 1)` of each
panel, not at points of the line: a node ``x + h θ`` is not a float64, and far from the origin its rounding is much of a
narrow peak, while an affine function of x is an affine function of θ whose coefficients are rounded relatively.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple, TypeAlias

import numpy as np

from gancheck.numerics.arrays import Array, is_torch, namespace
from gancheck.numerics.estimate import Estimate
from gancheck.numerics.ragged import marked, row_sums

__all__ = ["Integrands", "Panels", "integrate_panels"]

NODES, COARSE_NODES = 12, 9
"""Nodes of the rule, and of the one that bounds its error: odd, so that a peak in the middle meets a node of one."""

SLIVER = 2.0**-44
"""Width, relative to its ends, of a panel that is there by rounding: the two images of a knot differ by a few ulp."""

NODES_IN_MEMORY = 2**15
"""Nodes evaluated at once on the host: 256 KiB an array, so that what is worked on stays in the second-level cache."""

NODES_ON_A_DEVICE = 2**24

HALVINGS = 60
MOST_HALVES = 4
"""From a panel to its last bits, and of panels at once, relative to the first; what has not converged then stands in the
error."""


class Panels(NamedTuple):
    """Intervals of the line, ``(T,)`` each, with the problem to which each belongs, ascending."""

    row: Array
    left: Array
    right: Array

    @property
    def width(self) -> Array:
        """The length, ``(T,)``."""
        return self.right - self.left

    @property
    def middle(self) -> Array:
        """A point inside, ``(T,)``."""
        return self.left + 0.5 * (self.right - self.left)

    def at_once(self, nodes: int) -> int:
        """How many are evaluated together at so many nodes each."""
        limit = NODES_ON_A_DEVICE if is_torch(self.left) and self.left.is_cuda else NODES_IN_MEMORY
        return max(1, limit // nodes)

    def where(self, chosen: Array | slice) -> "Panels":
        """Some of them, by a mask or a slice."""
        return Panels(*(field[chosen] for field in self))

    def halves(self) -> "Panels":
        """Each cut in the middle, in order."""
        xp, middle = namespace(self.left), self.middle
        pairs = ((self.row, self.row), (self.left, middle), (middle, self.right))
        return Panels(*(xp.reshape(xp.stack(pair, axis=1), (-1,)) for pair in pairs))


Integrands: TypeAlias = Callable[[Panels], Callable[[Array], tuple[Array, ...]]]
"""From panels to their integrands; those from places θ ``(n,)`` to C arrays ``(T, n)``."""


def integrate_panels(integrands: Integrands, edges: Array, tolerance: float) -> Estimate:
    r"""The integrals of C functions between the least and the greatest edge of each problem.

    The error is :math:`\sum_T |I_{12} - I_9|`, as in `integrate`, without the rounding of the integrands and their sums,
    which is for the caller to state. A panel whose part of it exceeds the tolerance is halved. The tolerance
    decides how much work is done, never what is claimed.

    Args:
        integrands: What is integrated.
        edges: ``(B, M)``, in any order; repeats are panels of width zero and add nothing.
        tolerance: How much of the error a panel may leave, times 1 + the size of the problem's integrals.

    Returns:
        Values and errors, ``(B, C)``.
    """
    xp = namespace(edges)
    edges = xp.sort(edges, axis=-1)
    places = marked(edges[:, 1:] > edges[:, :-1])
    panels = Panels(places.row, edges[places.row, places.column], edges[places.row, places.column + 1])
    size = xp.maximum(xp.abs(panels.left), xp.abs(panels.right))
    thin = panels.width <= SLIVER * size
    slivers = panels.where(thin)
    rows, bound, limit = edges.shape[0], tolerance, 0
    value, left_out = _at_the_middle(integrands, slivers, rows, tolerance)
    error = xp.abs(value)
    panels = panels.where(~thin)
    for halving in range(HALVINGS + 1):
        fine, spread = _by_rule(integrands, panels)
        if halving == 0:
            bound = tolerance * (1.0 + row_sums(xp.abs(fine), panels.row, rows))
            limit = MOST_HALVES * panels.row.shape[0]
        done = ~xp.any(spread > bound[panels.row], axis=1)  # a NaN is no reason for more work
        if halving == HALVINGS or 2 * panels.row.shape[0] > limit:
            done = xp.ones_like(done)
        value = value + row_sums(fine[done], panels.row[done], rows)
        error = error + row_sums(spread[done], panels.row[done], rows)
        if bool(xp.all(done)):
            break
        panels = panels.where(~done).halves()
    if left_out.row.shape[0]:
        fine, spread = _by_rule(integrands, left_out)
        value = value + row_sums(fine, left_out.row, rows)
        error = error + row_sums(spread, left_out.row, rows)
    return Estimate(value, error)


def _at_the_middle(
    integrands: Integrands, slivers: Panels, rows: int, tolerance: float
) -> tuple[Array, Panels]:
    """The sums over slivers by one node each, ``(B, C)``, and the slivers for which that is not enough."""
    xp = namespace(slivers.left)
    half = xp.asarray(np.array([0.5]), device=slivers.left.device)
    terms = xp.concat(integrands(slivers)(half), axis=1) * slivers.width[:, None]
    small = xp.all(xp.abs(terms) <= 1e-3 * tolerance, axis=1)
    return row_sums(terms[small], slivers.row[small], rows), slivers.where(~small)


def _by_rule(integrands: Integrands, panels: Panels) -> tuple[Array, Array]:
    """Integrals over each panel and their errors, ``(T, C)``, a few panels at a time."""
    xp = namespace(panels.left)
    theta, weights = (xp.asarray(a, device=panels.left.device) for a in _rules(NODES, COARSE_NODES))
    step = panels.at_once(theta.shape[0])
    parts = []
    for start in range(0, max(1, panels.row.shape[0]), step):
        some = panels.where(slice(start, start + step))
        parts.append(xp.stack([f @ weights for f in integrands(some)(theta)], axis=1))
    both = (parts[0] if len(parts) == 1 else xp.concat(parts)) * panels.width[:, None, None]
    return both[..., 0], xp.abs(both[..., 0] - both[..., 1])


@cache
def _rules(nodes: int, coarse_nodes: int) -> tuple[np.ndarray, np.ndarray]:
    """The places of both rules on [0, 1], ``(n,)``, and the weights of each, ``(n, 2)``."""
    x, w = np.polynomial.legendre.leggauss(nodes)
    y, v = np.polynomial.legendre.leggauss(coarse_nodes)
    weights = np.zeros((nodes + coarse_nodes, 2))
    weights[:nodes, 0], weights[nodes:, 1] = 0.5 * w, 0.5 * v
    return 0.5 * (np.concatenate([x, y]) + 1.0), weights
