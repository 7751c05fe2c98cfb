"""The fitted mixture is a stationary point of its penalised likelihood, and Schwarz's criterion picks it."""

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import logsumexp

from gancheck.distributions import GaussianMixture
from gancheck.strategies.profiles import current_profile
from gancheck.theory.expectation_maximisation import fit_mixture, select_mixture

FEW = settings(current_profile(), max_examples=max(current_profile().max_examples // 3, 2))
SAMPLES = st.lists(st.integers(-300, 300), min_size=6, max_size=24, unique=True).map(
    lambda values: np.array(values) / 10.0
)
SLACK = 1e-3
"""The climb ends where a step gains less than 1e-10, hence where a step is of the order of its root, times its rate."""


def log_densities(mixture: GaussianMixture, x: np.ndarray) -> np.ndarray:
    """The terms log w_k + log φ((x − μ_k)/σ_k) − log σ_k for every sample and component."""
    with np.errstate(divide="ignore"):
        weights = np.log(mixture.weights)
    return np.asarray(weights + stats.norm.logpdf(x[:, None], mixture.loc, mixture.scale))


@FEW
@given(SAMPLES, st.integers(1, 3))
def test_the_fit_is_a_fixed_point_of_expectation_and_maximisation(x: np.ndarray, components: int) -> None:
    """Weights, means and penalised variances are those of the samples shared out by the fit itself."""
    mixture = fit_mixture(x, components)
    logs = log_densities(mixture, x)
    share = np.exp(logs - logsumexp(logs, axis=1, keepdims=True))
    total = share.sum(axis=0)
    assume((total > 0.5).all())
    unit, penalty = x.std(), 1.0 / x.size
    assert np.abs(mixture.weights - total / x.size).max() <= SLACK
    loc = (share * x[:, None]).sum(axis=0) / total
    assert np.abs(mixture.loc - loc).max() <= SLACK * unit
    spread = (share * (x[:, None] - loc) ** 2).sum(axis=0)
    variance = (2.0 * penalty * unit**2 + spread) / (2.0 * penalty + total)
    assert np.abs(mixture.scale**2 - variance).max() <= SLACK * unit**2
    assert (np.diff(mixture.loc) >= 0.0).all()


@FEW
@given(SAMPLES, st.floats(-50.0, 50.0), st.sampled_from([0.25, 1.0, 8.0]))
def test_the_fit_moves_with_the_units_of_the_data(x: np.ndarray, shift: float, scale: float) -> None:
    """Samples a·x + b have the fit whose means are a·μ + b and whose deviations are a·σ."""
    mixture, moved = fit_mixture(x, 2), fit_mixture(scale * x + shift, 2)
    logs, moved_logs = (
        logsumexp(log_densities(fit, samples), axis=1).sum()
        for fit, samples in ((mixture, x), (moved, scale * x + shift))
    )
    assert abs(logs - moved_logs - x.size * np.log(scale)) <= SLACK


def objective(mixture: GaussianMixture, x: np.ndarray) -> float:
    """The log likelihood, less 1/m for each component times σ̂²/σ² + log(σ²/σ̂²)."""
    unit = x.std() ** 2 / mixture.scale**2
    return float(logsumexp(log_densities(mixture, x), axis=1).sum() - (unit - np.log(unit)).sum() / x.size)


def reference(x: np.ndarray, count: int, steps: int) -> GaussianMixture:
    """Expectation and maximisation as a textbook has them, from equal shares of the sorted sample."""
    shares, unit = np.array_split(np.sort(x), count), x.std()
    variances = [max(share.var(), unit**2 / count**4) for share in shares]
    mixture = GaussianMixture(
        np.full(count, 1.0 / count), np.array([share.mean() for share in shares]), np.sqrt(variances)
    )
    for _ in range(steps):
        logs = log_densities(mixture, x)
        share = np.exp(logs - logsumexp(logs, axis=1, keepdims=True))
        total = np.maximum(share.sum(axis=0), 1e-300)
        loc = (share * x[:, None]).sum(axis=0) / total
        spread = (share * (x[:, None] - loc) ** 2).sum(axis=0)
        scale = np.sqrt((2.0 * unit**2 / x.size + spread) / (2.0 / x.size + total))
        mixture = GaussianMixture(total / total.sum(), loc, scale)
    return mixture


@FEW
@given(SAMPLES)
def test_the_climb_ends_no_lower_than_any_step_of_the_textbooks(x: np.ndarray) -> None:
    """A step never falls, so that the end is above the start by quantiles and above all steps that lead from it."""
    for count in (1, 2, 3):
        reached = objective(fit_mixture(x, count), x)
        for steps in (0, 1, 30):
            assert reached >= objective(reference(x, count, steps), x) - SLACK


@FEW
@given(SAMPLES)
def test_schwarz_picks_the_number_of_components(x: np.ndarray) -> None:
    """The choice has the least −2 log L + (3K − 1) log m."""
    likelihoods = [
        float(logsumexp(log_densities(fit_mixture(x, count), x), axis=1).sum()) for count in (1, 2, 3)
    ]
    criteria = [
        -2.0 * likelihood + (3 * count - 1) * np.log(x.size)
        for count, likelihood in enumerate(likelihoods, 1)
    ]
    ordered = np.sort(criteria)
    assume(ordered[1] - ordered[0] > 1e-6)
    assert len(select_mixture(x, 3).loc) == 1 + int(np.argmin(criteria))


@FEW
@given(SAMPLES)
def test_one_component_is_the_mean_and_the_penalised_deviation(x: np.ndarray) -> None:
    """With K = 1: μ the mean, σ² = (m + 2/m)/(m + 2/m) of the sample variance, and no spread beyond it."""
    mixture = fit_mixture(x, 1)
    assert abs(mixture.loc[0] - x.mean()) <= 1e-12 * (abs(x).max() + x.std())
    assert abs(mixture.scale[0] - x.std()) <= 1e-7 * x.std()
