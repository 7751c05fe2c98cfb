"""Algorithm 1 of [goodfellow2014]: what trained players do, within their error budgets."""

from gancheck.claims.records import (
    InnerLoop,
    LearnedEquilibrium,
    SingularContest,
    StagedRun,
    StepChanges,
    TrainedDiscriminator,
)
from properties.theorem import Theorem, theorem


@theorem("alg.directions")
def test_a_step_of_d_raises_the_value_and_one_of_g_lowers_it(theorem: Theorem, problem: StepChanges) -> None:
    """V(φ, θ) ≤ V(φ + η∇_φV, θ) and V(φ, θ − η∇_θV) ≤ V(φ, θ); no step moves the opponent."""
    stays, improves = theorem.sides(problem)
    theorem.at_most(stays, improves)


@theorem("alg.inner-loop")
def test_more_inner_steps_bring_d_nearer_to_its_optimum(theorem: Theorem, problem: InnerLoop) -> None:
    """½ ≤ P(V(D_k′, G) ≥ V(D_k, G)) for k′ > k."""
    half, chance = theorem.sides(problem)
    theorem.at_most(half, chance)


@theorem("alg.learned-optimum")
def test_a_trained_discriminator_reaches_the_value_of_the_oracle(
    theorem: Theorem, problem: TrainedDiscriminator
) -> None:
    """V(D_trained, G) = V(D*, G) up to optimisation + sampling + approximation."""
    trained, oracle = theorem.sides(problem)
    theorem.equal(trained, oracle)


@theorem("alg.learned-equilibrium")
def test_algorithm_1_ends_at_the_equilibrium(theorem: Theorem, problem: LearnedEquilibrium) -> None:
    """JSD, V, E_p[D], E_q[D] end at 0, −log 4, ½, ½."""
    trained, equilibrium = theorem.sides(problem)
    theorem.equal(trained, equilibrium)


@theorem("alg.disjoint-supports")
def test_on_disjoint_supports_only_the_minimax_gradient_dies(
    theorem: Theorem, problem: SingularContest
) -> None:
    """JSD = log 2; |∇ minimax| ≤ max|∇t|·gap; min|∇t|·(1 − gap) ≤ |∇ non-saturating|."""
    lower, upper = theorem.sides(problem)
    theorem.at_most(lower, upper)


@theorem("alg.figure-1")
def test_a_run_goes_through_the_four_stages_of_figure_1(theorem: Theorem, problem: StagedRun) -> None:
    """−log 4 ≤ V(D, G); the gap falls in the inner loop, V in G's step; JSD, gap and |E D − ½| are small at the end."""
    lower, upper = theorem.sides(problem)
    theorem.at_most(lower, upper)
