"""Losses and the games that they play: which divergence each player follows."""

from gancheck.claims.loss_games import GameAt, GamePair
from properties.theorem import Theorem, theorem


@theorem("loss.optimal-output")
def test_the_best_output_is_a_closed_form_of_the_density_ratio(theorem: Theorem, problem: GameAt) -> None:
    """The loss r φ + ψ at t*(r) is min_t r φ(t) + ψ(t)."""
    at_the_formula, least = theorem.sides(problem)
    theorem.equal(at_the_formula, least)


@theorem("loss.discriminator-divergence")
def test_the_least_loss_of_a_discriminator_is_minus_a_divergence(theorem: Theorem, problem: GamePair) -> None:
    """−min_D E_p φ(D) + E_q ψ(D) = Σ q F(p/q)."""
    least, divergence = theorem.sides(problem)
    theorem.equal(least, divergence)


@theorem("loss.generator-divergence")
def test_a_generator_against_a_frozen_best_discriminator_descends_a_divergence(
    theorem: Theorem, problem: GamePair
) -> None:
    """∇_θ E_q[γ(t*)] with t* frozen = ∇_θ Σ q h(p/q)."""
    frozen, of_the_divergence = theorem.sides(problem)
    theorem.equal(frozen, of_the_divergence)


@theorem("loss.minimax")
def test_the_minimax_loss_follows_twice_the_jensen_shannon_divergence(
    theorem: Theorem, problem: GamePair
) -> None:
    """∇_θ E_q[log(1 − D*)] = 2∇_θ JSD."""
    frozen, of_the_divergence = theorem.sides(problem)
    theorem.equal(frozen, of_the_divergence)


@theorem("loss.non-saturating")
def test_the_non_saturating_loss_follows_reverse_kl_minus_twice_jsd(
    theorem: Theorem, problem: GamePair
) -> None:
    """∇_θ E_q[−log D*] = ∇_θ (KL(q‖p) − 2·JSD)."""
    frozen, of_the_divergence = theorem.sides(problem)
    theorem.equal(frozen, of_the_divergence)


@theorem("loss.maximum-likelihood")
def test_the_maximum_likelihood_loss_follows_kl(theorem: Theorem, problem: GamePair) -> None:
    """∇_θ E_q[−D*/(1 − D*)] = ∇_θ KL(p‖q)."""
    frozen, of_the_divergence = theorem.sides(problem)
    theorem.equal(frozen, of_the_divergence)
