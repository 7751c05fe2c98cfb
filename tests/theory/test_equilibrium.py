from math import log

import numpy as np

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
    assert (later.value.tolist(), later.error.tolist()) == ([[2.0, 1.0]], [[0.2, 0.1]])
    assert (earlier.value.tolist(), earlier.error.tolist()) == ([[3.0, 2.0]], [[0.3, 0.2]])
