"""The batches of problems that claims are stated on.

A problem is a frozen dataclass whose fields are laws, discriminators or arrays with the batch axis first; the
functions here ask any of them for its size, its family and some of its rows. A problem can be written to JSON and
read back bit for bit (`gancheck.distributions.codec`), so that every verdict can name a stored case.
"""

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancheck.distributions import Discrete, Pushforward
from gancheck.distributions.codec import register
from gancheck.distributions.law import Law
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array
from gancheck.theory.discriminators import Discriminator, QuadraticDiscriminator, TabularDiscriminator

__all__ = [
    "Contest",
    "Descent",
    "DiscriminatorPair",
    "GeneratedContest",
    "Mixing",
    "Pair",
    "Points",
    "PriorPair",
    "decided",
    "family_of",
    "laws",
    "rows",
    "size_of",
]


@register
@dataclass(frozen=True)
class Pair:
    """A data law p and a generator's law q, of one batch size."""

    p: Law
    q: Law

    @property
    def family(self) -> str:
        """The family of both laws; a Gaussian beside a mixture is a mixture of one."""
        families = {self.p.family: None, self.q.family: None}
        return "mixture" if set(families) == {"gaussian", "mixture"} else " and ".join(families)


@register
@dataclass(frozen=True)
class Contest:
    """A pair of laws and some discriminator D, not necessarily a good one."""

    p: Law
    q: Law
    d: Discriminator

    @property
    def family(self) -> str:
        """The family of the laws."""
        return Pair(self.p, self.q).family


@register
@dataclass(frozen=True)
class Points:
    """Masses a = p(x) and b = q(x) at one point, and a candidate value y of D there: ``(B,)`` each."""

    a: Array
    b: Array
    y: Array
    family: str = "points"


@register
@dataclass(frozen=True)
class GeneratedContest:
    """A generator's law q = law of G(z), with its noise and map, and a discriminator on the line."""

    q: Pushforward
    d: QuadraticDiscriminator
    family: str = "pushforward"


@register
@dataclass(frozen=True)
class PriorPair:
    """Discrete laws p and q, and the share π of real points: ``(B,)`` in (0, 1)."""

    p: Discrete
    q: Discrete
    prior: Array
    family: str = "discrete"


@register
@dataclass(frozen=True)
class DiscriminatorPair:
    """Discrete laws p and q, two discriminators and a weight λ in [0, 1]: ``(B,)``."""

    p: Discrete
    q: Discrete
    first: TabularDiscriminator
    second: TabularDiscriminator
    weight: Array
    family: str = "discrete"


@register
@dataclass(frozen=True)
class Mixing:
    """A discrete data law p, two generator's laws with mass on every atom of it, and a weight λ in [0, 1]: ``(B,)``."""

    p: Discrete
    q: Discrete
    other: Discrete
    weight: Array
    family: str = "discrete"


@register
@dataclass(frozen=True)
class Descent:
    """A discrete data law, a start with mass on every atom of it, and a step size η in (0, 1]: ``(B,)``."""

    p: Discrete
    q: Discrete
    rate: Array
    family: str = "discrete"


def size_of(problem: Any) -> int:
    """B: how many problems the batch holds."""
    for field in dataclasses.fields(problem):
        value = getattr(problem, field.name)
        if not isinstance(value, str):
            return len(value)
    raise InvalidInput(f"`problem` is a {type(problem).__name__} without a batched field; give it one.")


def family_of(problem: Any) -> str:
    """The family that tables list the problem under."""
    return str(problem.family)


def laws(problem: Any) -> tuple[Any, Any]:
    """``(p, q)``, for a caller that knows more of their family than what all laws have in common."""
    return problem.p, problem.q


def decided(problem: Any) -> NDArray[np.bool_]:
    """Which problems can be judged: all, but for records of trainings whose error budget was not met."""
    return np.asarray(getattr(problem, "decided", np.ones(size_of(problem), dtype=bool)), dtype=bool)


def rows(problem: Any, index: "int | slice | list[int]") -> Any:
    """The problems ``index`` of the batch, as a batch again: one row for a number."""
    chosen = [index] if isinstance(index, int) else index
    changes = {
        field.name: getattr(problem, field.name)[chosen if isinstance(chosen, slice) else np.asarray(chosen)]
        for field in dataclasses.fields(problem)
        if not isinstance(getattr(problem, field.name), str)
    }
    return dataclasses.replace(problem, **changes)
