"""The parts of a play that are mathematics: laws, the bet, the own game, sources, scores."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from gancheck.auditing.gan import Gan
from gancheck.auditing.play.advantage import AdvantageWindow
from gancheck.auditing.play.calls import FAKE, OTHER, REAL, sources
from gancheck.auditing.play.data_space import prototypes
from gancheck.auditing.play.gap_window import NEAR, GapWindow
from gancheck.auditing.play.laws import oracle_laws
from gancheck.auditing.play.line_law import line_law
from gancheck.auditing.play.meter import Meter
from gancheck.auditing.play.mode_shares import ModeShares
from gancheck.auditing.play.own_game import OwnGame, own_game
from gancheck.auditing.play.pulls import pulls
from gancheck.auditing.play.response import LOGITS, Response
from gancheck.auditing.play.scores import ends_in_sigmoid, mean_scores, score_tensors
from gancheck.auditing.play.separation import Separation
from gancheck.errors import InvalidInput

LAWS = oracle_laws(np.random.default_rng(0))


def logistic() -> Response:
    fake = 1.0 / (1.0 + np.exp(-LOGITS))
    return Response(LOGITS, fake - 1.0, fake, fake - 1.0, True, False)


def played(response: Response) -> OwnGame:
    game = own_game(response, LAWS)
    assert game is not None
    return game


def test_the_laws_are_laws_with_ratios_from_an_eighth_to_eight() -> None:
    assert LAWS.p.sum() == pytest.approx(1.0)
    assert LAWS.q.sum() == pytest.approx(1.0)
    assert sorted(LAWS.r) == pytest.approx([0.125, 0.5, 2.0, 8.0])


def test_a_logistic_game_has_the_log_ratio_as_its_best_output() -> None:
    """Trapezoids of width h = ¼ err by h²/12·max|φ‴|·16 ≤ 0.01 in the integrals, and less in the minimiser."""
    assert np.abs(played(logistic()).optimum - np.log(LAWS.r)).max() <= 0.02


def test_the_gap_of_a_logistic_game_is_the_shortfall_in_nats() -> None:
    """V(D*) − V(½) = 2·JSD(p, q): the trapezoids err as above."""
    m = 0.5 * (LAWS.p + LAWS.q)
    twice = float((LAWS.p * np.log(LAWS.p / m) + LAWS.q * np.log(LAWS.q / m)).sum())
    game = played(logistic())
    assert game.gap_of(game.blind) == pytest.approx(twice, abs=0.01)


def test_a_hinge_has_its_best_outputs_at_its_bends() -> None:
    u = LOGITS
    game = played(Response(u, np.where(u < 1, -1.0, 0.0), np.where(u > -1, 1.0, 0.0), None, True, False))
    assert np.abs(np.abs(game.optimum) - 1.0).max() <= u[1] - u[0]
    assert (np.sign(game.optimum) == np.sign(LAWS.r - 1.0)).all()
    assert game.gap_of(game.blind) > 0.0


@pytest.mark.parametrize("count", [-1.0, 3.0, 1.0 / 3.0], ids=["exchanged", "real thrice", "a third"])
def test_what_is_near_the_best_is_no_wrong_discriminator(count: float) -> None:
    """With real and fake exchanged, with real data counted three times, with a third of them."""
    game = played(logistic())
    wrong = game.best(1.0 / LAWS.r if count < 0 else count * LAWS.r)
    assert game.gap_of(game.optimum) == 0.0
    assert game.gap_of(wrong) > NEAR * game.gap_of(game.blind)


def test_half_of_the_way_is_a_quarter_of_the_gap_for_least_squares() -> None:
    """The slopes are lines, so that Φ and Ψ are exact at the grid; between its points their chords err by h²/4."""
    game = played(Response(LOGITS, 2.0 * (LOGITS - 1.0), 2.0 * LOGITS, None, True, False))
    half = 0.5 * (game.optimum + game.blind)
    grid = (game.u[1] - game.u[0]) ** 2
    assert game.gap_of(half) == pytest.approx(NEAR * game.gap_of(game.blind), abs=grid)


def seen(window: GapWindow, scores: NDArray[np.float64], noise: float, steps: int) -> GapWindow:
    rng = np.random.default_rng(5)
    for _ in range(steps):
        rows = LAWS.real(rng, 64), LAWS.fake(rng, 64)
        pair = [(each, scores[each] + noise * rng.normal(size=64)) for each in rows]
        window.add(pair[0], pair[1], played(logistic()))
    return window


def test_a_window_knows_the_gap_of_a_discriminator_without_noise() -> None:
    game = played(logistic())
    for scores in (game.optimum, game.blind):
        gap = seen(GapWindow(4, 32), scores, 0.0, 32).gap(game)
        assert gap is not None
        assert gap.value == pytest.approx(game.gap_of(scores), abs=1e-12)
        assert gap.radius == pytest.approx(0.0, abs=1e-6)  # the root of rounding, ten times


def test_noise_widens_a_gap_and_the_window_forgets() -> None:
    game = played(logistic())
    window = seen(GapWindow(4, 32), game.optimum, 1.0, 32)
    gap = window.gap(game)
    assert gap is not None
    assert 0.0 < gap.radius < 1.0
    assert not gap.within(gap.value)
    gap = seen(window, game.blind, 0.0, 32).gap(game)
    assert gap is not None
    assert gap.value == pytest.approx(game.gap_of(game.blind), abs=1e-12)


def test_a_discriminator_of_one_sample_gains_nothing_from_the_batch() -> None:
    game = played(logistic())
    assert seen(GapWindow(4, 32), game.optimum, 0.0, 32).batch_worth(game) == pytest.approx(0.0, abs=1e-12)
    window, rows = GapWindow(4, 32), np.arange(4)
    window.add((rows, game.optimum + 1.0), (rows, game.optimum - 1.0), game)
    assert window.batch_worth(game) > NEAR * game.gap_of(game.blind)


def test_a_window_that_missed_a_prototype_has_no_gap() -> None:
    window = GapWindow(4, 32)
    window.add((np.zeros(8, dtype=np.int64), np.zeros(8)), (np.zeros(8, dtype=np.int64), np.zeros(8)), None)
    assert window.gap(played(logistic())) is None
    assert np.isnan(window.scores[:, 1:]).all()


def test_no_law_without_a_mode_is_nearer_than_the_least_that_misses_one() -> None:
    p = LAWS.p
    least = ModeShares(p, p, 1).least_missing
    for k in range(4):
        q = np.where(np.arange(4) == k, 0.0, p)
        assert ModeShares(p, q / q.sum(), 1).divergence >= least - 1e-15
    assert ModeShares(p, np.where(p == p.min(), 0.0, p / (1.0 - p.min())), 1).divergence == pytest.approx(
        least
    )


def test_the_bound_of_the_shares_holds_as_often_as_it_says() -> None:
    """Of 400 samples at DOUBT = 1 %, 16 beyond the bound or more would have a chance below 1e-5."""
    rng = np.random.default_rng(6)
    q = np.array([0.4, 0.3, 0.15, 0.05, 0.1])
    own = ModeShares(LAWS.p, q[:4], 1).divergence
    found = [ModeShares(LAWS.p, rng.multinomial(512, q)[:4].astype(float), 512).upper for _ in range(400)]
    assert sum(upper < own for upper in found) < 16
    assert np.median(found) < 2.0 * own


def test_what_a_discriminator_wins_is_between_nothing_and_log_4() -> None:
    game = played(logistic())
    assert game.most == pytest.approx(np.log(4.0), abs=0.02)  # e⁻⁸ at either end of the grid, and trapezoids
    blind, sure = AdvantageWindow(game, 32), AdvantageWindow(game, 32)
    for _ in range(32):
        blind.add(np.full(64, game.blind[0]), np.full(64, game.blind[0]))
        sure.add(np.full(64, 8.0), np.full(64, -7.9))
    assert blind.gap is not None
    assert blind.gap.value == pytest.approx(0.0, abs=1e-12)
    assert sure.gap is not None
    assert sure.gap.value == pytest.approx(game.most, abs=0.01)


def gan_on_the_line(generator: nn.Module, noise: Any) -> Gan:
    return Gan(generator=generator, discriminator=nn.Linear(1, 1), train_step=lambda real: None, noise=noise)


def chain(*widths: int) -> nn.Sequential:
    torch.manual_seed(7)
    layers: list[nn.Module] = []
    for before, after in pairwise(widths):
        layers += [nn.Linear(before, after), nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers[:-1])


@pytest.mark.parametrize(
    ("generator", "noise"),
    [
        (chain(3, 1), lambda n: torch.randn(n, 3)),
        (chain(1, 16, 16, 1), lambda n: torch.randn(n, 1)),
        (chain(1, 16, 1), lambda n: torch.rand(n, 1)),
        (nn.Sequential(nn.Linear(1, 4), chain(4, 8, 1)), lambda n: 2.0 * torch.rand(n, 1) - 1.0),
    ],
    ids=["affine", "normal", "uniform", "nested"],
)
def test_the_exact_law_is_that_of_the_samples(generator: nn.Module, noise: Any) -> None:
    """Kolmogorov's distance of 20000 draws is above 0.0246 with a chance of 2·exp(−2·20000·0.0246²) < 1e-10."""
    law = line_law(gan_on_the_line(generator, noise))
    assert law is not None
    torch.manual_seed(8)
    with torch.no_grad():
        x = np.sort(generator(noise(20000))[:, 0].double().numpy())
    ends = np.arange(20001) / 20000
    cdf = np.asarray(law.cdf(x))
    assert max(np.abs(cdf - ends[1:]).max(), np.abs(cdf - ends[:-1]).max()) < 0.0246


