"""The card of a loss: D's best output, and the curvature of what each player follows, over the density ratio r."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from gancheck.report.figures.canvas import INK, canvas, svg
from gancheck.report.figures.drawing import Drawing, Key, Panel, Series

__all__ = ["draw"]

Floats = NDArray[np.float64]

_CURVES = {
    "t_star": ("best output t*(r)", "blue", "", 2.6),
    "curvature": ("what D estimates", "blue", "", 2.6),
    "generator_curvature": ("what G follows", "orange", "6 3", 2.0),
}
"""Curves that are drawn: what they are called, colour, dashes and width. All others are in the table alone."""
_ROOM = 4.0
"""Height of the frame of the curvatures over the highest of them at r = 1: what grows without bound leaves it."""


def draw(curves: Mapping[str, Sequence[float]], name: str) -> Drawing | None:
    """The best output on the left, the curvatures on the right; None if there is nothing over ``r`` to draw."""
    r = np.asarray(curves.get("r", ()), dtype=np.float64)
    order = np.flatnonzero(np.isfinite(r) & (r > 0.0))
    order = order[np.argsort(r[order])]
    measured = {
        title: np.asarray(values, dtype=np.float64)[order]
        for title, values in curves.items()
        if title != "r" and len(values) == r.size
    }
    drawn = {t: v for t, v in measured.items() if t in _CURVES and np.isfinite(v).sum() > 1}
    if not drawn:
        return None
    r = r[order]
    panels = []
    if "t_star" in drawn:
        panels.append(_panel(f"{name}-output", "the best output of D", lambda axes: _output(axes, r, drawn)))
    if set(drawn) != {"t_star"}:
        panels.append(
            _panel(f"{name}-curvature", "what the players follow", lambda axes: _fingerprint(axes, r, drawn))
        )
    key = tuple(
        Key(label, ink, dash=dash, width=width)
        for title, (label, ink, dash, width) in _CURVES.items()
        if title in drawn and title != "t_star"
    )
    rows = list(zip(r.tolist(), *(values.tolist() for values in measured.values()), strict=True))
    series = Series(("r", *(title.replace("_", " ") for title in measured)), rows)
    layout = "pair" if len(panels) > 1 else ""
    return Drawing(name, "What the losses say", _caption(drawn), tuple(panels), key, series, layout)


def _caption(drawn: Mapping[str, Floats]) -> str:
    text = "Over the density ratio r = p/q, measured on the losses themselves. "
    if "t_star" in drawn:
        text += (
            "The best output t*(r) is what D tends to where data are r times as dense as what is generated; it rises "
            "where D calls data real. "
        )
    if set(drawn) != {"t_star"}:
        text += (
            "Each player follows an integral of q·f(p/q); drawn is r√r·f″(r), which is symmetric about r = 1 for a "
            "divergence that treats p and q alike, and negative where p = q is not what is sought."
        )
    return text.rstrip()


def _panel(name: str, title: str, plot: Callable[[Axes], None]) -> Panel:
    with canvas(420, 285) as figure:
        axes = figure.subplots()
        plot(axes)
        axes.set_xscale("log")
        axes.axvline(1.0, color=INK["rule"], linewidth=0.8, zorder=0)
        axes.set_xlabel("density ratio r = p/q")
        return Panel(svg(figure, name, title, f"{title} over the density ratio"), title)


def _output(axes: Axes, r: Floats, drawn: Mapping[str, Floats]) -> None:
    _curve(axes, r, drawn["t_star"], "t_star")
    axes.set_ylabel("t*(r)")


def _fingerprint(axes: Axes, r: Floats, drawn: Mapping[str, Floats]) -> None:
    weighted = {title: r * np.sqrt(r) * values for title, values in drawn.items() if title != "t_star"}
    axes.axhline(0.0, color=INK["muted"], linewidth=0.8, zorder=0)
    for title, values in weighted.items():
        _curve(axes, r, values, title)
    middle = int(np.argmin(np.abs(np.log(r))))
    here = [abs(values[middle]) for values in weighted.values() if np.isfinite(values[middle])]
    if here and max(here) > 0.0:
        room = _ROOM * max(here)
        low, high = (edge([edge(v[np.isfinite(v)]) for v in weighted.values()]) for edge in (np.min, np.max))
        axes.set_ylim(max(1.1 * low, -room) if low < 0.0 else -0.05 * room, min(1.1 * max(high, 0.0), room))
    axes.set_ylabel("r√r·f″(r)")


def _curve(axes: Axes, r: Floats, values: Floats, title: str) -> None:
    _, ink, dash, width = _CURVES[title]
    # Matplotlib scales dashes by the line's width; the page's key does not.
    style = (0, tuple(float(part) / width for part in dash.split())) if dash else "-"
    shown = np.where(np.isfinite(values), values, np.nan)
    axes.plot(r, shown, color=INK[ink], linewidth=width, linestyle=style)
