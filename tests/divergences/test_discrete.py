"""Discrete divergences against 1400-bit sums: relative accuracy near p = q, at zeros, at the ends of float64."""

import math

import numpy as np
import pytest
import torch

from gancheck.distributions.discrete import Discrete
from gancheck.divergences import discrete_sum
from gancheck.divergences.chi_squared import neyman, pearson
from gancheck.divergences.jensen_shannon import jsd, jsd_deficit, jsd_deficit_estimate, jsd_estimate
from gancheck.divergences.kullback_leibler import kl, kl_estimate, reverse_kl
from gancheck.divergences.squared_hellinger import squared_hellinger
from gancheck.divergences.total_variation import total_variation
from gancheck.divergences.vincze_le_cam import vincze_le_cam, vincze_le_cam_estimate
from gancheck.numerics.estimate import UNIT_ROUNDOFF
from tests.divergences import oracles

FUNCTIONS = {
    "jsd": jsd,
    "overlap": jsd_deficit,
    "kl": kl,
    "reverse_kl": reverse_kl,
    "total_variation": total_variation,
    "squared_hellinger": squared_hellinger,
    "pearson": pearson,
    "neyman": neyman,
    "vincze_le_cam": vincze_le_cam,
}

FEW_ULP = 8 * UNIT_ROUNDOFF


def normalised(p):
    return p / np.sum(p, axis=-1, keepdims=True)


@pytest.mark.parametrize("exponent", range(1, 16))
@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - {"overlap"}))
def test_relative_error_near_equality(name, exponent):
    """q = p(1 ± δ), δ from 1e-1 to 1e-15: at most 8u relative, where textbook forms have lost every digit by 1e-8."""
    rng = np.random.default_rng(exponent)
    p = normalised(rng.dirichlet(np.ones(64)))
    signs = np.repeat([1.0, -1.0], 32)
    q = p * (1.0 + 10.0**-exponent * signs)
    if exponent < 14:  # beyond, dividing would round the difference away
        q = normalised(q)
    else:
        q[0] += 1.0 - math.fsum(q)
    value = FUNCTIONS[name](Discrete(probs=p), Discrete(probs=q))
    assert oracles.relative_error(value, oracles.discrete(name, p, q)) <= FEW_ULP


@pytest.mark.parametrize("name", FUNCTIONS)
def test_relative_error_on_random_laws_with_zeros_of_all_kinds(name):
    rng = np.random.default_rng(7)
    p, q = rng.dirichlet(np.ones(64), (2, 20))
    place = rng.random(p.shape)
    shared = ("jsd", "overlap", "total_variation", "squared_hellinger", "vincze_le_cam")
    p[place < 0.2] = 0.0
    q[(place < 0.1) | (place > 0.9 if name in shared else False)] = 0.0
    if name in ("kl", "pearson"):
        p[q == 0] = 0.0
    elif name in ("reverse_kl", "neyman"):
        q[p == 0] = 0.0
    p, q = normalised(p), normalised(q)
    values = FUNCTIONS[name](Discrete(probs=p), Discrete(probs=q))
    for a, b, value in zip(p, q, values, strict=True):
        assert oracles.relative_error(value, oracles.discrete(name, a, b)) <= FEW_ULP


PAIRS = {
    "ratio 1e300": ([1e-300, 1.0], [1.0, 1e-300]),
    "ratio 1e300 beside equal mass": ([0.5, 0.5, 1e-300], [0.5, 0.5 - 2**-54, 2**-54]),
    "subnormal": ([0.0, 1.0], [5e-324, 1.0]),
    "both subnormal": ([1e-310, 1.0], [1e-309, 1.0]),
    "subnormal against all": ([5e-324, 1.0], [1.0, 5e-324]),
    "nextafter": ([0.5, 0.5], [np.nextafter(0.5, 0), np.nextafter(0.5, 1)]),
    "disjoint": ([1.0, 0.0], [0.0, 1.0]),
    "one atom": ([1.0], [1.0]),
    "common zero": ([0.0, 0.5, 0.5], [0.0, 0.25, 0.75]),
    "boundary of the kernels": ([0.95, 0.05], [0.05, 0.95]),
}


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_relative_error_at_the_ends_of_float64(name, pair):
    """A result below the smallest normal number, or above the largest, is rounded to its neighbour."""
    p, q = (np.array(x) for x in PAIRS[pair])
    value = FUNCTIONS[name](Discrete(probs=p), Discrete(probs=q))
    truth = oracles.discrete(name, p, q)
    if isinstance(truth, float) or float(truth.mid()) > 1.7e308:
        assert value == math.inf
    else:
        assert oracles.absolute_error(value, truth) <= FEW_ULP * float(truth.mid()) + 5e-324


