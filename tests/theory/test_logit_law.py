"""The law of trained logits, against an enumeration of both counts in exact arithmetic."""

from fractions import Fraction
from math import comb, log

import numpy as np
import pytest

from gancheck.distributions import Discrete
from gancheck.errors import InvalidInput
from gancheck.theory.logit_law import log_count_moments, logit_law


def binomial(n: int, mass: float) -> list[float]:
    """P(C = k | C ≥ 1) for k = 1 … n."""
    m = Fraction(mass)
    weights = [comb(n, k) * m**k * (1 - m) ** (n - k) for k in range(1, n + 1)]
    return [float(w / sum(weights)) for w in weights]


def test_the_distribution_function_is_the_sum_over_both_counts() -> None:
    p, q, real, fake = 0.3, 0.45, 7, 11
    t = np.array([-1.1, -0.31, 0.01, 0.7])
    law = logit_law(
        Discrete(probs=[[p, 1 - p]]), Discrete(probs=[[q, 1 - q]]), np.array([real]), np.array([fake])
    )
    expected = [
        sum(
            a * b
            for i, a in enumerate(binomial(real, p), 1)
            for j, b in enumerate(binomial(fake, q), 1)
            if log(i / real) - log(j / fake) <= level
        )
        for level in t
    ]
    found = law.cdf(np.broadcast_to(t, (1, 2, 4)))[0, 0]
    assert np.allclose(found, expected, rtol=0, atol=1e-13)


@pytest.mark.parametrize("mass, size", [(0.3, 5), (0.02, 40), (0.9, 30), (0.5, 1)])
def test_moments_of_the_log_count(mass: float, size: int) -> None:
    weights = binomial(size, mass)
    logs = [log(k / (size * mass)) for k in range(1, size + 1)]
    mean = sum(w * x for w, x in zip(weights, logs, strict=True))
    variance = sum(w * (x - mean) ** 2 for w, x in zip(weights, logs, strict=True))
    found_mean, found_variance = log_count_moments(mass, size)
    assert abs(found_mean.value - mean) <= found_mean.error + 1e-14
    assert abs(found_variance.value - variance) <= found_variance.error + 1e-14
    assert found_variance.error < 1e-12


def test_an_empty_count_has_no_finite_logit() -> None:
    half = Discrete(probs=[[0.5, 0.5]])
    law = logit_law(half, half, np.array([2]), np.array([2]))
    logits = law.of_counts(np.array([[[0.0], [2.0]]]), np.array([[[1.0], [1.0]]]))
    assert logits[0, 0, 0] == -np.inf
    assert logits[0, 1, 0] == pytest.approx(log(2.0))


def test_an_atom_without_mass_is_refused() -> None:
    with pytest.raises(InvalidInput, match="mass 0"):
        logit_law(Discrete(probs=[[1.0, 0.0]]), Discrete(probs=[[0.5, 0.5]]), np.array([2]), np.array([2]))
