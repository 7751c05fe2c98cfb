"""The generator's side of the game: the criterion C(G), Theorem 1 and Proposition 2 of [goodfellow2014]."""

from gancheck.claims.problems import Contest, Descent, Mixing, Pair
from properties.theorem import Theorem, theorem


@theorem("gen.criterion")
def test_the_criterion_is_the_value_at_the_optimal_discriminator(theorem: Theorem, problem: Pair) -> None:
    """E_p[log p/(p+q)] + E_q[log q/(p+q)] = max_D V(D, G)."""
    in_closed_form, maximum = theorem.sides(problem)
    theorem.equal(in_closed_form, maximum)


@theorem("gen.jsd")
def test_the_criterion_is_minus_log_4_plus_twice_the_jensen_shannon_divergence(
    theorem: Theorem, problem: Pair
) -> None:
    """C(G) = −log 4 + KL(p‖m) + KL(q‖m), m = (p+q)/2."""
    criterion, divergences = theorem.sides(problem)
    theorem.equal(criterion, divergences)


@theorem("gen.bounds")
def test_the_criterion_runs_from_minus_log_4_to_0(theorem: Theorem, problem: Pair) -> None:
    """−log 4 ≤ C(G) ≤ 0, and log 2 − JSD vanishes only with the overlap of the laws."""
    lower, upper = theorem.sides(problem)
    theorem.at_most(lower, upper)


@theorem("gen.global-minimum")
def test_theorem_1_the_minimum_is_minus_log_4_at_equality_only(theorem: Theorem, problem: Pair) -> None:
    """max(log 2 − H_b((1−TV)/2), TV²/2) ≤ ½(C(G) + log 4) ≤ log 2 · TV."""
    lower, upper = theorem.sides(problem)
    theorem.at_most(lower, upper)


@theorem("gen.lower-bound")
def test_every_discriminator_certifies_a_divergence(theorem: Theorem, problem: Contest) -> None:
    """½(V(D, G) + log 4) ≤ JSD(p‖q), with equality at D*."""
    certified, divergence = theorem.sides(problem)
    theorem.at_most(certified, divergence)


@theorem("gen.minimax")
def test_equal_laws_and_a_blind_discriminator_are_a_saddle_point(theorem: Theorem, problem: Contest) -> None:
    """V(D, p) ≤ −log 4 = V(½, q) ≤ max_D V(D, q)."""
    lower, upper = theorem.sides(problem)
    theorem.at_most(lower, upper)


@theorem("gen.convex")
def test_the_criterion_is_convex_with_slope_log_1_minus_d_star(theorem: Theorem, problem: Mixing) -> None:
    """0 ≤ C(q′) − C(q) − ⟨log(1 − D*), q′ − q⟩ ≤ KL(q′‖q)."""
    lower, upper = theorem.sides(problem)
    theorem.at_most(lower, upper)


@theorem("gen.descent")
def test_proposition_2_descent_on_the_law_converges(theorem: Theorem, problem: Descent) -> None:
    """C falls at every step, and 2·JSD(p‖q_T) ≤ KL(p‖q₀)/(ηT)."""
    after, before = theorem.sides(problem)
    theorem.at_most(after, before)


@theorem("gen.parametric")
def test_the_generators_gradient_against_a_frozen_optimum_is_that_of_the_criterion(
    theorem: Theorem, problem: Pair
) -> None:
    """∇_θ E_z[log(1 − D*(G_θ(z)))] with D* frozen = 2∇_θ JSD."""
    frozen, of_the_divergence = theorem.sides(problem)
    theorem.equal(frozen, of_the_divergence)
