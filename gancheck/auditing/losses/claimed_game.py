"""What a loss says that it is: in its names, or in the words of whoever asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from gancheck.auditing.losses.parameter_role import words
from gancheck.errors import InvalidInput

__all__ = ["CLAIMS", "ClaimedGame", "claimed_game"]

CLAIMS = {
    "hinge": {"hinge"},
    "least-squares": {"lsgan", "ls", "least", "squares", "square", "l2"},
    "wasserstein": {"wasserstein", "wgan", "wgangp", "emd"},
    "non-saturating": {"nonsaturating", "ns", "nsgan"},
    "minimax": {"minimax", "mm", "saturating"},
    "logistic": {"logistic", "vanilla", "bce", "dcgan", "standard"},
    "relativistic": {"relativistic", "ragan", "rpgan", "rsgan", "rasgan", "ralsgan", "rahinge", "rgan"},
}
"""The games that may be claimed, each with the words that claim it."""


@dataclass(frozen=True)
class ClaimedGame:
    """A claim.

    Attributes:
        games: Keys of `CLAIMS`; more than one where names claim a variant, such as a relativistic hinge.
        said: The words that say it.
        explicit: Whether it was said to the audit, and not read out of names.
    """

    games: tuple[str, ...]
    said: str
    explicit: bool


def claimed_game(names: Sequence[str], claims: str | None = None) -> ClaimedGame | None:
    """The claim, if there is one.

    Args:
        names: Names of the loss, its class and its settings.
        claims: A key of `CLAIMS`, or a name of one such as ``"lsgan"``; it goes before names.

    Raises:
        InvalidInput: The claim is no game that is known here.

    Example:
        >>> claimed_game(["WassersteinLoss"]).games
        ('wasserstein',)
    """
    if claims is not None:
        found = _games(claims)
        if not found:
            raise InvalidInput(f"`claims` is {claims!r}; give one of {', '.join(CLAIMS)}.")
        return ClaimedGame(found, claims, True)
    said = [name for name in names if _games(name)]
    games = tuple(dict.fromkeys(game for name in said for game in _games(name)))
    return ClaimedGame(games, ", ".join(dict.fromkeys(said)), False) if games else None


def _games(text: str) -> tuple[str, ...]:
    parts = words(text)
    whole = {*parts, *("".join(pair) for pair in pairwise(parts)), "".join(parts)}
    if "nonsaturating" in whole:
        whole -= {"saturating"}
    if "softplus" in whole:
        whole = whole - CLAIMS["wasserstein"] | {"logistic"}
    return tuple(game for game, said in CLAIMS.items() if whole & said)
