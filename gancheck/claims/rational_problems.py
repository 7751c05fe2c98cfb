"""Problems with rational numbers, on which the claims are decided without rounding.

A law is a tuple of fractions that add up to 1, one an atom; pairs of laws share their atoms. Each problem prints itself
in plain fractions, because a failing step names it.
"""

from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

__all__ = [
    "Law",
    "RationalChannels",
    "RationalContest",
    "RationalCritic",
    "RationalDescent",
    "RationalGame",
    "RationalMap",
    "RationalMixing",
    "RationalPair",
    "RationalPopulation",
    "RationalRival",
    "RationalSample",
    "RationalTracking",
]

Law = tuple[Fraction, ...]


class _Shown:
    """A problem that prints its fields in fractions."""

    def __str__(self) -> str:
        each: Any = self
        return ", ".join(f"{field.name} = {_shown(getattr(each, field.name))}" for field in fields(each))


@dataclass(frozen=True)
class RationalPair(_Shown):
    """The data's law p and the generator's law q."""

    p: Law
    q: Law


@dataclass(frozen=True)
class RationalContest(_Shown):
    """p, q and a discriminator: its probability in (0, 1) at each atom."""

    p: Law
    q: Law
    d: Law


@dataclass(frozen=True)
class RationalCritic(_Shown):
    """p and q on distinct positions, and the critic tilt·x + bend·|x − place| with |tilt| + |bend| ≤ 1."""

    positions: Law
    p: Law
    q: Law
    tilt: Fraction
    bend: Fraction
    place: Fraction


@dataclass(frozen=True)
class RationalRival(_Shown):
    """p, q, two discriminators with probabilities in (0, 1), and the weight of the first in their mean."""

    p: Law
    q: Law
    d: Law
    rival: Law
    weight: Fraction


@dataclass(frozen=True)
class RationalGame(_Shown):
    """The law of a noise, the atom to which each of its values is sent, and a discriminator on these atoms."""

    noise: Law
    images: tuple[int, ...]
    d: Law


@dataclass(frozen=True)
class RationalMixing(_Shown):
    """p, two laws of a generator without atoms of mass 0, and a weight in (0, 1)."""

    p: Law
    q: Law
    other: Law
    weight: Fraction


@dataclass(frozen=True)
class RationalDescent(_Shown):
    """A step of mirror descent whose weights are rational: ``(p + q)/q = roots⁴`` at each of two atoms.

    Attributes:
        roots: r_1 and r_2 with r_2⁴ < 2 < r_1⁴.
        rate: η, ½ or 1.
    """

    roots: Law
    rate: Fraction

    @property
    def q(self) -> Law:
        """The law with q_1 r_1⁴ + q_2 r_2⁴ = 2."""
        high, low = (root**4 for root in self.roots)
        first = (2 - low) / (high - low)
        return (first, 1 - first)

    @property
    def p(self) -> Law:
        """(r⁴ − 1) q."""
        return tuple((root**4 - 1) * mass for root, mass in zip(self.roots, self.q, strict=True))


@dataclass(frozen=True)
class RationalChannels(_Shown):
    """Three laws, a weight in [0, 1], and two channels: a law of the output for each atom."""

    p: Law
    q: Law
    r: Law
    weight: Fraction
    first: tuple[Law, ...]
    second: tuple[Law, ...]


@dataclass(frozen=True)
class RationalSample(_Shown):
    """How often each value was seen, and models of it."""

    counts: tuple[int, ...]
    models: tuple[Law, ...]


@dataclass(frozen=True)
class RationalPopulation(_Shown):
    """A law and the number of samples drawn from it."""

    p: Law
    m: int


@dataclass(frozen=True)
class RationalMap(_Shown):
    """Noise on [0, 1) with a constant density on each piece, and a generator that is linear there.

    Attributes:
        lengths: Of the pieces; they add up to 1.
        masses: Of the noise on each piece; they add up to 1.
        values: The generator's value at the ends of the pieces, one more than there are pieces.
    """

    lengths: Law
    masses: Law
    values: tuple[Fraction, ...]


@dataclass(frozen=True)
class RationalTracking(_Shown):
    """Gradient ascent with noise of two values on a quadratic objective of the given curvature.

    Attributes:
        curvature: h > 0.
        rate: η with ηh < 1.
        noise: The gradient's deviation, s ≥ 0, taken up or down with probability ½ each.
        start: The distance from the optimum at the start, no less than what the noise leaves in the end, and so great
            that after two steps |x| ≥ ηs/(2 − ηh): a third then ends farther on at most one side, x → x + ηs.
    """

    curvature: Fraction
    rate: Fraction
    noise: Fraction
    start: Fraction


def _shown(value: Any) -> str:
    return f"({', '.join(map(_shown, value))})" if isinstance(value, tuple) else str(value)
