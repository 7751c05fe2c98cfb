"""The points with weights that stand for a whole law: Gauss-Hermite nodes of the normal noise behind it.

Guarantees: means of polynomials of degree 2 NODES − 1 are exact to rounding. Refuses laws and dimensions without nodes.
"""

from typing import Any

import numpy as np

from gancheck.distributions.parameters import as_numpy
from gancheck.errors import InvalidInput

__all__ = ["NODES", "law_nodes", "normal_nodes"]

NODES = {1: 64, 2: 24, 3: 12}
"""Gauss-Hermite nodes an axis, by dimension: exact for polynomials of degree 2 NODES − 1."""


def normal_nodes(d: int) -> tuple[Any, Any]:
    """Product Gauss-Hermite nodes (N, d) and weights (N,) of N(0, I)."""
    if d not in NODES:
        raise InvalidInput(
            f'`batch_size` is "full" but the laws have {d} dimensions; up to 3 have nodes, give a number.'
        )
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES[d])
    points = np.stack(np.meshgrid(*[nodes] * d, indexing="ij"), axis=-1).reshape(-1, d)
    product = np.stack(np.meshgrid(*[weights / weights.sum()] * d, indexing="ij"), axis=-1)
    return points, product.reshape(-1, d).prod(axis=1)


def law_nodes(law: Any) -> tuple[Any, Any]:
    """Points (B, N, d) and weights (B, N) that stand for a continuous law."""
    if law.family == "gaussian":
        z, w = normal_nodes(1)
        points = as_numpy(law.loc)[:, None] + as_numpy(law.scale)[:, None] * z[:, 0]
        return points[..., None], np.broadcast_to(w, points.shape).copy()
    if law.family == "mixture":
        z, w = normal_nodes(1)
        points = as_numpy(law.loc)[..., None] + as_numpy(law.scale)[..., None] * z[:, 0]
        weights = as_numpy(law.weights)[..., None] * w
        return points.reshape(len(law), -1, 1), weights.reshape(len(law), -1)
    if law.family == "multivariate-gaussian":
        z, w = normal_nodes(law.dimension)
        points = as_numpy(law.loc)[:, None] + z @ np.swapaxes(as_numpy(law.cholesky), 1, 2)
        return points, np.broadcast_to(w, points.shape[:2]).copy()
    if law.family == "multivariate-mixture":
        z, w = normal_nodes(law.dimension)
        points = as_numpy(law.loc)[:, :, None] + z @ np.swapaxes(as_numpy(law.cholesky), 2, 3)
        weights = as_numpy(law.weights)[..., None] * w
        return points.reshape(len(law), -1, law.dimension), weights.reshape(len(law), -1)
    if law.family == "empirical":
        points = np.broadcast_to(np.asarray(law.atoms, dtype=np.float64), law.probs.shape)
        return points[..., None], as_numpy(law.probs)
    raise InvalidInput(
        f'`batch_size` is "full" but a {law.family} law has no nodes here; give a number of draws.'
    )
