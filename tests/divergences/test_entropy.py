"""Entropy and cross-entropy of discrete laws."""

import math

import numpy as np
import pytest

from gancheck.distributions.discrete import Discrete
from gancheck.distributions.empirical import Empirical
from gancheck.divergences.entropy import cross_entropy, entropy, entropy_estimate
from gancheck.divergences.kullback_leibler import kl
from gancheck.numerics.estimate import UNIT_ROUNDOFF


def test_entropy_is_the_slow_sum():
    rng = np.random.default_rng(0)
    p = rng.dirichlet(np.full(50, 0.2), 20)
    result = entropy_estimate(Discrete(probs=p))
    for row, value, error in zip(p, result.value, result.error, strict=True):
        slow = math.fsum(-x * math.log(x) for x in row if x > 0)
        assert abs(value - slow) <= error <= 64 * UNIT_ROUNDOFF * value


def test_known_values():
    assert entropy(Discrete(probs=[1.0, 0.0])) == 0.0
    assert entropy(Discrete(probs=np.full(8, 0.125))) == pytest.approx(3 * math.log(2.0), rel=4e-16)
    assert entropy(Empirical([1, 2, 1, 2])) == math.log(2.0)


def test_cross_entropy_is_entropy_plus_kl():
    rng = np.random.default_rng(1)
    p, q = (Discrete(probs=rng.dirichlet(np.ones(9), 10)) for _ in range(2))
    np.testing.assert_allclose(cross_entropy(p, q), entropy(p) + kl(p, q), rtol=32 * UNIT_ROUNDOFF)


def test_an_excluded_atom_costs_infinity_and_an_absent_one_nothing():
    p, q = Discrete(probs=[0.5, 0.5, 0.0]), Discrete(probs=[1.0, 0.0, 0.0])
    assert cross_entropy(p, q) == math.inf
    assert cross_entropy(q, p) == math.log(2.0)
    assert cross_entropy(q, q) == 0.0


def test_masses_and_their_logarithms_agree_however_small_they_are():
    """A logarithm of −140 that is off by half a unit moves its mass by 140 roundings."""
    given = Discrete(probs=[1.0, 1e-61])
    by_mass, by_log = entropy_estimate(given), entropy_estimate(Discrete(log_probs=given.log_probs))
    assert by_mass.value != by_log.value
    assert abs(by_mass.value - by_log.value) <= by_mass.error + by_log.error < 1e-12 * by_mass.value
