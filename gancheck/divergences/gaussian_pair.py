r"""Two Gaussian laws in the coordinates in which all their divergences are sums.

A linear map takes q to N(0, I) and p to independent coordinates (simultaneous diagonalisation; it changes no
divergence). Coordinate i is then described by two numbers,

.. math::
    \eta_i = \log\frac{\sigma_{q,i}}{\sigma_{p,i}}, \qquad
    g_i^2 = \frac{(\mu_{p,i} - \mu_{q,i})^2}{\sigma_{p,i}^2 + \sigma_{q,i}^2},

both 0 exactly when the laws agree there; exchanging p and q changes the sign of :math:`\eta`. Every closed form is
written in them, so that none subtracts numbers of the size of the parameters.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.numerics.arrays import Array, is_torch, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF

__all__ = ["GaussianPair", "are_gaussian", "gaussian_pair"]


@dataclass(frozen=True)
class GaussianPair:
    """The invariants of two aligned Gaussian laws, ``(..., d)`` each.

    ``eta_error`` bounds the absolute error of each η, ``separation_error`` ``(...,)`` the relative error of all g².
    ``coupling`` ``(..., d, d)`` is zero in value and carries, under autograd, the derivative of the quadratic forms
    with respect to the off-diagonal entries of p's covariance in these coordinates: the eigenvectors are held
    constant, and no difference of eigenvalues is ever divided by. It is None where nothing is differentiated.
    """

    eta: Array
    separation: Array
    eta_error: Array
    separation_error: Array
    coupling: Array | None = None

    @property
    def finite_separation(self) -> Array:
        """g², or 1e200 where it is larger or infinite: e^-1e200 is 0 as well, and 0 times it is not NaN."""
        return namespace(self.separation).where(self.separation < 1e200, self.separation, 1e200)


def are_gaussian(p: Any, q: Any) -> bool:
    """Whether two aligned laws are both Gaussian, so that the closed forms apply."""
    return p.family == q.family and p.family in ("gaussian", "multivariate-gaussian")


def gaussian_pair(p: Any, q: Any) -> GaussianPair:
    """The invariants of two aligned `Gaussian` or `MultivariateGaussian` laws."""
    return _on_line(p, q) if isinstance(p, Gaussian) else _in_space(p, q)


def _on_line(p: Gaussian, q: Gaussian) -> GaussianPair:
    """One dimension. Near-equal scales are compared by log1p of their exact difference, given log scales by theirs."""
    xp = namespace(p.loc, q.loc)
    logs = q.log_scale - p.log_scale
    eta, error = logs, UNIT_ROUNDOFF * (xp.abs(p.log_scale) + xp.abs(q.log_scale) + xp.abs(logs))
    if p.given == q.given == "log_scale":
        error = UNIT_ROUNDOFF * xp.abs(logs)
    elif p.given == q.given == "scale":
        near = xp.abs(logs) < 1.0
        ratio = xp.where(near, q.scale - p.scale, 0.0) / p.scale
        eta = xp.where(near, xp.log1p(ratio), logs)
        error = xp.where(near, 3 * UNIT_ROUNDOFF * xp.abs(eta), error)
    with np.errstate(over="ignore"):  # an overflow to infinity is the rounded value
        wide = xp.maximum(p.scale, q.scale)
        narrow = xp.minimum(p.scale, q.scale) / wide
        separation = ((p.loc - q.loc) / wide) ** 2 / (1.0 + narrow * narrow)
    return GaussianPair(
        eta[..., None], separation[..., None], error[..., None], xp.full_like(eta, 8 * UNIT_ROUNDOFF)
    )


def _in_space(p: MultivariateGaussian, q: MultivariateGaussian) -> GaussianPair:
    r"""Several dimensions: with L the Cholesky factor of q, diagonalise :math:`X = L^{-1}(\Sigma_p - \Sigma_q)L^{-T}`.

    Where X is small its eigenvalues are relatively accurate, so :math:`\eta = -\tfrac12\log(1 + x)`; elsewhere the
    singular values of :math:`L^{-1}L_p`, which are :math:`e^{-\eta}`, lose half as many digits as eigenvalues of
    their squares would.
    """
    xp, d = namespace(p.loc, q.loc), p.dimension
    identity = xp.eye(d, dtype=xp.float64, device=q.loc.device)
    inverse = xp.linalg.solve(q.cholesky, xp.broadcast_to(identity, tuple(q.cholesky.shape)))
    offset = (inverse @ (p.loc - q.loc)[..., None])[..., 0]
    excess = inverse @ (p.covariance_matrix - q.covariance_matrix) @ xp.matrix_transpose(inverse)
    excess = 0.5 * (excess + xp.matrix_transpose(excess))
    fixed = (
        (excess.detach(), (inverse @ p.cholesky).detach())
        if is_torch(excess)
        else (excess, inverse @ p.cholesky)
    )
    eta, basis = _diagonalised(*fixed)
    transposed = xp.matrix_transpose(basis)
    u = (transposed @ offset[..., None])[..., 0]
    coupling = None
    if is_torch(u) and (u.requires_grad or excess.requires_grad):
        rotated = transposed @ excess @ basis
        diagonal = xp.linalg.diagonal(rotated)
        eta = eta - 0.5 * (diagonal - diagonal.detach()) * xp.exp(2.0 * eta)
        coupling = u[..., :, None] * u[..., None, :] * (rotated - diagonal[..., None] * identity)
    condition = 8 * d * UNIT_ROUNDOFF * _condition(q.cholesky, inverse) ** 2
    error = condition[..., None] * _relative_to_spectrum(fixed[0], eta)
    return GaussianPair(eta, u * u / (1.0 + xp.exp(-2.0 * eta)), error, condition, coupling)


def _diagonalised(excess: Array, factor: Array) -> tuple[Array, Array]:
    r""":math:`\eta` and the orthonormal basis, by ``eigh`` where the covariances are close and by ``svd`` elsewhere."""
    xp = namespace(excess)
    close = xp.max(xp.abs(excess), axis=(-2, -1)) <= 0.5 / excess.shape[-1]  # so no |x| exceeds 1/2
    if bool(xp.all(close)):
        values, basis = xp.linalg.eigh(excess)
        return -0.5 * xp.log1p(values), basis
    left, singular, _ = xp.linalg.svd(factor)
    eta, basis = -xp.log(singular), left
    if bool(xp.any(close)):
        values, vectors = xp.linalg.eigh(excess)
        values = xp.where(close[..., None], values, 0.0)
        eta = xp.where(close[..., None], -0.5 * xp.log1p(values), eta)
        basis = xp.where(close[..., None, None], vectors, basis)
    return eta, basis


def _condition(lower: Array, inverse: Array) -> Array:
    r"""Bauer and Skeel's condition :math:`\| |L^{-1}| |L| \|_\infty`, which no scaling of the coordinates changes.

    Its square bounds that of the covariance, by which the backward error of the factorisation is multiplied.
    """
    xp = namespace(lower)
    return xp.max(xp.sum(xp.abs(inverse) @ xp.abs(lower), axis=-1), axis=-1)


def _relative_to_spectrum(excess: Array, eta: Array) -> Array:
    r"""What a perturbation of X by the fraction ε becomes in η, over ε (Weyl's inequality).

    An eigenvalue moves by at most :math:`\varepsilon\|X\|`, a singular value by :math:`\varepsilon(1 + \|X\|)^{1/2}`;
    η moves by that over the value, and the better of the two was taken.
    """
    xp = namespace(excess)
    norm = xp.max(xp.sum(xp.abs(excess), axis=-1), axis=-1)[..., None]
    spread = xp.exp(-2.0 * eta)
    return xp.where(norm <= 0.5, norm / spread, xp.sqrt((1.0 + norm) / spread))
