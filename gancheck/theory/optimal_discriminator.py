"""Proposition 1: the best discriminator against a fixed generator."""

from dataclasses import dataclass
from math import nan
from typing import Any

from gancheck.distributions.law import Law
from gancheck.divergences.pairs import align
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate
from gancheck.numerics.logspace import log_ratio
from gancheck.theory.discriminators import probability

__all__ = [
    "OptimalDiscriminator",
    "optimal_discriminator",
    "optimal_logit",
    "optimal_probability",
    "posterior",
]


def optimal_logit(a: Array, b: Array) -> Array:
    """``log(a/b)``, the logit of `optimal_probability`, for masses or densities a, b ≥ 0; NaN where a = b = 0."""
    return log_ratio(a, b, nowhere=nan)


def optimal_probability(a: Array, b: Array) -> Array:
    r"""``y* = a/(a+b)``: where ``y ↦ a log y + b log(1−y)`` is largest on [0, 1].

    Args:
        a: p(x) ≥ 0, any shape.
        b: q(x) ≥ 0, the same shape.

    Returns:
        y* in [0, 1]: 1 where b = 0 < a, 0 where a = 0 < b, and NaN where both vanish, because every y is as good
        there. Scaled by the larger of both, so that neither overflow nor subnormals matter.

    References:
        [goodfellow2014] proof of Proposition 1.
    """
    xp = namespace(a, b)
    a, b = xp.broadcast_arrays(a, b)
    some = (a > 0) | (b > 0)
    larger = xp.where(some, xp.maximum(a, b), xp.ones_like(a))
    share, other = a / larger, b / larger
    total = xp.where(some, share + other, xp.ones_like(a))
    return xp.where(some, share / total, xp.full_like(a, xp.nan))


def posterior(a: Array, b: Array, prior: Array) -> Array:
    r"""``P(Y = 1 | x) = πa/(πa + (1−π)b)``: the probability that x is real when a share π of all points is.

    Args:
        a: p(x) ≥ 0.
        b: q(x) ≥ 0.
        prior: π in (0, 1); ½ gives D*.

    Returns:
        The posterior, NaN where a = b = 0.

    References:
        [goodfellow2014] §4.1, remark after Proposition 1: D estimates P(Y = y | x).
    """
    xp = namespace(a, b)
    larger = xp.maximum(a, b)
    scale = xp.where(larger > 0, larger, xp.ones_like(larger))
    return optimal_probability(prior * (a / scale), (1.0 - prior) * (b / scale))


