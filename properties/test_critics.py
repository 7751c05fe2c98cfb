"""Critics: Wasserstein's distance [arjovsky2017wasserstein] and gradient penalties [gulrajani2017, mescheder2018]."""

from gancheck.claims.critic_games import LipschitzPair, PenalisedCritic
from properties.theorem import Theorem, theorem


@theorem("loss.wasserstein")
def test_no_lipschitz_critic_exceeds_the_wasserstein_distance(
    theorem: Theorem, problem: LipschitzPair
) -> None:
    """E_p c − E_q c ≤ W1 = ∫|F_p⁻¹ − F_q⁻¹| du."""
    below, above = theorem.sides(problem)
    theorem.at_most(below, above)


@theorem("loss.penalty")
def test_penalties_are_means_of_the_norm_of_a_samples_gradient(
    theorem: Theorem, problem: PenalisedCritic
) -> None:
    """By autograd = with ∇D = w + a x."""
    by_autograd, in_closed_form = theorem.sides(problem)
    theorem.equal(by_autograd, in_closed_form)
