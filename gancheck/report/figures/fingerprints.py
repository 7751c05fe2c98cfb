"""The curvature fingerprints of known games over the density ratio r: what D estimates beside what G follows."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from gancheck.report.figures.canvas import INK, canvas, svg
from gancheck.report.figures.drawing import Drawing, Key, Panel, Series
from gancheck.report.numbers import plain

__all__ = ["Fingerprints", "GameCurvature", "draw"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class GameCurvature:
    """One game's fingerprints, each times ``r^{3/2}``: a symmetric divergence then looks symmetric about r = 1.

    Attributes:
        name: What the game is called.
        discriminator: ``r^{3/2}·F″(r)`` of what D estimates, ``(N,)``.
        discriminator_error: Its error, ``(N,)``.
        generator: ``r^{3/2}·h″(r)`` of what G descends, ``(N,)``.
        generator_error: Its error, ``(N,)``.
    """

    name: str
    discriminator: Floats
    discriminator_error: Floats
    generator: Floats
    generator_error: Floats


@dataclass(frozen=True)
class Fingerprints:
    """The fingerprints of up to five games over one grid.

    Attributes:
        r: Density ratios p/q, increasing, ``(N,)``.
        games: The games, in the order of the key.
    """

    r: Floats
    games: tuple[GameCurvature, ...]


_LOOKS = (
    ("blue", "", 4.0),
    ("orange", "6 3", 1.8),
    ("muted", "1.5 3", 2.4),
    ("amber", "9 3 2 3", 1.8),
    ("ink", "", 1.4),
)
"""Colour, dashes and width of each game in turn: no two share dashes and width, so that colour is not needed."""
_HEIGHT = 2.0
"""Height of G's panel: curves that grow without bound leave it, so that the others keep their shape."""


def draw(data: Fingerprints) -> Drawing:
    """D's fingerprints on the left, G's on the right; where G's changes its sign it is ringed."""
    crossings = [(game.name, _crossing(data.r, game)) for game in data.games]
    caption = _caption(data, crossings)
    panels = (
        Panel(_discriminator(data, caption), "what D estimates"),
        Panel(_generator(data, caption), "what G follows"),
    )
    key = [
        Key(game.name, ink, dash=dash, width=width)
        for game, (ink, dash, width) in zip(data.games, _LOOKS, strict=False)
    ]
    if any(place is not None for _, place in crossings):
        key.append(Key("change of sign", "ink", mark="ring"))
    title = "What D estimates, and what G follows"
    return Drawing("figure-fingerprints", title, caption, panels, tuple(key), _series(data), "pair")


def _caption(data: Fingerprints, crossings: list[tuple[str, float | None]]) -> str:
    first = data.games[0]
    same = [game.name for game in data.games[1:] if _same_discriminator(first, game)]
    error = max(float(np.max([game.discriminator_error, game.generator_error])) for game in data.games)
    text = (
        "Each player follows an integral of q·f(p/q), and the second derivative of its f is its fingerprint, here "
        "times r√r. "
        "Symmetric about r = 1: p and q may be exchanged. High on the left: generated points that are rare in the data "
        "weigh most. High on the right: data that are rarely generated do."
    )
    if same:
        names = " and ".join(same)
        text += f" {names[0].upper()}{names[1:]} {'has' if len(same) == 1 else 'have'} the D of {first.name}"
        text += ", but another G."
    for name, place in crossings:
        if place is not None:
            text += f" The G of {name} crosses zero at r = {place:.2f}: what it follows is no divergence."
    text += f" Measured from values of the losses alone, with errors of at most {plain(error)}."
    if any(np.max(game.generator) > _HEIGHT for game in data.games):
        text += " Curves that leave the frame go on rising."
    return text


def _same_discriminator(one: GameCurvature, other: GameCurvature) -> bool:
    allowed = one.discriminator_error + other.discriminator_error
    return bool(np.all(np.abs(one.discriminator - other.discriminator) <= allowed))


def _crossing(r: Floats, game: GameCurvature) -> float | None:
    """Where G's curve first changes its sign beyond its errors, None if nowhere: at what is not told from 0, if any."""
    sure = np.flatnonzero(np.abs(game.generator) > game.generator_error)
    signs = np.sign(game.generator[sure])
    turns = np.flatnonzero(signs[1:] != signs[:-1])
    if not turns.size:
        return None
    left, right = sure[turns[0]], sure[turns[0] + 1]
    if right > left + 1:
        return float(np.exp(np.mean(np.log(r[left + 1 : right]))))
    low, high = game.generator[left], game.generator[right]
    return float(r[left] * (r[right] / r[left]) ** (low / (low - high)))


def _discriminator(data: Fingerprints, caption: str) -> str:
    with canvas(420, 285) as figure:
        axes = figure.subplots()
        for game, look in zip(data.games, _LOOKS, strict=False):
            _curve(axes, data.r, game.discriminator, look)
        _frame(axes, data.r)
        alike = 1 + sum(_same_discriminator(data.games[0], game) for game in data.games[1:])
        if alike > 1:
            peak = float(np.max(data.games[0].discriminator))
            axes.annotate(
                f"{alike} games, one D",
                (1.0, peak),
                (0, 6),
                textcoords="offset points",
                ha="center",
                fontsize=10,
                color=INK["muted"],
            )
        axes.set_ylim(bottom=0.0)
        axes.set_ylabel("r√r·F″(r)")
        return svg(figure, "fingerprints", "What the discriminator estimates", caption)


def _generator(data: Fingerprints, caption: str) -> str:
    with canvas(420, 285) as figure:
        axes = figure.subplots()
        axes.axhline(0.0, color=INK["muted"], linewidth=0.8, zorder=0)
        lowest = 0.0
        for game, look in zip(data.games, _LOOKS, strict=False):
            _curve(axes, data.r, game.generator, look)
            lowest = min(lowest, float(np.min(game.generator)))
            place = _crossing(data.r, game)
            if place is not None:
                axes.plot(place, 0.0, "o", color=INK["ink"], markerfacecolor="none", markersize=9)
        _frame(axes, data.r)
        axes.set_ylim(max(1.3 * lowest, -_HEIGHT), _HEIGHT)
        axes.set_ylabel("r√r·h″(r)")
        return svg(figure, "fingerprints-generator", "What the generator follows", caption)


def _curve(axes: Axes, r: Floats, values: Floats, look: tuple[str, str, float]) -> None:
    ink, dash, width = look
    # Matplotlib scales dashes by the line's width; the page's key does not.
    style = (0, tuple(float(part) / width for part in dash.split())) if dash else "-"
    alpha = 0.6 if width > 3.0 else 1.0
    axes.plot(r, values, color=INK[ink], linewidth=width, linestyle=style, alpha=alpha)


def _frame(axes: Axes, r: Floats) -> None:
    axes.set_xscale("log")
    axes.set_xlim(float(r[0]), float(r[-1]))
    axes.axvline(1.0, color=INK["rule"], linewidth=0.8, zorder=0)
    axes.set_xticks([0.1, 1.0, 10.0], ["0.1", "1", "10"])
    axes.minorticks_off()
    axes.set_xlabel("density ratio r = p/q")


def _series(data: Fingerprints) -> Series:
    columns, values = ["r"], [data.r]
    for game in data.games:
        columns += [f"{game.name}: D", f"{game.name}: G"]
        values += [game.discriminator, game.generator]
    return Series(tuple(columns), list(zip(*(value.tolist() for value in values), strict=True)))
