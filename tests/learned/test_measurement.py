"""Measured twice: here on one set of nodes, in theory's files one quantity at a time."""

import numpy as np
import pytest

from gancheck.claims.problems import Pair
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.learned.algorithm1 import Algorithm1
from gancheck.learned.measurement import Measurement, measure
from gancheck.learned.sampled_measurement import SAMPLE
from gancheck.learned.train import train
from gancheck.theory.criterion import criterion
from gancheck.theory.optimal_discriminator import optimal_discriminator
from gancheck.theory.suboptimality import suboptimality_estimate
from gancheck.theory.value import value_estimate


@pytest.mark.parametrize("kind", ["quadratic", "mlp"])
def test_integrals_agree_with_theory(kind: str) -> None:
    rng = np.random.default_rng(1)
    p = GaussianMixture([[0.4, 0.6]] * 3, 2 * rng.normal(size=(3, 2)), 0.3 + rng.random((3, 2)))
    training = train(p, Algorithm1(steps=40, discriminator=kind, device="cpu"))
    d, q, m = training.discriminator(), training.generated_law(), training.records[-1].measurement
    for ours, error, theirs in (
        (m.value, m.value_error, value_estimate(d, p, q)),
        (m.gap, m.gap_error, suboptimality_estimate(d, p, q)),
    ):
        assert (np.abs(ours - theirs.value) <= error + theirs.error).all()
    assert (m.d_real > m.d_fake).any()


def test_the_optimal_discriminator_has_no_gap() -> None:
    p, q = Gaussian([0.0, 1.0], [1.0, 2.0]), Gaussian([0.5, 1.0], [1.5, 2.0])
    m = measure(optimal_discriminator(p, q), p, q, 0)
    assert (np.abs(m.gap) <= m.gap_error).all()
    assert (np.abs(m.value - criterion(p, q)) <= m.value_error + 4e-15).all()


def test_in_the_plane_the_sample_s_error_covers_the_truth() -> None:
    """V at D* is C(G), known in closed form; six standard errors fail once in 10⁸ runs, and the seed is fixed."""
    p = MultivariateGaussian([[0.0, 0.0]] * 4, [np.eye(2)] * 4)
    q = MultivariateGaussian([[1.0, 0.0]] * 4, [2.0 * np.eye(2)] * 4)

    class Best:
        def logit(self, x: np.ndarray) -> np.ndarray:
            return p.log_prob(x) - q.log_prob(x)

    m = measure(Best(), p, q, [(3, row) for row in range(len(p))])  # type: ignore[arg-type]  # all that a sample asks of D is a logit
    assert (np.abs(m.value - criterion(p, q)) <= 6 * m.value_error).all()
    assert (m.value_error <= 10 / np.sqrt(SAMPLE)).all()
    assert (np.abs(m.gap) <= 1e-12).all()


def test_scattering_leaves_nan_elsewhere() -> None:
    three = Measurement(*(np.arange(2.0) for _ in range(9)))
    grown = three.scattered(np.array([True, False, True]))
    assert grown.jsd[[0, 2]].tolist() == [0.0, 1.0]
    assert np.isnan(grown.jsd[1])


def test_swapping_the_labels_shows() -> None:
    """A discriminator trained with p and q swapped has a gap that one trained rightly has not."""
    p, q = Gaussian([0.0], [1.0]), Gaussian([1.0], [1.5])
    settings = Algorithm1(steps=300, fix_generator=True, discriminator_rate=0.5, device="cpu")
    right, wrong = train(Pair(p, q), settings).discriminator(), train(Pair(q, p), settings).discriminator()
    gaps = [measure(d, p, q, 0).gap[0] for d in (right, wrong)]
    assert gaps[0] < 0.01 < 0.1 < gaps[1]
