"""Right GANs of published structures are known for what they are, and nothing is held against them."""

import pytest
import torch
from torch import nn

from gancheck.auditing.finding import Severity
from gancheck.auditing.steps.audit import audit_steps
from gancheck.checks.verdict import Verdict
from tests.auditing.steps.structures import STRUCTURES, sr_gan


@pytest.mark.parametrize("name", STRUCTURES)
def test_a_published_structure_is_known_and_not_accused(name: str) -> None:
    made, game = STRUCTURES[name]
    torch.manual_seed(0)
    audit = audit_steps(made())
    assert audit.game is not None
    assert audit.game.name == game
    wrong = [each for each in audit.findings if each.verdict is Verdict.VIOLATED]
    assert not [(each.check, each.title) for each in wrong if each.severity is Severity.ERROR]


def test_labels_of_each_row_are_read() -> None:
    torch.manual_seed(0)
    audit = audit_steps(STRUCTURES["noisy labels"][0]())
    assert audit.game is not None
    real = audit.game.sentences[0]
    assert "cross-entropy, targets from 0.8" in real
    (held,) = [each for each in audit.findings if each.check == "step-direction"]
    assert held.verdict is Verdict.HOLDS


def test_players_are_told_by_what_they_see_and_not_by_their_names() -> None:
    torch.manual_seed(0)
    gan = STRUCTURES["progressive"][0]()
    gan.generator, gan.discriminator = gan.discriminator, gan.generator
    audit = audit_steps(gan)
    assert audit.game is not None
    assert audit.game.name == "Wasserstein GAN"
    assert "exchanged" in audit.game.sentences[0]
    assert not [each for each in audit.findings if each.verdict is Verdict.VIOLATED]


@pytest.mark.parametrize(
    "end", [nn.Hardsigmoid(), nn.Tanh(), nn.Hardtanh()], ids=lambda end: type(end).__name__
)
def test_a_bounded_critic_needs_no_constraint(end: nn.Module) -> None:
    torch.manual_seed(0)
    audit = audit_steps(sr_gan(end=end))
    assert audit.game is not None
    assert audit.game.name == "total variation GAN"
    assert "critic-constrained" in {each.check for each in audit.not_checked}


def test_a_critic_that_is_bounded_on_one_side_does() -> None:
    torch.manual_seed(0)
    audit = audit_steps(sr_gan(end=nn.Softplus()))
    wrong = [each for each in audit.findings if each.verdict is Verdict.VIOLATED]
    assert "critic-constrained" in {each.check for each in wrong}
