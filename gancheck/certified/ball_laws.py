"""Laws whose parameters are balls: what a float64 law says exactly, at the working precision.

A float64 is a ball of radius 0. What is derived (the softmax of given logits, the exponential of a given log scale) is
rounded outwards. Masses are kept as given, as the float64 functions keep them, or divided by their exact sum where
a theorem speaks of probabilities.
"""

from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np
from flint import arb, arb_mat

from gancheck.distributions import Discrete, Gaussian, GaussianMixture, MultivariateGaussian
from gancheck.distributions.parameters import as_numpy
from gancheck.errors import UnsupportedPair

__all__ = [
    "BallLaw",
    "Masses",
    "Mixture",
    "Normal",
    "NormalVector",
    "ball_law",
    "normalised",
    "squared",
    "total",
]


@dataclass(frozen=True)
class Masses:
    """The masses of a discrete law."""

    values: tuple[arb, ...]


@dataclass(frozen=True)
class Normal:
    """A Gaussian law on the line."""

    loc: arb
    scale: arb


@dataclass(frozen=True)
class NormalVector:
    """A Gaussian law in d dimensions: a column ``loc``, and the symmetric part of the covariance matrix given."""

    loc: arb_mat
    covariance: arb_mat


@dataclass(frozen=True)
class Mixture:
    """A mixture of Gaussians on the line, weights as given; components of weight 0 are left out."""

    weights: tuple[arb, ...]
    components: tuple[Normal, ...]


BallLaw = Masses | Normal | NormalVector | Mixture


def ball_law(law: Any, row: int) -> BallLaw:
    """One row of a batch of laws, in balls.

    Raises:
        UnsupportedPair: The law is of no family that is enclosed.
    """
    if isinstance(law, Discrete):
        return Masses(_masses(law.given, _floats(law.parameter, row)))
    if isinstance(law, Gaussian):
        return _normal(law, row)
    if isinstance(law, MultivariateGaussian):
        covariance = arb_mat(_floats(law.covariance_matrix, row))
        return NormalVector(
            arb_mat([[x] for x in _floats(law.loc, row)]), (covariance + covariance.transpose()) * arb(0.5)
        )
    if isinstance(law, GaussianMixture):
        parts = [_floats(part, row) for part in (law.weights, law.loc, law.scale)]
        present = [(arb(w), Normal(arb(m), arb(s))) for w, m, s in zip(*parts, strict=True) if w > 0]
        return Mixture(tuple(w for w, _ in present), tuple(normal for _, normal in present))
    raise UnsupportedPair(
        f"A law of the family {law.family!r} is not enclosed in balls; give discrete laws, Gaussians or mixtures."
    )


def squared(x: arb) -> arb:
    """``x²``: the power operator makes NaN of a ball around 0."""
    return x * x


def total(values: Any) -> arb:
    """The sum of balls."""
    return sum(values, arb(0))


def normalised(law: Masses) -> Masses:
    """The masses divided by their sum: probabilities that add up to 1 exactly."""
    mass = total(law.values)
    return Masses(tuple(value / mass for value in law.values))


def _floats(parameter: Any, row: int) -> Any:
    return np.asarray(as_numpy(parameter), dtype=np.float64)[row].tolist()


def _masses(given: str, parameter: list[float]) -> tuple[arb, ...]:
    if given == "probs":
        return tuple(arb(value) for value in parameter)
    masses = Masses(tuple(arb(0) if value == -inf else arb(value).exp() for value in parameter))
    return normalised(masses).values if given == "logits" else masses.values


def _normal(law: Gaussian, row: int) -> Normal:
    given = _floats(law.scale if law.given == "scale" else law.log_scale, row)
    return Normal(arb(_floats(law.loc, row)), arb(given) if law.given == "scale" else arb(given).exp())
