"""How two small games move: the bilinear game by its kind of step, the Dirac-GAN without and with R1."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from gancheck.report.figures.canvas import INK, canvas, svg
from gancheck.report.figures.drawing import Drawing, Key, Panel, Series
from gancheck.report.numbers import plain

__all__ = ["Spirals", "draw"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Spirals:
    """Paths of two players, each ``(N + 1, 2)`` from the start on; both games have their equilibrium at (0, 0).

    Attributes:
        bilinear_rate: Step size of both players of the bilinear game.
        simultaneous: (x, y) of the bilinear game under simultaneous steps.
        alternating: The same under alternating steps.
        dirac_rate: Step size of both players of the Dirac-GAN.
        penalty: γ of R1.
        free: (θ, ψ) of the Dirac-GAN without R1, under simultaneous steps.
        free_linear: Its linearisation at the equilibrium, from the same start.
        damped: (θ, ψ) with R1.
        damped_linear: Its linearisation, likewise.
    """

    bilinear_rate: float
    simultaneous: Floats
    alternating: Floats
    dirac_rate: float
    penalty: float
    free: Floats
    free_linear: Floats
    damped: Floats
    damped_linear: Floats


KEY = (
    Key("simultaneous steps, no penalty", "blue", width=2.2),
    Key("alternating steps", "orange", dash="6 3", width=1.8),
    Key("simultaneous steps with R1", "amber", dash="9 3 2 3", width=2.0),
    Key("linearisation at the equilibrium", "muted", dash="1.5 3", width=1.6),
    Key("start", "ink", mark="dot"),
    Key("equilibrium", "ink", mark="ring"),
)
_BLUE, _ORANGE, _AMBER, _MUTED = KEY[:4]


def draw(data: Spirals) -> Drawing:
    """The bilinear game on the left, the Dirac-GAN on the right."""
    caption = _caption(data)
    bilinear = ((data.simultaneous, _BLUE), (data.alternating, _ORANGE))
    dirac = (
        (data.free, _BLUE),
        (data.damped, _AMBER),
        (data.free_linear, _MUTED),
        (data.damped_linear, _MUTED),
    )
    left = _paths(
        bilinear, ("x, which descends xy", "y, which climbs xy"), "spirals", "Bilinear game", caption
    )
    right = _paths(dirac, ("θ, the generator", "ψ, the discriminator"), "spirals-dirac", "Dirac-GAN", caption)
    panels = (
        Panel(left, f"bilinear game V = xy, η = {data.bilinear_rate:g}"),
        Panel(right, f"Dirac-GAN, η = {data.dirac_rate:g}, γ = {data.penalty:g} where there is R1"),
    )
    title = "Players that circle, part or meet"
    return Drawing("figure-spirals", title, caption, panels, KEY, _series(data), "pair")


def _caption(data: Spirals) -> str:
    radii = _radius(data.alternating) / _radius(data.alternating)[0]
    return (
        f"After {len(data.free) - 1} steps of the bilinear game the players that move at once are "
        f"{_times(data.simultaneous)} as far from the equilibrium as they started, and go on; players that take turns "
        f"stay on an ellipse, between {plain(float(radii.min()))} and {plain(float(radii.max()))} times their first "
        f"distance. The Dirac-GAN without a penalty {_fate(data.free)}; with R1 it {_fate(data.damped)}. "
        f"Its linearisation foretells {_times(data.free_linear)} and {_times(data.damped_linear)}: it is exact only "
        "near the equilibrium, and there it decides."
    )


def _radius(path: Floats) -> Floats:
    return np.hypot(path[:, 0], path[:, 1])


def _times(path: Floats) -> str:
    radius = _radius(path)
    return f"{plain(float(radius[-1] / radius[0]))} times"


def _fate(path: Floats) -> str:
    radius = _radius(path)
    verb = "approaches the equilibrium" if radius[-1] < radius[0] else "moves away"
    return f"{verb}, to {_times(path)} its first distance"


def _paths(
    paths: tuple[tuple[Floats, Key], ...], labels: tuple[str, str], name: str, title: str, caption: str
) -> str:
    with canvas(420, 400) as figure:
        axes = figure.subplots()
        for place, line in ((0.0, axes.axhline), (0.0, axes.axvline)):
            line(place, color=INK["rule"], linewidth=0.8, zorder=0)
        for path, key in paths:
            _path(axes, path, key)
        axes.plot(*paths[0][0][0], "o", color=INK["ink"], markersize=7, zorder=4)
        axes.plot(0.0, 0.0, "o", color=INK["ink"], markerfacecolor="none", markersize=8, zorder=4)
        reach = 1.06 * max(float(np.abs(path).max()) for path, _ in paths)
        axes.set(
            xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal", xlabel=labels[0], ylabel=labels[1]
        )
        axes.locator_params(nbins=5)
        return svg(figure, name, title, caption)


def _path(axes: Axes, path: Floats, key: Key) -> None:
    # Matplotlib scales dashes by the line's width; the page's key does not.
    style = (0, tuple(float(part) / key.width for part in key.dash.split())) if key.dash else "-"
    over = 3 if key is _MUTED else 2
    axes.plot(path[:, 0], path[:, 1], color=INK[key.ink], linewidth=key.width, linestyle=style, zorder=over)
    if key is not _MUTED:
        # An arrow over one step shows which way the players turn.
        step = len(path) // 6
        arrow = {"arrowstyle": "-|>", "color": INK[key.ink], "linewidth": 0.0, "mutation_scale": 18.0}
        axes.annotate("", path[step + 1], path[step], arrowprops=arrow, zorder=4)


def _series(data: Spirals) -> Series:
    paths = {
        "simultaneous": ("xy", data.simultaneous),
        "alternating": ("xy", data.alternating),
        "dirac": ("θψ", data.free),
        "dirac_linear": ("θψ", data.free_linear),
        "dirac_R1": ("θψ", data.damped),
        "dirac_R1_linear": ("θψ", data.damped_linear),
    }
    columns = ("step", *(f"{name}_{player}" for name, (players, _) in paths.items() for player in players))
    table = np.concatenate([path for _, path in paths.values()], axis=1)
    return Series(columns, [(step, *row) for step, row in enumerate(table.tolist())])
