"""The discriminator's side of the game: Proposition 1 of [goodfellow2014] and what surrounds it."""

from gancheck.claims.problems import Contest, DiscriminatorPair, GeneratedContest, Pair, Points, PriorPair
from properties.theorem import Theorem, theorem


@theorem("disc.lotus")
def test_averaging_over_noise_is_averaging_over_fakes(theorem: Theorem, problem: GeneratedContest) -> None:
    """E_z[log(1 − D(G(z)))] = E_{x~p_g}[log(1 − D(x))]."""
    over_noise, over_fakes = theorem.sides(problem)
    theorem.equal(over_noise, over_fakes)


@theorem("disc.bce")
def test_value_is_minus_twice_the_binary_cross_entropy(theorem: Theorem, problem: Contest) -> None:
    """−2·BCE(D) = 2·E[log P_D(Y|x)] = V(D, G), Y ~ Bernoulli(½)."""
    minus_twice_bce, log_likelihood = theorem.sides(problem)
    theorem.equal(minus_twice_bce, log_likelihood)


@theorem("disc.pointwise")
def test_a_log_y_plus_b_log_1_minus_y_is_largest_only_at_a_over_a_plus_b(
    theorem: Theorem, problem: Points
) -> None:
    """f(y) + 2(a+b)(y − y*)² ≤ f(y*), f(y) = a log y + b log(1−y), y* = a/(a+b)."""
    at_candidates, at_optimum = theorem.sides(problem)
    theorem.at_most(at_candidates, at_optimum)


@theorem("disc.optimum")
def test_proposition_1_the_optimal_discriminator_is_p_over_p_plus_q(theorem: Theorem, problem: Pair) -> None:
    """D*(x) = p(x)/(p(x) + q(x)), the root of d/dt [p log σ(t) + q log(1 − σ(t))]."""
    oracle, maximiser = theorem.sides(problem)
    theorem.equal(oracle, maximiser)


@theorem("disc.gap")
def test_the_shortfall_of_any_discriminator_is_a_sum_of_relative_entropies(
    theorem: Theorem, problem: Contest
) -> None:
    """Σ (p+q)·KL(Bern(D*)‖Bern(D)) = V(D*, G) − V(D, G)."""
    relative_entropies, shortfall = theorem.sides(problem)
    theorem.equal(relative_entropies, shortfall)


@theorem("disc.support")
def test_off_both_supports_the_discriminator_is_free(theorem: Theorem, problem: Contest) -> None:
    """D*(x) is undefined ⇔ p(x) = q(x) = 0, and there V does not feel D."""
    undefined, without_mass = theorem.sides(problem)
    theorem.iff(undefined, without_mass)


@theorem("disc.bayes")
def test_the_optimal_discriminator_is_the_posterior_of_the_label(
    theorem: Theorem, problem: PriorPair
) -> None:
    """P(Y=1|x) = πp/(πp + (1−π)q); with the laws and the prior swapped, its complement."""
    posterior, joint_table = theorem.sides(problem)
    theorem.equal(posterior, joint_table)


@theorem("disc.concave")
def test_the_value_is_concave_in_the_discriminator(theorem: Theorem, problem: DiscriminatorPair) -> None:
    """Chords lie below V, tangents of slope p/D − q/(1−D) above it, and the slope at D* is 0."""
    lower, upper = theorem.sides(problem)
    theorem.at_most(lower, upper)


@theorem("disc.equilibrium")
def test_the_optimal_discriminator_is_blind_exactly_when_the_laws_are_equal(
    theorem: Theorem, problem: Pair
) -> None:
    """D* ≡ ½ on the support ⇔ p = q."""
    blind, equal = theorem.sides(problem)
    theorem.iff(blind, equal)
