"""The batches of problems that the claims on likelihood are stated on."""

from dataclasses import dataclass

import numpy as np

from gancheck.distributions import Discrete, PiecewiseLinear, Pushforward
from gancheck.distributions.codec import register
from gancheck.distributions.law import Law
from gancheck.numerics.arrays import Array

__all__ = ["ACTIVATIONS", "Candidates", "Fit", "Generated", "Population", "Records"]

ACTIVATIONS = {"affine": 1.0, "leaky-relu": 0.125, "relu": 0.0, "uniform-noise": 0.0}
"""The slope of the activation below 0 in each family of `Generated`; with slope 1 the network is affine."""


@register
@dataclass(frozen=True)
class Fit:
    """Data (an empirical law, or a population with a density) and one model of it, of one batch size."""

    data: Law
    model: Law

    @property
    def family(self) -> str:
        """``discrete``, ``softmax`` (by logits), ``gaussian``, ``mixture``, or ``misfit``: a Gaussian to a mixture."""
        if isinstance(self.model, Discrete):
            return "softmax" if self.model.given == "logits" else "discrete"
        return self.data.family if self.data.family == self.model.family else "misfit"


@register
@dataclass(frozen=True)
class Candidates:
    """Data and four models of it, ties among them allowed."""

    data: Law
    first: Law
    second: Law
    third: Law
    fourth: Law

    @property
    def models(self) -> tuple[Law, ...]:
        """The four in order."""
        return self.first, self.second, self.third, self.fourth

    @property
    def family(self) -> str:
        """As for `Fit`."""
        return Fit(self.data, self.first).family


@register
@dataclass(frozen=True)
class Records:
    """Distinct observations, how often each was made, and a rival to the law of greatest likelihood.

    Attributes:
        points: ``(B, W)``, or ``(B, W, d)``; for discrete laws the indices of the atoms.
        counts: Whole numbers ``(B, W)``.
        rival: A law of the family that is fitted.
    """

    points: Array
    counts: Array
    rival: Law

    @property
    def family(self) -> str:
        """That of the rival."""
        return self.rival.family

    def samples(self, row: int) -> Array:
        """The observations of one problem, one by one: ``(m,)`` or ``(m, d)``."""
        return np.repeat(self.points[row], self.counts[row].astype(np.int64), axis=0)


@register
@dataclass(frozen=True)
class Population:
    """A law that samples are drawn from."""

    p: Law

    @property
    def family(self) -> str:
        """That of the law."""
        return self.p.family


@register
@dataclass(frozen=True)
class Generated:
    """A network G of one input, two hidden layers of h units and one output, its noise, and an interval.

    Attributes:
        noise: The law of z, Gaussian or uniform.
        low: Where the interval begins, ``(B,)``.
        high: Where it ends, ``(B,)``.
        family: A key of `ACTIVATIONS`.
        weights_1: ``(B, h, 1)``.
        biases_1: ``(B, h)``.
        weights_2: ``(B, h, h)``.
        biases_2: ``(B, h)``.
        weights_3: ``(B, 1, h)``.
        biases_3: ``(B, 1)``.
    """

    noise: Law
    low: Array
    high: Array
    family: str
    weights_1: Array
    biases_1: Array
    weights_2: Array
    biases_2: Array
    weights_3: Array
    biases_3: Array

    @property
    def weights(self) -> list[Array]:
        """Those of the three layers."""
        return [self.weights_1, self.weights_2, self.weights_3]

    @property
    def biases(self) -> list[Array]:
        """Those of the three layers."""
        return [self.biases_1, self.biases_2, self.biases_3]

    @property
    def law(self) -> Pushforward:
        """The law of G(z), from the pieces of the network."""
        return Pushforward(
            self.noise,  # type: ignore[arg-type]  # refused there unless Gaussian or uniform
            PiecewiseLinear.from_network(self.weights, self.biases, ACTIVATIONS[self.family]),
        )
