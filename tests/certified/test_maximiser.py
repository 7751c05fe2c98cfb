"""The maximum over a logit, bracketed; its closed form is what the tests compare it with."""

import pytest
from flint import arb

from gancheck.certified.maximiser import maximising_logit, maximum
from gancheck.certified.precision import working_precision

MASSES = [(1.0, 1.0), (3.0, 1.0), (1e-9, 1.0), (5e-324, 1.0), (1.0, 1e-300), (0.1, 0.7)]


@pytest.mark.parametrize("bits", [64, 256])
@pytest.mark.parametrize("a, b", MASSES)
def test_the_bracket_holds_the_log_ratio_and_is_narrow(a, b, bits):
    a, b = arb(a), arb(b)
    with working_precision(bits):
        found = maximising_logit(a, b)
        assert found.rad() <= (1 + abs(found.mid())) * arb(2) ** (14 - bits)
    with working_precision(600):
        assert found.contains(a.log() - b.log()) or found.overlaps(a.log() - b.log())


@pytest.mark.parametrize("a, b", MASSES)
def test_the_maximum_is_that_of_the_binary_entropy(a, b):
    a, b = arb(a), arb(b)
    with working_precision(128):
        found = maximum(a, b)
        truth = a * (a / (a + b)).log() + b * (b / (a + b)).log()
        assert found.overlaps(truth)
        assert found.rad() < 1e-30


def test_one_mass_alone_costs_nothing():
    assert maximum(arb(2), arb(0)).is_zero()
    assert maximum(arb(0), arb(2)).is_zero()


def test_far_masses_are_bracketed_too():
    with working_precision(64):
        found = maximising_logit(arb(1), arb(-500000).exp())
        assert found.overlaps(arb(500000))
