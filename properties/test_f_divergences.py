"""The f-divergence family: its members by definition, and Fenchel's bound."""

from gancheck.claims.family import CriticPair, OrderedPair
from properties.theorem import Theorem, theorem


@theorem("div.f")
def test_each_member_is_the_sum_of_its_generator(theorem: Theorem, problem: OrderedPair) -> None:
    """D_f(p‖q) = Σ q f(p/q) + f'(∞) p(q = 0), by name and by definition."""
    by_name, by_definition = theorem.sides(problem)
    theorem.equal(by_name, by_definition)


@theorem("div.fenchel")
def test_every_critic_certifies_a_divergence(theorem: Theorem, problem: CriticPair) -> None:
    """E_p[T] − E_q[f*(T)] ≤ D_f(p‖q), with equality at T = f'(p/q); f** = f."""
    certified, divergence = theorem.sides(problem)
    theorem.at_most(certified, divergence)
