"""The conventions that a function's signature allows, likeliest first."""

import inspect
from collections.abc import Callable
from inspect import Parameter
from itertools import islice, product
from typing import Any

from gancheck.auditing.losses.convention import Convention
from gancheck.auditing.losses.parameter_role import GUESSES, roles_of

__all__ = ["candidates", "parameters_of"]

TRIED = 512
"""Combinations of roles that are looked at, so that a function of many nameless arguments ends."""

POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
OPTIONAL = ("is_real", "for_discriminator", "for_generator", "real", "fake")
"""Roles of arguments with a default that are given all the same; everything else keeps its default."""


def candidates(function: Callable[..., Any], player: str) -> list[Convention]:
    """The conventions to try.

    Args:
        function: The loss; a module's is read from its ``forward``.
        player: ``"d"`` or ``"g"``.
    """
    parameters = parameters_of(function)
    required = [
        each
        for each in parameters
        if each.default is Parameter.empty and each.kind in (*POSITIONAL, Parameter.KEYWORD_ONLY)
    ]
    extra = {
        each.name: tuple(role for role in roles_of(each) if role in OPTIONAL)
        for each in parameters
        if each.default is not Parameter.empty and roles_of(each)[0] in OPTIONAL
    }
    if not required and any(each.kind is Parameter.VAR_POSITIONAL for each in parameters):
        required = [Parameter(name, Parameter.POSITIONAL_ONLY) for name in ("first", "second")]
    return list(dict.fromkeys(_combined(required, extra, player)))


def parameters_of(function: Callable[..., Any]) -> list[Parameter]:
    """The parameters without ``self``; two nameless ones where there is no signature."""
    try:
        called = (
            function.forward if hasattr(function, "forward") and hasattr(function, "training") else function
        )
        return list(inspect.signature(called).parameters.values())
    except (TypeError, ValueError):
        return [Parameter(name, Parameter.POSITIONAL_ONLY) for name in ("first", "second")]


def _combined(required: list[Parameter], extra: dict[str, tuple[str, ...]], player: str) -> list[Convention]:
    found: list[Convention] = []
    choices = [_choices(each, len(required)) for each in required]
    if player == "g" and len(choices) == 1 and choices[0][0] == "real":
        choices = [("fake", *choices[0])]  # all that G's loss has is the output that is to pass for real
    ranked = sorted(
        islice(product(*(enumerate(choice) for choice in choices)), TRIED),
        key=lambda row: sum(rank for rank, _ in row),
    )
    for row in ranked:
        positional = tuple(
            role for each, (_, role) in zip(required, row, strict=True) if each.kind in POSITIONAL
        )
        forced = {
            each.name: role
            for each, (_, role) in zip(required, row, strict=True)
            if each.kind not in POSITIONAL
        }
        for more in _subsets(extra):
            made = Convention(positional, tuple({**forced, **more}.items()))
            if made.is_possible(player):
                found.append(made)
    return found


def _choices(parameter: Parameter, count: int) -> tuple[str, ...]:
    """A nameless argument may also be something that does not matter, where there are more than two."""
    roles = roles_of(parameter)
    if parameter.default is Parameter.empty and roles == ("default",):
        roles = ("is_real", "for_discriminator")
    if roles == GUESSES and count > 2:
        return (*roles, "1", "none")
    return roles


def _subsets(extra: dict[str, tuple[str, ...]]) -> list[dict[str, str]]:
    """All optional arguments in each of their roles, then none of them."""
    given = [dict(zip(extra, roles, strict=True)) for roles in product(*extra.values())]
    return [*given, {}] if extra else [{}]
