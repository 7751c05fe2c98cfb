import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gancheck.errors import InvalidInput
from gancheck.theory.expectation_maximisation import fit_mixture, select_mixture

RNG = np.random.default_rng(5)
TWO = np.concatenate([RNG.normal(-3.0, 0.5, 90), RNG.normal(2.0, 1.0, 210)])


def test_two_components_are_found_again():
    mixture = select_mixture(TWO)
    assert len(mixture.loc) == 2
    # Four standard errors: 4/√210 of the wider one; weights 4·√(0.3·0.7/300).
    assert np.abs(mixture.loc - [-3.0, 2.0]).max() < 0.28
    assert np.abs(mixture.weights - [0.3, 0.7]).max() < 0.11
    assert np.abs(mixture.scale - [0.5, 1.0]).max() < 0.28 / np.sqrt(2.0)


def test_one_gaussian_is_enough_for_one_gaussian():
    samples = np.random.default_rng(0).normal(5.0, 2.0, 400)
    mixture = select_mixture(samples)
    assert mixture.loc.shape == (1,)
    assert mixture.loc[0] == pytest.approx(samples.mean(), rel=400 * 2.0**-53)


def test_old_faithful_has_the_known_two_modes():
    """The fit of the R documentation and of many textbooks: 36 % near 54.6, 64 % near 80.1, both 5.87 wide."""
    waiting = np.genfromtxt("tests/data/old_faithful.csv", delimiter=",", skip_header=1)[:, 1]
    mixture = select_mixture(waiting)
    assert np.abs(mixture.weights - [0.361, 0.639]).max() < 1e-3
    assert np.abs(mixture.loc - [54.61, 80.09]).max() < 0.02
    assert np.abs(mixture.scale - 5.87).max() < 0.02


def test_the_galaxies_have_their_three_known_groups():
    """82 velocities (km/s): seven slow galaxies near 9,700, three fast ones near 33,000, and the rest between."""
    velocity = np.genfromtxt("tests/data/galaxies.csv", skip_header=1)
    mixture = select_mixture(velocity)
    one = fit_mixture(velocity, 1)
    assert mixture.log_prob(velocity).sum() > one.log_prob(velocity).sum()
    slow, fast = mixture.loc < 12_000, mixture.loc > 30_000
    assert round(82 * float(mixture.weights[slow].sum())) == 7
    assert round(82 * float(mixture.weights[fast].sum())) == 3


def test_more_components_never_fit_worse():
    likelihoods = [float(fit_mixture(TWO, count).log_prob(TWO).sum()) for count in (1, 2, 3, 4)]
    assert likelihoods == sorted(likelihoods)


def test_a_component_does_not_collapse_onto_repeated_values():
    samples = np.array([0.0] * 20 + list(np.linspace(-1.0, 1.0, 21)))
    assert fit_mixture(samples, 3).scale.min() > 1e-3


@settings(max_examples=20, deadline=None)
@given(
    arrays(np.float64, st.integers(2, 12), elements=st.integers(-1000, 1000), unique=True), st.integers(-8, 8)
)
def test_units_do_not_matter(samples, exponent):
    scale = 2.0**exponent
    one, other = fit_mixture(samples, 2), fit_mixture(samples * scale, 2)
    assert np.array_equal(one.weights, other.weights)
    assert np.array_equal(one.loc * scale, other.loc)


@pytest.mark.parametrize(
    "samples, components, message",
    [
        ([1.0, 1.0], 1, "one value only"),
        ([1.0, 2.0], 3, "give 1 to 2"),
        ([1.0, 2.0], 0, "give 1 to 2"),
        ([1.0, np.inf], 1, "not finite"),
        ([], 1, "empty"),
    ],
)
def test_what_has_no_fit_is_refused(samples, components, message):
    with pytest.raises(InvalidInput, match=message):
        fit_mixture(samples, components)
