"""What the benchmark of observing compares: one step with the same bits, and an interval that holds its median."""

import torch
from scipy.stats import binom

from benchmarks.observing import CONFIDENCE, LEAST_ROUNDS, _interval, _must_agree, _updates, _watched, dcgan


def test_the_step_that_is_watched_is_the_step_that_is_not():
    data = torch.rand(2, 3, 32, 32)
    plain, watched = dcgan(), dcgan()
    torch.manual_seed(1)
    _updates(plain, data)
    torch.manual_seed(1)
    _watched(watched, data, provenance=True)
    _must_agree(plain, watched)
    assert not torch.equal(plain.generator[0].weight, dcgan().generator[0].weight)


def test_the_interval_is_the_shortest_of_its_kind_with_its_confidence():
    for n in range(LEAST_ROUNDS, 60):
        least, most = _interval([float(rank) for rank in range(n)])
        below = int(least)
        assert most == n - 1 - below
        assert 1.0 - 2.0 * binom.cdf(below, n, 0.5) >= CONFIDENCE
        assert 1.0 - 2.0 * binom.cdf(below + 1, n, 0.5) < CONFIDENCE