ESTIMATES = {
    "jsd": jsd_estimate,
    "kl": kl_estimate,
    "overlap": jsd_deficit_estimate,
    "vincze_le_cam": vincze_le_cam_estimate,
}


@pytest.mark.parametrize("name", ESTIMATES)
def test_the_stated_error_covers_the_true_one(name):
    rng = np.random.default_rng(3)
    p = rng.dirichlet(np.full(300, 0.3), 10) + 1e-12
    q = rng.dirichlet(np.full(300, 0.3), 10) + 1e-12
    p, q = normalised(p), normalised(q)
    result = ESTIMATES[name](Discrete(probs=p), Discrete(probs=q))
    for a, b, value, error in zip(p, q, result.value, result.error, strict=True):
        assert (
            oracles.absolute_error(value, oracles.discrete(name, a, b)) <= error <= 64 * UNIT_ROUNDOFF * value
        )


def test_jsd_and_its_deficit_add_up_to_log_two():
    rng = np.random.default_rng(5)
    p, q = Discrete(probs=rng.dirichlet(np.ones(9), 50)), Discrete(probs=rng.dirichlet(np.ones(9), 50))
    first, second = jsd_estimate(p, q), jsd_deficit_estimate(p, q)
    mass = 0.5 * (np.abs(p.mass_defect) + np.abs(q.mass_defect)) + 9 * UNIT_ROUNDOFF
    assert (np.abs(first.value + second.value - math.log(2.0)) <= first.error + second.error + mass).all()


def test_log_probabilities_beyond_float64_still_compare():
    """exp(-800) is no float64, and KL needs its logarithm only: 2 log 2 + the generalised rest."""
    p = Discrete(log_probs=[0.0, -800.0])
    q = Discrete(log_probs=[-800.0, 0.0])
    assert kl(p, q) == pytest.approx(800.0, rel=1e-15)
    assert jsd(p, q) == math.log(2.0)
    logits = Discrete(logits=[0.0, 0.0])
    near = Discrete(logits=[0.0, 1e-9])
    assert jsd(logits, near) == pytest.approx(1e-18 / 32, rel=1e-6)


def test_blocks_change_nothing_but_rounding(monkeypatch):
    rng = np.random.default_rng(11)
    p, q = (Discrete(probs=rng.dirichlet(np.ones(500), 4)) for _ in range(2))
    whole = jsd(p, q)
    monkeypatch.setattr(discrete_sum, "ATOMS_IN_MEMORY", 64)
    np.testing.assert_allclose(jsd(p, q), whole, rtol=16 * UNIT_ROUNDOFF)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_both_libraries_agree(name):
    rng = np.random.default_rng(13)
    p, q = rng.dirichlet(np.ones(20), (2, 7))
    ours = FUNCTIONS[name](Discrete(probs=p), Discrete(probs=q))
    theirs = FUNCTIONS[name](Discrete(probs=torch.tensor(p)), Discrete(probs=torch.tensor(q)))
    np.testing.assert_allclose(theirs.numpy(), ours, rtol=24 * UNIT_ROUNDOFF)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_one_pair_gives_a_float_and_a_batch_an_array(name):
    p, q = Discrete(probs=[0.5, 0.5]), Discrete(probs=[[0.5, 0.5], [0.25, 0.75]])
    assert type(FUNCTIONS[name](p, p)) is float
    assert FUNCTIONS[name](p, q).shape == (2,)


def test_equal_laws_have_divergence_zero_exactly():
    p = Discrete(probs=np.random.default_rng(17).dirichlet(np.full(30, 0.1), 40))
    for name in set(FUNCTIONS) - {"overlap"}:
        assert (FUNCTIONS[name](p, p) == 0.0).all(), name
