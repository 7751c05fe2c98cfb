"""The data that were given, the laws fitted to them by likelihood, and the law that the generator learned."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from gancheck.report.figures.canvas import INK, canvas, svg
from gancheck.report.figures.drawing import Drawing, Key, Panel, Series

__all__ = ["DataBars", "DataDensity", "draw"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class DataDensity:
    """Numbers, and densities over them.

    Attributes:
        title: Such as "old_faithful.csv: waiting".
        caption: What the comparison shows, in sentences.
        samples: The data, ``(m,)``.
        x: The grid, ``(N,)``.
        gaussian: Density of the one Gaussian of greatest likelihood, ``(N,)``.
        mixture: Density of the fitted mixture, ``(N,)``.
        components: Number of components of the mixture.
        generator: Exact density of the trained generator, ``(N,)``.
        optimal: ``D* = p/(p+q)`` of the mixture p and the generator's law q, ``(N,)``; NaN where undefined.
        learned: The trained D, ``(N,)``.
    """

    title: str
    caption: str
    samples: Floats
    x: Floats
    gaussian: Floats
    mixture: Floats
    components: int
    generator: Floats
    optimal: Floats
    learned: Floats


@dataclass(frozen=True)
class DataBars:
    """Labels with their shares.

    Attributes:
        title: Such as "hair_eye_color.csv: Hair".
        caption: What the comparison shows, in sentences.
        labels: One a category, ``n``.
        data: Share of each in the data, ``(n,)``.
        generator: Share of each under the trained generator, ``(n,)``.
    """

    title: str
    caption: str
    labels: tuple[str, ...]
    data: Floats
    generator: Floats


def draw(data: DataDensity | DataBars) -> Drawing:
    """The data in grey, every law over them in a line style of its own."""
    if isinstance(data, DataBars):
        return _draw_bars(data)
    return _draw_density(data)


def _draw_density(data: DataDensity) -> Drawing:
    panels = (
        Panel(_laws(data), "the data and three laws"),
        Panel(
            _players(data), "D of the last round: near 1 the generator puts too little mass, near 0 too much"
        ),
    )
    columns = (data.x, data.gaussian, data.mixture, data.generator, data.optimal, data.learned)
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    series = Series(("x", "gaussian", "mixture", "generator", "optimal_D", "learned_D"), rows)
    key = (
        Key(f"{data.samples.size:,} observations", "muted", mark="area"),
        Key("one Gaussian, maximum likelihood", "muted", dash="1.5 3", width=1.6),
        Key(f"fitted mixture p ({data.components} by BIC)", "ink", dash="6 3", width=1.6),
        Key("trained generator q, exact density", "orange"),
        Key("optimal D* = p/(p+q)", "ink", dash="6 3", width=1.5),
        Key("learned D", "blue", width=4.0),
    )
    return Drawing("figure-data", data.title, data.caption, panels, key, series, "pair")


def _laws(data: DataDensity) -> str:
    with canvas(420, 285) as figure:
        axes = figure.subplots()
        edges = _edges(data.samples)
        axes.hist(data.samples, edges.tolist(), density=True, color=INK["muted"], alpha=0.28)
        axes.plot(data.x, data.generator, color=INK["orange"], linewidth=1.6)
        axes.plot(data.x, data.gaussian, color=INK["muted"], linewidth=1.6, linestyle=(0, (0.8, 1.8)))
        axes.plot(data.x, data.mixture, color=INK["ink"], linewidth=1.6, linestyle=(0, (4, 2)))
        # A network's density has narrow peaks where the network is nearly flat: they may leave the frame.
        shares, _ = np.histogram(data.samples, edges, density=True)
        axes.set_ylim(0.0, max(1.5 * float(data.mixture.max()), 1.08 * float(shares.max())))
        axes.set_xlim(float(data.x[0]), float(data.x[-1]))
        _rug(axes, data.samples)
        axes.set_xlabel(data.title.split(": ")[-1])
        axes.set_ylabel("density")
        return svg(figure, "data", data.title, data.caption)


def _players(data: DataDensity) -> str:
    with canvas(420, 285) as figure:
        axes = figure.subplots()
        axes.axhline(0.5, color=INK["rule"], linewidth=0.8, zorder=0)
        axes.plot(data.x, data.learned, color=INK["blue"], linewidth=4.0, alpha=0.75)
        axes.plot(data.x, data.optimal, color=INK["ink"], linewidth=1.2, linestyle=(0, (4, 2)))
        axes.set_ylim(-0.02, 1.02)
        axes.set_yticks([0.0, 0.5, 1.0], ["0", "½", "1"])
        axes.set_xlim(float(data.x[0]), float(data.x[-1]))
        axes.set_xlabel(data.title.split(": ")[-1])
        axes.set_ylabel("D")
        return svg(figure, "data-players", f"Learned D and D* on {data.title}", data.caption)


def _edges(samples: Floats) -> Floats:
    """Bin edges by Freedman and Diaconis (1981), at most 80 bins."""
    edges = np.histogram_bin_edges(samples, "fd")
    return edges if len(edges) <= 81 else np.linspace(edges[0], edges[-1], 81)


def _rug(axes: Axes, samples: Floats) -> None:
    """A tick at the foot of the axis for each observation, where they are few enough to be seen."""
    if samples.size <= 400:
        foot = axes.get_ylim()[1] * 0.025
        axes.vlines(samples, 0.0, foot, color=INK["ink"], linewidth=0.6, alpha=0.6)


def _draw_bars(data: DataBars) -> Drawing:
    place = np.arange(len(data.labels))
    with canvas(420, max(70.0 + 30.0 * len(data.labels), 160.0)) as figure:
        axes = figure.subplots()
        axes.barh(place, data.data, 0.68, color=INK["muted"], alpha=0.35)
        axes.plot(data.generator, place, "D", color=INK["orange"], markerfacecolor="none", markersize=7)
        axes.set_yticks(place, list(data.labels))
        axes.invert_yaxis()
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel("probability")
        drawing = svg(figure, "data", data.title, data.caption)
    key = (Key("share in the data", "muted", mark="area"), Key("trained generator", "orange", mark="diamond"))
    rows = list(zip(data.labels, data.data.tolist(), data.generator.tolist(), strict=True))
    series = Series(("label", "data", "generator"), rows)
    return Drawing("figure-data", data.title, data.caption, (Panel(drawing),), key, series, "beside")
