"""The dynamics of training: games of two numbers [mescheder2018], and Algorithm 1 near its equilibrium."""

from gancheck.claims.games import BilinearGame, DiracGame, EquilibriumGame
from gancheck.claims.records import LocalRun
from properties.theorem import Theorem, theorem


@theorem("dyn.bilinear")
def test_the_bilinear_game_circles_spirals_out_or_stays_bounded(
    theorem: Theorem, problem: BilinearGame
) -> None:
    """Flow: no growth; simultaneous steps: √(1 + ab); alternating steps: |λ|, bounded iff ab < 4."""
    in_closed_form, simulated = theorem.sides(problem)
    theorem.equal(in_closed_form, simulated)


@theorem("dyn.dirac")
def test_the_dirac_gan_turns_as_its_linearisation_does(theorem: Theorem, problem: DiracGame) -> None:
    """λ = −γ/2 ± √(γ²/4 − f′(0)²), and Mᵀz₀ = z_T up to what f″ allows."""
    linear, simulated = theorem.sides(problem)
    theorem.equal(linear, simulated)


@theorem("dyn.equilibrium")
def test_a_round_of_algorithm_1_has_this_jacobian_and_these_limits(
    theorem: Theorem, problem: EquilibriumGame
) -> None:
    """J in blocks = J by finite differences; −1 is an eigenvalue at the limit; |λ| < 1 exactly below it."""
    in_blocks, by_differences = theorem.sides(problem)
    theorem.equal(in_blocks, by_differences)


@theorem("dyn.stability")
def test_runs_of_algorithm_1_follow_the_powers_of_the_jacobian(theorem: Theorem, problem: LocalRun) -> None:
    """s_T = Jᵀs₀ near the equilibrium; the distance falls exactly below the limits."""
    predicted, trained = theorem.sides(problem)
    theorem.equal(predicted, trained)
