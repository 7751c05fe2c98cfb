"""How somebody's loss is called: one word for each argument."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gancheck.errors import InvalidInput

__all__ = ["ROLES", "Convention", "parse_conventions"]

ROLES = {
    "real": "the outputs (or, beside D, the samples) of real data",
    "fake": "those of fakes",
    "output": "the outputs of one branch: the loss is called once for real data and once for fakes",
    "is_real": "True for real data and for what G wants to hear, else False",
    "target": "the same as a tensor of ones or zeros, shaped as the outputs",
    "label": "the same as a number, 1.0 or 0.0",
    "sign": "the same as a tensor of ones, positive or negative",
    "for_discriminator": "True in D's loss and False in G's",
    "for_generator": "True in G's loss and False in D's",
    "D": "a discriminator",
    "G": "a generator",
    "z": "noise for G",
    "device": "the device of the tensors",
    "none": "None",
    "default": "left out",
}
"""The words of a convention; a number stands for itself."""

BRANCH = ("is_real", "target", "label", "sign")


@dataclass(frozen=True)
class Convention:
    """One role for each argument: ``positional`` in order, ``named`` by keyword.

    Example:
        >>> Convention(("output", "is_real")).by_branch
        True
        >>> str(Convention(("real", "fake"), (("is_disc", "for_discriminator"),)))
        'real,fake,is_disc=for_discriminator'
    """

    positional: tuple[str, ...]
    named: tuple[tuple[str, str], ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        """All roles, those given by keyword last."""
        return (*self.positional, *(role for _, role in self.named))

    @property
    def by_branch(self) -> bool:
        """Whether it is called once for real data and once for fakes."""
        return "output" in self.roles

    @property
    def has_label(self) -> bool:
        """Whether it is told which branch it is."""
        return any(role in self.roles for role in BRANCH)

    @property
    def runs_discriminator(self) -> bool:
        """Whether the loss calls D by itself."""
        return "D" in self.roles

    def is_possible(self, player: str) -> bool:
        """Whether a loss of this player (``"d"`` or ``"g"``) can have these arguments, each at most once."""
        parts = [role for role in self.roles if role in ROLES and role not in ("none", "default", "device")]
        if len(set(parts)) < len(parts) or sum(role in parts for role in BRANCH) > 1:
            return False
        if ("G" in parts) != ("z" in parts) or ("G" in parts and "D" not in parts):
            return False
        fakes = "fake" in parts or "z" in parts
        if "output" in parts:
            return not fakes and "real" not in parts and (self.has_label or player == "g")
        return not self.has_label and fakes and ("real" in parts or player == "g")

    def arguments(self, values: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        """The arguments of one call, from the value of each role."""
        return (
            [_value(role, values) for role in self.positional if role != "default"],
            {name: _value(role, values) for name, role in self.named if role != "default"},
        )

    def __str__(self) -> str:
        return ",".join((*self.positional, *(f"{name}={role}" for name, role in self.named)))


def parse_conventions(text: str) -> tuple[Convention, Convention | None]:
    """The conventions of D's loss and, after a semicolon, of G's.

    Args:
        text: Such as ``"real,fake"``, ``"output,is_real"``, ``"D,real,fake,depth=1"`` or ``"fake,real; fake"``.

    Raises:
        InvalidInput: A word is no role, or the roles make no call of such a loss.

    Example:
        >>> parse_conventions("fake,real; fake")[1]
        Convention(positional=('fake',), named=())
    """
    parts = text.split(";")
    if len(parts) > 2:
        raise InvalidInput(
            f"`convention` is {text!r}; give D's and, after one semicolon, G's: 'real,fake; fake'."
        )
    parsed = [_parse(part, player) for part, player in zip(parts, "dg", strict=False)]
    return parsed[0], parsed[1] if len(parsed) == 2 else None


def _parse(text: str, player: str) -> Convention:
    positional: list[str] = []
    named: dict[str, str] = {}
    for part in (part.strip() for part in text.split(",")):
        name, equals, role = part.rpartition("=")
        if role not in ROLES and not _is_number(role):
            raise InvalidInput(f"`convention` has {role!r}; give a number or one of {', '.join(ROLES)}.")
        if equals:
            named[name.strip()] = role
        else:
            positional.append(role)
    made = Convention(tuple(positional), tuple(named.items()))
    if not made.is_possible(player):
        owner = "discriminator" if player == "d" else "generator"
        raise InvalidInput(
            f"`convention` is {text!r}, and no {owner}'s loss is called so: it takes 'real' and 'fake', or 'output' "
            "with one of " + ", ".join(BRANCH) + "."
        )
    return made


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _value(role: str, values: Mapping[str, Any]) -> Any:
    if role in values:
        return values[role]
    return None if role == "none" else (int(role) if role.lstrip("-").isdigit() else float(role))
