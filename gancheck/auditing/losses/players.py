"""The two players' losses in what was handed over: a function, a class, an object with both, a pair, a factory."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from inspect import Parameter
from typing import Any

from gancheck.auditing.losses.parameter_role import roles_of, words
from gancheck.auditing.losses.probe_nets import ProbeDiscriminator
from gancheck.errors import InvalidInput

__all__ = ["Players", "players_of"]

SIDES = {
    "d": {"d", "dis", "disc", "discr", "discriminator", "critic", "crit"},
    "g": {"g", "gen", "generator"},
}
LOSS = {"loss", "losses", "cost", "criterion"}


@dataclass(frozen=True)
class Players:
    """What is called for each player.

    Attributes:
        d: D's loss, or its losses of real and of fake outputs.
        g: G's loss; None if there is none.
        shared: Whether D's loss is G's too, told apart by a flag or a label.
        name: The target's name.
        words: The names that say what it claims to be: its own, and those of its settings.
    """

    d: tuple[Callable[..., Any], ...]
    g: Callable[..., Any] | None
    shared: bool
    name: str
    words: tuple[str, ...]


def players_of(discriminator_loss: Any, generator_loss: Any) -> Players:
    """Find the players.

    Raises:
        InvalidInput: There is no loss in it, or a class wants arguments that nobody knows.
    """
    name = _name(discriminator_loss)
    given = [_made(each) for each in (discriminator_loss, generator_loss) if each is not None]
    told = tuple(word for each in (discriminator_loss, *given) for word in _claims(each))
    if isinstance(discriminator_loss, tuple | list):
        if len(discriminator_loss) != 2:
            raise InvalidInput(
                f"`discriminator_loss` holds {len(discriminator_loss)} losses; give two, of real and of fake outputs."
            )
        return Players(tuple(map(_made, discriminator_loss)), _side(given, "g"), False, name, told)
    d = _method(given[0], "d") or (given[0] if callable(given[0]) else None)
    if d is None:
        raise InvalidInput(
            f"`discriminator_loss` is {discriminator_loss!r}; give a function, a module, or an object with methods "
            "such as `d_loss` and `g_loss`."
        )
    g = _side(given, "g")
    return Players((d,), g, g is None, name, told)


def _side(given: list[Any], side: str) -> Callable[..., Any] | None:
    """G's loss: a method of the second object or of the first, or the second object itself."""
    if len(given) == 2:
        return _method(given[1], side) or (given[1] if callable(given[1]) else None)
    return None if isinstance(given[0], tuple | list) else _method(given[0], side)


def _method(target: Any, side: str) -> Callable[..., Any] | None:
    """A public method whose name says "loss" and this side, such as ``d_loss`` or ``lossDiscriminator``."""
    if inspect.isfunction(target) or inspect.isbuiltin(target) or inspect.ismethod(target):
        return None
    for name in dir(type(target)):
        found = set(words(name))
        if name.startswith("_") or not found & SIDES[side] or not (found & LOSS or found <= SIDES[side]):
            continue
        method: Callable[..., Any] = getattr(target, name)
        if callable(method) and not inspect.isclass(method):
            return method
    return None


def _made(target: Any) -> Any:
    """An instance of a class; what a factory of no arguments makes."""
    if inspect.isclass(target):
        return target(*_arguments(target))
    if inspect.isfunction(target) and not inspect.signature(target).parameters:
        return target()
    return target


def _arguments(target: type) -> list[Any]:
    """What a class wants and can be given: a device, a discriminator and a small constant."""
    import torch

    try:
        parameters = list(inspect.signature(target).parameters.values())
    except (TypeError, ValueError):
        return []
    known: dict[str, Any] = {"device": torch.device("cpu"), "D": ProbeDiscriminator(), "1e-8": 1e-8}
    arguments = []
    for each in parameters:
        if each.default is not Parameter.empty or each.kind in (
            Parameter.VAR_POSITIONAL,
            Parameter.VAR_KEYWORD,
        ):
            continue
        role = roles_of(each)[0]
        if role not in known:
            raise InvalidInput(
                f"`{target.__qualname__}` wants `{each.name}`, which nobody knows here; give an instance, or a "
                "function of no arguments that makes one."
            )
        arguments.append(known[role])
    return arguments


def _name(target: Any) -> str:
    if isinstance(target, tuple | list):
        return " and ".join(_name(each) for each in target)
    own = target if hasattr(target, "__qualname__") else type(target)
    return f"{own.__module__}:{own.__qualname__}"


def _claims(target: Any) -> list[str]:
    """The names of a target, and its settings that are words."""
    own = getattr(target, "__qualname__", type(target).__qualname__)
    settings = getattr(target, "__dict__", {}) if not inspect.isfunction(target) else {}
    held = [value for value in settings.values() if isinstance(value, str) and len(value) < 40]
    return [own.replace("<locals>", "").replace("<lambda>", ""), *held]
