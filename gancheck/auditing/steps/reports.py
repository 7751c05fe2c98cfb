"""What a target reports of its updates: numbers with names, returned by its steps or kept where they can be read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Report", "player_named", "reports", "side_named"]

PLAYERS = {
    "D": frozenset({"d", "dis", "disc", "discriminator", "critic", "netd", "errd", "lossd", "dloss"}),
    "G": frozenset({"g", "gen", "generator", "netg", "errg", "lossg", "gloss"}),
}
LOSS = frozenset({"loss", "losses", "err", "error", "errd", "errg", "lossd", "lossg", "dloss", "gloss"})
BESIDE = frozenset(
    {"train", "training", "step", "total", "history", "log", "logs", "logged", "last", "gancheck"}
)
SCORE = frozenset({"score", "scores", "out", "output", "prob", "pred", "logit", "logits", "mean"})
SIDES = frozenset({"real", "fake"})
DEPTH = 3


@dataclass(frozen=True)
class Report:
    """A number that the target gave a name after one of its updates.

    Attributes:
        at: The moment when it was read.
        name: With all names above it, such as ``"logged/d_loss"``.
        value: The number.
    """

    at: int
    name: str
    value: float


def reports(at: int, *holders: Any) -> list[Report]:
    """Every number that has a name in some returned values and objects; the last one of a list."""
    return [Report(at, name, value) for holder in holders for name, value in _numbers(holder, "", DEPTH)]


def player_named(name: str) -> str:
    """Whose loss a name means, ``"D"`` or ``"G"``: ``""`` unless every word of it says that and nothing else."""
    for words in _words(name):
        named = [player for player, own in PLAYERS.items() if words & own]
        if len(named) == 1 and words & LOSS and words <= LOSS | BESIDE | PLAYERS[named[0]]:
            return named[0]
    return ""


def side_named(name: str) -> str:
    """Which scores of D a name means, ``"real"`` or ``"fake"``; ``""`` if it may mean something else."""
    for words in _words(name):
        sides = words & SIDES
        if (
            len(sides) == 1
            and words & PLAYERS["D"]
            and words <= SCORE | BESIDE | SIDES | (PLAYERS["D"] - LOSS)
        ):
            return next(iter(sides))
    return ""


def _words(name: str) -> Iterator[frozenset[str]]:
    """Of the name itself; and together with that of what holds it."""
    parts = name.split("/")
    for count in (1, 2):
        words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", "/".join(parts[-count:]))
        yield frozenset(word.lower() for word in words)


def _numbers(value: Any, name: str, depth: int) -> Iterator[tuple[str, float]]:
    number = _number(value)
    if number is not None:
        if name:
            yield name, number
    elif depth and isinstance(value, Mapping):
        for key, each in list(value.items()):
            if isinstance(key, str):
                yield from _numbers(each, f"{name}/{key}" if name else key, depth - 1)
    elif name and isinstance(value, list) and value:
        yield from _numbers(value[-1], name, 0)


def _number(value: Any) -> float | None:
    import torch

    if isinstance(value, torch.Tensor):
        return float(value.detach()) if value.numel() == 1 and value.is_floating_point() else None
    if isinstance(value, bool | str | bytes):
        return None
    try:
        return float(value) if hasattr(value, "__float__") else None
    except (TypeError, ValueError):
        return None
