"""V(D, G) along training against its bound C(G) = max_D V(D, G) and the floor −log 4 of that bound."""

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from gancheck.report.figures.canvas import INK, canvas, svg
from gancheck.report.figures.drawing import Drawing, Key, Panel, Series
from gancheck.report.numbers import plain

__all__ = ["ValuePath", "draw"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ValuePath:
    """The value of the game at the recorded steps of one run.

    Attributes:
        problem: What is learned by whom, in a few words.
        step: Recorded steps, ``(N,)``.
        value: ``V(D, G)`` in nats, ``(N,)``.
        error: Half-width of its confidence interval, ``(N,)``; the error bound where V was integrated.
        criterion: ``C(G)`` in nats, ``(N,)``.
    """

    problem: str
    step: Floats
    value: Floats
    error: Floats
    criterion: Floats


KEY = (
    Key("V(D, G)", "blue", width=2.2),
    Key("bound C(G) = max_D V(D, G)", "orange", dash="6 3", width=1.8),
    Key("−log 4, where the game ends", "ink", dash="1.5 3", width=1.6),
    Key("V above its bound", "red", mark="area"),
)


def draw(data: ValuePath) -> Drawing:
    """V stays below C(G) at every step; where it does not, the figure is shaded."""
    above = data.value > data.criterion
    beyond = data.value - data.error > data.criterion
    caption = (
        f"{data.problem}. {_finding(above, beyond)} The run ends at V = {plain(float(data.value[-1]))} and "
    )
    caption += f"C(G) = {plain(float(data.criterion[-1]))} nats; −log 4 = −1.386."
    with canvas(420, 285) as figure:
        axes = figure.subplots()
        axes.axhline(-log(4.0), color=INK["ink"], linewidth=1.6, linestyle=(0, (0.8, 1.8)))
        axes.fill_between(
            data.step,
            data.criterion,
            data.value,
            where=above,
            color=INK["red"],
            alpha=0.35,
            linewidth=0,
            interpolate=True,
        )
        if np.any(data.error > 0):
            low, high = data.value - data.error, data.value + data.error
            axes.fill_between(data.step, low, high, color=INK["blue"], alpha=0.15, linewidth=0)
        axes.plot(data.step, data.value, color=INK["blue"], linewidth=2.2)
        axes.plot(data.step, data.criterion, color=INK["orange"], linewidth=1.8, linestyle=(0, (4, 2)))
        axes.set_xlabel("training step")
        axes.set_ylabel("nats")
        drawing = svg(figure, "value", "V(D, G) along training against its bound", caption)
    columns = (data.step, data.value, data.error, data.criterion)
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    series = Series(("step", "value", "error", "criterion"), rows)
    return Drawing("figure-value", "V(D, G) against its bound", caption, (Panel(drawing),), KEY, series)


def _finding(above: NDArray[np.bool_], beyond: NDArray[np.bool_]) -> str:
    """Say whether V passed its bound, and whether the error of V explains it."""
    if beyond.any():
        return f"V passes its bound by more than its error at {beyond.sum()} of {beyond.size} steps: a bug (shaded)."
    if above.any():
        return (
            f"V passes its bound at {above.sum()} of {above.size} steps (shaded), each within the error of V."
        )
    return f"V stays at or below its bound at all {above.size} recorded steps."
