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


def test_the_fingerprints_of_the_figure_are_those_in_print():
    found = exhibits.fingerprints()
    games = {game.name: game for game in found.games}
    minimax, squares = games["minimax"], games["LSGAN (−1, 1, 0)"]
    for name in ("non-saturating", "maximum likelihood"):
        assert (games[name].discriminator == minimax.discriminator).all(), name
    for game, expected in (
        (minimax, np.sqrt(found.r) / (1 + found.r)),
        (games["non-saturating"], 1 / (np.sqrt(found.r) * (1 + found.r))),
        (games["maximum likelihood"], np.sqrt(found.r)),
        (squares, 4 * np.sqrt(found.r) * (1 - found.r) / (1 + found.r) ** 3),
    ):
        # The closed form itself is rounded a few times.
        assert (np.abs(game.generator - expected) <= game.generator_error + 2.0**-50 * expected.max()).all()
    assert squares.generator[0] > 0 > squares.generator[-1]


def test_the_paths_of_the_figure_grow_circle_and_fall_as_their_games_do():
    found = exhibits.spirals()
    radius = np.hypot(*found.simultaneous.T)
    steps = np.arange(len(radius))
    assert np.allclose(radius, np.sqrt(1 + found.bilinear_rate**2) ** steps, rtol=len(radius) * 2.0**-50)
    x, y = found.alternating.T
    ellipse = x * x - found.bilinear_rate * x * y + y * y
    assert np.allclose(ellipse, 1.0, atol=len(radius) * 2.0**-48)
    assert np.hypot(*found.free[-1]) > np.hypot(*found.free[0]) > np.hypot(*found.damped[-1])
    # f″ is at most ¼, so that near the equilibrium the game is its linearisation.
    assert np.abs(found.damped - found.damped_linear)[-1].max() < 0.1 * np.abs(found.damped[0]).max()
    assert (found.free[0] == found.damped_linear[0]).all()
