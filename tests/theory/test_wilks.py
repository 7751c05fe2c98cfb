"""How far the law of 2m·KL is from χ² at sizes that people use."""

from itertools import product
from math import factorial, prod

import numpy as np
from scipy.stats import chi2

from gancheck.distributions import Discrete
from gancheck.theory.wilks import wilks


def distance(p: list[float], m: int) -> float:
    """Kolmogorov's distance of 2m·KL(p̂‖p), by enumerating all counts of three atoms, from χ² with two degrees."""
    statistic, chance = [], []
    for a, b in product(range(m + 1), repeat=2):
        counts = (a, b, m - a - b)
        if counts[2] >= 0:
            ways = factorial(m) // prod(map(factorial, counts))
            chance.append(ways * prod(q**c for q, c in zip(p, counts, strict=True)))
            statistic.append(2 * sum(c * np.log(c / m / q) for q, c in zip(p, counts, strict=True) if c))
    order = np.argsort(statistic)
    limit, law = chi2.cdf(np.array(statistic)[order], 2), np.cumsum(np.array(chance)[order])
    return float(max(abs(law - limit).max(), abs(law - np.array(chance)[order] - limit).max()))


def test_the_law_of_three_cells_comes_nearer_to_its_limit() -> None:
    far, near = distance([0.5, 0.3, 0.2], 12), distance([0.5, 0.3, 0.2], 96)
    assert near < 0.25 * far


def test_a_nominal_level_is_not_kept_by_fifty_cells_at_two_hundred_draws() -> None:
    m, k, runs = 200, 50, 20_000
    share = np.random.default_rng(0).multinomial(m, np.full(k, 1 / k), runs) / m
    statistic = 2 * m * (share * np.log(np.where(share > 0, share * k, 1.0))).sum(axis=1)
    rate = float((statistic > chi2.isf(0.05, k - 1)).mean())
    error = 5.0 * np.sqrt(0.1 * 0.9 / runs)
    assert rate > 0.05 + error
    mean = float((wilks(Discrete(probs=[[1 / k] * k]), [[m]]).mean.value * 2 * m)[0, 0])
    assert abs(statistic.mean() - mean) < 5.0 * statistic.std() / np.sqrt(runs)
