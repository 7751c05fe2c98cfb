"""Discriminators as mathematics sees them: a logit at every point.

Everything is said through the logit, ``logit D(x) = log D(x) − log(1 − D(x))``, because both logarithms that the
value function needs are stable functions of it: ``log D = −softplus(−logit)``, ``log(1 − D) = −softplus(logit)``.
"""

from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from gancheck.distributions.codec import register
from gancheck.distributions.parameters import refuse_where
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, as_array, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF

__all__ = ["Discriminator", "QuadraticDiscriminator", "TabularDiscriminator", "logit_error", "probability"]

LEVELS = (0.0, 3.0, -3.0, 6.0, -6.0, 12.0, -12.0, 24.0, -24.0, 40.0, -40.0)
"""Logits between which log σ is resolved by 16 nodes; beyond ±40 it is linear or 0 to rounding."""


@runtime_checkable
class Discriminator(Protocol):
    """Anything that has a logit and a probability at every point of a batch of problems.

    Two more methods are used where a discriminator has them: ``logit_error(x)`` bounds the rounding of its logit, and
    ``breakpoints()`` names the points ``(B, M)`` between which it is as smooth as the laws are.
    """

    def logit(self, x: Array) -> Array:
        """``log D(x) − log(1 − D(x))`` at points ``(B, N)`` of each problem."""

    def prob(self, x: Array) -> Array:
        """``D(x)`` at points ``(B, N)`` of each problem."""

    def __getitem__(self, index: Any) -> "Discriminator":
        """The discriminators of some problems of the batch."""

    def __len__(self) -> int:
        """B: the number of problems."""


def probability(logit: Array) -> Array:
    """``D = 1/(1 + e^{−logit})`` without overflow at either end; differentiable at 0, where |logit| would not be."""
    xp = namespace(logit)
    real = logit >= 0
    decay = xp.exp(xp.where(real, -logit, logit))
    return xp.where(real, 1.0 / (1.0 + decay), decay / (1.0 + decay))


def logit_error(d: Discriminator, x: Array) -> Array:
    """A bound on the rounding of ``d.logit(x)``, where D states one; other logits are D by definition: 0."""
    stated = getattr(d, "logit_error", None)
    return namespace(x).zeros_like(x) if stated is None else stated(x)


@register
@dataclass(frozen=True)
class TabularDiscriminator:
    """One free logit an atom: every discriminator on n atoms is of this form.

    Attributes:
        logits: ``(n,)`` or ``(B, n)``; ±∞ stands for D = 1 and D = 0.
    """

    logits: Array

    def __post_init__(self) -> None:
        logits = as_array(self.logits, "logits")
        rule = "it must be a number; where neither law has mass, any number serves"
        refuse_where(namespace(logits).isnan(logits), logits, "logits", rule, ndim=1)
        object.__setattr__(self, "logits", logits)

    def logit(self, x: Array) -> Array:
        """The logits at atom indices ``x`` of shape ``(B, N)`` or ``(N,)``."""
        xp = namespace(self.logits)
        index = xp.broadcast_to(x, (*self.logits.shape[:-1], x.shape[-1]))
        return xp.take_along_axis(self.logits, index, axis=-1)

    def prob(self, x: Array) -> Array:
        """``D`` at atom indices ``x``."""
        return probability(self.logit(x))

    @property
    def probs(self) -> Array:
        """``D`` at every atom: ``(B, n)``."""
        return probability(self.logits)

    def __getitem__(self, index: Any) -> "TabularDiscriminator":
        return TabularDiscriminator(self.logits[index])

    def __len__(self) -> int:
        return int(self.logits.shape[0])


@register
@dataclass(frozen=True)
class QuadraticDiscriminator:
    """``logit D(x) = c₀ + c₁ u + c₂ u²`` with ``u = (x − centre)/width``: contains D* of two 1-D Gaussians.

    Attributes:
        coefficients: ``(B, 3)``, finite.
        centre: ``(B,)``, finite.
        width: ``(B,)``, positive and finite.
    """

    coefficients: Array
    centre: Array
    width: Array

    def __post_init__(self) -> None:
        for name, ndim in (("coefficients", 1), ("centre", 0), ("width", 0)):
            values = as_array(getattr(self, name), name)
            refuse_where(~namespace(values).isfinite(values), values, name, "it must be finite", ndim)
            object.__setattr__(self, name, values)
        refuse_where(~(self.width > 0), self.width, "width", "it must be positive")
        shapes = self.coefficients.shape, self.centre.shape, self.width.shape
        size = len(self.width) if self.width.ndim else 0
        if tuple(map(tuple, shapes)) != ((size, 3), (size,), (size,)):
            named = ", ".join(str(tuple(shape)) for shape in shapes)
            raise InvalidInput(
                f"`coefficients`, `centre` and `width` have shapes {named}; give (B, 3), (B,) and (B,)."
            )

    def logit(self, x: Array) -> Array:
        """The quadratic at points ``x`` of shape ``(B, N)``."""
        u = (x - self.centre[:, None]) / self.width[:, None]
        c = self.coefficients
        return c[:, 0:1] + u * (c[:, 1:2] + u * c[:, 2:3])

    def logit_error(self, x: Array) -> Array:
        """Its rounding: at most eight on the way to any of the three terms."""
        xp = namespace(x, self.centre)
        u, c = xp.abs(x - self.centre[:, None]) / self.width[:, None], xp.abs(self.coefficients)
        return 8.0 * UNIT_ROUNDOFF * (c[:, 0:1] + u * (c[:, 1:2] + u * c[:, 2:3]))

    def breakpoints(self) -> Array:
        """Where the logit passes a level of `LEVELS`, ``(B, 22)``; the centre in the place of a level never reached."""
        xp = namespace(self.coefficients)
        c = self.coefficients
        a, b = c[:, 2:3], c[:, 1:2]
        constant = c[:, 0:1] - xp.asarray(LEVELS, dtype=c.dtype, device=c.device)
        square = b * b - 4.0 * a * constant
        s = -0.5 * (b + xp.where(b >= 0, 1.0, -1.0) * xp.sqrt(xp.where(square > 0, square, 0.0)))
        roots = [_quotient(s, a + 0.0 * s, square >= 0), _quotient(constant, s, square >= 0)]
        return self.centre[:, None] + self.width[:, None] * xp.concat(roots, axis=-1)

    def prob(self, x: Array) -> Array:
        """``D`` at points ``x``."""
        return probability(self.logit(x))

    def __getitem__(self, index: Any) -> "QuadraticDiscriminator":
        return QuadraticDiscriminator(self.coefficients[index], self.centre[index], self.width[index])

    def __len__(self) -> int:
        return int(self.coefficients.shape[0])


def _quotient(numerator: Array, denominator: Array, real: Array) -> Array:
    """A root of a quadratic, 0 where there is none within 1e9 of the centre."""
    xp = namespace(numerator)
    near = real & (xp.abs(numerator) < 1e9 * xp.abs(denominator))
    return xp.where(near, numerator / xp.where(near, denominator, 1.0), 0.0)