@dataclass(frozen=True)
class OptimalDiscriminator:
    """``D*(x) = p(x)/(p(x)+q(x))`` of a pair of laws; made by `optimal_discriminator`.

    Attributes:
        p: The data law.
        q: The generator's law.
    """

    p: Law
    q: Law

    def logit(self, x: Array) -> Array:
        """``log p(x) − log q(x)``, in nats; ±∞ where one law has no mass and NaN where neither has any.

        On an atom of a pushforward, the masses there take the place of the densities.
        """
        return self._logit(x, self.p.log_prob(x), self.q.log_prob(x))

    def _logit(self, x: Array, log_p: Array, log_q: Array) -> Array:
        xp = namespace(log_p, log_q)
        nowhere = xp.isinf(log_p) & xp.isinf(log_q) & (log_p < 0) & (log_q < 0)
        safe = xp.where(nowhere, xp.zeros_like(log_p), log_p)
        logit = xp.where(nowhere, xp.full_like(log_p, xp.nan), safe - xp.where(nowhere, safe, log_q))
        if "pushforward" not in (self.p.family, self.q.family):
            return logit
        on_atoms = optimal_logit(*(_atom_mass(law, x) + xp.zeros_like(logit) for law in (self.p, self.q)))
        return xp.where(xp.isnan(on_atoms), logit, on_atoms)

    def logit_error(self, x: Array) -> Array:
        """The error of `logit_estimate`."""
        return self._logit_error(self.p.log_prob(x), self.q.log_prob(x))

    def logit_estimate(self, x: Array) -> Estimate:
        """``logit(x)`` with its rounding, for laws on the line.

        z errs by 2u relatively, z²/2 by 5u, and z²/2 is at most |log p| + |log σ| + 1; log σ is −top up to 1, top the
        log density at its highest breakpoint. A mixture or a pushforward adds logarithms no larger than these.
        """
        log_p, log_q = self.p.log_prob(x), self.q.log_prob(x)
        return Estimate(self._logit(x, log_p, log_q), self._logit_error(log_p, log_q))

    def _logit_error(self, *log_densities: Array) -> Array:
        xp = namespace(*log_densities)
        total = 16.0
        for law, log_density in zip((self.p, self.q), log_densities, strict=True):
            peaks = law.log_prob(law.breakpoints())  # type: ignore[attr-defined]  # on the line
            top = xp.max(xp.where(xp.isfinite(peaks), peaks, -xp.inf), axis=-1)[..., None]
            total = total + 8.0 * (xp.where(xp.isfinite(log_density), xp.abs(log_density), 0.0) + xp.abs(top))
        return UNIT_ROUNDOFF * total

    def prob(self, x: Array) -> Array:
        """``D*(x)``; NaN off both supports, where V does not depend on it."""
        return probability(self.logit(x))

    @property
    def probs(self) -> Array:
        """``D*`` at every atom of a discrete pair: ``(n,)`` or ``(B, n)``."""
        return optimal_probability(*self._masses())

    @property
    def logits(self) -> Array:
        """``logit D*`` at every atom of a discrete pair: ``(n,)`` or ``(B, n)``."""
        return optimal_logit(*self._masses())

    def __getitem__(self, index: Any) -> "OptimalDiscriminator":
        return OptimalDiscriminator(self.p[index], self.q[index])

    def __len__(self) -> int:
        return len(self.p)

    def _masses(self) -> tuple[Array, Array]:
        p, q = getattr(self.p, "probs", None), getattr(self.q, "probs", None)
        if p is None or q is None:
            raise InvalidInput(
                f"`probs` and `logits` list the atoms of discrete laws and this pair is {self.p.family}; "
                "call .prob(x) or .logit(x) at points instead."
            )
        return p, q


def _atom_mass(law: Any, x: Array) -> Array:
    """The mass of the single points ``x``: 0 but on the atoms of a pushforward's flat pieces."""
    xp = namespace(x)
    if law.family != "pushforward":
        return xp.zeros_like(x)
    on_it = x[..., :, None] == law.atom_locations[..., None, :]
    return xp.sum(xp.where(on_it, law.atom_masses[..., None, :], 0.0), axis=-1)


def optimal_discriminator(p: Any, q: Any) -> OptimalDiscriminator:
    r"""The discriminator that maximises V(D, G) for a fixed generator.

    .. math:: D^*(x) = \frac{p(x)}{p(x) + q(x)}, \qquad \operatorname{logit} D^*(x) = \log p(x) - \log q(x)

    Args:
        p: The data law: one of gancheck's laws, a frozen ``scipy.stats`` or a ``torch.distributions`` object.
        q: The generator's law p_g, of the same kind.

    Returns:
        An `OptimalDiscriminator` with ``.prob(x)`` and ``.logit(x)``; on discrete laws also ``.probs`` and
        ``.logits``. Off both supports D* is undefined: NaN, never ½.

    Raises:
        UnsupportedPair: A density against a discrete law: they are mutually singular.
        InvalidInput: The batch sizes or the atoms do not match.

    Example:
        >>> import gancheck as gk
        >>> d = gk.optimal_discriminator(gk.Discrete(probs=[0.5, 0.5, 0.0]), gk.Discrete(probs=[0.25, 0.25, 0.5]))
        >>> d.probs.round(3).tolist()
        [0.667, 0.667, 0.0]

    References:
        [goodfellow2014] Proposition 1, Eq. (2).
    """
    return OptimalDiscriminator(*align(p, q))
