"""Which loss keeps its gradient, on a generator whose two gradients are known in closed form."""

from dataclasses import dataclass

import numpy as np
import torch

from gancheck.theory.saturation import saturation


@dataclass(frozen=True)
class Measured:
    minimax: object
    non_saturating: object


def test_the_first_dies_and_the_second_survives() -> None:
    """G(z) = θ, logit D(x) = −s x: |∇ log(1 − D)| = s σ(−sθ) → 0 and |∇ log D| = s (1 − σ(−sθ)) as s grows."""
    theta = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
    sizes = []
    for s in (1.0, 4.0, 16.0):
        t = -s * theta
        losses = torch.nn.functional.logsigmoid(-t), -torch.nn.functional.logsigmoid(t)
        sizes.append([abs(torch.autograd.grad(loss, theta, retain_graph=True)[0].item()) for loss in losses])
    dies, survives = saturation(Measured(*np.array(sizes).T))
    assert (np.diff(dies) < 0).all()
    assert dies[-1] < 1e-12
    assert (survives >= np.array([1.0, 4.0, 16.0]) * 0.5).all()


def test_it_passes_the_measurements_on_unchanged() -> None:
    minimax, other = object(), object()
    assert saturation(Measured(minimax, other)) == (minimax, other)
