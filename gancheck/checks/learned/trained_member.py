"""One problem of a batch that is to be trained: its laws, its settings, and the number that its content gives it.

Guarantees: equal content, equal number, so that a problem draws the same alone, in any batch and at any place; the
representation is the code that trains it again. Refuses laws that cannot be written to JSON, since it could not tell
them apart.
"""

import json
from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np
from hypothesis.errors import InvalidArgument

from gancheck.claims.problems import Pair
from gancheck.distributions.codec import encode
from gancheck.distributions.empirical import Empirical
from gancheck.distributions.law import Law
from gancheck.distributions.pushforward import Pushforward
from gancheck.learned.algorithm1 import Algorithm1

__all__ = ["Member", "member"]


@dataclass(frozen=True, repr=False)
class Member:
    """A problem and how it is played.

    Attributes:
        problem: a law or a Pair, a batch of one.
        algorithm: the settings.
    """

    problem: Law | Pair
    algorithm: Algorithm1

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that decides what is learned."""
        content = json.dumps([encode(self.problem), repr(self.algorithm)], allow_nan=False)
        return sha256(content.encode()).hexdigest()

    @property
    def number(self) -> int:
        """The problem's number: the first 32 bits of the digest."""
        return int(self.digest[:8], 16)

    def __repr__(self) -> str:
        return f"train({_code(self.problem)}, {_settings(self.algorithm)}, numbers=[{self.number}])"

    def script(self) -> str:
        """The lines that train this problem again."""
        laws: tuple[Any, ...] = (
            (self.problem.p, self.problem.q) if isinstance(self.problem, Pair) else (self.problem,)
        )
        parts = [x for law in laws for x in _parts(law)]
        lines = [
            "from gancheck import Algorithm1, train",
            *(["from gancheck.claims.problems import Pair"] if isinstance(self.problem, Pair) else []),
            f"from gancheck.distributions import {', '.join(sorted({type(part).__name__ for part in parts}))}",
            *(["from math import inf"] if "inf" in repr(self) else []),
            f"training = {self!r}",
        ]
        return "\n".join(lines)


def member(drawn: Any, algorithm: Algorithm1 | None) -> Member:
    """What a strategy drew: a law, a Pair, two laws, or one of these with settings of its own.

    Raises:
        hypothesis.errors.InvalidArgument: it is none of these, or nobody gives settings.
    """
    if isinstance(drawn, Member):
        return drawn
    if isinstance(drawn, tuple) and len(drawn) == 2 and isinstance(drawn[1], Algorithm1):
        drawn, algorithm = drawn
    if isinstance(drawn, tuple) and len(drawn) == 2:
        drawn = Pair(*drawn)
    laws = (drawn.p, drawn.q) if isinstance(drawn, Pair) else (drawn,)
    if not all(hasattr(law, "batched") for law in laws):
        raise InvalidArgument(
            f"element draws {drawn!r}; let it draw a law, a Pair, or a tuple of one of these and an Algorithm1."
        )
    if algorithm is None:
        raise InvalidArgument("algorithm=None but element draws no Algorithm1; give one of them.")
    batched = [law.batched() for law in laws]
    if any(len(law) != 1 for law in batched):
        raise InvalidArgument(
            f"element draws a batch of {max(map(len, batched))}; let it draw single problems, which are batched here."
        )
    return Member(Pair(*batched) if isinstance(drawn, Pair) else batched[0], algorithm)


def _parts(law: Any) -> tuple[Any, ...]:
    """The law and what it is made of."""
    return (law, law.noise, law.generator) if isinstance(law, Pushforward) else (law,)


def _code(problem: Any) -> str:
    """The problem as the expression that makes it, bit for bit."""
    if isinstance(problem, Pair):
        return f"Pair({_code(problem.p)}, {_code(problem.q)})"
    if isinstance(problem, Empirical):
        atoms = problem.atoms.tolist() if isinstance(problem.atoms, np.ndarray) else list(problem.atoms)
        return f"Empirical.from_counts({problem.counts[0].tolist()!r}, atoms={atoms!r})"
    return repr(problem[0])


def _settings(algorithm: Algorithm1) -> str:
    """What differs from the defaults."""
    named = ((field.name, getattr(algorithm, field.name), field.default) for field in fields(algorithm))
    given = (
        f"{name}={(str(value) if name == 'device' else value)!r}"
        for name, value, own in named
        if value != own
    )
    return f"Algorithm1({', '.join(given)})"
