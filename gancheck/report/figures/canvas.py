"""From a matplotlib figure to SVG that lives in a page.

The SVG has no background and no colours of its own: every colour is a CSS variable of the page, so that one
drawing serves the light and the dark theme. Its ids carry the figure's name, so that several fit in one page;
text stays text, in the page's font; and the same arrays give the same bytes.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from io import StringIO
from typing import Any

import matplotlib
from matplotlib.figure import Figure

__all__ = ["INK", "canvas", "svg"]

INK = {
    "ink": "#1a1f24",
    "muted": "#59636e",
    "rule": "#d5dbe1",
    "blue": "#0b5cad",
    "orange": "#b34700",
    "red": "#b3261e",
    "amber": "#7a5b00",
    "paper": "#ffffff",
}
"""Colour of each role in the light theme; the page's style sheet holds the same names for both themes."""

_STYLE: dict[Any, Any] = {
    "svg.hashsalt": "gancheck",
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",
    "font.size": 11.0,
    "axes.edgecolor": INK["muted"],
    "axes.labelcolor": INK["ink"],
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "axes.xmargin": 0.02,
    "text.color": INK["ink"],
    "xtick.color": INK["muted"],
    "ytick.color": INK["muted"],
    "xtick.labelsize": 10.0,
    "ytick.labelsize": 10.0,
    "lines.solid_capstyle": "round",
    "path.simplify": True,
    "path.simplify_threshold": 0.2,
}


@contextmanager
def canvas(width: float, height: float) -> Iterator[Figure]:
    """A figure of ``width × height`` pixels in the report's style; call `svg` before the block ends."""
    with matplotlib.rc_context(_STYLE):
        yield Figure(figsize=(width / 72.0, height / 72.0), layout="constrained")


def svg(figure: Figure, name: str, title: str, description: str) -> str:
    """The figure as an SVG element with ids that start with ``name`` and a title that screen readers speak."""
    buffer = StringIO()
    figure.savefig(
        buffer,
        format="svg",
        transparent=True,
        metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
    )
    body = buffer.getvalue()
    view_box = re.search(r'viewBox="([^"]+)"', body)
    assert view_box is not None  # matplotlib always writes one
    body = body[body.index(">", view_box.end()) + 1 :].rsplit("</svg>", 1)[0]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view_box[1]}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" stroke-linejoin="round">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
    )
    return head + _tidy(body, name) + "</svg>"


def _tidy(body: str, name: str) -> str:
    """Take out what a page does not need, prefix ids, name colours and round coordinates to 1/100 pixel."""
    body = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", body, flags=re.DOTALL)
    body = re.sub(r'<g id="[^"]*">', "<g>", body)
    body = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', body)
    body = re.sub(r'xlink:href="#([^"]+)"', rf'href="#{name}-\1"', body)
    body = body.replace("url(#", f"url(#{name}-")
    body = re.sub(r"font-family: [^;\"]+;? ?", "", body)
    body = re.sub(r"<[^>]+>", lambda tag: re.sub(r"\d+\.\d{3,}", _round, tag[0]), body)
    for ink, colour in INK.items():
        body = body.replace(colour, f"var(--{ink})")
    return re.sub(r"\s*\n\s*", " ", body).replace("> <", "><")


def _round(number: re.Match[str]) -> str:
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")