class Squared(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = chain(1, 8, 1)

    def forward(self, z: Tensor) -> Tensor:
        x: Tensor = self.body(z) ** 2
        return x


@pytest.mark.parametrize(
    ("generator", "noise"),
    [
        (Squared(), lambda n: torch.randn(n, 1)),
        (chain(1, 8, 2), lambda n: torch.randn(n, 1)),
        (chain(2, 8, 1), lambda n: torch.randn(n, 2)),
        (chain(2, 1), lambda n: torch.rand(n, 2)),
        (nn.Sequential(chain(1, 8, 1), nn.Tanh()), lambda n: torch.randn(n, 1)),
        (chain(1, 8, 1), lambda n: torch.randn(n, 1).clamp(-2.0, 2.0)),
        (chain(1, 8, 1), None),
    ],
    ids=["squared", "in the plane", "from the plane", "not normal", "tanh", "clamped", "unknown noise"],
)
def test_what_has_no_exact_law_gets_none(generator: nn.Module, noise: Any) -> None:
    assert line_law(gan_on_the_line(generator, noise)) is None


def test_blurred_data_are_at_no_distance_from_themselves() -> None:
    """h of n draws of p has mean 0, and n·h is a sum of squares about its mean: below 8·√2/n with all but certainty."""
    points = torch.linspace(-1.0, 1.0, 4).reshape(4, 1)
    generator = torch.Generator().manual_seed(9)
    rows = torch.multinomial(torch.as_tensor(LAWS.p), 2000, replacement=True, generator=generator)
    x = points.double()[rows] + 0.08 * torch.randn(2000, 1, generator=generator, dtype=torch.float64)
    assert abs(Meter(points, LAWS.p, 0.08).h(x)) < 8.0 * 2.0**0.5 / 2000
    assert Meter(points, LAWS.p, 0.08).h(x + 0.5) > 0.01


@pytest.mark.parametrize(
    ("real", "fake", "discriminator", "labels"),
    [
        (lambda s: s - 1.0, lambda s: s, 1, True),
        (lambda s: s, lambda s: s - 1.0, -1, True),
        (lambda s: s - 1.0, lambda s: s - 1.0, 0, True),
        (lambda s: 1.0 - s, lambda s: -s, -1, False),
        (lambda s: 0.0 * s - 1.0, lambda s: 0.0 * s + 1.0, 1, False),
        (lambda s: 0.0 * s + 1.0, lambda s: 0.0 * s + 1.0, 0, False),
    ],
    ids=["logistic", "exchanged", "alike", "negated", "critic", "critic, alike"],
)
def test_pulls_read_directions_from_slopes(real: Any, fake: Any, discriminator: int, labels: bool) -> None:
    s = 1.0 / (1.0 + np.exp(-LOGITS))
    response = Response(LOGITS, real(s), fake(s), s - 1.0, True, False)
    found = pulls(response, own_game(response, LAWS))
    assert (found.discriminator, found.labels, found.generator) == (discriminator, labels, 1)


def test_targets_that_are_close_are_not_one_target() -> None:
    response = Response(LOGITS, LOGITS - 0.11, LOGITS - 0.09, LOGITS - 0.11, True, False)
    found = pulls(response, own_game(response, LAWS))
    assert (found.discriminator, found.generator) == (1, 1)


def test_slopes_that_depend_on_their_companions_say_nothing() -> None:
    found = pulls(Response(LOGITS, LOGITS, LOGITS, LOGITS, False, False), None)
    assert found.discriminator is None
    assert "relativistic" in found.reason


def test_a_blind_discriminator_is_seldom_said_to_see() -> None:
    """At the level 0.1 at most 10 % of 400 blind ones are; 64 of them or more would have a chance below 1e-4."""
    rng = np.random.default_rng(1)
    seen = 0
    for _ in range(400):
        bet = Separation(0.1)
        for _ in range(32 + 64 + 128):
            bet.add(rng.normal(size=4), rng.normal(size=4))
        seen += any(block.direction != 0 for block in bet.blocks)
    assert seen < 64


def test_looking_often_does_not_make_a_blind_discriminator_see() -> None:
    """At every eighth step: at the level 0.1 at most 10 % of 200 are; 46 or more would have a chance below 1e-6."""
    rng = np.random.default_rng(4)
    seen = 0
    for _ in range(200):
        bet, found = Separation(0.1), False
        for step in range(32 + 64 + 128):
            ended = bet.add(rng.normal(size=4), rng.normal(size=4))
            if ended or step % 8 == 0:
                found |= (bet.blocks[-1] if ended else bet.running).direction != 0
        seen += found
    assert seen < 46


def test_a_discriminator_that_sees_is_known_within_two_blocks() -> None:
    rng = np.random.default_rng(2)
    bet = Separation(1e-6)
    for _ in range(96):
        bet.add(rng.normal(1.5, size=64), rng.normal(size=64))
    assert [block.direction for block in bet.blocks][-1] == 1


def test_a_block_may_be_ended_before_its_time() -> None:
    rng = np.random.default_rng(2)
    bet = Separation(1e-6)
    while bet.running.direction == 0:
        bet.add(rng.normal(3.0, size=64), rng.normal(size=64))
    assert not bet.blocks
    bet.end()
    assert [block.direction for block in bet.blocks] == [1]
    assert bet.running.steps == 0
    bet.end()
    assert len(bet.blocks) == 1


def test_rows_are_known_by_the_order_of_their_batch() -> None:
    rng = np.random.default_rng(3)
    real, fake = LAWS.real(rng, 64), LAWS.fake(rng, 64)
    assert (sources(real, real, [fake]) == REAL).all()
    assert (sources(fake[:32], real, [fake]) == FAKE).all()
    both = sources(np.concatenate([real, fake]), real, [fake])
    assert (both[:64] == REAL).all()
    assert (both[64:] == FAKE).all()
    assert (sources(rng.permutation(fake), real, [fake]) == OTHER).all()


@pytest.mark.parametrize("shape", [(1,), (2,), (3,), (40,), (1, 16, 16), (3, 8, 8), (2, 32)])
def test_prototypes_are_apart_and_within_the_range_of_the_data(shape: tuple[int, ...]) -> None:
    sample = torch.randn(64, *shape, generator=torch.Generator().manual_seed(0)).clamp(-2.0, 2.0)
    points = prototypes(sample, 4)
    assert points.shape == (4, *shape)
    assert float(torch.pdist(points.flatten(1)).min()) > 0.5
    assert float(points.abs().max()) <= 2.0


def test_dark_images_have_points_too() -> None:
    sample = -torch.ones(64, 1, 16, 16)
    sample[:, :, :4] = 1.0
    points = prototypes(sample, 4)
    assert float(points.abs().max()) <= 1.0
    assert float(torch.pdist(points.flatten(1)).min()) > 0.5


def test_data_without_spread_have_no_prototypes() -> None:
    with pytest.raises(InvalidInput, match="spread"):
        prototypes(torch.ones(8, 3), 4)


def test_tokens_have_no_prototypes() -> None:
    with pytest.raises(InvalidInput, match=r"torch\.int64"):
        prototypes(torch.zeros(4, 2, dtype=torch.int64), 4)


@pytest.mark.parametrize(
    ("output", "count"),
    [
        (torch.zeros(8, 1), 1),
        (torch.zeros(8), 1),
        (torch.zeros(8, 1, 4, 4), 1),
        ([torch.zeros(8, 1, 4, 4), torch.zeros(8, 1, 2, 2)], 2),
        ((torch.zeros(8, 1), torch.zeros(8, 3)), 1),
        ([torch.zeros(8, 16), torch.zeros(8, 1)], 1),
        ([[torch.zeros(8, 16), torch.zeros(8, 1)], [torch.zeros(8, 16), torch.zeros(8, 1)]], 2),
        (torch.zeros(8, 3), 0),
        (torch.zeros(4, 1), 0),
    ],
)
def test_scores_are_found_in_what_discriminators_answer(output: Any, count: int) -> None:
    found = score_tensors(output, 8)
    assert len(found) == count
    assert not found or mean_scores(found, 8).shape == (8,)


def test_a_sigmoid_is_seen_through_views() -> None:
    x: Tensor = nn.Linear(2, 1)(torch.zeros(4, 2))
    assert ends_in_sigmoid(torch.sigmoid(x).view(-1).squeeze())
    assert not ends_in_sigmoid(x.view(-1))
    assert not ends_in_sigmoid(2.0 * torch.sigmoid(x))
