import dataclasses
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from gancheck.report.figures import (
    criterion_identity,
    data_law,
    fingerprints,
    four_stages,
    likelihood_path,
    spirals,
    value_path,
)
from gancheck.report.figures.canvas import INK
from gancheck.report.figures.data_law import DataBars
from gancheck.report.figures.drawing import Series
from gancheck.report.page import drawings
from tests.report.conftest import figures

DRAWN = drawings(figures())


def test_every_figure_is_drawn():
    assert [drawing.anchor for drawing in DRAWN] == [
        "figure-data",
        "figure-stages",
        "figure-criterion",
        "figure-likelihood",
        "figure-value",
        "figure-fingerprints",
        "figure-spirals",
    ]


@pytest.mark.parametrize("drawing", DRAWN, ids=lambda drawing: drawing.anchor)
def test_an_svg_is_well_formed_speaks_and_has_no_colour_of_its_own(drawing):
    for panel in drawing.panels:
        tree = ET.fromstring(panel.svg)
        space = "{http://www.w3.org/2000/svg}"
        named = {part.get("id"): part.text for part in tree if part.tag in (f"{space}title", f"{space}desc")}
        assert tree.get("aria-labelledby").split() == list(named)
        assert all(named.values())
        assert not re.findall(r"#[0-9a-fA-F]{6}\b", panel.svg)
        assert set(re.findall(r"var\(--(\w+)\)", panel.svg)) <= set(INK)


def test_ids_of_all_figures_differ_and_references_resolve():
    ids = [
        i for drawing in DRAWN for panel in drawing.panels for i in re.findall(r'\bid="([^"]+)"', panel.svg)
    ]
    used = [
        i for d in DRAWN for panel in d.panels for i in re.findall(r'(?:href="#|url\(#)([^")]+)', panel.svg)
    ]
    assert len(ids) == len(set(ids))
    assert used
    assert set(used) <= set(ids)


def test_line_styles_differ_not_only_colours():
    for drawing in DRAWN:
        looks = [(key.dash, key.width, key.mark) for key in drawing.key if key.mark == "line"]
        assert len(looks) == len(set(looks)), drawing.anchor


def test_the_same_arrays_give_the_same_bytes():
    assert drawings(figures()) == DRAWN


def test_the_value_figure_says_where_v_passes_its_bound():
    path = figures().value_path
    assert "at or below its bound at all 101" in value_path.draw(path).caption
    shifted = dataclasses.replace(path, value=path.value + 0.5)
    assert "a bug" in value_path.draw(shifted).caption
    excused = dataclasses.replace(shifted, error=np.full_like(path.step, 1.0))
    assert "within the error" in value_path.draw(excused).caption


def test_a_run_that_diverged_is_drawn_as_far_as_it_is_finite():
    path = figures().likelihood_path
    kl = path.kl.copy()
    kl[50:] = np.inf
    drawing = likelihood_path.draw(dataclasses.replace(path, kl=kl, nll=path.entropy + kl))
    assert "inf" not in drawing.panels[0].svg


def test_the_fingerprints_say_who_shares_a_discriminator_and_where_a_sign_changes():
    made = figures().fingerprints
    caption = fingerprints.draw(made).caption
    assert "Non-saturating has the D of minimax" in caption
    assert "The G of least squares crosses zero at r = 1.00" in caption
    assert "2 games, one D" in fingerprints.draw(made).panels[0].svg
    other = dataclasses.replace(made.games[1], discriminator=made.games[1].discriminator + 1e-9)
    unlike = fingerprints.draw(dataclasses.replace(made, games=(made.games[0], other)))
    assert "has the D" not in unlike.caption
    assert "one D" not in unlike.panels[0].svg
    assert "crosses" not in unlike.caption
    assert "change of sign" not in [key.label for key in unlike.key]


def test_a_change_of_sign_within_the_errors_is_none():
    made = figures().fingerprints
    unsure = dataclasses.replace(made.games[2], generator_error=np.full_like(made.r, 10.0))
    assert "crosses" not in fingerprints.draw(dataclasses.replace(made, games=(unsure,))).caption


def test_a_change_of_sign_between_two_points_is_read_between_them():
    made = figures().fingerprints
    even = dataclasses.replace(made.games[2], generator=np.log(2.0 / made.r))
    assert "crosses zero at r = 2.00" in fingerprints.draw(dataclasses.replace(made, games=(even,))).caption


def test_the_spirals_say_who_moves_away():
    made = figures().spirals
    caption = spirals.draw(made).caption
    assert "2.21 times as far" in caption
    assert "without a penalty moves away, to 1.49 times" in caption
    assert "with R1 it approaches the equilibrium, to 0.129 times" in caption
    assert "with R1 it moves away" in spirals.draw(dataclasses.replace(made, damped=made.free)).caption


def test_identities_without_any_residual_can_be_drawn():
    identity = figures().criterion_identity
    exact = dataclasses.replace(identity, criterion=identity.identity, bound=np.zeros_like(identity.bound))
    assert "<svg" in criterion_identity.draw(exact).panels[0].svg


def test_labels_are_drawn_as_bars_and_escaped():
    bars = DataBars(
        "hair.csv: Hair", "Shares.", ("<b>&", "Red"), np.array([0.7, 0.3]), np.array([0.68, 0.32])
    )
    drawing = data_law.draw(bars)
    ET.fromstring(drawing.panels[0].svg)
    assert "&lt;b&gt;&amp;" in drawing.panels[0].svg
    assert drawing.series.columns == ("label", "data", "generator")


def test_stages_with_an_undefined_optimum_can_be_drawn():
    stages = figures().four_stages
    optimal = stages.stages[0].optimal.copy()
    optimal[:20] = np.nan
    first = dataclasses.replace(stages.stages[0], optimal=optimal)
    drawn = four_stages.draw(dataclasses.replace(stages, stages=(first, *stages.stages[1:])))
    assert len(drawn.panels) == 4


@pytest.mark.parametrize("count", [0, 1, 39, 40, 41, 1000])
def test_thinning_keeps_the_ends(count):
    rows = [(i,) for i in range(count)]
    thin = Series(("i",), rows).thinned().rows
    assert len(thin) == min(count, 40)
    if count:
        assert (thin[0], thin[-1]) == (rows[0], rows[-1])
