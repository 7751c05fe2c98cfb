import numpy as np
import pytest

from gancheck.distributions.empirical import Empirical
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.distributions.law import Law
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.distributions.piecewise_linear import PiecewiseLinear
from gancheck.distributions.pushforward import Pushforward
from gancheck.learned.standardisation import SAMPLE, standardise
from gancheck.numerics.estimate import UNIT_ROUNDOFF

DATA = np.random.default_rng(3).normal(5.0, 3.0, size=(2, 50))


@pytest.mark.parametrize(
    ("law", "sample"),
    [
        (Empirical(DATA), DATA[..., None]),
        (Gaussian(DATA[:, 0], np.exp(DATA[:, 1] / 9)), None),
        (GaussianMixture([[0.5, 0.5]] * 2, DATA[:, :2], [[1.0, 2.0]] * 2), None),
    ],
)
def test_one_law_gets_mean_zero_and_variance_one(law: Law, sample: np.ndarray | None) -> None:
    frame = standardise((law,), [(0, 0)] * len(law))
    if sample is None:
        mean, deviation = (
            (law.loc, law.scale) if law.family == "gaussian" else (law.mean, np.sqrt(law.variance))
        )
        assert np.array_equal(frame.centre[:, 0], mean)
        assert np.abs(frame.scale[:, 0, 0] / deviation - 1).max() <= 4 * UNIT_ROUNDOFF
    else:
        u = frame.apply(sample)
        assert np.abs(u.mean(axis=1)).max() <= 100 * UNIT_ROUNDOFF
        assert np.abs(u.var(axis=1) - 1).max() <= 100 * UNIT_ROUNDOFF


def test_two_laws_get_the_moments_of_their_even_mixture() -> None:
    """½N(−1, 1) + ½N(3, 1) has mean 1 and variance 1 + 2²."""
    frame = standardise((Gaussian([-1.0], [1.0]), Gaussian([3.0], [1.0])), [(0, 0)])
    assert frame.centre[0, 0] == 1.0
    assert frame.scale[0, 0, 0] == pytest.approx(np.sqrt(5.0), rel=4 * UNIT_ROUNDOFF)


def test_several_dimensions_are_whitened() -> None:
    covariance = np.array([[[4.0, 1.5], [1.5, 1.0]]])
    frame = standardise((MultivariateGaussian([[1.0, 2.0]], covariance),), [(0, 0)])
    whitened = frame.apply(frame.centre[:, None] + np.swapaxes(np.linalg.cholesky(covariance), 1, 2))
    assert np.abs(whitened[0] - np.eye(2)).max() <= 50 * UNIT_ROUNDOFF


def test_a_pushforward_is_standardised_by_a_seeded_sample() -> None:
    """Its moments are those of 10 + 2z to six standard errors of the sample."""
    line = PiecewiseLinear(knots=[[0.0]], slopes=[[2.0, 2.0]], intercepts=[[10.0, 10.0]])
    law = Pushforward(Gaussian([0.0], [1.0]), line)
    frame, again = standardise((law,), [(0, 0)] * len(law)), standardise((law,), [(0, 0)] * len(law))
    assert np.array_equal(frame.centre, again.centre)
    assert abs(frame.centre[0, 0] - 10.0) <= 6 * 2.0 / np.sqrt(SAMPLE)
    assert abs(frame.scale[0, 0, 0] - 2.0) <= 6 * 2.0 / np.sqrt(2 * SAMPLE)
