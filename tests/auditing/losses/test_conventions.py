"""Losses are called as their authors call them, whatever that is; what cannot be known is said."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from gancheck.auditing.losses.audit import audit_losses
from gancheck.auditing.losses.convention import parse_conventions
from gancheck.auditing.losses.pair import read_pair
from gancheck.errors import InvalidInput

REAL, FAKE = [1.0, 2.0, -0.5], [0.5, -1.0, 0.25]


def softplus(values):
    return np.logaddexp(0.0, np.array(values)).mean()


def logistic_of(pair):
    """D's and G's loss of a non-saturating pair, on outputs that tell every mix-up apart."""
    real, fake = pair.packing.batch(REAL), pair.packing.batch(FAKE)
    d = float(torch.as_tensor(pair.d(real, fake)).detach().double().mean())
    g = float(torch.as_tensor(pair.g(pair.g_packing.batch(FAKE), real)).detach().double().mean())
    return d, g


def by_flag(prediction, target_is_real):
    return F.binary_cross_entropy_with_logits(prediction, torch.full_like(prediction, float(target_is_real)))


def by_keyword(pred, real=None):
    return F.softplus(-pred if real else pred).mean()


def backwards(score_fake, score_real):
    return F.softplus(-score_real).mean() + F.softplus(score_fake).mean()


def of_fake(score_fake):
    return F.softplus(-score_fake).mean()


def passing_for_real(score_real):
    return F.softplus(-score_real).mean()


def closure(D, real_images, fake_images, depth, alpha):
    return F.softplus(-D(real_images, depth, alpha)).mean() + F.softplus(D(fake_images, depth, alpha)).mean()


def closure_of_g(D, _, fake_images, depth, alpha):
    return F.softplus(-D(fake_images, depth, alpha)).mean()


def with_turns(discriminator, generator, real_images, z, discriminator_turn=True):
    fake = discriminator(generator(z))
    if not discriminator_turn:
        return F.softplus(-fake).mean()
    return F.softplus(-discriminator(real_images)).mean() + F.softplus(fake).mean()


def both_at_once(logits_real, logits_fake):
    d = F.softplus(-logits_real).mean() + F.softplus(logits_fake).mean()
    return d, F.softplus(-logits_fake).mean()


def named(real, fake):
    parts = {"real": F.softplus(-real).mean(), "fake": F.softplus(fake).mean()}
    return parts | {"d_loss": parts["real"] + parts["fake"]}


def on_lists(disc_real_outputs, disc_generated_outputs):
    total, logged = 0.0, []
    for real, fake in zip(disc_real_outputs, disc_generated_outputs, strict=True):
        total += F.softplus(-real).mean() + F.softplus(fake).mean()
        logged.append(float(total.detach()))
    return total, logged


def of_list(disc_outputs):
    return sum(F.softplus(-each).mean() for each in disc_outputs)


def on_arrays(real, fake):
    return np.mean(np.logaddexp(0.0, -np.asarray(real))) + np.mean(np.logaddexp(0.0, np.asarray(fake)))


class Halves(nn.Module):
    def forward(self, outputs_hat, outputs):
        return F.softplus(-outputs).mean(), F.softplus(outputs_hat).mean()


class OneCall(nn.Module):
    def forward(self, input, target_is_real: bool, for_discriminator: bool):
        sign = -1.0 if target_is_real or not for_discriminator else 1.0
        return F.softplus(sign * input)


class Both:
    def d_loss(self, real_logits, fake_logits):
        return backwards(fake_logits, real_logits)

    def g_loss(self, fake_logits, real_logits=None):
        return of_fake(fake_logits)


class WithinD:
    def __init__(self, device, dis):
        self.device, self.dis = device, dis

    def dis_loss(self, real_samps, fake_samps):
        return backwards(self.dis(fake_samps), self.dis(real_samps))

    def gen_loss(self, _, fake_samps):
        return of_fake(self.dis(fake_samps))


PAIRS = {
    "flag": (by_flag, None),
    "keyword": (by_keyword, None),
    "target tensor": (F.binary_cross_entropy_with_logits, None),
    "fake first": (backwards, of_fake),
    "G's only output under the name of what it is to pass for": (backwards, passing_for_real),
    "closure over D": (closure, closure_of_g),
    "closure over D and G": (with_turns, None),
    "both at once": (both_at_once, None),
    "named results": (named, of_fake),
    "lists": (on_lists, of_list),
    "arrays": (on_arrays, lambda fake: np.mean(np.logaddexp(0.0, -np.asarray(fake)))),
    "halves in a tuple": (Halves(), of_fake),
    "a class": (OneCall, None),
    "an object with both": (Both(), None),
    "a class that wants D": (WithinD, None),
    "a factory": (lambda: Both(), None),
    "a loss for each branch": ((lambda p: F.softplus(-p).mean(), lambda p: F.softplus(p).mean()), of_fake),
    "float32 only": (
        lambda real, fake: backwards(fake.to(torch.float32), real @ torch.ones(1, 1)),
        of_fake,
    ),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_a_logistic_pair_is_one_in_every_convention(pair):
    d, g = logistic_of(read_pair(*pair))
    assert d == pytest.approx(softplus([-t for t in REAL]) + softplus(FAKE), rel=1e-6)
    assert g == pytest.approx(softplus([-t for t in FAKE]), rel=1e-6)


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_its_game_is_found(pair):
    audit = audit_losses(*pair)
    assert audit.game.name == "non-saturating GAN"
    assert not [each for each in audit.findings if each.bug_class]


def test_nameless_arguments_are_ordered_by_what_g_does_and_that_is_said():
    pair = read_pair(
        lambda a, b: F.softplus(a).mean() + F.softplus(-b).mean(), lambda a: F.softplus(-a).mean()
    )
    assert logistic_of(pair)[0] == pytest.approx(softplus([-t for t in REAL]) + softplus(FAKE))
    assert any("assumed" in sentence for sentence in pair.sentences)


def test_a_convention_that_is_said_is_kept():
    pair = read_pair(lambda a, b: a.mean() - b.mean(), lambda a: -a.mean(), "fake,real; fake")
    assert not any("assumed" in sentence for sentence in pair.sentences)
    assert float(pair.d(pair.packing.batch([1.0]), pair.packing.batch([3.0]))) == 2.0


@pytest.mark.parametrize("text", ["real", "real,reel", "output", "real,real", "a; b; c", "output,real"])
def test_what_is_no_convention_is_refused(text):
    with pytest.raises(InvalidInput, match="convention"):
        parse_conventions(text)


def test_a_loss_that_cannot_be_called_is_not_judged():
    def broken(real, fake):
        raise TypeError("wrong keyword")

    audit = audit_losses(broken, of_fake)
    assert audit.game.name == "unknown game"
    assert audit.findings == ()
    assert all("wrong keyword" in each.reason for each in audit.not_checked)


def test_a_class_that_wants_what_nobody_knows_says_so():
    class Wants:
        def __init__(self, gan_mode):
            self.gan_mode = gan_mode

    audit = audit_losses(Wants)
    assert "wants `gan_mode`" in audit.game.sentences[0]


def test_a_claim_that_is_no_game_is_refused():
    with pytest.raises(InvalidInput, match="claims"):
        audit_losses(backwards, of_fake, claims="nonsense")


def test_the_global_random_state_stays():
    before = torch.random.get_rng_state()
    audit_losses(lambda real, fake: backwards(fake, real + 0.1 * torch.rand_like(real)), of_fake)
    assert torch.equal(before, torch.random.get_rng_state())


def test_best_outputs_on_a_plateau_are_not_named():
    audit = audit_losses(
        lambda real, fake: F.relu(1 - torch.tanh(real)).mean() + F.relu(1 + torch.tanh(fake)).mean(),
        lambda fake: -torch.tanh(fake).mean(),
    )
    assert audit.game.discriminator_divergence is None
    assert not [each for each in audit.findings if each.bug_class and each.severity.value == "error"]
