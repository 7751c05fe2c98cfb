"""What is audited, by name: ``package.module:object`` or ``path/to/file.py:object``, dots reaching into classes.

A name is read here without running anything. `resolve` imports it, and is called in the sandbox's process alone.
"""

import inspect
import os
import re
import sys
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from gancheck.auditing.finding import Place
from gancheck.errors import InvalidInput

__all__ = ["Kind", "Target", "kind_of", "made", "parse_target", "place_of", "resolve"]


_STEPS = {"train_step", "training_step", "discriminator_step", "generator_step"}
"""Names of methods that update players."""


class Kind(Enum):
    """What a target is, and so which layers can speak of it."""

    LOSS = "loss"
    PENALTY = "penalty"
    GAN = "gan"


@dataclass(frozen=True)
class Target:
    """A name, read.

    Attributes:
        name: As it was given.
        home: The module's name, or the path of the file.
        path: What to take from it, name by name.
    """

    name: str
    home: str
    path: tuple[str, ...]

    @property
    def is_file(self) -> bool:
        """Whether the object lives in a file that is named by its path."""
        return self.home.endswith(".py")


def parse_target(name: str) -> Target:
    """The name, read; nothing is imported.

    Raises:
        InvalidInput: It is no ``module:object``, or its file is not there.
    """
    home, colon, attributes = name.rpartition(":")
    if not colon and name.endswith(".py"):
        raise InvalidInput(f"the target {name!r} names a file and nothing in it; say {name + ':object'!r}.")
    path = tuple(attributes.split("."))
    if not home or not all(part.isidentifier() for part in path):
        raise InvalidInput(
            f"the target is {name!r}; say package.module:object or path/to/file.py:object, such as my_gan.py:make."
        )
    target = Target(name, home, path)
    if target.is_file and not Path(home).is_file():
        raise InvalidInput(f"the target {name!r} names the file {home!r}, which is not there.")
    if not target.is_file and not all(part.isidentifier() for part in home.split(".")):
        raise InvalidInput(f"the target {name!r} names {home!r}, which is neither a module nor a .py file.")
    return target


def resolve(target: Target) -> Any:
    """The object of that name. Its module is imported: **this runs the target's code**.

    The folders that ``python file.py`` and ``python -m module`` would search come first: the file's own, then the
    current one.

    Raises:
        InvalidInput: There is no such module, or nothing of that name in it.
    """
    found: Any = _file_module(target) if target.is_file else _module(target)
    for depth, name in enumerate(target.path):
        found = _bound(found, name, target, depth)
    return found


def _module(target: Target) -> ModuleType:
    sys.path.insert(0, os.getcwd())
    try:
        return import_module(target.home)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{target.home}.".startswith(f"{error.name}."):
            raise
        raise InvalidInput(
            f"the target {target.name!r}: there is no module {error.name!r}; "
            "name a file by its path, or run gancheck where the module can be imported."
        ) from None


def _file_module(target: Target) -> ModuleType:
    """The file as a module under its own name, so that what it defines can be found again by name."""
    file = Path(target.home).resolve()
    sys.path[:0] = [str(file.parent), os.getcwd()]
    spec = spec_from_file_location(file.stem, file)
    assert spec is not None  # a .py file always has one
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[file.stem] = module
    spec.loader.exec_module(module)
    return module


def _bound(owner: Any, name: str, target: Target, depth: int) -> Any:
    """An attribute; a method is taken from an instance, if its class can be made without arguments."""
    if not hasattr(owner, name):
        near = get_close_matches(name, dir(owner), n=1)
        within = ".".join((target.home, *target.path[:depth]))
        raise InvalidInput(
            f"the target {target.name!r}: there is no {name!r} in {within!r}"
            + (f"; did you mean {near[0]!r}?" if near else ".")
        )
    if isinstance(owner, type) and isinstance(inspect.getattr_static(owner, name), FunctionType):
        return getattr(_instance(owner), name)
    return getattr(owner, name)


def _instance(owner: type) -> Any:
    if _required(owner):
        raise InvalidInput(
            f"the class `{owner.__name__}` needs {', '.join(_required(owner))} to be made; "
            "write a function of no arguments that makes it, and name that as the target."
        )
    return owner()


def made(found: Any, kind: Kind | None = None) -> Any:
    """The object that a class or a factory without required arguments makes; any other object as it is.

    Raises:
        InvalidInput: It is a class that needs arguments.
    """
    if isinstance(found, type):
        return _instance(found)
    function = inspect.isfunction(found) or inspect.ismethod(found)
    # A penalty needs a D; what takes nothing at all makes one, whatever its name.
    maker = function and (not _is_penalty(found) or not inspect.signature(found).parameters)
    if maker and kind in (None, Kind.GAN) and not _required(found):
        return found()
    return found


def kind_of(found: Any) -> Kind:
    """What an object is: a GAN has players or steps; what else can be called is a loss or, by its name, a penalty."""
    attributes = {name for name in dir(found) if not name.startswith("__")}
    both = {"generator", "discriminator"} <= attributes
    # Methods of these names are the losses of the two players.
    methods = both and inspect.isroutine(found.generator) and inspect.isroutine(found.discriminator)
    steps = (both and not methods) or not _STEPS.isdisjoint(attributes)
    if steps or not (callable(found) or isinstance(found, tuple) or methods or _has_losses(attributes)):
        return Kind.GAN
    return Kind.PENALTY if _is_penalty(found) else Kind.LOSS


def place_of(found: Any) -> Place | None:
    """Where an object is defined; None for what has no source."""
    code = found if inspect.isroutine(found) or isinstance(found, type) else type(found)
    try:
        file, (_, line) = inspect.getsourcefile(code), inspect.getsourcelines(code)
    except (TypeError, OSError):
        return None
    return Place(str(Path(file).absolute()), max(line, 1)) if file else None


def _required(callee: Any) -> list[str]:
    """The arguments without which it cannot be called; what has no signature is taken to need some."""
    try:
        parameters = inspect.signature(callee).parameters.values()
    except (TypeError, ValueError):
        return ["arguments"]
    variadic = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [each.name for each in parameters if each.default is each.empty and each.kind not in variadic]


def _is_penalty(found: Any) -> bool:
    name = getattr(found, "__name__", type(found).__name__)
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_")
    return "penalt" in name.lower() or not {"gp", "r1", "r2", "dragan"}.isdisjoint(words)


def _has_losses(attributes: set[str]) -> bool:
    """Whether an object has a loss for each player, under one of the names in use."""
    pairs = (("d_loss", "g_loss"), ("dis_loss", "gen_loss"), ("discriminator_loss", "generator_loss"))
    return any(set(pair) <= attributes for pair in pairs)
