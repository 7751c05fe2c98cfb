"""Games are recognised by behaviour, whatever form the losses have; what is not known is not guessed."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn.functional import binary_cross_entropy, binary_cross_entropy_with_logits, relu

from gancheck.errors import InvalidInput
from gancheck.theory.fingerprint import fingerprint
from gancheck.theory.identified_game import identify_game
from gancheck.theory.known_games import GAME_NAMES, known_game
from gancheck.theory.output_loss import OutputLoss

SMOOTH = [name for name in GAME_NAMES if name not in ("hinge", "wasserstein")]
TARGETS = (-1.0, 1.0, 0.0)


def bce(t, label):
    return binary_cross_entropy_with_logits(t, torch.full_like(t, label))


def identified(name, *targets):
    game = known_game(name, *targets)
    return identify_game(phi=game.phi, psi=game.psi, gamma=game.gamma)


@pytest.mark.parametrize("name", SMOOTH)
def test_the_fingerprints_are_the_closed_forms_within_their_errors(name):
    game = known_game(name, *TARGETS)
    found = fingerprint(*(OutputLoss(f) for f in (game.phi, game.psi, game.gamma)))
    for measured, known in (
        (found.t_star, game.t_star),
        (found.curvature, game.discriminator_curvature),
        (found.generator_curvature, game.generator_curvature),
    ):
        # The closed form itself is rounded a few times.
        truth = known(found.r)
        assert (np.abs(measured.value - truth) <= measured.error + 2.0**-48 * (1.0 + np.abs(truth))).all()
        assert (measured.error <= 1e-6 * (1.0 + np.abs(truth))).all()


@pytest.mark.parametrize(
    "name, called, estimates, follows, saturating",
    [
        ("minimax", "minimax GAN", "2·JSD(p, q)", "2·JSD(p, q)", True),
        ("non-saturating", "non-saturating GAN", "2·JSD(p, q)", "KL(q‖p) − 2·JSD(p, q)", False),
        ("maximum-likelihood", "maximum-likelihood GAN", "2·JSD(p, q)", "KL(p‖q)", True),
        ("least-squares", "least-squares GAN", "¼·LC(p, q)", "2·KL(p‖m) − ¼·LC(p, q)", False),
        ("hinge", "hinge GAN", "2·TV(p, q)", "2·TV(p, q)", False),
        ("f-gan-kl", "f-GAN for KL(p‖q)", "KL(p‖q)", "KL(p‖q)", True),
        ("f-gan-squared-hellinger", "f-GAN for H²(p, q)", "2·H²(p, q)", "2·H²(p, q)", True),
    ],
)
def test_known_games_are_named(name, called, estimates, follows, saturating):
    game = identified(name)
    assert (game.name, game.discriminator_divergence, game.generator_divergence) == (
        called,
        estimates,
        follows,
    )
    assert game.saturating is saturating
    assert game.minimum_at_equality is True


def test_the_output_of_an_f_gan_without_activation_has_a_form_and_an_end():
    """Squared Hellinger has f*(t) = t/(1 − t) for t < 1, and its best output is f′(r)."""

    def conjugate(t):
        return np.where(t < 1.0, t / (1.0 - t), np.nan)

    game = identify_game(phi=lambda t: -t, psi=conjugate, gamma=lambda t: -conjugate(t))
    assert (game.name, game.generator_divergence) == ("f-GAN for H²(p, q)", "2·H²(p, q)")
    assert "D's best output is 1 − 1/√r, which takes every value below 1." in game.sentences


def test_a_least_squares_generator_half_way_is_noted():
    game = identified("least-squares", *TARGETS)
    assert game.generator_divergence == "4·KL(p‖m) − LC(p, q)"
    assert game.minimum_at_equality is False


def test_a_critic_has_no_best_output():
    game = identified("wasserstein")
    assert (game.name, game.output_space) == ("Wasserstein GAN", "critic")


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_torch_losses_are_read_whatever_their_reduction(reduction):
    def loss(t, label):
        return binary_cross_entropy_with_logits(t, torch.full_like(t, label), reduction=reduction)

    game = identify_game(lambda real, fake: loss(real, 1.0) + loss(fake, 0.0), lambda fake: loss(fake, 1.0))
    assert (game.name, game.discriminator_divergence) == ("non-saturating GAN", "2·JSD(p, q)")
    assert game.output_space == "logit"


@pytest.mark.parametrize("reduction, most", [("mean", 5000), ("none", 300)])
def test_a_loss_that_cannot_be_mapped_is_not_called_too_often(reduction, most):
    """A number of Python's passes through no transformation; one loss for each output needs none."""
    calls = 0

    def loss(real, fake):
        nonlocal calls
        calls += 1
        assert float(real.sum() + fake.sum()) > -np.inf
        return sum(
            binary_cross_entropy_with_logits(t, torch.full_like(t, label), reduction=reduction)
            for t, label in ((real, 1.0), (fake, 0.0))
        )

    assert identify_game(loss).discriminator_divergence == "2·JSD(p, q)"
    assert calls <= most


