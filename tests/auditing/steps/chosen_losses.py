"""φ, ψ and γ of a `Trainer`, right or broken by its switches."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F

from tests.auditing.steps.parts import BCE, LOSSES, ONES

__all__ = ["chosen_losses"]


def chosen_losses(
    loss: str, style: str, bugs: frozenset[str], ways: frozenset[str]
) -> list[Callable[[Tensor], Tensor]]:
    phi, psi, gamma = LOSSES[loss]
    if "half swap" in bugs:
        psi = phi
    if "d swap" in bugs:
        phi, psi = psi, phi
    if "d sign" in bugs:
        phi, psi = (lambda t, f=f: -f(t) for f in (phi, psi))  # type: ignore[misc]
    if "g sign" in bugs:
        gamma = lambda t, f=gamma: -f(t)  # noqa: E731
    if "squared mean" in bugs:
        phi, psi = (lambda t: (t.mean() - 1) ** 2), (lambda t: t.mean() ** 2)
    if "smooth fake" in bugs:
        psi = lambda t: BCE(t, torch.full_like(t, 0.2))  # noqa: E731
    if "no weight for real" in bugs:
        phi = lambda t: 0.0 * t.mean()  # noqa: E731
    if "hinged mean" in bugs:
        phi = lambda t: F.relu(1 - t.mean())  # noqa: E731
    if "square generator" in bugs:
        gamma = LOSSES["least-squares"][2]
    if "class only" in bugs or "class too" in ways:
        label = lambda ts: F.smooth_l1_loss(ts[0], 0.3 * ONES(ts[0]))  # noqa: E731
        real = label if "class only" in bugs else (lambda ts: label(ts) + phi(ts[1]))
        return [real, lambda ts: psi(ts[1]), lambda ts: gamma(ts[1])]
    if style == "heads":
        last = "last head" in bugs or "matched head" in ways
        return [
            lambda ts, f=f, n=n: sum(f(t) for t in (ts[-1:] if n else ts))  # type: ignore[misc]
            for f, n in ((phi, last), (psi, last), (gamma, "matched head" in ways))
        ]
    if "log generator" in bugs:
        gamma = LOSSES["non-saturating"][2]
    if "label shapes" in bugs:
        phi = lambda t: F.mse_loss(t, torch.ones(len(t)))  # noqa: E731
    if "summed" in ways:
        return [lambda t, f=f: len(t) * f(t) for f in (phi, psi, gamma)]  # type: ignore[misc]
    return [phi, psi, gamma]
