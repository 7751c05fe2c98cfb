"""A discriminator of pairs of data and codes never sees a row that G had no part in."""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from gancheck.auditing.gan import Gan
from gancheck.auditing.steps.audit import audit_steps
from gancheck.checks.verdict import Verdict


def test_pairs_with_codes_are_told_apart_beside_pairs_without() -> None:
    torch.manual_seed(0)
    g = nn.ModuleDict({"decoder": nn.Linear(2, 2), "encoder": nn.Linear(2, 2)})
    d = nn.ModuleDict(
        {name: nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1)) for name in ("xz", "xx")}
    )
    d_adam, g_adam = (torch.optim.Adam(player.parameters(), 1e-3) for player in (d, g))

    def loss(x: Tensor, z: Tensor, true: float) -> Tensor:
        made, code = g["decoder"](z), g["encoder"](x)
        pairs = {
            ("xz", true): (x, code),
            ("xz", 1.0 - true): (made, z),
            ("xx", true): (x, x),
            ("xx", 1.0 - true): (x, made),
        }
        scores = [(label, d[name](torch.cat(pair, dim=1))) for (name, label), pair in pairs.items()]
        return sum(
            (F.binary_cross_entropy_with_logits(t, torch.full_like(t, label)) for label, t in scores),
            torch.zeros(()),
        )

    def train_step(batch: tuple[Tensor, Tensor]) -> None:
        for adam, true in ((d_adam, 1.0), (g_adam, 0.0)):
            adam.zero_grad()
            loss(*batch, true).backward()  # type: ignore[no-untyped-call]
            adam.step()

    def real_batch(n: int) -> Any:
        return torch.randn(n, 2), torch.randn(n, 2)

    gan = Gan(generator=g, discriminator=d, train_step=train_step, real_batch=real_batch)
    audit = audit_steps(gan)
    assert "error" not in {f.severity.value for f in audit.findings if f.verdict is Verdict.VIOLATED}
