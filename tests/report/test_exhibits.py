import numpy as np
import pytest

from gancheck.report import exhibits


@pytest.fixture(scope="module")
def game():
    return exhibits.play(0, "cpu")


def test_the_four_stages_are_those_of_figure_1(game):
    early, fitted, moved, end = exhibits.four_stages(game, "").stages
    assert early.step < fitted.step < moved.step < end.step
    assert fitted.shortfall < 0.1 * early.shortfall, "D is fitted to D*"
    assert np.abs(moved.q - moved.p).max() < np.abs(fitted.q - fitted.p).max(), "G moves towards the data"
    assert end.sup_norm < 0.1
    assert np.nanmax(np.abs(end.optimal - 0.5)[end.p > 0.1]) < 0.05, "D* is nearly blind at the end"


def test_v_never_passes_its_bound(game):
    path = exhibits.value_path(game, "")
    assert (path.value - path.error <= path.criterion).all()
    assert abs(path.criterion[-1] + np.log(4.0)) < 1e-3


def test_likelihood_is_entropy_plus_divergence(game):
    path = exhibits.likelihood_path(game, "")
    assert len(path.step) > 20
    # Three closed forms of magnitude below 4, each of some ten roundings.
    assert np.abs(path.nll - path.kl - path.entropy).max() <= 40 * 4 * 2.0**-53
