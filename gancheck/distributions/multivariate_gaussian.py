"""Gaussian laws in d dimensions."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from gancheck.distributions.derived import derived
from gancheck.distributions.draws import draw_normal, require_size
from gancheck.distributions.gaussian import LOG_SQRT_2PI
from gancheck.distributions.parameters import as_parameters, refuse_where, require_finite, spread
from gancheck.distributions.rows import batch_size, select_rows, with_batch_axis
from gancheck.distributions.simplex import input_epsilon
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, as_array, is_torch, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF

__all__ = ["MultivariateGaussian", "cholesky_factor", "points_of_space", "require_covariance", "solve_lower"]


@dataclass(frozen=True, init=False, eq=False, repr=False)
class MultivariateGaussian:
    r"""The Gaussian law :math:`N(\mu, \Sigma)` on :math:`\mathbb{R}^d`, or a batch of B.

    .. math:: \log p(x) = -\tfrac12 (x-\mu)^\top \Sigma^{-1} (x-\mu) - \tfrac12\log\det\Sigma - \tfrac d2\log
    2\pi.

    A singular covariance has no density and is refused: :math:`\Sigma` counts as singular when the least
    eigenvalue of its correlation matrix is at most d(d+1)u, below which Cholesky's factorisation need not
    exist in float64 (Higham 2002, Theorem 10.7). The scales of the coordinates do not enter that rule.

    Args:
        loc: Mean :math:`\mu`, ``(d,)`` or ``(B, d)``.
        covariance_matrix: :math:`\Sigma`, symmetric and positive definite, ``(d, d)`` or ``(B, d, d)``.

    Raises:
        InvalidInput: the covariance is asymmetric, indefinite or singular, or the shapes do not fit.

    Example:
        >>> p = MultivariateGaussian([0.0, 0.0], [[2.0, 1.0], [1.0, 2.0]])
        >>> p.log_prob([[0.0, 0.0]]).round(4)
        array([-2.3872])
    """

    family: ClassVar[str] = "multivariate-gaussian"
    loc: Array
    covariance_matrix: Array

    def __init__(self, loc: Any, covariance_matrix: Any) -> None:
        loc, covariance = as_parameters(loc=loc, covariance_matrix=covariance_matrix)
        epsilon = input_epsilon(covariance_matrix)
        loc, covariance = _broadcast(loc, covariance)
        require_finite(loc, "loc", 1)
        require_finite(covariance, "covariance_matrix", 2)
        require_covariance(covariance, epsilon)
        object.__setattr__(self, "loc", loc)
        object.__setattr__(self, "covariance_matrix", covariance)

    def __repr__(self) -> str:
        if self.batch_shape:
            return f"MultivariateGaussian(<{len(self)} laws in {self.dimension} dimensions>)"
        return f"MultivariateGaussian({self.loc.tolist()!r}, {self.covariance_matrix.tolist()!r})"

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """``()`` or ``(B,)``."""
        return tuple(self.loc.shape[:-1])

    @property
    def dimension(self) -> int:
        """The number d of coordinates."""
        return int(self.loc.shape[-1])

    @derived
    def cholesky(self) -> Array:
        """The lower triangular L with ``L L^T = covariance``, factored through the correlation matrix."""
        return cholesky_factor(self.covariance_matrix)

    @property
    def log_determinant(self) -> Array:
        """``log det covariance``, ``()`` or ``(B,)``."""
        xp = namespace(self.cholesky)
        return 2.0 * xp.sum(xp.log(xp.linalg.diagonal(self.cholesky)), axis=-1)

    def log_prob(self, x: Any) -> Array:
        """Log density in nats: ``x`` of shape ``(N, d)`` or ``(B, N, d)`` gives ``(N,)`` or ``(B, N)``."""
        x = points_of_space(self, x)
        xp = namespace(x)
        centred = xp.matrix_transpose(x - (self.loc[..., None, :]))
        z = solve_lower(self.cholesky, centred)
        constant = 0.5 * self.log_determinant + self.dimension * LOG_SQRT_2PI
        return -0.5 * xp.sum(z * z, axis=-2) - constant[..., None]

    def sample(self, size: int, generator: Any) -> Array:
        """Draws ``(size, d)`` or ``(B, size, d)``, differentiable in the parameters."""
        normal = draw_normal(self.loc, self.batch_shape, (require_size(size), self.dimension), generator)
        return self.loc[..., None, :] + normal @ namespace(self.loc).matrix_transpose(self.cholesky)

    def batched(self) -> "MultivariateGaussian":
        """The same law with a batch axis; B = 1 if it had none."""
        return with_batch_axis(self, ("loc", "covariance_matrix"))

    def __getitem__(self, index: Any) -> "MultivariateGaussian":
        return select_rows(self, ("loc", "covariance_matrix"), index)

    def __len__(self) -> int:
        return batch_size(self)


def points_of_space(law: Any, x: Any) -> Array:
    """Points ``(N, d)`` or ``(B, N, d)`` in the library of a law in d dimensions.

    Raises:
        InvalidInput: the points have another dimension, or the number of rows differs from the batch.
    """
    x = as_array(x, "x")
    if is_torch(law.loc) and not is_torch(x):
        xp = namespace(law.loc)
        x = xp.asarray(x, dtype=xp.float64, device=law.loc.device)
    if x.ndim < 2 or x.shape[-1] != law.dimension or x.ndim > 2 + len(law.batch_shape):
        wanted = f"(N, {law.dimension})" + (
            f" or ({len(law)}, N, {law.dimension})" if law.batch_shape else ""
        )
        raise InvalidInput(f"`x` has shape {tuple(x.shape)}; give {wanted}.")
    return x


def cholesky_factor(covariance: Array) -> Array:
    """The lower triangular L with ``L L^T = covariance``, ``(..., d, d)``, factored through the correlation matrix."""
    deviations, correlation = _correlation(covariance)
    factor: Array = deviations[..., :, None] * namespace(correlation).linalg.cholesky(correlation)
    return factor


def _broadcast(loc: Array, covariance: Array) -> tuple[Array, Array]:
    """Give both the same batch shape, or refuse."""
    shapes = f"`loc` {tuple(loc.shape)} and `covariance_matrix` {tuple(covariance.shape)}"
    fits = (
        loc.ndim in (1, 2)
        and covariance.ndim in (2, 3)
        and tuple(covariance.shape[-2:]) == (loc.shape[-1],) * 2
    )
    rows = {array.shape[0] for array, ndim in ((loc, 1), (covariance, 2)) if array.ndim > ndim}
    if not fits or len(rows) > 1:
        raise InvalidInput(f"{shapes} do not fit; give (d,) with (d, d), or (B, d) with (B, d, d).")
    batch, d = tuple(rows), loc.shape[-1]
    return spread(loc, (*batch, d)), spread(covariance, (*batch, d, d))


def _correlation(covariance: Array) -> tuple[Array, Array]:
    """Standard deviations ``(..., d)`` and the correlation matrix of the symmetric part."""
    xp = namespace(covariance)
    deviations = xp.sqrt(xp.linalg.diagonal(covariance))
    scaled = covariance / deviations[..., :, None] / deviations[..., None, :]
    return deviations, 0.5 * (scaled + xp.matrix_transpose(scaled))


def require_covariance(covariance: Array, epsilon: float, ndim: int = 0) -> None:
    """Refuse what is not symmetric positive definite, naming the row; ``ndim`` axes before the last two are entries."""
    xp, d = namespace(covariance), covariance.shape[-1]
    variances = xp.linalg.diagonal(covariance)
    refuse_where(
        ~(variances > 0), variances, "covariance_matrix.diagonal", "a variance must be positive", ndim + 1
    )
    deviations = xp.sqrt(variances)
    scaled = covariance / deviations[..., :, None] / deviations[..., None, :]
    skew = xp.abs(scaled - xp.matrix_transpose(scaled))
    # Each entry of a product A A^T errs by at most d u of the standard deviations, u that of the input's
    # dtype.
    rule = "the matrix must be symmetric; give (S + S.T) / 2"
    refuse_where(skew > d * epsilon, covariance, "covariance_matrix", rule, ndim + 2)
    least = xp.min(xp.linalg.eigvalsh(_correlation(covariance)[1]), axis=-1)
    rule = "the covariance must be positive definite; drop the dependent coordinates or widen it"
    singular = ~(least > d * (d + 1) * UNIT_ROUNDOFF)
    refuse_where(singular, least, "covariance_matrix.correlation.eigenvalues.min", rule, ndim)


def solve_lower(lower: Array, right: Array) -> Array:
    """``L^{-1} R`` by one triangular solve for each row."""
    xp = namespace(lower)
    if is_torch(lower):
        batch = (*lower.shape[:-2], *right.shape[-2:])
        return xp.linalg.solve_triangular(lower, xp.broadcast_to(right, batch), upper=False)
    return np.linalg.solve(lower, np.broadcast_to(right, (*lower.shape[:-2], *right.shape[-2:])))
