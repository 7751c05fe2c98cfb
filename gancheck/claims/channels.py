"""Problems about laws that pass through channels, and what channels and mixing make of a law.

A channel sends an input X to an output Y. On n atoms it is a stochastic matrix, ``K[x, y] = P(Y = y | X =
x)``; on the line it is ``Y = aX + b + τε`` with standard normal ε, kept as the row ``(a, b, τ)``, because
that one keeps Gaussians Gaussian and mixtures mixtures.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from gancheck.distributions.codec import register
from gancheck.distributions.discrete import Discrete
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.distributions.law import Law
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.distributions.rows import rebuild
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF

__all__ = ["Channels", "components", "discrete_law", "joint", "mass_defect", "mass_gap", "mixed", "processed"]


@register
@dataclass(frozen=True)
class Channels:
    """Four laws p, q, r, s of an input, a weight λ, and two channels K and L.

    Attributes:
        p: First law of the input; ``q``, ``r`` and ``s`` are the others, all of one family.
        q: Second law.
        r: Third law.
        s: Fourth law.
        weight: λ in [0, 1], ``(B,)``.
        first: K: ``(B, n, k)`` with rows of mass 1, or ``(B, 3)`` with rows (a, b, τ).
        second: L, in the form of K.
    """

    p: Law
    q: Law
    r: Law
    s: Law
    weight: Array
    first: Array
    second: Array

    @property
    def family(self) -> str:
        """The family of the laws."""
        return self.p.family


def discrete_law(probs: Array) -> Discrete:
    """The laws ``(B, n)`` with these probabilities, kept to the last bit.

    They come from valid laws by sums and products, so that they carry the mass defect of those laws and the
    rounding of n terms; the comparison's bound accounts for both, where renormalising would hide them.
    """
    return rebuild(Discrete(logits=np.zeros_like(probs)), given="probs", parameter=probs)


def components(law: Any) -> tuple[Array, Array, Array]:
    """Weights, locations and scales ``(B, K)`` of a Gaussian or a mixture of them."""
    if isinstance(law, GaussianMixture):
        return law.weights, law.loc, law.scale
    return np.ones((len(law), 1)), law.loc[:, None], law.scale[:, None]


def mixed(p: Any, q: Any, weight: Array) -> Any:
    """The law λp + (1−λ)q."""
    w = np.broadcast_to(weight, (len(p),))[:, None]
    if p.family == "discrete":
        return discrete_law(w * p.probs + (1.0 - w) * q.probs)
    (v, *_), (u, *_) = components(p), components(q)
    loc, scale = (
        np.concatenate(pair, axis=-1) for pair in zip(components(p)[1:], components(q)[1:], strict=True)
    )
    template = GaussianMixture(np.full(loc.shape, 1.0 / loc.shape[-1]), loc, scale)
    return rebuild(template, weights=np.concatenate([w * v, (1.0 - w) * u], axis=-1))


def processed(law: Any, channel: Array) -> Any:
    """The law of the channel's output."""
    if law.family == "discrete":
        return discrete_law(np.einsum("bx,bxy->by", law.probs, channel))
    slope, intercept, noise = (channel[:, i] for i in range(3))
    if law.family == "gaussian":
        return Gaussian(slope * law.loc + intercept, np.hypot(slope * law.scale, noise))
    loc = slope[:, None] * law.loc + intercept[:, None]
    return rebuild(law, loc=loc, scale=np.hypot(slope[:, None] * law.scale, noise[:, None]))


def joint(law: Any, channel: Array) -> Any:
    """The law of input and output together: ``p(x) K(y|x)`` on n·k atoms, or a Gaussian in the plane."""
    if law.family == "discrete":
        return discrete_law((law.probs[:, :, None] * channel).reshape(len(law), -1))
    slope, intercept, noise = (channel[:, i] for i in range(3))
    variance = law.scale**2
    loc = np.stack([law.loc, slope * law.loc + intercept], axis=-1)
    cross, output = slope * variance, slope**2 * variance + noise**2
    rows = [np.stack([variance, cross], axis=-1), np.stack([cross, output], axis=-1)]
    return MultivariateGaussian(loc, np.stack(rows, axis=-2))


def mass_defect(*laws: Any) -> Array:
    """How far the masses of the laws are from 1, together: ``(B,)``; 0 for laws that are normalised by formula."""
    defects = [np.abs(getattr(law, "mass_defect", np.zeros(len(law)))) for law in laws]
    return np.sum(defects, axis=0)


def mass_gap(p: Any, q: Any) -> Array:
    """|Σp − Σq| of two laws, ``(B,)``, however small: where p and q are close, the two sums would hide it."""
    if p.family != "discrete":
        return mass_defect(p, q)
    difference = p.probs - q.probs
    rounding = (2 + p.n_atoms) * UNIT_ROUNDOFF * np.abs(difference).sum(axis=-1)
    return np.asarray(np.abs(difference.sum(axis=-1)) + rounding)
