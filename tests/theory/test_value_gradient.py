"""The gradient of V by parameters, against central differences of V itself."""

import numpy as np

from gancheck.distributions import Discrete, Gaussian
from gancheck.theory.discriminators import QuadraticDiscriminator, TabularDiscriminator
from gancheck.theory.value import value
from gancheck.theory.value_gradient import value_gradient

STEP = 2.0**-17
"""Differences err by STEP²·|V‴|/6 ≈ 1e-11 and by 1e-15/STEP ≈ 1e-10."""


def test_on_atoms() -> None:
    p, theta, logits = np.array([[0.5, 0.3, 0.2]]), np.array([0.2, -0.4, 1.0]), np.array([0.5, -1.0, 2.0])

    def at(x: np.ndarray) -> float:
        return float(
            value(TabularDiscriminator(x[None, :3]), Discrete(probs=p), Discrete(logits=x[None, 3:]))[0]
        )

    x = np.concatenate([logits, theta])
    numeric = [(at(x + STEP * e) - at(x - STEP * e)) / (2 * STEP) for e in np.eye(6)]
    found = value_gradient(
        Discrete(probs=p), Discrete(logits=theta[None]), TabularDiscriminator(logits[None])
    )
    assert np.allclose(found.value[0], numeric, rtol=0, atol=1e-8)
    assert found.error.max() < 1e-14


def test_on_the_line() -> None:
    p = Gaussian([0.3], [1.2])

    def at(x: np.ndarray) -> float:
        d = QuadraticDiscriminator(x[None, :3], np.zeros(1), np.ones(1))
        return float(value(d, p, Gaussian(x[3:4], x[4:5]))[0])

    x = np.array([0.2, -0.7, 0.15, -0.5, 0.8])
    numeric = [(at(x + STEP * e) - at(x - STEP * e)) / (2 * STEP) for e in np.eye(5)]
    d = QuadraticDiscriminator(x[None, :3], np.zeros(1), np.ones(1))
    found = value_gradient(p, Gaussian(x[3:4], x[4:5]), d)
    assert np.allclose(found.value[0], numeric, rtol=0, atol=1e-8)
    assert found.error.max() < 1e-10
