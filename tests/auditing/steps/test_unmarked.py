"""Real data that went through NumPy have no mark; they are known by what they are not."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from gancheck.auditing.audit import Audit
from gancheck.auditing.gan import Gan
from gancheck.auditing.steps.audit import audit_steps
from gancheck.checks.verdict import Verdict


def audited(*, real: float = 1.0, replayed: bool = False, noisy: bool = False) -> Audit:
    """A GAN whose data go through NumPy, its old fakes too if they are replayed."""
    torch.manual_seed(0)
    g, d = nn.Linear(3, 2), nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
    d_adam, g_adam = (torch.optim.Adam(player.parameters(), 1e-3) for player in (d, g))
    old: list[np.ndarray] = [np.zeros((16, 2), np.float32)]

    def loss(data: Tensor, label: float) -> Tensor:
        scores = d(data)
        return F.binary_cross_entropy_with_logits(scores, torch.full_like(scores, label))

    def train_step(rows: Tensor) -> None:
        data = torch.from_numpy(np.ascontiguousarray(rows.numpy() * 2.0))
        if noisy:
            data = data + 0.01 * torch.randn(data.shape)
        fake = g(torch.randn(len(rows), 3))
        total = loss(data, real) + loss(fake.detach(), 0.0)
        if replayed:
            total = total + loss(torch.from_numpy(old[0]), 0.0)
            old[0] = fake.detach().numpy()
        d_adam.zero_grad()
        total.backward()  # type: ignore[no-untyped-call]
        d_adam.step()
        g_adam.zero_grad()
        loss(g(torch.randn(len(rows), 3)), 1.0).backward()  # type: ignore[no-untyped-call]
        g_adam.step()

    return audit_steps(
        Gan(generator=g, discriminator=d, train_step=train_step, real_batch=lambda n: torch.rand(n, 2))
    )


def violated(audit: Audit) -> set[str]:
    return {found.check for found in audit.findings if found.verdict is Verdict.VIOLATED}


@pytest.mark.parametrize("noisy", [False, True])
def test_data_without_a_mark_are_real(noisy: bool) -> None:
    audit = audited(noisy=noisy)
    assert audit.game is not None
    assert audit.game.name == "non-saturating GAN"
    assert not violated(audit)


def test_data_without_a_mark_can_be_given_the_label_of_fakes() -> None:
    assert "step-direction" in violated(audited(real=0.0))


def test_old_fakes_without_a_mark_leave_it_open() -> None:
    audit = audited(replayed=True)
    assert audit.game is None or audit.game.name is None
    assert not violated(audit)
