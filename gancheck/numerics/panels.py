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
SLIVER_SHARE = 2.0**-10
"""Width, relative to its ends, of a panel that is there by rounding: the two images of a knot differ by a few ulp.
One node serves it, and its part of the integrals is its error, if that is at most this share of the tolerance: there
may be a thousand."""

NODES_IN_MEMORY = 2**15
"""Nodes evaluated at once on the host: 256 KiB an array, so that what is worked on stays in the second-level cache."""

NODES_ON_A_DEVICE = 2**24

HALVINGS = 60
MOST_HALVES = 4
"""How often a panel is halved, which takes it to its last bits, and how many there may be at once, of those at first.
What has not converged then stands in the error."""


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

    The error is :math:`\sum_T |I_{12} - I_9|`, as in `integrate`, without the rounding of the integrands and their
    sums, which is for the caller to state. A panel whose part of it exceeds the tolerance is halved. The tolerance
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
    rows = edges.shape[0]
    thin = panels.width <= SLIVER * xp.maximum(xp.abs(panels.left), xp.abs(panels.right))
    slivers = panels.where(thin)
    terms = _at_the_middle(integrands, slivers)
    small = xp.all(xp.abs(terms) <= SLIVER_SHARE * tolerance, axis=1)
    value = row_sums(terms[small], slivers.row[small], rows)
    error = row_sums(xp.abs(terms[small]), slivers.row[small], rows)
    kept = ~thin
    kept[thin] = ~small
    panels = panels.where(kept)
    limit = MOST_HALVES * (panels.row.shape[0] + rows)
    fine, spread = _by_rule(integrands, panels)
    bound = tolerance * (1.0 + row_sums(xp.abs(fine), panels.row, rows))
    for halving in range(HALVINGS + 1):
        done = ~xp.any(spread > bound[panels.row], axis=1)  # a NaN is no reason for more work
        if halving == HALVINGS or 2 * panels.row.shape[0] > limit:
            done = xp.ones_like(done)
        value = value + row_sums(fine[done], panels.row[done], rows)
        error = error + row_sums(spread[done], panels.row[done], rows)
        if bool(xp.all(done)):
            break
        panels = panels.where(~done).halves()
        fine, spread = _by_rule(integrands, panels)
    return Estimate(value, error)


def _at_the_middle(integrands: Integrands, panels: Panels) -> Array:
    """The integrals by one node each, ``(T, C)``."""
    xp = namespace(panels.left)
    half = xp.asarray([0.5], dtype=panels.left.dtype, device=panels.left.device)
    return xp.concat(integrands(panels)(half), axis=1) * panels.width[:, None]


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
