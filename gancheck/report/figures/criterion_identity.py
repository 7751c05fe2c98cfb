"""C(G) against −log 4 + 2·JSD(p‖q): the identity of [G14] Theorem 1, one dot a case, with its residuals below."""

from dataclasses import dataclass
from math import log

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from gancheck.report.figures.canvas import INK, canvas, svg
from gancheck.report.figures.drawing import Drawing, Key, Panel, Series
from gancheck.report.numbers import plain

__all__ = ["CriterionIdentity", "draw"]

Floats = NDArray[np.float64]
_FLOOR = -log(4.0)
_MARKS = ("o", "s", "D", "^")


@dataclass(frozen=True)
class CriterionIdentity:
    """Both sides of the identity, and what learned discriminators reached.

    Attributes:
        family: The family of each case, ``N`` names.
        identity: ``−log 4 + 2·JSD(p‖q)``, ``(N,)``.
        criterion: ``C(G) = V(D*, G)``, computed another way, ``(N,)``.
        bound: The derived tolerance of their difference, ``(N,)``.
        case: Name of the outcome that holds the worst case that was checked; empty if there is none.
        learned_identity: ``−log 4 + 2·JSD`` of the laws that a discriminator was trained on, ``(M,)``.
        learned_value: ``V(D, G)`` that it reached, ``(M,)``.
        learned_error: Half-width of its confidence interval, ``(M,)``; 0 where V was computed exactly.
    """

    family: tuple[str, ...]
    identity: Floats
    criterion: Floats
    bound: Floats
    case: str
    learned_identity: Floats
    learned_value: Floats
    learned_error: Floats

    @property
    def residual(self) -> Floats:
        """``|C(G) − (−log 4 + 2·JSD)|``, ``(N,)``."""
        return np.abs(self.criterion - self.identity)


def draw(data: CriterionIdentity) -> Drawing:
    """The identity line with its dots, and the residuals against their bounds."""
    families = tuple(dict.fromkeys(data.family))
    worst = int(np.argmax(data.residual / np.where(data.bound > 0, data.bound, np.inf)))
    caption = _caption(data, worst)
    with canvas(420, 490) as figure:
        above, below = figure.subplots(2, 1, height_ratios=(3.2, 1.0), sharex=True)
        _identity(above, data, families)
        _residuals(below, data, families, worst)
        drawing = svg(figure, "criterion", "C(G) against −log 4 + 2·JSD", caption)
    shapes = dict(zip(_MARKS, ("●", "■", "◆", "▲"), strict=True))
    named = ", ".join(f"{shapes[_MARKS[i % 4]]} {family}" for i, family in enumerate(families))
    key = [
        Key(f"C(G), one mark a case ({named})", "blue", mark="dot"),
        Key("identity", "ink", width=1.0),
        Key("ends −log 4 and 0", "muted", dash="4 3", width=1.0),
        Key("derived bound", "amber", width=1.6),
    ]
    if len(data.learned_value):
        key.append(Key("V(D, G) that a trained D reached", "orange", mark="ring"))
    return Drawing(
        anchor="figure-criterion",
        title="C(G) = −log 4 + 2·JSD",
        caption=caption,
        panels=(Panel(drawing),),
        key=tuple(key),
        series=_series(data),
        case=data.case,
    )


def _caption(data: CriterionIdentity, worst: int) -> str:
    text = (
        f"{len(data.identity):,} generated pairs of laws. C(G) is computed from D*, the other side from the "
        f"divergence. The largest residual relative to its bound is {plain(data.residual[worst])} nats against "
        f"{plain(data.bound[worst])} ({data.family[worst]}), ringed in the strip below; "
        "residuals of exactly 0 sit on its lower edge."
    )
    if len(data.learned_value):
        text += " Open marks are trained discriminators: each lies on the line or below it."
    return text


