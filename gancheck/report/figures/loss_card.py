"""The card of a loss: D's best output and the measured curves of both players over the density ratio r."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from gancheck.report.figures.canvas import INK, canvas, svg
from gancheck.report.figures.drawing import Drawing, Key, Panel, Series

__all__ = ["draw"]

Floats = NDArray[np.float64]

_LOOKS = (
    ("blue", "", 2.6),
    ("orange", "6 3", 2.0),
    ("amber", "9 3 2 3", 2.0),
    ("muted", "1.5 3", 2.4),
    ("ink", "", 1.4),
    ("red", "3 2", 1.4),
)
"""Colour, dashes and width of each curve in turn: no two share dashes and width, so that colour is not needed."""
_BEST = "t_star"
"""Name of the curve of D's best output, which has a panel of its own."""


def draw(curves: Mapping[str, Sequence[float]], name: str) -> Drawing | None:
    """The best output on the left, all other curves on the right; None if there is nothing over ``r`` to draw."""
    r = np.asarray(curves.get("r", ()), dtype=np.float64)
    drawn = {
        title: np.asarray(values, dtype=np.float64)
        for title, values in curves.items()
        if title != "r" and len(values) == r.size
    }
    drawn = {title: values for title, values in drawn.items() if np.isfinite(values).any()}
    positive = np.isfinite(r) & (r > 0.0)
    if positive.sum() < 2 or not drawn:
        return None
    order = np.flatnonzero(positive)[np.argsort(r[positive])]
    r, drawn = r[order], {title: values[order] for title, values in drawn.items()}
    looks = dict(zip(drawn, (_LOOKS * len(drawn))[: len(drawn)], strict=True))
    groups = [group for group in ([_BEST], [t for t in drawn if t != _BEST]) if set(group) & set(drawn)]
    caption = (
        "Over the density ratio r = p/q, measured on the losses themselves. The best output t*(r) is what D tends to "
        "where data are r times as dense as what is generated; a rising curve calls data real."
    )
    panels = tuple(
        Panel(_panel(r, {title: drawn[title] for title in group}, looks, f"{name}-{number}", caption))
        for number, group in enumerate(groups)
    )
    key = tuple(Key(_title(each), ink, dash=dash, width=width) for each, (ink, dash, width) in looks.items())
    rows = list(zip(r.tolist(), *(values.tolist() for values in drawn.values()), strict=True))
    series = Series(("r", *map(_title, drawn)), rows)
    return Drawing(
        name, "What the losses say", caption, panels, key, series, "pair" if len(panels) > 1 else ""
    )


def _title(name: str) -> str:
    return "best output t*(r)" if name == _BEST else name.replace("_", " ")


def _panel(
    r: Floats,
    drawn: Mapping[str, Floats],
    looks: Mapping[str, tuple[str, str, float]],
    name: str,
    caption: str,
) -> str:
    with canvas(420, 285) as figure:
        axes = figure.subplots()
        for title, values in drawn.items():
            _curve(axes, r, values, looks[title])
        axes.set_xscale("log")
        axes.axvline(1.0, color=INK["rule"], linewidth=0.8, zorder=0)
        axes.set_xlabel("density ratio r = p/q")
        if list(drawn) == [_BEST]:
            axes.set_ylabel("t*(r)")
        return svg(figure, name, ", ".join(map(_title, drawn)), caption)


def _curve(axes: Axes, r: Floats, values: Floats, look: tuple[str, str, float]) -> None:
    ink, dash, width = look
    # Matplotlib scales dashes by the line's width; the page's key does not.
    style = (0, tuple(float(part) / width for part in dash.split())) if dash else "-"
    axes.plot(
        r, np.where(np.isfinite(values), values, np.nan), color=INK[ink], linewidth=width, linestyle=style
    )
