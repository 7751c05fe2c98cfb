"""Mixtures of Gaussian laws in d dimensions, among them the ring and the grid of the literature on GANs."""

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from gancheck.distributions import simplex
from gancheck.distributions.derived import derived
from gancheck.distributions.draws import draw_normal, require_size
from gancheck.distributions.gaussian import LOG_SQRT_2PI
from gancheck.distributions.gaussian_mixture import rebuild_weights
from gancheck.distributions.multivariate_gaussian import (
    MultivariateGaussian,
    cholesky_factor,
    points_of_space,
    require_covariance,
    solve_lower,
)
from gancheck.distributions.parameters import (
    as_parameters,
    require_finite,
    require_positive,
    require_whole,
    spread,
)
from gancheck.distributions.rows import batch_size, rebuild, select_rows, with_batch_axis
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, namespace
from gancheck.numerics.logspace import logsumexp, safe_log

__all__ = ["MultivariateGaussianMixture", "as_multivariate_mixture"]

PARAMETERS = ("weights", "loc", "covariance_matrix")


@dataclass(frozen=True, init=False, eq=False, repr=False)
class MultivariateGaussianMixture:
    r"""A mixture of K Gaussians on :math:`\mathbb{R}^d`, or a batch of B such mixtures.

    .. math:: p(x) = \sum_{k=1}^K w_k\, N(x; \mu_k, \Sigma_k), \qquad w_k \ge 0, \quad \sum_k w_k = 1.

    A component of weight 0 is allowed and changes nothing; mixtures of unequal K are stacked with such ones. No
    divergence of two such laws has a closed form or a quadrature with a stated error here: they are data for players.

    Args:
        weights: ``(K,)`` or ``(B, K)``, of mass 1 within K eps of the dtype given.
        loc: Means, ``(K, d)`` or ``(B, K, d)``.
        covariance_matrix: Symmetric and positive definite, ``(d, d)`` for all, ``(K, d, d)`` or ``(B, K, d, d)``;
            what counts as singular is said at `MultivariateGaussian`.
        normalize: Divide each row of weights by its sum.

    Raises:
        InvalidInput: the weights are no probabilities, a covariance is not positive definite, or the shapes do not fit.

    Example:
        >>> m = MultivariateGaussianMixture([0.5, 0.5], [[-2.0, 0.0], [2.0, 0.0]], np.eye(2))
        >>> m.mean.tolist(), m.covariance.tolist()
        ([0.0, 0.0], [[5.0, 0.0], [0.0, 1.0]])
    """

    family: ClassVar[str] = "multivariate-mixture"
    weights: Array
    loc: Array
    covariance_matrix: Array

    def __init__(self, weights: Any, loc: Any, covariance_matrix: Any, *, normalize: bool = False) -> None:
        simplex.as_probabilities(weights, "weights", normalize)  # judged in the dtype given
        epsilon = simplex.input_epsilon(covariance_matrix)
        weights, loc, covariance = as_parameters(
            weights=weights, loc=loc, covariance_matrix=covariance_matrix
        )
        if normalize:
            weights = simplex.as_probabilities(weights, "weights", normalize)
        weights, loc, covariance = _broadcast(weights, loc, covariance)
        require_finite(loc, "loc", 2)
        require_finite(covariance, "covariance_matrix", 3)
        require_covariance(covariance, epsilon, 1)
        for name, value in zip(PARAMETERS, (weights, loc, covariance), strict=True):
            object.__setattr__(self, name, value)

    @classmethod
    def ring(cls, modes: int = 8, radius: float = 2.0, scale: float = 0.02) -> "MultivariateGaussianMixture":
        r"""Equal round Gaussians, equally far apart on a circle in the plane.

        .. math:: \mu_k = r\,(\cos 2\pi k/K, \sin 2\pi k/K), \qquad \Sigma_k = \sigma^2 I, \qquad w_k = 1/K

        Args:
            modes: K, at least 1.
            radius: r, positive.
            scale: σ, positive.

        Raises:
            InvalidInput: there is no mode, or a length is not positive.

        Example:
            >>> MultivariateGaussianMixture.ring(4, radius=1.0, scale=0.1).loc.round(12).tolist()
            [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [-0.0, -1.0]]

        References:
            [metz2017], whose toy problem is a ring of eight; [srivastava2017] §4.1.
        """
        require_whole(modes, "modes", 1)
        angles = 2.0 * math.pi * np.arange(modes) / modes
        require_positive(np.asarray(float(radius)), "radius")
        return cls._round(radius * np.stack([np.cos(angles), np.sin(angles)], axis=-1), scale)

    @classmethod
    def grid(cls, side: int = 5, spacing: float = 2.0, scale: float = 0.05) -> "MultivariateGaussianMixture":
        r"""Equal round Gaussians on a square grid in the plane, centred at the origin.

        .. math:: \mu_{ij} = s\,(i - \tfrac{n-1}{2}, j - \tfrac{n-1}{2}), \qquad 0 \le i, j < n

        Args:
            side: n, at least 1: there are n² modes.
            spacing: s, positive.
            scale: σ, positive.

        Raises:
            InvalidInput: there is no mode, or a length is not positive.

        Example:
            >>> MultivariateGaussianMixture.grid(2, spacing=1.0).loc.tolist()
            [[-0.5, -0.5], [-0.5, 0.5], [0.5, -0.5], [0.5, 0.5]]

        References:
            [srivastava2017] §4.1, whose grid has 25 modes.
        """
        require_positive(np.asarray(float(spacing)), "spacing")
        require_whole(side, "side", 1)
        places = spacing * (np.arange(side) - (side - 1) / 2.0)
        return cls._round(np.stack(np.meshgrid(places, places, indexing="ij"), axis=-1).reshape(-1, 2), scale)

    @classmethod
    def _round(cls, loc: Array, scale: float) -> "MultivariateGaussianMixture":
        require_positive(np.asarray(float(scale)), "scale")
        return cls(np.full(len(loc), 1.0 / len(loc)), loc, float(scale) ** 2 * np.eye(2))

    def __repr__(self) -> str:
        if self.batch_shape:
            held = f"{len(self)} mixtures of {self.n_components} in {self.dimension} dimensions"
            return f"MultivariateGaussianMixture(<{held}>)"
        listed = ", ".join(repr(getattr(self, name).tolist()) for name in PARAMETERS)
        return f"MultivariateGaussianMixture({listed})"

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """``()`` or ``(B,)``."""
        return tuple(self.weights.shape[:-1])

    @property
    def n_components(self) -> int:
        """K, components of weight 0 included."""
        return int(self.weights.shape[-1])

    @property
    def dimension(self) -> int:
        """The number d of coordinates."""
        return int(self.loc.shape[-1])

    @derived
    def log_weights(self) -> Array:
        """``log w``, -inf where the weight is 0."""
        return safe_log(self.weights)

    @derived
    def cholesky(self) -> Array:
        """The lower triangular factors L of the covariances, ``(K, d, d)`` or ``(B, K, d, d)``."""
        return cholesky_factor(self.covariance_matrix)

    @property
    def mass_defect(self) -> Array:
        """``sum w - 1``: the rounding that the input brought."""
        return simplex.mass_defect(self.weights)

    @property
    def mean(self) -> Array:
        """``sum w mu``, ``(d,)`` or ``(B, d)``."""
        return namespace(self.loc).sum(self.weights[..., None] * self.loc, axis=-2)

    @property
    def covariance(self) -> Array:
        """``sum w (Sigma + (mu - mean)(mu - mean)^T)``, ``(d, d)`` or ``(B, d, d)``."""
        away = self.loc - self.mean[..., None, :]
        between = away[..., :, None] * away[..., None, :]
        weights = self.weights[..., None, None]
        return namespace(self.loc).sum(weights * (self.covariance_matrix + between), axis=-3)

    def squared_distances(self, x: Any) -> Array:
        r"""Squared Mahalanobis distances :math:`(x-\mu_k)^\top \Sigma_k^{-1} (x-\mu_k)` to every component.

        Points ``(N, d)`` or ``(B, N, d)`` give ``(N, K)`` or ``(B, N, K)``.
        """
        x = points_of_space(self, x)
        xp = namespace(x)
        columns = []
        for k in range(self.n_components):
            centred = xp.matrix_transpose(x - self.loc[..., k, None, :])
            z = solve_lower(self.cholesky[..., k, :, :], centred)
            columns.append(xp.sum(z * z, axis=-2))
        return xp.stack(columns, axis=-1)

    def joint_log_prob(self, x: Any) -> Array:
        """``log w_k N(x; mu_k, Sigma_k)``, ``(N, K)`` or ``(B, N, K)``; its sum over k, as masses, is the density."""
        xp = namespace(self.loc)
        half_log_determinant = xp.sum(xp.log(xp.linalg.diagonal(self.cholesky)), axis=-1)
        constant = self.log_weights - half_log_determinant - self.dimension * LOG_SQRT_2PI
        return constant[..., None, :] - 0.5 * self.squared_distances(x)

    def log_prob(self, x: Any) -> Array:
        """Log density in nats: ``x`` of shape ``(N, d)`` or ``(B, N, d)`` gives ``(N,)`` or ``(B, N)``."""
        return logsumexp(self.joint_log_prob(x), axis=-1)

    def sample(self, size: int, generator: Any) -> Array:
        """Draws ``(size, d)`` or ``(B, size, d)``."""
        xp = namespace(self.loc)
        component = rebuild_weights(self.weights).sample(require_size(size), generator)
        z = draw_normal(self.loc, self.batch_shape, (size, self.dimension), generator)
        loc = xp.take_along_axis(self.loc, component[..., None], axis=-2)
        factor = xp.take_along_axis(self.cholesky, component[..., None, None], axis=-3)
        return loc + xp.sum(factor * z[..., None, :], axis=-1)

    def padded(self, n_components: int) -> "MultivariateGaussianMixture":
        """The same law with components of weight 0 appended: copies of the first."""
        missing = n_components - self.n_components
        if missing <= 0:
            return self
        xp, axis = namespace(self.loc), len(self.batch_shape)
        first = {"loc": self.loc[..., :1, :], "covariance_matrix": self.covariance_matrix[..., :1, :, :]}
        first["weights"] = xp.zeros_like(self.weights[..., :1])
        grown = {
            name: xp.concat([getattr(self, name)] + [first[name]] * missing, axis=axis) for name in first
        }
        return rebuild(self, **grown)

    def batched(self) -> "MultivariateGaussianMixture":
        """The same law with a batch axis; B = 1 if it had none."""
        return with_batch_axis(self, PARAMETERS)

    def __getitem__(self, index: Any) -> "MultivariateGaussianMixture":
        return select_rows(self, PARAMETERS, index)

    def __len__(self) -> int:
        return batch_size(self)


