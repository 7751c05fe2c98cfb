"""What minibatches and samples do."""

from gancheck.claims.records import MinibatchGradients, TrainedLogits
from gancheck.claims.samples import SampledPair
from properties.theorem import Theorem, theorem


@theorem("alg.unbiased")
def test_a_minibatch_gives_the_gradient_on_average(theorem: Theorem, problem: MinibatchGradients) -> None:
    """E[∇V̂_m] = ∇V, in the parameters of both players."""
    on_average, gradient = theorem.sides(problem)
    theorem.equal(on_average, gradient)


@theorem("alg.sampling-law")
def test_a_trained_logit_is_the_log_ratio_of_frequencies_and_has_its_law(
    theorem: Theorem, problem: TrainedLogits
) -> None:
    """Logit D̂ = log C/n_p − log C′/n_q with binomial counts."""
    trained, stated = theorem.sides(problem)
    theorem.equal(trained, stated)


@theorem("alg.sampling-variance")
def test_the_variance_of_a_logit_tends_to_that_of_the_delta_method(
    theorem: Theorem, problem: SampledPair
) -> None:
    """n·Var[logit D̂] → (1−p)/p + (n/n′)(1−q)/q."""
    scaled_variance, limit = theorem.sides(problem)
    theorem.converges(scaled_variance, limit)
