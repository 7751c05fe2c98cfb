"""A failing property of players whose law can only be sampled."""

from gancheck.checks.learned.given_trained import given_trained
from gancheck.learned.algorithm1 import Algorithm1
from gancheck.learned.training import Training
from gancheck.strategies import multivariate_mixtures
from tests.checks.learned.test_given_trained import FIXED, failure_of


def test_of_a_law_in_the_plane_a_failure_says_what_d_certifies() -> None:
    @FIXED
    @given_trained(multivariate_mixtures(max_components=3), Algorithm1(steps=2, noise_dimension=2), batch=2)
    def property_(training: Training) -> None:
        raise AssertionError("planted")

    notes = "\n".join(failure_of(property_).__notes__)
    assert "JSD(p, p_g) ≥ " in notes
    assert "nan" not in notes
    assert "MultivariateGaussianMixture([0.5, 0.5]" in notes
