"""What draws say of players: true up to the stated error, and a bound that is one as often as it says."""

from typing import Any

import numpy as np
import pytest
import scipy.stats

import gancheck as gk
from gancheck.claims.problems import Pair
from gancheck.distributions import GeneratedPoints, Law, MultivariateGaussian, MultivariateGaussianMixture
from gancheck.errors import InvalidInput
from gancheck.learned.algorithm1 import Algorithm1
from gancheck.learned.measurement import measure
from gancheck.learned.sampled_measurement import CLAMP, jsd_lower_bound
from gancheck.learned.train import train

RING = MultivariateGaussianMixture.ring(8)


class Constant:
    """The same logit everywhere."""

    def __init__(self, logit: float) -> None:
        self.value = logit

    def logit(self, x: Any) -> Any:
        return np.full(x.shape[:-1], self.value)


def gaussians(copies: int, shift: float = 1.0) -> tuple[MultivariateGaussian, MultivariateGaussian]:
    p, q = (MultivariateGaussian([[at, 0.0]], [np.eye(2)]) for at in (0.0, shift))
    return p[[0] * copies], q[[0] * copies]


def collapsed(mode: int) -> GeneratedPoints:
    """A generator that makes one mode of the ring and nothing else."""
    return GeneratedPoints(np.array([0.02, 0.0, 0.0, 0.02, *RING.loc[mode]]), (2, 2))


def test_the_bound_is_wrong_no_more_often_than_it_says() -> None:
    """2000 bounds at α = ½ and n = 64, from the D for which the inequality is tight.

    More failures than a binomial's 1 − 10⁻⁶ quantile are no accident. Without a radius some half of them would fail.
    """
    p, q = gaussians(2000)
    best, truth = gk.optimal_discriminator(p, q), gk.jsd(p, q)
    bound = jsd_lower_bound(best, p, q, np.random.default_rng(0), size=64, alpha=0.5)
    assert (bound > truth).sum() <= scipy.stats.binom(2000, 0.5).ppf(1.0 - 1e-6)
    rng = np.random.default_rng(0)
    real, fake = (best.logit(law.sample(64, rng)) for law in (p, q))
    plain = 0.5 * (np.log(4.0) - np.logaddexp(0, -real).mean(axis=1) - np.logaddexp(0, fake).mean(axis=1))
    assert 0.3 < (plain > truth).mean() < 0.7


def test_the_bound_is_the_formula() -> None:
    """By hand, from logits of which some lie beyond the clamp: both radii, at the level α/2 of one side each."""
    n, alpha, rng = 500, 0.1, np.random.default_rng(1)
    logits = [4.0 + 1.5 * rng.normal(size=(2, n)), -4.0 + 2.0 * rng.normal(size=(2, n))]

    class Table:
        turn = -1

        def logit(self, x: Any) -> Any:
            self.turn += 1
            return logits[self.turn]

    p, _ = gaussians(2)
    bound = jsd_lower_bound(Table(), p, p, rng, size=n, alpha=alpha)  # type: ignore[arg-type]  # a logit is all
    expected = np.full(2, np.log(4.0))
    for t, sign in zip(logits, (1, -1), strict=True):
        clamped = np.minimum(np.maximum(t, -CLAMP), CLAMP)
        terms = np.log(1.0 / (1.0 + np.exp(-sign * clamped)))
        level = np.log(2.0 / (alpha / 2.0))
        radius = np.sqrt(2.0 * terms.var(axis=1, ddof=1) * level / n) + 7.0 * CLAMP * level / (3.0 * (n - 1))
        expected += terms.mean(axis=1) - radius
    assert (abs(logits[0]) > CLAMP).any()
    assert (expected > 0.1).all()
    # The bound also gives up 2·n·u·(c + 1) of rounding for each law, halved.
    assert (bound < 0.5 * expected).all()
    assert (0.5 * expected - bound <= 4 * n * 2.0**-53 * (CLAMP + 1.0)).all()


def test_no_bound_is_above_log_two_or_below_zero() -> None:
    far = MultivariateGaussian([[1e6, 0.0]], [np.eye(2)])
    near = MultivariateGaussian([[0.0, 0.0]], [np.eye(2)])
    best = gk.optimal_discriminator(near, far)
    high = jsd_lower_bound(best, near, far, np.random.default_rng(0))
    assert 0.6 < high[0] < np.log(2.0)
    assert jsd_lower_bound(best, far, near, np.random.default_rng(0)).tolist() == [0.0]  # labels swapped
    assert jsd_lower_bound(Constant(0.0), near, far, np.random.default_rng(0)).tolist() == [0.0]  # type: ignore[arg-type]  # a logit is all
    assert np.isnan(jsd_lower_bound(Constant(np.nan), near, far, np.random.default_rng(0))).all()  # type: ignore[arg-type]  # as above


