"""How somebody's gradient penalty is called: tried on a linear critic, likeliest arguments first."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from inspect import Parameter
from itertools import islice, product
from typing import Any

import torch
from torch import Tensor

from gancheck.auditing.losses.answer import parts_of
from gancheck.auditing.losses.called_loss import quietly
from gancheck.auditing.losses.candidates import POSITIONAL
from gancheck.auditing.losses.linear_critic import LinearCritic
from gancheck.auditing.losses.parameter_role import is_sure, roles_of, words
from gancheck.errors import InvalidInput

__all__ = ["CalledPenalty", "find_penalty"]

TRIED = 256
POINTS = {"x", "interpolate", "interpolates", "interpolated", "interpolation", "sample", "samples", "images", "inputs",
          "input", "data", "points"}  # fmt: skip
SCORES = {"d", "output", "outputs", "score", "scores", "logits", "pred", "preds", "out", "prediction"}
CONDITIONS = {"label", "labels", "c", "cond", "condition", "y"}
ROLES = ("D", "real", "fake", "x", "scores", "device", "none")


@dataclass(frozen=True)
class CalledPenalty:
    """A penalty and the role of each of its arguments.

    Attributes:
        function: As it was given, without a bound D.
        roles: One for each required argument: D, real, fake, x (points at which it is taken), scores (D's outputs
            there), device, none, or a number.
        flat: Whether D's outputs are ``(N,)``.
        tracked: Whether fakes need a gradient, as a generator makes them.
        shapes: Shapes of one sample that it is tried on.
    """

    function: Callable[..., Any]
    roles: tuple[str, ...]
    flat: bool = False
    tracked: bool = False
    shapes: tuple[tuple[int, ...], ...] = ((3,),)

    def __call__(self, critic: LinearCritic, real: Tensor, fake: Tensor) -> Any:
        """The penalty; the first number in its answer.

        Raises:
            TypeError: It answers with no number.
        """
        points = real.detach().clone().requires_grad_()
        values: dict[str, Any] = {
            "D": critic,
            "real": real,
            "fake": fake.detach().clone().requires_grad_() if self.tracked else fake,
            "x": points,
            "device": torch.device("cpu"),
            "none": None,
        }
        if "scores" in self.roles:
            values["scores"] = critic(points)
        arguments = [values[role] if role in values else float(role) for role in self.roles]
        with quietly(), torch.enable_grad():
            answer = parts_of(self.function(*arguments))
        if not answer:
            raise TypeError("it answers with nothing numeric")
        return answer[0]

    def value(self, slope: float, size: int, shape: tuple[int, ...], offset: float = 0.0) -> float:
        """The mean of its answer on a critic of this slope."""
        real, fake = samples(size, shape)
        answer = self(LinearCritic(slope, shape, offset, self.flat), real, fake)
        return float(answer.detach().double().mean()) if isinstance(answer, Tensor) else float(answer)


def samples(size: int, shape: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    """Real and fake samples, the same at every call."""
    generator = torch.Generator().manual_seed(size)
    real, fake = torch.randn(2, size, *shape, generator=generator)
    return real, fake


SHAPES = (((2, 4, 4), (2, 8, 4), (4, 4, 4), (3,)), ((6,), (12,), (3,)), ((4, 6), (8, 6), (4, 3)))
"""Shapes of one sample: images, whose height, channels and rank are changed in turn; rows; sequences."""


def find_penalty(function: Callable[..., Any]) -> CalledPenalty:
    """The first convention in which it answers with a finite number that depends on the critic's slope.

    Raises:
        InvalidInput: There is none.
    """
    bound = getattr(function, "__self__", None)
    plain = (
        function.__func__
        if isinstance(bound, torch.nn.Module) and hasattr(function, "__func__")
        else function
    )
    refusals = []
    for made in (plain, function) if plain is not function else (function,):
        for shapes, roles, tracked, flat in product(
            SHAPES, list(_combinations(made)), (False, True), (False, True)
        ):
            called = CalledPenalty(_unpacked(made), roles, flat, tracked, shapes)
            try:
                low, high = (called.value(slope, 4, shapes[0]) for slope in (0.5, 3.0))
            except Exception as error:
                refusals.append(f"({', '.join(roles)}): {type(error).__name__}: {error}")
                continue
            if low != high and abs(high) < float("inf"):
                return called
            refusals.append(f"({', '.join(roles)}): it is {high:g} whatever the slope of D")
    raise InvalidInput(
        f"`function` could not be called as a gradient penalty ({refusals[0] if refusals else 'no number came out'}); "
        "give one of the form penalty(D, real, fake), with further arguments that have a default."
    )


def _unpacked(function: Callable[..., Any]) -> Callable[..., Any]:
    """With one sample a pack, where D is shown packs of samples: the critic here sees them one by one."""
    return partial(function, pac=1) if "pac" in inspect.signature(function).parameters else function


def _combinations(function: Callable[..., Any]) -> Iterator[tuple[str, ...]]:
    called = function.forward if isinstance(function, torch.nn.Module) else function
    required = [
        each
        for each in inspect.signature(called).parameters.values()
        if each.default is Parameter.empty and each.kind in POSITIONAL
    ]
    ranked = sorted(
        islice(product(*(enumerate(_roles(each)) for each in required)), TRIED),
        key=lambda row: sum(rank for rank, _ in row),
    )
    for row in ranked:
        roles = tuple(role for _, role in row)
        parts = [role for role in roles if role in ("D", "real", "fake", "x", "scores")]
        once = len(set(parts)) == len(parts) and not {"real", "fake", "x"} <= set(parts)
        if once and {"D", "scores"} & set(parts) and {"real", "fake", "x"} & set(parts):
            yield roles


def _roles(parameter: Parameter) -> tuple[str, ...]:
    if parameter.name == "self":
        return ("D",)
    found = set(words(parameter.name))
    every = roles_of(parameter)
    guessed = tuple(role for role in every if role in ROLES or role.replace(".", "").isdigit())
    sided = is_sure(parameter)
    if parameter.annotation in (float, int, "float", "int"):
        return (next((role for role in guessed if role.replace(".", "").isdigit()), "1.0"),)
    if found & CONDITIONS and not sided:
        return ("none",)
    first: tuple[str, ...] = ()
    if found & POINTS and not sided:
        first = ("scores", "x") if "d" in found else ("x",)
    elif found & SCORES and every[0] != "D":
        first = ("scores",)
    return tuple(dict.fromkeys((*first, *guessed, "real", "fake", "D", "x", "1.0")))
