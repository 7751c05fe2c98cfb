"""The figure of an audit draws what was measured, and nothing where nothing was."""

from math import inf, nan

import pytest

from gancheck.report.figures.loss_card import draw

R = (10.0, 0.1, 1.0)
OUTPUT = (2.3, -2.3, 0.0)


def test_both_panels_and_the_whole_table():
    drawing = draw(
        {"r": R, "t_star": OUTPUT, "generator_curvature": (1.0, inf, 2.0), "slope": OUTPUT}, "card"
    )
    assert [panel.note for panel in drawing.panels] == ["the best output of D", "what the players follow"]
    assert drawing.layout == "pair"
    assert [key.label for key in drawing.key] == ["what G follows"]
    assert drawing.series.columns == ("r", "t star", "generator curvature", "slope")
    assert [row[0] for row in drawing.series.rows] == [0.1, 1.0, 10.0]
    assert drawing.panels[0].svg != drawing.panels[1].svg


def test_one_panel_where_there_is_one_curve():
    assert len(draw({"r": R, "t_star": OUTPUT}, "card").panels) == 1
    assert len(draw({"r": R, "curvature": OUTPUT}, "card").panels) == 1


@pytest.mark.parametrize(
    "curves",
    [
        {},
        {"r": R},
        {"t_star": OUTPUT},
        {"r": R, "t_star": (1.0,)},
        {"r": R, "t_star": (nan, inf, 1.0)},
        {"r": (-1.0, 0.0, nan), "t_star": OUTPUT},
        {"r": R, "slope": OUTPUT},
    ],
)
def test_nothing_to_draw_is_no_figure(curves):
    assert draw(curves, "card") is None