def test_half_a_loss_is_half_a_divergence():
    game = identify_game(lambda real, fake: (bce(real, 1.0) + bce(fake, 0.0)) / 2.0)
    assert game.discriminator_divergence == "JSD(p, q)"


def test_exchanged_labels_are_seen_and_harmless():
    game = identify_game(lambda real, fake: bce(real, 0.0) + bce(fake, 1.0), lambda fake: bce(fake, 0.0))
    assert (game.name, game.labels_swapped) == ("non-saturating GAN", True)


def test_probabilities_are_told_from_logits():
    def loss(t, label):
        return binary_cross_entropy(t, torch.full_like(t, label))

    game = identify_game(lambda real, fake: loss(real, 1.0) + loss(fake, 0.0), lambda fake: -loss(fake, 0.0))
    assert (game.name, game.output_space) == ("minimax GAN", "probability")


def test_a_smoothed_label_is_read_and_its_divergence_is_not_guessed():
    game = identify_game(lambda real, fake: bce(real, 0.9) + bce(fake, 0.0), lambda fake: bce(fake, 1.0))
    assert (game.name, game.discriminator_divergence) == ("unknown game", "no known divergence")
    assert "0.9 for real data" in str(game)


def test_a_generator_with_the_wrong_label_moves_away():
    game = identify_game(lambda real, fake: bce(real, 1.0) + bce(fake, 0.0), lambda fake: bce(fake, 0.0))
    assert (game.generator_divergence, game.minimum_at_equality) == ("−2·JSD(p, q)", False)


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({}, "given as nothing"),
        ({"phi": np.exp}, "either `d_loss`, or `phi` and `psi`"),
        ({"d_loss": 3}, "`d_loss` is 3"),
        ({"d_loss": lambda real, fake: bce(real - fake, 1.0)}, "relativistic"),
        ({"d_loss": lambda real, fake: (real.mean() - 1.0) ** 2 + fake.mean() ** 2}, "not the average"),
        ({"d_loss": lambda real: relu(real)}, "cannot be called"),
    ],
)
def test_what_is_no_such_loss_is_refused_with_a_sentence(arguments, message):
    with pytest.raises(InvalidInput, match=message):
        identify_game(**arguments)


def test_the_documented_table_is_what_is_found():
    page = (Path(__file__).parents[2] / "docs" / "losses.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.splitlines()
        if line.startswith("|")
    ]
    assert {row[0] for row in rows[2:]} == set(GAME_NAMES) - {"wasserstein"}
    for name, estimates, follows, saturating in rows[2:]:
        game = identified(name)
        assert (game.discriminator_divergence, game.generator_divergence) == (estimates, follows)
        assert game.saturating is (saturating == "yes")
