"""The parts of a play that are mathematics: laws, the bet, the own game, sources, scores."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from gancheck.auditing.play.calls import FAKE, OTHER, REAL, sources
from gancheck.auditing.play.data_space import prototypes
from gancheck.auditing.play.laws import oracle_laws
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
    assert game.least_wrong > 0.0


def test_wrong_discriminators_are_farther_from_the_best_than_the_best() -> None:
    game = played(logistic())
    assert game.gap_of(game.optimum) == 0.0
    assert all(game.gap_of(wrong) > 0.1 for wrong in game.counter_claims.values())


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


def test_a_discriminator_that_sees_is_known_within_two_blocks() -> None:
    rng = np.random.default_rng(2)
    bet = Separation(1e-6)
    for _ in range(96):
        bet.add(rng.normal(1.5, size=64), rng.normal(size=64))
    assert [block.direction for block in bet.blocks][-1] == 1


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
    points = prototypes(sample, torch.Generator().manual_seed(1), 4)
    assert points.shape == (4, *shape)
    assert float(torch.pdist(points.flatten(1)).min()) > 0.5
    assert float(points.abs().max()) <= 2.0


def test_tokens_have_no_prototypes() -> None:
    with pytest.raises(InvalidInput, match=r"torch\.int64"):
        prototypes(torch.zeros(4, 2, dtype=torch.int64), torch.Generator(), 4)


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
