"""The value of the game in balls."""

import math

import numpy as np
import pytest

import gancheck as gk
from gancheck.errors import UnsupportedPair
from gancheck.theory.discriminators import TabularDiscriminator


def test_it_holds_the_float_value_and_is_largest_at_the_optimum():
    rng = np.random.default_rng(0)
    p, q = (gk.Discrete(probs=rng.dirichlet(np.ones(5), size=4)) for _ in range(2))
    d = TabularDiscriminator(rng.normal(size=(4, 5)))
    found, best = gk.certified.value(d, p, q), gk.certified.value(gk.optimal_discriminator(p, q), p, q)
    assert np.all(np.abs(gk.value(d, p, q) - found.lower) < 1e-15)
    assert np.all(found.upper < best.lower)


def test_an_impossible_answer_costs_everything_and_an_idle_one_nothing():
    p, q = gk.Discrete(probs=[0.5, 0.5, 0.0]), gk.Discrete(probs=[0.25, 0.75, 0.0])
    found = gk.certified.value(TabularDiscriminator(np.array([math.inf, 0.0, -math.inf])), p, q)
    assert found.lower == found.upper == -math.inf
    free = gk.certified.value(TabularDiscriminator(np.array([0.0, 0.0, math.inf])), p, q)
    assert free.contains(-math.log(4.0))


def test_densities_are_refused():
    p = gk.Gaussian(0.0, 1.0)
    with pytest.raises(UnsupportedPair, match="criterion"):
        gk.certified.value(gk.optimal_discriminator(p, p), p, p)
