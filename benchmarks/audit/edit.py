"""An edit of a program's text: a few replacements, each of which must apply exactly once."""

from dataclasses import dataclass

from gancheck.auditing.finding import Severity
from gancheck.errors import InvalidInput

__all__ = ["Bug", "Edit", "LookAlike", "in_host", "in_loss"]

Hunk = tuple[str, str]
"""A piece of the text that stands there once, and what replaces it."""


@dataclass(frozen=True, kw_only=True)
class Edit:
    """Replacements in the text of a program.

    Attributes:
        name: What is different, in words.
        hunks: Each a piece that stands once in the text, and its replacement.
        losses: The losses whose programs it changes; one run each.
        hosts: The hosts whose programs it changes; one run each.
    """

    name: str
    hunks: tuple[Hunk, ...]
    losses: tuple[str, ...]
    hosts: tuple[str, ...]

    def applied(self, text: str) -> str:
        """The text after it.

        Raises:
            InvalidInput: A piece stands there never, or more than once.
        """
        for old, new in self.hunks:
            times = text.count(old)
            if times != 1:
                raise InvalidInput(
                    f"`{self.name}` replaces {old!r}, which stands {times} times in the text; it must stand once."
                )
            text = text.replace(old, new)
        return text


@dataclass(frozen=True, kw_only=True)
class Bug(Edit):
    """An edit that makes a right program wrong.

    Attributes:
        code: The class of the bug.
        same_as: Other classes that name the very same program: exchanged labels of a linear loss are a wrong sign.
        certain: Whether a counter-example proves it; else it takes samples, or a claim that the code does not make.
        severity: The least severity of a finding that counts.
        of_loss: Whether it is in the text of the loss, so that the pair alone shows it.
    """

    code: str
    same_as: tuple[str, ...] = ()
    certain: bool = True
    severity: Severity = Severity.ERROR
    of_loss: bool = False


def in_host(
    code: str,
    name: str,
    host: str,
    losses: tuple[str, ...],
    *hunks: Hunk,
    same_as: tuple[str, ...] = (),
    certain: bool = True,
    severity: Severity = Severity.ERROR,
) -> Bug:
    """A bug in the text of one host."""
    return Bug(
        code=code,
        name=name,
        hosts=(host,),
        losses=losses,
        hunks=hunks,
        same_as=same_as,
        certain=certain,
        severity=severity,
    )


def in_loss(
    code: str,
    loss: str,
    name: str,
    old: str,
    new: str,
    *hosts: str,
    same_as: tuple[str, ...] = (),
    certain: bool = True,
    severity: Severity = Severity.ERROR,
) -> Bug:
    """A bug in the text of one loss, seen in the pair alone and in these hosts."""
    return Bug(
        code=code,
        name=name,
        hosts=hosts,
        losses=(loss,),
        hunks=((old, new),),
        same_as=same_as,
        certain=certain,
        severity=severity,
        of_loss=True,
    )


@dataclass(frozen=True, kw_only=True)
class LookAlike(Edit):
    """An edit after which the program is as right as before.

    Attributes:
        because: Why it is right.
    """

    because: str
