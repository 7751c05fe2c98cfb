"""Inputs on which libraries return NaN, infinities, negative divergences or another pair's answer.

For every row the right answer to a few ulp, or a refusal that names what is wrong.
"""

import math

import numpy as np
import pytest

from gancheck.distributions.discrete import Discrete
from gancheck.divergences.jensen_shannon import jsd
from gancheck.divergences.kullback_leibler import kl
from gancheck.errors import InvalidInput
from tests.divergences import oracles

LOG_2 = math.log(2.0)
FEW_ULP = 4e-15
"""A truth below is written with 16 digits, rounded to 5e-16 of itself, and the answer has 8u = 9e-16."""


def laws(p, q):
    return Discrete(probs=p), Discrete(probs=q)


ANSWERS = {
    "a common zero": ([0.0, 0.5, 0.5], [0.0, 0.25, 0.75], 0.033822075568605179),
    "disjoint supports": ([1.0, 0.0], [0.0, 1.0], LOG_2),
    "a subnormal": ([0.0, 1.0], [5e-324, 1.0], 0.0),
    "integers": ([1, 0], [0, 1], LOG_2),
    "neighbouring floats": ([0.5, 0.5], [np.nextafter(0.5, 0), np.nextafter(0.5, 1)], None),
    "nearly equal": ([0.5, 0.5], [0.5 * (1 - 1e-9), 0.5 * (1 + 1e-9)], None),
}


@pytest.mark.parametrize("row", ANSWERS)
def test_the_right_answer(row):

    p, q, stated = ANSWERS[row]
    truth = float(oracles.discrete("jsd", p, q).mid())
    if stated is not None:
        assert truth == pytest.approx(stated, rel=FEW_ULP, abs=5e-324)
    value = jsd(*laws(p, q))
    assert value == pytest.approx(truth, rel=FEW_ULP, abs=5e-324)
    assert 0.0 <= value <= LOG_2


REFUSALS = {
    "unnormalised": ([2.0, 2.0], [1.0, 3.0], "mass"),
    "NaN": ([math.nan, 1.0], [0.5, 0.5], "nan"),
    "negative": ([-0.1, 1.1], [0.5, 0.5], "-0.1"),
    "infinite": ([math.inf, 1.0], [0.5, 0.5], "inf"),
    "empty": ([], [], "empty"),
    "no mass": ([0.0, 0.0], [0.5, 0.5], "mass"),
    "overflowing mass": ([1e308, 1e308], [1e308, 0.5e308], "inf"),
    "lengths 2 and 3": ([0.5, 0.5], [0.2, 0.3, 0.5], "2 atoms and `q` has 3"),
    "strings": (["a", "b"], [0.5, 0.5], "dtype"),
    "complex": ([0.5 + 0j, 0.5], [0.5, 0.5], "dtype"),
}


@pytest.mark.parametrize("row", REFUSALS)
def test_a_clear_refusal(row):
    p, q, words = REFUSALS[row]
    with pytest.raises(InvalidInput) as refusal:
        jsd(*laws(p, q))
    message = str(refusal.value)
    assert words in message
    assert message.endswith(".")
    assert "`" in message, "the argument is named"


def test_normalising_is_possible_when_asked_for():
    p, q = Discrete(probs=[2, 2], normalize=True), Discrete(probs=[1, 3], normalize=True)
    assert jsd(p, q) == pytest.approx(0.033822075568605179, rel=FEW_ULP)


def test_float32_softmax_is_no_mistake_and_never_negative():
    """Near-proportional float32 vectors, on which others give NaN, -2.8e-8 or 0.6."""
    rng = np.random.default_rng(0)
    p = rng.random(1000).astype(np.float32)
    q = (p * (1 + 1e-4 * rng.standard_normal(1000))).astype(np.float32)
    p, q = p / p.sum(), q / q.sum()
    first, second = laws(p, q)
    value = jsd(first, second)
    a, b = (x.astype(np.float64) for x in (p, q))
    r = (a - b) / (a + b)
    slow = math.fsum(0.5 * (a + b) * (r * np.arctanh(r) + 0.5 * np.log1p(-r * r)))
    assert value == pytest.approx(slow, rel=FEW_ULP)
    assert kl(first, second) >= 0.0


def test_a_ratio_of_1e300_is_not_clamped():
    assert kl(*laws([1.0, 1e-300], [1e-300, 1.0])) == pytest.approx(300 * math.log(10.0), rel=FEW_ULP)


def test_an_excluded_atom_makes_kl_infinite_in_one_direction_only():
    p, q = laws([0.5, 0.5], [1.0, 0.0])
    assert kl(p, q) == math.inf
    assert kl(q, p) == pytest.approx(LOG_2, rel=FEW_ULP)


def test_the_batch_names_the_offending_row():
    with pytest.raises(InvalidInput, match="row 1"):
        Discrete(probs=[[0.5, 0.5], [0.5, -0.5]])
    with pytest.raises(InvalidInput, match=r"batch of 2.*one of 3"):
        jsd(Discrete(probs=np.full((2, 2), 0.5)), Discrete(probs=np.full((3, 2), 0.5)))
