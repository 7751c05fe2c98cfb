"""Pushforwards: the law of G(z) for noise z on the line."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from gancheck.distributions.affine import Affine
from gancheck.distributions.draws import require_size
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.generator_map import FlatPieces
from gancheck.distributions.monotone import Monotone
from gancheck.distributions.piecewise_linear import PiecewiseLinear
from gancheck.distributions.rows import batch_size, points, rebuild, repeat_rows
from gancheck.distributions.uniform import Uniform
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, is_torch, namespace
from gancheck.numerics.logspace import logsumexp

__all__ = ["Noise", "Pushforward"]

Noise: TypeAlias = Gaussian | Uniform
Generator: TypeAlias = Affine | Monotone | PiecewiseLinear

BLOCK = 1 << 21
"""Preimages held at once (16 MB an array); many pieces at many points are worked through in blocks."""


@dataclass(frozen=True, init=False, eq=False)
class Pushforward:
    r"""The law :math:`p_g` of :math:`x = G(z)`, :math:`z \sim p_z`, exactly; or a batch of B.

    .. math::
        p_g(x) = \sum_{z : G(z) = x} \frac{p_z(z)}{|G'(z)|}

    plus an atom of mass :math:`P(z \in I)` at the value that G takes on each interval I where it is constant.
    ``log_prob`` is the density of the absolutely continuous part; ``cdf`` and ``sample`` know the atoms too.

    Args:
        noise: The law of z, `Gaussian` or `Uniform`.
        generator: G: `Affine`, `Monotone` or `PiecewiseLinear`. An unbatched side serves every row of the
            other.

    Raises:
        InvalidInput: the batches differ in size, or an argument is of another kind.

    Example:
        >>> relu = PiecewiseLinear(knots=[0.0], slopes=[0.0, 1.0], intercepts=[0.0, 0.0])
        >>> q = Pushforward(Gaussian(0.0, 1.0), relu)
        >>> q.log_prob([-1.0, 1.0]).round(4)
        array([   -inf, -1.4189])
        >>> q.atom_masses
        array([0.5, 0. ])
    """

    family: ClassVar[str] = "pushforward"
    noise: Noise
    generator: Generator

    def __init__(self, noise: Noise, generator: Generator) -> None:
        if not isinstance(noise, Gaussian | Uniform):
            raise InvalidInput(f"`noise` is a {type(noise).__name__}; give a `Gaussian` or a `Uniform`.")
        if not isinstance(generator, Affine | Monotone | PiecewiseLinear):
            kind = type(generator).__name__
            raise InvalidInput(f"`generator` is a {kind}; give an `Affine`, `Monotone` or `PiecewiseLinear`.")
        sizes = {len(side) for side in (noise, generator) if side.batch_shape}
        if len(sizes) > 1:
            raise InvalidInput(
                f"`noise` is a batch of {len(noise)} and `generator` one of {len(generator)}; match them."
            )
        for size in sizes:
            noise = repeat_rows(noise, size)
            generator = generator if isinstance(generator, Monotone) else repeat_rows(generator, size)
        if not isinstance(generator, Monotone) and is_torch(noise.breakpoints()) != is_torch(
            generator.anchor
        ):
            raise InvalidInput(
                "`noise` and `generator` are of different libraries; convert one to the other's."
            )
        object.__setattr__(self, "noise", noise)
        object.__setattr__(self, "generator", generator)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """``()`` or ``(B,)``."""
        return self.noise.batch_shape

    @property
    def _like(self) -> Array:
        """An array of the law's library and batch shape."""
        return self.noise.loc if isinstance(self.noise, Gaussian) else self.noise.low

    def _by_blocks(self, evaluate: Callable[[Array], Array], x: Any) -> Array:
        """``evaluate`` at ``(N,)`` or ``(B, N)``, in blocks along N whose preimages fit in `BLOCK`."""
        x = points(self, x, self._like)
        xp, shape = namespace(x), tuple(x.shape)
        if self.batch_shape:
            x = xp.broadcast_to(x, shape := (len(self), shape[-1] if shape else 1))
        x = x if self.batch_shape else xp.reshape(x, (-1,))
        pieces = self.generator.n_pieces if isinstance(self.generator, PiecewiseLinear) else 1
        step = max(1, BLOCK // (pieces * (len(self) if self.batch_shape else 1)))
        blocks = [evaluate(x[..., start : start + step]) for start in range(0, x.shape[-1], step)]
        return xp.reshape(blocks[0] if len(blocks) == 1 else xp.concat(blocks, axis=-1), shape)

    def log_prob(self, x: Any) -> Array:
        """Log density of the continuous part at ``(N,)`` or ``(B, N)``; -inf where G does not reach."""
        return self._by_blocks(self._log_density, x)

    def _log_density(self, x: Array) -> Array:
        z, log_derivative = self.generator.branches(x)
        return logsumexp(self._on_pieces("log_prob", z) + log_derivative, axis=-2)

    def _on_pieces(self, method: str, *z: Array) -> Array:
        """A method of the noise law at points ``(..., P, N)``, which the law takes as ``(..., P N)``."""
        xp = namespace(*z)
        shape = tuple(xp.broadcast_arrays(*z)[0].shape)
        flat = (*self.batch_shape, shape[-2] * shape[-1])
        return xp.reshape(getattr(self.noise, method)(*(xp.reshape(a, flat) for a in z)), shape)

    def cdf(self, x: Any) -> Array:
        """P(G(z) <= x), atoms included."""
        return self._by_blocks(self._probability_below, x)

    def _probability_below(self, x: Array) -> Array:
        lower, upper = self.generator.sublevel(x)
        return namespace(lower).sum(self._on_pieces("interval_probability", lower, upper), axis=-2)

    @property
    def flat_pieces(self) -> FlatPieces:
        """The constant pieces of the generator, in the library of the noise."""
        return self.generator.flat_pieces(self._like)

    @property
    def atom_locations(self) -> Array:
        """Each piece's atom, ``(P,)`` or ``(B, P)``; it means something where its mass is positive."""
        return self.flat_pieces.location

    @property
    def atom_masses(self) -> Array:
        """P(z in piece) for the constant pieces, 0 for the others, ``(P,)`` or ``(B, P)``."""
        _, lower, upper = self.flat_pieces
        return self.noise.interval_probability(lower, upper)

    def breakpoints(self) -> Array:
        """Images of the noise's breakpoints and, from both sides, of the knots: ``(M,)`` or ``(B, M)``."""
        images = self.generator(self.noise.breakpoints())
        kinks = self.generator.kinks()
        return images if kinks is None else namespace(images).concat([images, kinks], axis=-1)

    def sample(self, size: int, generator: Any) -> Array:
        """Draws G(z), ``(size,)`` or ``(B, size)``."""
        return self.generator(self.noise.sample(require_size(size), generator))

    def batched(self) -> "Pushforward":
        """The same law with a batch axis; B = 1 if it had none."""
        return self if self.batch_shape else Pushforward(self.noise.batched(), self.generator.batched())

    def __getitem__(self, index: Any) -> "Pushforward":
        noise = self.noise[index]  # a TypeError of the noise law where this law is no batch either
        return rebuild(self, noise=noise, generator=self.generator[index])

    def __len__(self) -> int:
        return batch_size(self)
