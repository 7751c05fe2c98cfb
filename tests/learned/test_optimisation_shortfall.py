import numpy as np
import pytest
import torch

from gancheck.distributions.gaussian import Gaussian
from gancheck.errors import InvalidInput
from gancheck.learned.mlp_discriminator import MLPDiscriminator
from gancheck.learned.optimisation_shortfall import optimisation_shortfall, parameter_distance
from gancheck.learned.quadratic_logit import QuadraticLogit
from gancheck.learned.steps import discriminator_step, value_on
from gancheck.learned.weighted_points import WeightedPoints

RIDGE = 0.05


def batches() -> tuple[WeightedPoints, WeightedPoints]:
    rng = np.random.default_rng(2)
    laws = (Gaussian([0.0, 1.0], [1.0, 0.5]), Gaussian([0.5, -1.0], [2.0, 1.0]))
    weights = torch.full((1, 200), 1 / 200, dtype=torch.float64)
    real, fake = (WeightedPoints(torch.tensor(law.sample(200, rng))[..., None], weights) for law in laws)
    return real, fake


def test_the_bounds_hold_and_vanish_at_the_optimum() -> None:
    real, fake = batches()
    d = path = QuadraticLogit.undecided(2, 1, torch.device("cpu"), torch.float64)
    memory, visited = None, []
    for step in range(4000):
        if step in (0, 10, 100):
            visited.append(path)
        path, memory = discriminator_step(path, real, fake, 0.05, memory, RIDGE)

    def objective(player: QuadraticLogit) -> torch.Tensor:
        return value_on(player, real, fake) - 0.5 * RIDGE * (player.parameters**2).sum(dim=1)

    for player in visited:
        shortfall = objective(path) - objective(player)
        distance = (path.parameters - player.parameters).norm(dim=1)
        assert bool((shortfall > 0).all())
        assert bool((shortfall <= optimisation_shortfall(player, real, fake, RIDGE)).all())
        assert bool((distance <= parameter_distance(player, real, fake, RIDGE)).all())
    # 4000 contractions by 1 − 0.05 · 0.05 shrink the gradient by e⁻¹⁰ at least, and so the bound by e⁻²⁰.
    start, end = (optimisation_shortfall(player, real, fake, RIDGE) for player in (d, path))
    assert bool((end <= np.exp(-20.0) * start).all())


def test_what_is_not_strongly_concave_is_refused() -> None:
    real, fake = batches()
    d = QuadraticLogit.undecided(2, 1, torch.device("cpu"), torch.float64)
    with pytest.raises(InvalidInput, match="`ridge` is 0"):
        optimisation_shortfall(d, real, fake, 0.0)
    mlp = MLPDiscriminator.random(1, (4,), [np.random.default_rng(i) for i in range(2)], torch.zeros(0))
    with pytest.raises(InvalidInput, match="not concave"):
        optimisation_shortfall(mlp, real, fake, RIDGE)
