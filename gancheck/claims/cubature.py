r"""The mean log ratio of two Gaussian laws in d dimensions, exactly, from 2d values of their log densities.

``log p − log q`` of two Gaussians is a quadratic polynomial, and the rule with the 2d nodes :math:`\mu \pm
\sqrt d\, L e_i`, :math:`L L^\top = \Sigma`, of equal weight has the mean and covariance of N(μ, Σ): it
integrates every polynomial of degree at most three without error. What is left is rounding.
"""

from typing import Any

import numpy as np

from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate

__all__ = ["expected_log_ratio", "moments", "spread"]


def moments(law: Any) -> tuple[Array, Array]:
    """Mean ``(B, d)`` and covariance ``(B, d, d)`` of a Gaussian law, d = 1 on the line."""
    if law.family == "gaussian":
        return law.loc[:, None], (law.scale**2)[:, None, None]
    return law.loc, law.covariance_matrix


def expected_log_ratio(p: Any, q: Any) -> Estimate:
    r"""``E_p[log p(x) − log q(x)]`` in nats, ``(B,)``, for two Gaussian laws of one family."""
    loc, _ = moments(p)
    d = loc.shape[-1]
    root = p.scale[:, None, None] if p.family == "gaussian" else p.cholesky
    steps = np.sqrt(d) * np.swapaxes(root, -1, -2)
    nodes = np.concatenate([loc[:, None, :] + steps, loc[:, None, :] - steps], axis=1)
    x = nodes[..., 0] if p.family == "gaussian" else nodes
    log_p, log_q = p.log_prob(x), q.log_prob(x)
    return Estimate(np.mean(log_p - log_q, axis=-1), _rounding(p, q, nodes, log_p, log_q))


def _rounding(p: Any, q: Any, nodes: Array, log_p: Array, log_q: Array) -> Array:
    r"""A bound on what rounding does to the mean log ratio.

    In coordinates in which q has unit variances, with λ the least eigenvalue of its correlation matrix: a
    factorisation errs by at most d(d+1)u relatively to Σ and a triangular solve by d·u, which a quadratic
    form feels as :math:`\|\cdot\|^2/\lambda` (Higham 2002, Theorems 8.5 and 10.3); the node x is rounded by
    u|x|, which ``log q`` feels as its gradient, at most :math:`\sqrt{\text{form}/\lambda}`.
    """
    d = nodes.shape[-1]
    mass = np.abs(log_p).max(axis=-1) + np.abs(log_q).max(axis=-1) + d
    total = 8.0 * mass
    for law in (p, q):
        loc, covariance = moments(law)
        deviation = np.sqrt(np.diagonal(covariance, axis1=-2, axis2=-1))
        least = spread(covariance)
        offset = (nodes - loc[:, None, :]) / deviation[:, None, :]
        form = (offset**2).sum(axis=-1).max(axis=-1) / least
        reach = (np.abs(nodes) / deviation[:, None, :]).max(axis=(-1, -2))
        total = total + 4.0 * d * (d + 1) * form + 4.0 * np.sqrt(form / least) * reach * d
    return UNIT_ROUNDOFF * total


def spread(covariance: Array) -> Array:
    """The least eigenvalue of the correlation matrix, ``(B,)``: 1 for independent coordinates, 0 for singular laws."""
    deviation = np.sqrt(np.diagonal(covariance, axis1=-2, axis2=-1))
    correlation = covariance / deviation[:, :, None] / deviation[:, None, :]
    return np.linalg.eigvalsh(correlation)[:, 0]
