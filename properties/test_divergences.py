"""Divergences: the shapes of KL and JSD, their values on Gaussian laws, and the inequalities between them."""

from gancheck.claims.channels import Channels
from gancheck.claims.problems import Pair
from properties.theorem import Theorem, theorem


@theorem("div.jsd-shape")
def test_jsd_is_a_bounded_squared_metric_that_channels_shrink(theorem: Theorem, problem: Channels) -> None:
    """0 ≤ JSD ≤ log 2; JSD = H(m) − ½H(p) − ½H(q) = I(X;Y); √JSD a metric; jointly convex; data processing."""
    smaller, larger = theorem.sides(problem)
    theorem.at_most(smaller, larger)


@theorem("div.kl-shape")
def test_kl_is_nonnegative_asymmetric_and_additive_along_a_chain(theorem: Theorem, problem: Channels) -> None:
    """KL ≥ 0, = 0 iff p = q; KL(pK‖qL) = KL(p‖q) + E_p KL(K_x‖L_x); ∞ without absolute continuity."""
    smaller, larger = theorem.sides(problem)
    theorem.at_most(smaller, larger)


@theorem("div.gaussian-kl")
def test_kl_of_gaussians_is_a_closed_form(theorem: Theorem, problem: Pair) -> None:
    """KL(p‖q) = ½[tr Σ_q⁻¹Σ_p + (μ_q−μ_p)ᵀΣ_q⁻¹(μ_q−μ_p) − d + log det Σ_q/det Σ_p]."""
    closed_form, mean_log_ratio = theorem.sides(problem)
    theorem.equal(closed_form, mean_log_ratio)


@theorem("div.gaussian-jsd")
def test_jsd_of_gaussians_is_an_integral_over_the_critical_line(theorem: Theorem, problem: Pair) -> None:
    """JSD = ½∫₀^∞ (1 − Re M(½+it)) / ((t²+¼) cosh πt) dt, in every dimension."""
    critical_line, overlap = theorem.sides(problem)
    theorem.equal(critical_line, overlap)


@theorem("div.inequalities")
def test_divergences_bound_each_other(theorem: Theorem, problem: Pair) -> None:
    """Pinsker, Bretagnolle-Huber, Le Cam, JSD between functions of TV, of H² and of J, reverse Pinsker."""
    smaller, larger = theorem.sides(problem)
    theorem.at_most(smaller, larger)
