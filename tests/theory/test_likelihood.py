"""Likelihoods against loops, exact logarithms and closed forms."""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
import torch

from gancheck.distributions import (
    Discrete,
    Empirical,
    Gaussian,
    GaussianMixture,
    MultivariateGaussian,
    PiecewiseLinear,
    Pushforward,
)
from gancheck.errors import InvalidInput, UnsupportedPair
from gancheck.numerics.estimate import UNIT_ROUNDOFF
from gancheck.theory.likelihood import (
    log_likelihood,
    log_likelihood_estimate,
    mean_nll,
    mean_nll_estimate,
)


def exact_log_likelihood(probs: list[float], samples: list[int]) -> Decimal:
    """The sum in fifty decimal digits."""
    with localcontext() as context:
        context.prec = 50
        return sum((Decimal(probs[i]).ln() for i in samples), Decimal(0))


@pytest.mark.parametrize(
    "probs, samples",
    [
        ([0.9, 0.1], [1] * 400),
        ([0.5, 0.5], [0, 1, 1]),
        ([1e-300, 1.0], [0, 1, 0]),
        ([5e-324, 1.0], [0] * 1000),
        ([0.2, 0.3, 0.5], list(range(3)) * 333),
    ],
)
def test_the_error_of_a_log_likelihood_covers_its_distance_from_fifty_digits(
    probs: list[float], samples: list[int]
) -> None:
    found = log_likelihood_estimate(Discrete(probs=probs), samples)
    distance = abs(Decimal(float(found.value)) - exact_log_likelihood(probs, samples))
    assert distance <= Decimal(float(found.error))
    assert found.error <= 300 * UNIT_ROUNDOFF * abs(found.value)


def test_a_product_that_underflows_has_a_finite_logarithm() -> None:
    assert math.prod([0.1] * 400) == 0.0
    assert log_likelihood(Discrete(probs=[0.9, 0.1]), [1] * 400) == pytest.approx(
        400 * math.log(0.1), rel=1e-15
    )


def test_an_atom_never_seen_adds_nothing_and_an_impossible_sample_everything() -> None:
    model = Discrete(probs=[1.0, 0.0])
    assert log_likelihood(model, Empirical.from_counts([3, 0])) == 0.0
    assert log_likelihood(model, Empirical.from_counts([3, 1])) == -math.inf
    assert mean_nll(model, [0, 1]) == math.inf


def test_counts_and_samples_give_one_likelihood() -> None:
    samples = np.array([0, 2, 2, 1, 2])
    model = Discrete(probs=[0.2, 0.3, 0.5])
    one_by_one = log_likelihood_estimate(model, samples)
    counted = log_likelihood_estimate(model, Empirical(samples, atoms=range(3)))
    assert abs(one_by_one.value - counted.value) <= one_by_one.error + counted.error


def test_batches_are_rows() -> None:
    models = Gaussian([0.0, 1.0], [1.0, 2.0])
    samples = np.array([[0.5, -1.0, 2.0], [3.0, 0.0, 1.0]])
    rows = [log_likelihood(models[i], samples[i]) for i in range(2)]
    assert log_likelihood(models, samples).tolist() == rows
    assert log_likelihood(models, samples[0]).shape == (2,)


def test_vectors_have_a_likelihood_too() -> None:
    law = MultivariateGaussian([0.0, 0.0], [[1.0, 0.0], [0.0, 4.0]])
    points = np.array([[1.0, 2.0], [0.0, -2.0]])
    coordinates = log_likelihood_estimate(Gaussian(0.0, 1.0), points[:, 0])
    others = log_likelihood_estimate(Gaussian(0.0, 2.0), points[:, 1])
    joint = log_likelihood_estimate(law, points)
    assert (
        abs(joint.value - coordinates.value - others.value) <= joint.error + coordinates.error + others.error
    )


def test_the_expected_nll_of_a_gaussian_is_its_closed_form() -> None:
    p, model = Gaussian([0.0, 3.0], [1.0, 0.5]), Gaussian([1.0, 3.0], [2.0, 0.5])
    found = mean_nll_estimate(model, p)
    closed = (
        0.5 * np.log(2 * np.pi)
        + np.log(model.scale)
        + (p.scale**2 + (p.loc - model.loc) ** 2) / (2 * model.scale**2)
    )
    assert (abs(found.value - closed) <= found.error + 8 * UNIT_ROUNDOFF * closed).all()
    assert (found.error < 1e-12).all()


def test_the_expected_nll_of_a_mixture_is_the_limit_of_the_mean_over_samples() -> None:
    p = GaussianMixture([0.3, 0.7], [-2.0, 1.0], [0.5, 1.0])
    model = Gaussian(0.0, 2.0)
    samples = p.sample(20_000, np.random.default_rng(0))
    losses = -model.log_prob(samples)
    five_standard_errors = 5 * losses.std() / math.sqrt(len(losses))  # false alarm 6e-7
    assert abs(mean_nll(model, samples) - mean_nll(model, p)) < five_standard_errors


def test_a_pushforward_is_a_model_of_samples() -> None:
    stretched = Pushforward(Gaussian(0.0, 1.0), PiecewiseLinear(knots=[], slopes=[2.0], intercepts=[1.0]))
    same = Gaussian(1.0, 2.0)
    assert log_likelihood(stretched, [0.0, 3.0]) == pytest.approx(log_likelihood(same, [0.0, 3.0]), rel=1e-15)
    with pytest.raises(UnsupportedPair, match="plain value"):
        log_likelihood_estimate(stretched, [0.0])


def test_tensors_stay_tensors_and_differentiable() -> None:
    theta = torch.tensor([0.0, 1.0, -1.0], dtype=torch.float64, requires_grad=True)
    loss = mean_nll(Discrete(logits=theta), Empirical.from_counts([1, 1, 2]))
    (gradient,) = torch.autograd.grad(loss, theta)
    expected = Discrete(logits=theta.detach()).probs - torch.tensor([0.25, 0.25, 0.5], dtype=torch.float64)
    assert torch.allclose(gradient, expected, rtol=0.0, atol=8 * UNIT_ROUNDOFF)


def test_what_cannot_be_averaged_is_refused() -> None:
    with pytest.raises(UnsupportedPair, match="population"):
        mean_nll(Discrete(probs=[0.5, 0.5]), Gaussian(0.0, 1.0))
    with pytest.raises(UnsupportedPair, match="multivariate-gaussian"):
        mean_nll(MultivariateGaussian([0.0], [[1.0]]), MultivariateGaussian([0.0], [[1.0]]))
    with pytest.raises(UnsupportedPair, match="sample it first"):
        log_likelihood(Gaussian(0.0, 1.0), Gaussian(0.0, 1.0))
    with pytest.raises(InvalidInput):
        mean_nll("no law", [0.0])
