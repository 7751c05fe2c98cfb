"""No classes: networks, optimizers and counters in one dict, and functions that take it."""

from functools import partial
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor, nn

from benchmarks.audit.losses.least_squares import discriminator_loss, generator_loss, head

SEED = 0
LATENT = 8


def initial_state(seed: int) -> dict[str, Any]:
    """Everything that changes during training."""
    torch.manual_seed(seed)
    nets = {
        "G": nn.Sequential(
            nn.Linear(LATENT, 64),
            nn.LeakyReLU(),
            nn.Linear(64, 64),
            nn.LeakyReLU(),
            nn.Linear(64, 12),
            nn.Sigmoid(),
        ),
        "D": nn.Sequential(nn.Linear(12, 64), nn.LeakyReLU(), nn.Dropout(0.1), nn.Linear(64, 1), head()),
    }
    rates = {"G": 1e-3, "D": 1e-3}
    optimizers = {
        name: torch.optim.AdamW(net.parameters(), lr=rates[name], betas=(0.5, 0.99), weight_decay=1e-4)
        for name, net in nets.items()
    }
    return {"nets": nets, "optimizers": optimizers, "losses": {"G": [], "D": []}}


def noise(n: int) -> Tensor:
    """Latent vectors."""
    return torch.randn(n, LATENT)


def real_batch(n: int) -> Tensor:
    """Rows of a table: twelve columns in [0, 1]."""
    base = torch.rand(n, 3)
    return torch.cat((base, base**2, 1.0 - base, (base[:, :1] + base) / 2.0), 1)


def descend(state: dict[str, Any], player: str, loss: Tensor) -> None:
    """One step of one player."""
    optimizer = state["optimizers"][player]
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(state["nets"][player].parameters(), 5.0)
    optimizer.step()
    state["losses"][player].append(loss.item())


def discriminator_step(state: dict[str, Any], real: Tensor) -> None:
    """One update of D."""
    generate, judge = state["nets"]["G"], state["nets"]["D"]
    fake = generate(noise(real.shape[0])).detach()
    descend(state, "D", discriminator_loss(judge(real), judge(fake)))


def generator_step(state: dict[str, Any], real: Tensor) -> None:
    """One update of G."""
    generate, judge = state["nets"]["G"], state["nets"]["D"]
    fake = generate(noise(real.shape[0]))
    descend(state, "G", generator_loss(judge(fake)))


def make() -> SimpleNamespace:
    """The GAN."""
    state = initial_state(SEED)
    return SimpleNamespace(
        generator=state["nets"]["G"],
        discriminator=state["nets"]["D"],
        discriminator_step=partial(discriminator_step, state),
        generator_step=partial(generator_step, state),
        real_batch=real_batch,
        noise=noise,
        optimizers=list(state["optimizers"].values()),
    )
