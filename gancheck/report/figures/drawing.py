"""What a figure is on the page: panels of SVG, a key that shows line styles, a caption and the numbers drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Drawing", "Key", "Panel", "Series"]


@dataclass(frozen=True)
class Key:
    """One entry of the key: how a curve looks and what it is.

    Attributes:
        label: What the curve shows.
        ink: Name of its colour in `canvas.INK`.
        dash: SVG dash array; empty for a solid line.
        width: Line width in pixels.
        mark: ``line``, ``dot``, ``ring`` or ``area``.
    """

    label: str
    ink: str
    dash: str = ""
    width: float = 2.0
    mark: str = "line"


@dataclass(frozen=True)
class Panel:
    """One SVG and the line of text under it."""

    svg: str
    note: str = ""


@dataclass(frozen=True)
class Series:
    """The numbers of a figure as a table, all of them in ``rows``."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]] = field(repr=False)

    def thinned(self, most: int = 40) -> "Series":
        """At most ``most`` rows, evenly spaced, the first and the last among them."""
        count = len(self.rows)
        if count <= most:
            return self
        chosen = [round(i * (count - 1) / (most - 1)) for i in range(most)]
        return Series(self.columns, [self.rows[i] for i in chosen])


@dataclass(frozen=True)
class Drawing:
    """A figure ready for the page.

    Attributes:
        anchor: Its id on the page and the name of its CSV.
        title: A few words.
        caption: What is seen, and what was measured in it.
        panels: The drawings, in reading order.
        key: What each line style means.
        series: The numbers that were drawn.
        layout: ``wide`` (four panels in a row), ``pair`` (two), ``beside`` its text, or empty for one column.
        case: Name of the outcome that holds the worst case in it; empty if there is none.
    """

    anchor: str
    title: str
    caption: str
    panels: tuple[Panel, ...]
    key: tuple[Key, ...]
    series: Series
    layout: str = ""
    case: str = ""
