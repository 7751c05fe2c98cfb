"""Every rule for penalties finds and stays silent as it says; conventions of the wild are read."""

import numpy as np
import pytest
import torch
from torch import nn

from gancheck.auditing.losses.penalty import audit_penalty, penalty_rules
from gancheck.checks.verdict import Verdict
from gancheck.theory.penalties import gradient_penalty, r1, zero_centred
from tests.auditing.losses.written_losses import penalty

RULES = [module.RULE for module in penalty_rules()]
FINDS = [(rule, line) for rule in RULES for line in rule.finds]
SILENT = [(rule, line) for rule in RULES for line in rule.stays_silent]


def names(cases):
    return [f"{rule.id}: {line}" for rule, line in cases]


def violated(audit):
    return [each for each in audit.findings if each.verdict is Verdict.VIOLATED]


@pytest.mark.parametrize("rule, line", FINDS, ids=names(FINDS))
def test_it_finds(rule, line):
    found = [each for each in violated(audit_penalty(penalty(line))) if each.check == rule.id]
    assert found
    assert {each.bug_class for each in found} <= set(rule.bug_classes)


@pytest.mark.parametrize("rule, line", SILENT, ids=names(SILENT))
def test_it_stays_silent(rule, line):
    audit = audit_penalty(penalty(line))
    assert any(each.check == rule.id for each in audit.findings)
    assert violated(audit) == []


def slope_of(D, x):
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return gradient.flatten(1).norm(2, dim=1)


def backwards(fake, real, critic, device, lambda_gp=10):
    share = torch.rand(len(real), 1, 1, 1, device=device)
    x = (share * real + (1 - share) * fake).requires_grad_()
    return lambda_gp * ((slope_of(critic, x) - 1) ** 2).mean()


def of_points(images, output, weight=10):
    (gradient,) = torch.autograd.grad(output, images, torch.ones_like(output), create_graph=True)
    return weight * (gradient.flatten(1).norm(2, dim=1) - 1).square().mean()


def of_real(real_pred, real_img):
    (gradient,) = torch.autograd.grad(real_pred.sum(), real_img, create_graph=True)
    return gradient.square().flatten(1).sum(1).mean()


def drawn_by_numpy(net, data, generated):
    share = torch.as_tensor(np.random.default_rng(0).uniform(size=(len(data), 1, 1, 1)), dtype=data.dtype)
    return ((slope_of(net, (share * data + (1 - share) * generated).requires_grad_()) - 1) ** 2).mean()


class Packed(nn.Module):
    """A method of D, on rows, that leans on fakes for its graph, as tabular GANs have it."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(60, 1)

    def forward(self, x):
        return self.layer(x.view(-1, 60))

    def calc_gradient_penalty(self, real_data, fake_data, device="cpu", pac=10, lambda_=10):
        share = torch.rand(len(real_data) // pac, 1, 1, device=device).repeat(1, pac, real_data.size(1))
        x = share.view(-1, real_data.size(1)) * real_data
        x = x + (1 - share.view(-1, real_data.size(1))) * fake_data
        (gradient,) = torch.autograd.grad(self(x).sum(), x, create_graph=True)
        return ((gradient.view(-1, pac * real_data.size(1)).norm(2, dim=1) - 1) ** 2).mean() * lambda_


@pytest.mark.parametrize(
    "function, form",
    [
        (gradient_penalty, "1·(s − 1)²"),
        (zero_centred, "1·s^2"),
        (lambda critic, real: r1(critic, real, 10.0), "5·s^2"),
        (backwards, "10·(s − 1)²"),
        (of_points, "10·(s − 1)²"),
        (of_real, "1·s^2"),
        (drawn_by_numpy, "1·(s − 1)²"),
        (Packed().calc_gradient_penalty, "10·(s − 1)²"),
    ],
)
def test_conventions_of_the_wild_are_read(function, form):
    audit = audit_penalty(function)
    assert f"On a critic of slope s it is {form}." in audit.game.sentences
    assert violated(audit) == []


def test_what_is_no_penalty_is_not_checked():
    audit = audit_penalty(lambda D, real, fake: D(real).mean() * 0.0)
    assert audit.findings == ()
    assert {each.check for each in audit.not_checked} == {rule.id for rule in RULES}


def test_the_global_random_state_stays():
    before = torch.random.get_rng_state()
    audit_penalty(backwards)
    assert torch.equal(before, torch.random.get_rng_state())
