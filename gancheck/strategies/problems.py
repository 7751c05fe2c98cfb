"""Batches of problems for a claim: which strategy draws which type of problem in which family.

A room of the theory that states claims on a problem of its own adds a module here with a function under `provides`,
and the module's name to `PROVIDERS`.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from gancheck.strategies.batch import batches

__all__ = ["PROVIDERS", "problems", "provided_families", "provides", "provides_batches"]

PROVIDERS = (
    "contest",
    "point",
    "discriminator_problems",
    "generator_problems",
    "channel",
    "fit",
    "generated",
    "f_divergence_problems",
    "loss_problems",
    "loss_gradient_problems",
    "critic_problems",
    "sampling_problems",
    "dynamics_problems",
)
"""The modules of this package that provide problems; imported when problems are first drawn."""

Provider = Callable[..., st.SearchStrategy[Any]]
F = TypeVar("F", bound=Provider)

_PROVIDED: dict[tuple[type, str], tuple[Provider, st.SearchStrategy[Any] | None]] = {}
_BATCHES: dict[tuple[type, str], st.SearchStrategy[Any]] = {}


def provides(
    problem_type: type, *families: str, shape: st.SearchStrategy[Any] | None = None
) -> Callable[[F], F]:
    """Register a function that returns a strategy of one problem (a batch of one) of ``problem_type``.

    Args:
        problem_type: The class that is drawn.
        families: The families that the function draws.
        shape: What all problems of a batch must share, such as a dimension; the function is then called with an
            example of it, and otherwise with nothing.

    Raises:
        hypothesis.errors.InvalidArgument: Another function provides the same.
    """

    def decorate(function: F) -> F:
        for family in families:
            known = _PROVIDED.setdefault((problem_type, family), (function, shape))
            if known[0] is not function:
                raise InvalidArgument(f"{problem_type.__name__} of family {family!r} is provided twice.")
        return function

    return decorate


def provides_batches(problem_type: type, family: str, strategy: st.SearchStrategy[Any]) -> None:
    """Register a strategy of whole batches: records of trainings, whose problems were trained together.

    Raises:
        hypothesis.errors.InvalidArgument: Another strategy provides the same.
    """
    known = _BATCHES.setdefault((problem_type, family), strategy)
    if known is not strategy:
        raise InvalidArgument(f"{problem_type.__name__} of family {family!r} is provided twice.")


def problems(
    problem_type: type, family: str, *, min_size: int = 1, max_size: int = 8
) -> st.SearchStrategy[Any]:
    """Batches of ``min_size`` to ``max_size`` problems of a type, in one family of laws.

    Examples shrink towards ``min_size`` of the simplest problem: laws on one or two atoms, standard normal laws.
    Records of trainings come in the batches that they were trained in, whatever the sizes asked for.

    Args:
        problem_type: A problem such as `gancheck.claims.problems.Pair`.
        family: As the problem names it: ``"discrete"``, ``"gaussian"``, ``"multivariate-gaussian"``, ``"mixture"`` …
        min_size: Least number of problems.
        max_size: Greatest number of problems.

    Raises:
        hypothesis.errors.InvalidArgument: Nothing draws such problems; the message lists what is drawn.
    """
    _load()
    if (problem_type, family) in _BATCHES:
        return _BATCHES[problem_type, family]
    if (problem_type, family) not in _PROVIDED:
        known = provided_families(problem_type)
        families = f"its families are {known}" if known else "no module of gancheck.strategies provides it"
        raise InvalidArgument(f"No strategy draws {problem_type.__name__} of family={family!r}; {families}.")
    function, shape = _PROVIDED[problem_type, family]
    if shape is None:
        return batches(function(), min_size=min_size, max_size=max_size)
    return shape.flatmap(lambda drawn: batches(function(drawn), min_size=min_size, max_size=max_size))


def provided_families(problem_type: type) -> tuple[str, ...]:
    """The families in which problems of a type can be drawn."""
    _load()
    return tuple(family for known, family in (*_PROVIDED, *_BATCHES) if known is problem_type)


@cache
def _load() -> None:
    """Import the providers, which register themselves."""
    for module in PROVIDERS:
        import_module(f"gancheck.strategies.{module}")
