"""What is said of every known game, word for word, in several disguises: ``python -m properties.test_recorded_games``.

The words are read from properties/recorded/games.txt; the command writes them anew.
"""

from pathlib import Path
from typing import Any

import pytest

from gancheck.theory.identified_game import identify_game
from gancheck.theory.known_games import GAME_NAMES, known_game

WORDS = Path(__file__).parent / "recorded" / "games.txt"

TARGETS = {
    "least-squares": ((0.0, 1.0, 1.0), (-1.0, 1.0, 0.0), (0.25, 0.75, 0.5), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0))
}
"""Targets a, b, c: labels of 0 and 1, those that follow χ², smoothed ones, a generator that wants fakes, exchanged."""
DISGUISES = ("as it is", "discriminator alone", "labels exchanged", "three times the loss")


def _losses(name: str, targets: tuple[float, ...], disguise: str) -> dict[str, Any]:
    game = known_game(name, *targets)
    losses = {"phi": game.phi, "psi": game.psi, "gamma": game.gamma}
    if disguise == "discriminator alone":
        del losses["gamma"]
    elif disguise == "labels exchanged":
        return {part: lambda t, f=f: f(-t) for part, f in losses.items()}
    elif disguise == "three times the loss":
        return {part: lambda t, f=f: 3.0 * f(t) for part, f in losses.items()}
    return losses


CASES = {
    f"{name} {targets} {disguise}" if targets else f"{name}, {disguise}": (name, targets, disguise)
    for name in GAME_NAMES
    for targets in TARGETS.get(name, ((),))
    for disguise in DISGUISES
}


def _recorded() -> dict[str, str]:
    blocks = WORDS.read_text(encoding="utf-8").strip("\n").split("\n\n")
    return dict(block.split("\n", 1) for block in blocks)


@pytest.mark.parametrize("case", CASES)
def test_a_known_game_is_described_in_the_recorded_words(case: str) -> None:
    """Names, divergences with their factors, targets, saturation."""
    assert str(identify_game(**_losses(*CASES[case]))) == _recorded()[case]


def test_the_record_speaks_of_these_games_only() -> None:
    """A game that is gone takes its words with it."""
    assert list(_recorded()) == list(CASES)


if __name__ == "__main__":
    said = (f"{case}\n{identify_game(**_losses(*CASES[case]))}" for case in CASES)
    WORDS.write_text("\n\n".join(said) + "\n", encoding="utf-8")
