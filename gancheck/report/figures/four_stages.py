"""The learned discriminator against D* at four moments of one run, after Figure 1 of [G14].

In the paper the four stages are a sketch; here they are measured: each panel is one recorded step of a run.
"""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from gancheck.report.figures.canvas import INK, canvas, svg
from gancheck.report.figures.drawing import Drawing, Key, Panel, Series
from gancheck.report.numbers import plain

__all__ = ["FourStages", "Stage", "draw"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Stage:
    """One moment of a run.

    Attributes:
        title: Which stage of the figure it is, for example "D fitted to D*".
        step: The training step.
        p: Data density p_data on the grid, ``(N,)``.
        q: The generator's exact density p_g on the grid, ``(N,)``.
        optimal: ``D* = p/(p+q)`` on the grid, ``(N,)``; NaN where it is undefined.
        learned: The trained D on the grid, ``(N,)``.
        z: Points of the noise, ``(A,)``, increasing.
        g_of_z: Where G sends them, ``(A,)``.
        shortfall: ``V(D*, G) − V(D, G)`` in nats, from the gap identity.
        sup_norm: ``max |D − D*|`` over the grid points where p + q carries mass.
    """

    title: str
    step: int
    p: Floats
    q: Floats
    optimal: Floats
    learned: Floats
    z: Floats
    g_of_z: Floats
    shortfall: float
    sup_norm: float


@dataclass(frozen=True)
class FourStages:
    """Four stages of one run on one grid.

    Attributes:
        problem: What is learned by whom, in a few words.
        x: The grid, ``(N,)``.
        stages: The four moments (a) to (d).
    """

    problem: str
    x: Floats
    stages: tuple[Stage, ...]


KEY = (
    Key("data density p", "ink", dash="1.5 3"),
    Key("generator’s exact density q", "orange"),
    Key("optimal D* = p/(p+q)", "ink", dash="6 3", width=1.6),
    Key("learned D", "blue", width=4.0),
    Key("z → G(z), below the axis", "muted", width=1.0),
)


def draw(data: FourStages) -> Drawing:
    """Four panels: densities, D* and D above, the map from z to x below."""
    scale = _density_scale(data)
    panels = tuple(_panel(data, index, scale) for index in range(len(data.stages)))
    last = data.stages[-1]
    caption = (
        f"{data.problem}. As in Figure 1 of Goodfellow et al. (2014), but measured: each panel is one recorded step of "
        "one run, and D* and q are exact. The densities share one scale of their own; D and D* are read on the axis. "
        f"The run ends at max |D − D*| = {plain(last.sup_norm)} and V(D*, G) − V(D, G) = {plain(last.shortfall)} nats."
    )
    return Drawing(
        "figure-stages", "Learned D against the optimal D*", caption, panels, KEY, _series(data), "wide"
    )


def _panel(data: FourStages, index: int, scale: float) -> Panel:
    stage = data.stages[index]
    letter = "abcd"[index]
    with canvas(264, 250) as figure:
        above, below = figure.subplots(2, 1, height_ratios=(4.2, 1.0), sharex=True)
        _curves(above, data.x, stage, scale)
        _arrows(below, stage, (float(data.x[0]), float(data.x[-1])))
        drawing = svg(
            figure,
            f"stages-{letter}",
            f"Stage ({letter}), step {stage.step}: {stage.title}",
            f"max |D − D*| = {plain(stage.sup_norm)}; shortfall {plain(stage.shortfall)} nats.",
        )
    note = (
        f"({letter}) {stage.title}: step {stage.step:,}, max |D − D*| = {plain(stage.sup_norm, 2)}, "
        f"V* − V = {plain(stage.shortfall, 2)} nats"
    )
    return Panel(drawing, note)


def _curves(axes: Axes, x: Floats, stage: Stage, scale: float) -> None:
    axes.axhline(0.5, color=INK["rule"], linewidth=0.8, zorder=0)
    axes.plot(x, stage.learned, color=INK["blue"], linewidth=4.0, alpha=0.75)
    axes.plot(x, stage.q * scale, color=INK["orange"], linewidth=1.8)
    axes.plot(x, stage.p * scale, color=INK["ink"], linewidth=1.8, linestyle=(0, (0.8, 1.6)))
    axes.plot(x, stage.optimal, color=INK["ink"], linewidth=1.4, linestyle=(0, (4, 2)))
    axes.set_ylim(-0.02, 1.04)
    axes.set_yticks([0.0, 0.5, 1.0], ["0", "½", "1"])
    axes.tick_params(axis="x", length=0, labelbottom=False)
    axes.spines["bottom"].set_visible(False)


def _arrows(axes: Axes, stage: Stage, limits: tuple[float, float]) -> None:
    """Arrows from z, drawn over the width of the axis, up to G(z) on the axis of x."""
    low, high = limits
    spread = float(stage.z[-1] - stage.z[0]) or 1.0
    start = low + (high - low) * (0.08 + 0.84 * (stage.z - stage.z[0]) / spread)
    inside = (stage.g_of_z >= low) & (stage.g_of_z <= high)
    for origin, target in zip(start[inside], stage.g_of_z[inside], strict=True):
        arrow = {"arrowstyle": "-|>,head_width=0.14,head_length=0.3", "linewidth": 0.8, "color": INK["muted"]}
        axes.annotate("", (target, 1.0), (origin, 0.0), arrowprops={**arrow, "shrinkA": 0, "shrinkB": 0})
    axes.axhline(1.0, color=INK["muted"], linewidth=0.8)
    axes.axhline(0.0, color=INK["muted"], linewidth=0.8)
    axes.set_ylim(-0.02, 1.02)
    axes.set_xlim(low, high)
    axes.set_yticks([0.0, 1.0], ["z", "x"])
    axes.tick_params(axis="both", length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _density_scale(data: FourStages) -> float:
    """One factor for all densities: the highest peak fills the panel unless it dwarfs the data density."""
    highest_p = max(float(np.max(stage.p)) for stage in data.stages)
    highest_q = max(float(np.max(stage.q)) for stage in data.stages)
    return 0.92 / min(max(highest_p, highest_q), 2.0 * highest_p)


def _series(data: FourStages) -> Series:
    rows = [
        ("abcd"[index], stage.step, *values)
        for index, stage in enumerate(data.stages)
        for values in zip(
            data.x.tolist(),
            stage.p.tolist(),
            stage.q.tolist(),
            stage.optimal.tolist(),
            stage.learned.tolist(),
            strict=True,
        )
    ]
    return Series(("stage", "step", "x", "p", "q", "optimal_D", "learned_D"), rows)
