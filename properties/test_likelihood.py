"""Maximum likelihood and the Kullback–Leibler divergence."""

from gancheck.claims.fits import Candidates, Fit, Generated, Population, Records
from properties.theorem import Theorem, theorem


@theorem("mle.log-likelihood")
def test_sums_of_logarithms_rank_models_as_products_do(theorem: Theorem, candidates: Candidates) -> None:
    """Over θ: argmax ∏ p_θ(x_i) = argmax Σ log p_θ(x_i)."""
    sums, products = theorem.sides(candidates)
    theorem.argmax(sums, products)


@theorem("mle.kl-identity")
def test_negative_log_likelihood_is_entropy_plus_divergence(theorem: Theorem, fit: Fit) -> None:
    """−(1/m) Σ log p_θ(x_i) = H(p̂) + KL(p̂‖p_θ)."""
    nll, entropy_plus_divergence = theorem.sides(fit)
    theorem.equal(nll, entropy_plus_divergence)


@theorem("mle.kl-argmin")
def test_maximum_likelihood_minimises_the_divergence(theorem: Theorem, candidates: Candidates) -> None:
    """Over θ: argmax (1/m) Σ log p_θ(x_i) = argmin KL(p̂‖p_θ)."""
    log_likelihoods, minus_divergences = theorem.sides(candidates)
    theorem.argmax(log_likelihoods, minus_divergences)


@theorem("mle.gradient")
def test_likelihood_and_divergence_have_one_gradient(theorem: Theorem, fit: Fit) -> None:
    """∇_θ NLL = ∇_θ KL(p̂‖p_θ), which for a softmax is q − p̂."""
    by_hand, by_differentiation = theorem.sides(fit)
    theorem.equal(by_hand, by_differentiation)


@theorem("mle.closed-form")
def test_the_closed_form_is_the_only_maximum(theorem: Theorem, records: Records) -> None:
    """ℓ(θ̂) − ℓ(θ) = m·KL(p_θ̂‖p_θ) ≥ 0 for every θ."""
    gain, divergence = theorem.sides(records)
    theorem.equal(gain, divergence)


@theorem("mle.recovery")
def test_the_divergence_of_samples_becomes_a_chi_squared_variable(
    theorem: Theorem, population: Population
) -> None:
    """2m·KL(p̂_m‖p) → χ²_{k−1} and 2m·E KL(p̂_m‖p) → k − 1."""
    statistic, limit = theorem.sides(population)
    theorem.converges(statistic, limit)


@theorem("mle.misspecified")
def test_a_gaussian_fitted_to_a_mixture_matches_its_moments(theorem: Theorem, fit: Fit) -> None:
    """KL(p‖N) = KL(p‖N*) + KL(N*‖N), and KL(p‖N*) stays."""
    excess, divergence = theorem.sides(fit)
    theorem.equal(excess, divergence)


@theorem("mle.pushforward")
def test_a_network_pushes_noise_to_a_sum_over_its_pieces(theorem: Theorem, generated: Generated) -> None:
    """p_g(x) = Σ p_z(z_i)/|G′(z_i)| over the preimages of x."""
    integrated, followed = theorem.sides(generated)
    theorem.equal(integrated, followed)
