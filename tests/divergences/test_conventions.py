"""Conventions that differ between authors and libraries, pinned: where a factor, a root or a base hides."""

import math

import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon

from gancheck.distributions.discrete import Discrete
from gancheck.divergences.chi_squared import pearson
from gancheck.divergences.f_divergence import f_divergence
from gancheck.divergences.jensen_shannon import jsd
from gancheck.divergences.squared_hellinger import squared_hellinger
from gancheck.divergences.vincze_le_cam import vincze_le_cam

P, Q = np.array([0.6, 0.3, 0.1]), np.array([0.2, 0.3, 0.5])
LAWS = Discrete(probs=P), Discrete(probs=Q)


def textbook(f):
    """Σ q f(p/q) for an f written out in a test."""
    return float(np.sum(Q * f(P / Q)))


def test_the_jensen_shannon_of_nowozin_is_twice_ours():
    """[nowozin2016] Table 1: f(u) = -(u+1) log((1+u)/2) + u log u."""
    theirs = textbook(lambda u: -(u + 1) * np.log((1 + u) / 2) + u * np.log(u))
    assert theirs == pytest.approx(2.0 * jsd(*LAWS), rel=1e-14)


def test_the_gan_of_nowozin_is_twice_jsd_minus_log_four():
    """[nowozin2016] Table 1: f(u) = u log u - (u+1) log(u+1), which is -log 4 at u = 1."""
    theirs = textbook(lambda u: u * np.log(u) - (u + 1) * np.log(u + 1))
    assert theirs == pytest.approx(2.0 * jsd(*LAWS) - math.log(4.0), rel=1e-14)
    assert theirs == pytest.approx(f_divergence(*LAWS, "gan"), rel=1e-14)


def test_the_squared_hellinger_of_nowozin_is_twice_ours():
    """[nowozin2016] Table 1: f(u) = (√u - 1)²."""
    theirs = textbook(lambda u: (np.sqrt(u) - 1) ** 2)
    assert theirs == pytest.approx(2.0 * squared_hellinger(*LAWS), rel=1e-14)


def test_scipy_returns_the_distance_not_the_divergence():
    assert jensenshannon(P, Q) == pytest.approx(math.sqrt(jsd(*LAWS)), rel=1e-14)
    assert abs(jensenshannon(P, Q) - jsd(*LAWS)) > 0.1


def test_bits_are_nats_over_log_two():
    """As information theorists count (dit does): disjoint laws are 1 bit apart, log 2 nats."""
    assert jensenshannon(P, Q, base=2) ** 2 == pytest.approx(jsd(*LAWS) / math.log(2.0), rel=1e-14)
    m = (P + Q) / 2
    in_bits = 0.5 * np.sum(P * np.log2(P / m)) + 0.5 * np.sum(Q * np.log2(Q / m))
    assert in_bits == pytest.approx(jsd(*LAWS) / math.log(2.0), rel=1e-14)
    assert jensenshannon([1.0, 0.0], [0.0, 1.0], base=2) ** 2 == pytest.approx(1.0, rel=1e-15)
    assert jsd(Discrete(probs=[1.0, 0.0]), Discrete(probs=[0.0, 1.0])) == math.log(2.0)


def test_the_pearson_of_mao_is_the_vincze_le_cam_divergence():
    """[mao2017]: χ²(p+q ‖ 2q) = ∫ (2q - (p+q))²/(p+q): the denominator is their *first* argument.

    With ours, whose denominator is the second, it is χ²(q ‖ m) doubled, m = (p+q)/2.
    """
    theirs = float(np.sum((2 * Q - (P + Q)) ** 2 / (P + Q)))
    assert theirs == pytest.approx(vincze_le_cam(*LAWS), rel=1e-14)
    middle = Discrete(probs=(P + Q) / 2)
    assert theirs == pytest.approx(2.0 * pearson(LAWS[1], middle), rel=1e-14)
    assert abs(theirs - pearson(*LAWS)) > 0.1


def test_amari_counts_orders_from_minus_one_to_one():
    """4/(1 - a²) (1 - Σ p^((1-a)/2) q^((1+a)/2)) is ours at α = (1 - a)/2."""
    a = 0.4
    theirs = 4.0 / (1.0 - a * a) * (1.0 - float(np.sum(P ** ((1 - a) / 2) * Q ** ((1 + a) / 2))))
    assert theirs == pytest.approx(f_divergence(*LAWS, "alpha", alpha=(1 - a) / 2), rel=1e-13)


def test_renyi_and_tsallis_are_others():
    """Rényi's is log M/(α - 1), Tsallis' (M - 1)/(α - 1): ours divides by α too."""
    alpha = 0.7
    moment = float(np.sum(P**alpha * Q ** (1 - alpha)))
    ours = f_divergence(*LAWS, "alpha", alpha=alpha)
    assert (moment - 1) / (alpha - 1) == pytest.approx(alpha * ours, rel=1e-13)
    assert math.log(moment) / (alpha - 1) == pytest.approx(
        math.log1p(alpha * (alpha - 1) * ours) / (alpha - 1), rel=1e-13
    )