def _identity(axes: Axes, data: CriterionIdentity, families: tuple[str, ...]) -> None:
    ends = (_FLOOR, 0.0)
    axes.plot(ends, ends, color=INK["ink"], linewidth=1.0, zorder=1)
    for end in ends:
        axes.axhline(end, color=INK["muted"], linewidth=0.8, linestyle=(0, (4, 3)), zorder=0)
    for mark, chosen in _by_family(data, families):
        axes.scatter(
            data.identity[chosen],
            data.criterion[chosen],
            s=16,
            c=INK["blue"],
            marker=mark,
            linewidths=0,
            alpha=0.7,
            zorder=2,
        )
    if len(data.learned_value):
        axes.errorbar(
            data.learned_identity,
            data.learned_value,
            data.learned_error,
            fmt="o",
            color=INK["orange"],
            markerfacecolor="none",
            markersize=6.5,
            elinewidth=1.0,
            zorder=3,
        )
    axes.set_yticks([*np.arange(-1.2, 0.1, 0.4), _FLOOR], ["−1.2", "−0.8", "−0.4", "0", "−log 4"])
    axes.set_ylabel("C(G), nats")
    axes.tick_params(axis="x", labelbottom=False)


def _residuals(axes: Axes, data: CriterionIdentity, families: tuple[str, ...], worst: int) -> None:
    """Residuals on a log axis; those that are exactly 0 sit on its lower edge."""
    positive = np.concatenate([data.residual[data.residual > 0], data.bound[data.bound > 0]])
    lowest = 10.0 ** np.floor(np.log10(np.min(positive, initial=1e-16)))
    shown = np.maximum(data.residual, lowest)
    axes.scatter(
        data.identity,
        np.maximum(data.bound, lowest),
        s=22,
        c=INK["amber"],
        marker="_",
        linewidths=1.2,
        zorder=1,
    )
    for mark, chosen in _by_family(data, families):
        axes.scatter(
            data.identity[chosen],
            shown[chosen],
            s=11,
            c=INK["blue"],
            marker=mark,
            linewidths=0,
            alpha=0.7,
            zorder=2,
        )
    axes.scatter(
        data.identity[worst], shown[worst], s=60, facecolors="none", edgecolors=INK["ink"], linewidths=1.2
    )
    axes.set_yscale("log")
    highest = float(np.max(np.concatenate([shown, data.bound]), initial=lowest))
    axes.set_ylim(lowest / 1.6, highest * 3.0)
    _powers(axes, lowest, highest)
    axes.set_ylabel("residual")
    axes.set_xlabel("−log 4 + 2·JSD(p‖q), nats")
    axes.set_xticks([_FLOOR, -1.0, -0.5, 0.0], ["−log 4", "−1", "−0.5", "0"])


def _powers(axes: Axes, lowest: float, highest: float) -> None:
    first, last = int(np.floor(np.log10(lowest))), int(np.ceil(np.log10(highest)))
    step = max((last - first) // 3, 1)
    exponents = range(first, last + 1, step)
    axes.set_yticks([10.0**e for e in exponents], [f"1e−{-e}" if e < 0 else f"1e{e}" for e in exponents])
    axes.minorticks_off()


def _by_family(data: CriterionIdentity, families: tuple[str, ...]) -> list[tuple[str, NDArray[np.bool_]]]:
    names = np.asarray(data.family)
    return [(_MARKS[index % 4], names == family) for index, family in enumerate(families)]


def _series(data: CriterionIdentity) -> Series:
    columns = ("kind", "family", "identity", "value", "bound_or_error")
    generated = zip(
        data.family, data.identity.tolist(), data.criterion.tolist(), data.bound.tolist(), strict=True
    )
    learned = zip(
        data.learned_identity.tolist(), data.learned_value.tolist(), data.learned_error.tolist(), strict=True
    )
    return Series(
        columns,
        [("oracle", *row) for row in generated] + [("learned", "", *row) for row in learned],
    )