def as_multivariate_mixture(law: MultivariateGaussian) -> MultivariateGaussianMixture:
    """A Gaussian as a mixture of one component; it was validated when it was made."""
    xp = namespace(law.loc)
    mixture: MultivariateGaussianMixture = object.__new__(MultivariateGaussianMixture)
    parts = (xp.ones_like(law.loc[..., :1]), law.loc[..., None, :], law.covariance_matrix[..., None, :, :])
    for name, value in zip(PARAMETERS, parts, strict=True):
        object.__setattr__(mixture, name, value)
    return mixture


def _broadcast(weights: Array, loc: Array, covariance: Array) -> tuple[Array, Array, Array]:
    """Give all the same batch shape and number of components, or refuse."""
    named = {"weights": weights, "loc": loc, "covariance_matrix": covariance}
    shapes = ", ".join(f"`{name}` {tuple(array.shape)}" for name, array in named.items())
    fits = weights.ndim in (1, 2) and loc.ndim in (2, 3) and covariance.ndim in (2, 3, 4)
    rows: set[int] = set()
    if fits:
        k, d = loc.shape[-2:]
        covariance = covariance[None] if covariance.ndim == 2 else covariance
        rows = {a.shape[0] for a, ndim in ((weights, 1), (loc, 2), (covariance, 3)) if a.ndim > ndim}
        square = tuple(covariance.shape[-2:]) == (d, d) and covariance.shape[-3] in (1, k)
        fits = weights.shape[-1] == k and square and len(rows) <= 1
    if not fits:
        raise InvalidInput(
            f"The shapes {shapes} do not fit; give (K,), (K, d) and (K, d, d), or a batch axis before each."
        )
    batch = tuple(rows)
    return (
        spread(weights, (*batch, k)),
        spread(loc, (*batch, k, d)),
        spread(covariance, (*batch, k, d, d)),
    )