def test_more_draws_certify_more() -> None:
    p, q = gaussians(1, 2.0)
    best, rng = gk.optimal_discriminator(p, q), np.random.default_rng(0)
    few, many = (float(jsd_lower_bound(best, p, q, rng, size=n)[0]) for n in (500, 50_000))
    truth = float(gk.jsd(p, q)[0])
    assert few < many <= truth
    # The radii at α = 0.01, √(2·s²·6/n) for s ≤ 1 and 7·5·6/(3n), of two laws and halved; the clamp costs 0.007.
    assert truth - many <= np.sqrt(12.0 / 50_000) + 70.0 / 50_000 + 0.007 + 0.01


def test_a_perfect_sampler_gets_no_bound_above_zero() -> None:
    """D was trained, so that it believes something; p = q, so that JSD is 0."""
    p, other = RING.batched()[[0] * 4], MultivariateGaussianMixture.ring(8, radius=1.5).batched()[[0] * 4]
    settings = Algorithm1(steps=200, fix_generator=True, discriminator="mlp", device="cpu")
    d = train(Pair(p, other), settings).discriminator()
    assert (jsd_lower_bound(d, p, other, np.random.default_rng(0)) > 0.1).all()
    assert jsd_lower_bound(d, p, p, np.random.default_rng(0)).tolist() == [0.0] * 4


def test_a_collapsed_generator_is_certified_to_be_one_once_d_sees_it() -> None:
    """JSD of a ring and one of its modes, far apart: KL(p‖m) = ⅛ log(2/9) + ⅞ log 2, KL(q‖m) = log(16/9)."""
    p, q = RING.batched(), collapsed(2).batched()
    settings = Algorithm1(steps=600, fix_generator=True, discriminator="mlp", record_every=600, device="cpu")
    m = train(Pair(p, q), settings).records
    truth = 0.5 * (np.log(2 / 9) / 8 + 7 / 8 * np.log(2.0) + np.log(16 / 9))
    assert m[0].measurement.jsd_lower_bound[0] < 0.1
    assert 0.5 * truth < m[-1].measurement.jsd_lower_bound[0] <= truth
    for name in ("jsd", "criterion", "gap", "gap_error"):
        assert np.isnan(getattr(m[-1].measurement, name)).all()
    for name in ("value", "value_error", "d_real", "d_fake"):
        assert np.isfinite(getattr(m[-1].measurement, name)).all()


def test_two_mixtures_have_a_gap_and_no_divergence() -> None:
    """V + gap is V at D*, whose own average over the same draws it must equal, and D* has no gap."""
    p = MultivariateGaussianMixture.ring(8, scale=0.5).batched()
    q = MultivariateGaussianMixture.ring(5, scale=0.5).batched()
    origins = [(0, 0)]
    best = measure(gk.optimal_discriminator(p, q), p, q, origins)
    blind = measure(Constant(0.0), p, q, origins)  # type: ignore[arg-type]  # a logit is all
    assert np.isnan(best.jsd).all()
    assert best.gap[0] <= 1e-12
    assert blind.value[0] == pytest.approx(-np.log(4.0), rel=1e-12)
    assert abs(blind.value + blind.gap - best.value)[0] <= 6 * (blind.gap_error + best.value_error)[0]
    assert 0.0 < best.jsd_lower_bound[0] < 0.5 * (best.value[0] + np.log(4.0))


def test_many_problems_are_measured_as_few_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of rows: a product of float32 layers may round in another order, some 2⁻²⁰ of a logit."""
    p = RING.batched()[[0] * 5]
    training = train(p, Algorithm1(steps=20, record_every=20, device="cpu"))
    d, q, whole = training.discriminator(), training.generated_law(), training.records[-1].measurement
    monkeypatch.setattr("gancheck.learned.sampled_measurement.ROWS_AT_ONCE", 2)
    blocks = measure(d, p, q, [(0, row) for row in range(5)])
    for name in ("value", "value_error", "jsd", "gap", "d_fake", "jsd_lower_bound"):
        np.testing.assert_allclose(getattr(blocks, name), getattr(whole, name), rtol=1e-4, atol=2.0**-20)


@pytest.mark.parametrize("d", [2, 5])
def test_gaussians_have_their_exact_divergence_beside_the_bound(d: int) -> None:
    p = MultivariateGaussian(np.zeros((3, d)), [np.eye(d)] * 3)
    q = MultivariateGaussian(np.ones((3, d)), [2.0 * np.eye(d)] * 3)
    m = measure(gk.optimal_discriminator(p, q), p, q, [(1, row) for row in range(3)])
    assert np.array_equal(m.jsd, gk.jsd(p, q))
    assert (0.5 * m.jsd < m.jsd_lower_bound).all()
    assert (m.jsd_lower_bound <= m.jsd).all()


@pytest.mark.parametrize(
    ("change", "word"),
    [({"size": 1}, "`size` is 1"), ({"alpha": 0.0}, "`alpha` is 0.0")],
)
def test_refusals(change: dict[str, Any], word: str) -> None:
    p: Law = RING
    with pytest.raises(InvalidInput, match=word):
        jsd_lower_bound(gk.optimal_discriminator(p, p), p, p, np.random.default_rng(0), **change)
