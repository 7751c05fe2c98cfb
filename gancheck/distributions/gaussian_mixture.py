"""Mixtures of Gaussian laws on the line."""

from dataclasses import dataclass
from typing import Any, ClassVar

from gancheck.distributions import simplex
from gancheck.distributions.derived import derived
from gancheck.distributions.discrete import Discrete
from gancheck.distributions.draws import draw_normal, require_size
from gancheck.distributions.gaussian import Gaussian, panel_edges, standard_log_density
from gancheck.distributions.normal_integral import normal_cdf
from gancheck.distributions.parameters import as_parameters, broadcast_batch, require_finite, require_positive
from gancheck.distributions.rows import batch_size, points, rebuild, select_rows, with_batch_axis
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, namespace
from gancheck.numerics.logspace import logsumexp, safe_log

__all__ = ["GaussianMixture", "as_mixture", "rebuild_weights"]

PARAMETERS = ("weights", "loc", "scale")


@dataclass(frozen=True, init=False, eq=False, repr=False)
class GaussianMixture:
    r"""A mixture of K Gaussians on the line, or a batch of B such mixtures.

    .. math:: p(x) = \sum_{k=1}^K w_k\, N(x; \mu_k, \sigma_k^2), \qquad w_k \ge 0, \quad \sum_k w_k = 1.

    A component of weight 0 is allowed and changes nothing; mixtures of unequal K are stacked with such ones.

    Args:
        weights: ``(K,)`` or ``(B, K)``, of mass 1 within K eps of the dtype given.
        loc: Means of the components, of the same shape or broadcast to it.
        scale: Standard deviations of the components, positive.
        normalize: Divide each row of weights by its sum.

    Raises:
        InvalidInput: the weights are no probabilities, a scale is not positive, or the shapes do not fit.

    Example:
        >>> m = GaussianMixture([0.5, 0.5], [-2.0, 2.0], [1.0, 1.0])
        >>> m.mean, m.variance
        (np.float64(0.0), np.float64(5.0))
    """

    family: ClassVar[str] = "mixture"
    weights: Array
    loc: Array
    scale: Array

    def __init__(self, weights: Any, loc: Any, scale: Any, *, normalize: bool = False) -> None:
        simplex.as_probabilities(weights, "weights", normalize)  # judged in the dtype given
        weights, loc, scale = as_parameters(weights=weights, loc=loc, scale=scale)
        if normalize:
            weights = simplex.as_probabilities(weights, "weights", normalize)
        given = weights.shape[-1]
        weights, loc, scale = broadcast_batch(("weights", weights), ("loc", loc), ("scale", scale), ndim=1)
        if (k := weights.shape[-1]) != given:
            raise InvalidInput(f"`weights` has {given} entries for {k} components; give one weight for each.")
        require_finite(loc, "loc", 1)
        require_positive(scale, "scale", 1)
        for name, value in (("weights", weights), ("loc", loc), ("scale", scale)):
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        if self.batch_shape:
            return f"GaussianMixture(<{len(self)} mixtures of {self.n_components}>)"
        return f"GaussianMixture({self.weights.tolist()!r}, {self.loc.tolist()!r}, {self.scale.tolist()!r})"

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """``()`` or ``(B,)``."""
        return tuple(self.weights.shape[:-1])

    @property
    def n_components(self) -> int:
        """K, components of weight 0 included."""
        return int(self.weights.shape[-1])

    @derived
    def log_weights(self) -> Array:
        """``log w``, -inf where the weight is 0."""
        return safe_log(self.weights)

    @property
    def mass_defect(self) -> Array:
        """``sum w - 1``: the rounding that the input brought."""
        return simplex.mass_defect(self.weights)

    @property
    def mean(self) -> Array:
        """``sum w mu``."""
        return namespace(self.loc).sum(self.weights * self.loc, axis=-1)

    @property
    def variance(self) -> Array:
        """``sum w (sigma^2 + (mu - mean)^2)``: no difference of squares, so nothing cancels."""
        spread = self.scale**2 + (self.loc - self.mean[..., None]) ** 2
        return namespace(self.loc).sum(self.weights * spread, axis=-1)

    def _standardized(self, x: Any) -> Array:
        """``(x - mu_k) / sigma_k``, components along a new first axis: sums over few of them run along the points."""
        x = points(self, x, self.loc)
        return (x[None] - self._first(self.loc, x.ndim)) / self._first(self.scale, x.ndim)

    def _first(self, parameter: Array, dimensions: int) -> Array:
        """A parameter, components first, to be broadcast against points of so many dimensions."""
        axes = (None,) if self.batch_shape else (None,) * dimensions
        return namespace(parameter).moveaxis(parameter, -1, 0)[(..., *axes)]

    def log_prob(self, x: Any) -> Array:
        """Log density in nats at ``(N,)`` or ``(B, N)``."""
        z = self._standardized(x)
        constant = self._first(self.log_weights - namespace(self.loc).log(self.scale), z.ndim - 1)
        return logsumexp(standard_log_density(z) + constant, axis=0)

    def cdf(self, x: Any) -> Array:
        """P(X <= x)."""
        z = self._standardized(x)
        return namespace(z).sum(self._first(self.weights, z.ndim - 1) * normal_cdf(z), axis=0)

    def breakpoints(self) -> Array:
        """The panel edges of every component, ``(17 K,)`` or ``(B, 17 K)``."""
        edges = panel_edges(self.loc, self.scale)
        return namespace(edges).reshape(edges, (*self.batch_shape, -1))

    def sample(self, size: int, generator: Any) -> Array:
        """Draws ``(size,)`` or ``(B, size)``."""
        xp = namespace(self.loc)
        component = rebuild_weights(self.weights).sample(require_size(size), generator)
        normal = draw_normal(self.loc, self.batch_shape, (size,), generator)
        loc, scale = (xp.take_along_axis(a, component, axis=-1) for a in (self.loc, self.scale))
        return loc + scale * normal

    def padded(self, n_components: int) -> "GaussianMixture":
        """The same law with components of weight 0 appended: copies of the first, so no panel edge is new."""
        missing = n_components - self.n_components
        if missing <= 0:
            return self
        xp = namespace(self.loc)
        first = {name: getattr(self, name)[..., :1] for name in PARAMETERS}
        first["weights"] = xp.zeros_like(first["weights"])
        grown = {n: xp.concat([getattr(self, n)] + [first[n]] * missing, axis=-1) for n in PARAMETERS}
        return rebuild(self, **grown)

    def batched(self) -> "GaussianMixture":
        """The same law with a batch axis; B = 1 if it had none."""
        return with_batch_axis(self, PARAMETERS)

    def __getitem__(self, index: Any) -> "GaussianMixture":
        return select_rows(self, PARAMETERS, index)

    def __len__(self) -> int:
        return batch_size(self)


def rebuild_weights(weights: Array) -> Discrete:
    """The law of the component's index; the weights were validated with the mixture."""
    template = Discrete(logits=namespace(weights).zeros_like(weights))
    return rebuild(template, given="probs", parameter=weights)


def as_mixture(law: Gaussian) -> GaussianMixture:
    """A Gaussian as a mixture of one component."""
    loc, scale = law.loc[..., None], law.scale[..., None]
    return GaussianMixture(namespace(loc).ones_like(loc), loc, scale)
