"""Expected NLL against KL along a training path: E_p[−log q] = H(p) + KL(p‖q), each term computed on its own."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gancheck.report.figures.canvas import INK, canvas, svg
from gancheck.report.figures.drawing import Drawing, Key, Panel, Series
from gancheck.report.numbers import plain

__all__ = ["LikelihoodPath", "draw"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class LikelihoodPath:
    """The three terms of the identity at the recorded steps of one run.

    Attributes:
        problem: What is learned by whom, in a few words.
        step: Recorded steps, ``(N,)``.
        nll: ``E_p[−log q]``, ``(N,)``, in nats.
        kl: ``KL(p‖q)``, ``(N,)``, in nats.
        entropy: ``H(p)`` (differential for a density), in nats.
    """

    problem: str
    step: Floats
    nll: Floats
    kl: Floats
    entropy: float


KEY = (
    Key("expected NLL, E_p[−log q]", "blue", width=2.4),
    Key("H(p) + KL(p‖q), computed separately", "orange", mark="ring"),
    Key("entropy H(p): no model can do better", "ink", dash="6 3", width=1.4),
    Key("KL(p‖q)", "blue", mark="area"),
)


def draw(data: LikelihoodPath) -> Drawing:
    """The NLL falls towards the entropy; what is left between them is the KL."""
    finite = np.isfinite(data.nll) & np.isfinite(data.kl)
    difference = np.abs(data.nll[finite] - data.kl[finite] - data.entropy)
    caption = (
        f"{data.problem}. The gap between the expected NLL and the entropy is KL(p‖q): "
        f"{plain(float(data.kl[0]))} nats at the first recorded step, {plain(float(data.kl[-1]))} at the last. The two "
        f"sides, computed separately, differ by at most {plain(float(np.max(difference, initial=0.0)))} nats."
    )
    with canvas(420, 285) as figure:
        axes = figure.subplots()
        axes.fill_between(
            data.step, data.entropy, data.nll, where=finite, color=INK["blue"], alpha=0.14, linewidth=0
        )
        axes.plot(data.step, data.nll, color=INK["blue"], linewidth=2.4)
        few = np.unique(np.linspace(0, len(data.step) - 1, 16).round().astype(int))
        axes.plot(
            data.step[few],
            data.entropy + data.kl[few],
            "o",
            color=INK["orange"],
            markerfacecolor="none",
            markersize=6.5,
        )
        axes.axhline(data.entropy, color=INK["ink"], linewidth=1.4, linestyle=(0, (4, 2)))
        axes.set_xlabel("training step")
        axes.set_ylabel("nats")
        drawing = svg(figure, "likelihood", "Expected NLL and KL along training", caption)
    rows = [
        (*row, data.entropy)
        for row in zip(data.step.tolist(), data.nll.tolist(), data.kl.tolist(), strict=True)
    ]
    series = Series(("step", "nll", "kl", "entropy"), rows)
    return Drawing("figure-likelihood", "NLL = H(p) + KL", caption, (Panel(drawing),), KEY, series)
