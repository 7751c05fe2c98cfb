from math import log

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from gancheck.distributions import Discrete
from gancheck.divergences.jensen_shannon import jsd
from gancheck.numerics.estimate import Estimate
from gancheck.theory.equilibrium import (
    Equilibrium,
    StageChanges,
    StepDirections,
    equilibrium,
    inner_loop_order,
    stage_changes,
    step_directions,
)
from gancheck.theory.optimal_discriminator import optimal_discriminator
from gancheck.theory.value import value

QUADRATURE = 1e-11
"""What is asked of an integral; each chance is the sum of two."""


def test_the_game_ends_where_the_laws_are_equal() -> None:
    law = Discrete(probs=[0.2, 0.8])
    best = optimal_discriminator(law, law)
    assert equilibrium() == Equilibrium(jsd=jsd(law, law), value=-log(4.0), d=float(best.probs[0]))
    assert abs(value(best, law, law) - equilibrium().value) <= 4 * 2.0**-53


def test_the_players_pull_in_opposite_directions() -> None:
    assert step_directions() == StepDirections(discriminator=+1, generator=-1)


def test_the_stages_go_the_way_of_the_steps_and_end_at_the_equilibrium() -> None:
    steps, stages = step_directions(), stage_changes()
    assert stages == StageChanges(accuracy=1, gap=-1, value=-1, divergence=-1, end=equilibrium())
    assert stages.gap == -steps.discriminator
    assert stages.value == steps.generator


def test_more_steps_are_set_against_fewer() -> None:
    gaps = Estimate(np.array([[3.0, 2.0, 1.0]]), np.array([[0.3, 0.2, 0.1]]))
    later, earlier = inner_loop_order(gaps)
    assert (later.value.tolist(), later.error.tolist()) == ([[2.0, 1.0, 1.0]], [[0.2, 0.1, 0.1]])
    assert (earlier.value.tolist(), earlier.error.tolist()) == ([[3.0, 3.0, 2.0]], [[0.3, 0.3, 0.2]])


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("before", [0.0, 0.3, 0.9, 0.999])
def test_near_the_optimum_later_is_nearer_with_half_the_chance_from_where_the_mean_falls(
    kept: float, before: float
) -> None:
    """P(|x_k′| ≤ |x_k|) by quadrature over x_k ~ N(a d, 1 − a²): at most ½ at d = 0, at least ½ from d = 1, rising."""

    def chance(d: float) -> float:
        r, spread = np.sqrt((1.0 - kept) / (1.0 + kept)), np.sqrt(1.0 - before**2)

        def nearer(z: float) -> float:
            x = abs(before * d + spread * z)
            return float(norm.pdf(z) * (norm.cdf(r * x) + norm.cdf(x / r) - 1.0))

        # |x| has its corner at −a d / √(1 − a²); beyond ten deviations there is less than 1e-22.
        corner = max(-10.0, -before * d / spread)
        pieces = (-10.0, corner), (corner, 10.0)
        return sum(quad(nearer, *piece, epsabs=QUADRATURE, epsrel=0.0)[0] for piece in pieces)

    chances = [chance(d) for d in (0.0, 1.0, 1.5, 4.0)]
    assert chances[0] <= 0.5 + 2.0 * QUADRATURE
    assert chances[1] >= 0.5 - 2.0 * QUADRATURE
    assert (np.diff(chances) >= -4.0 * QUADRATURE).all()
    assert (chances[3] > 0.5 + 2.0 * QUADRATURE) == (before > 0.0)
