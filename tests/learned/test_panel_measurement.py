"""Players on the line, measured by panels: against many digits, theory, torch, and each problem alone."""

from dataclasses import fields, replace
from typing import Any

import mpmath as mp
import numpy as np
import pytest
import torch

from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.distributions.piecewise_linear import PiecewiseLinear
from gancheck.distributions.pushforward import Pushforward
from gancheck.distributions.uniform import Uniform
from gancheck.learned import panel_measurement
from gancheck.learned.measurement import Measurement, measure
from gancheck.learned.piecewise_linear_discriminator import PiecewiseLinearDiscriminator
from gancheck.theory.discriminators import QuadraticDiscriminator
from gancheck.theory.suboptimality import suboptimality_estimate
from gancheck.theory.value import value_estimate

NORMAL, BOX = Gaussian([0.0], [1.0]), Uniform([-1.0], [1.0])
NEAR = GaussianMixture([[0.3, 0.7]], [[-1.0, 2.0]], [[0.5, 0.8]])
FAR = GaussianMixture([[0.3, 0.7]], [[1e3, 1001.0]], [[1e-3, 0.8]])


def network(
    seed: int, batch: int = 1, slope: float = 0.2, scale: float = 1.0, bias: float = 1.0
) -> PiecewiseLinear:
    """A random network of 1-3-3-1 units, its output multiplied by ``scale``, its last bias by ``bias``."""
    rng = np.random.default_rng(seed)
    shapes = ((3, 1), (3, 3), (1, 3))
    weights = [rng.normal(size=(batch, *shape)) for shape in shapes]
    biases = [rng.normal(size=(batch, shape[0])) for shape in shapes]
    weights[-1], biases[-1] = scale * weights[-1], bias * biases[-1]
    return PiecewiseLinear.from_network(weights, biases, slope)


def judge(pieces: PiecewiseLinear) -> PiecewiseLinearDiscriminator:
    return PiecewiseLinearDiscriminator(pieces, np.full(len(pieces), 0.5), np.full(len(pieces), 2.0))


def exact_value(d: PiecewiseLinearDiscriminator, p: GaussianMixture, q: Pushforward) -> Any:
    """V in 30 digits: E_p in the coordinates of each component, E_q in the noise, neither needing a density of q."""
    g, noise = q.generator, q.noise
    assert isinstance(g, PiecewiseLinear)
    slopes, intercepts, knots = (
        [mp.mpf(v) for v in a[0].tolist()] for a in (d.pieces.slopes, d.pieces.intercepts, d.pieces.knots)
    )

    def log_sigmoid(x: Any, sign: int) -> Any:
        u = (x - mp.mpf("0.5")) / 2
        piece = sum(k <= u for k in knots)
        return -mp.log1p(mp.exp(-sign * (slopes[piece] * u + intercepts[piece])))

    def mean(a: Any, b: Any, low: Any, high: Any, density: Any, sign: int) -> Any:
        """∫ density(z) log σ(± t(a z + b)) dz from low to high, cut at the kinks of t."""
        a, b = mp.mpf(float(a)), mp.mpf(float(b))
        cuts = [(2 * k + mp.mpf("0.5") - b) / a for k in knots] if a else []
        inner = sorted({z for z in [*cuts, *range(-9, 10)] if low < z < high})
        return mp.quad(lambda z: density(z) * log_sigmoid(a * z + b, sign), [low, *inner, high])

    with mp.workdps(30):
        rows = zip(p.weights[0], p.loc[0], p.scale[0], strict=True)
        total = sum(float(w) * mean(s, m, -12, 12, mp.npdf, 1) for w, m, s in rows)
        normal = isinstance(noise, Gaussian)
        ends = (-12, 12) if normal else (-1, 1)
        left, right = (np.clip(end[0], *ends) for end in g.edges)
        density = mp.npdf if normal else lambda z: mp.mpf("0.5")
        for a, b, low, high in zip(g.slopes[0], g.intercepts[0], left, right, strict=True):
            if low < high:
                total += mean(a, b, mp.mpf(float(low)), mp.mpf(float(high)), density, -1)
    return total


@pytest.mark.parametrize(
    ("p", "noise", "made", "logits", "least"),
    [
        (NEAR, NORMAL, {}, {}, 1e-12),
        (NEAR, BOX, {}, {}, 1e-12),
        (NEAR, NORMAL, {"slope": 0.0}, {"slope": 0.0}, 1e-12),
        (NEAR, NORMAL, {"scale": 1e-9}, {}, 1e-4),
        (FAR, NORMAL, {"scale": 1e-3, "bias": 1000.0}, {}, 1e-7),
        (NEAR, NORMAL, {}, {"scale": 300.0}, 1e-10),
        (NEAR, NORMAL, {"scale": 100.0, "bias": 1000.0}, {}, 1e-9),
    ],
    ids=[
        "plain",
        "bounded noise",
        "atoms",
        "collapsed",
        "far from the origin",
        "saturated",
        "far from the data",
    ],
)
@pytest.mark.parametrize("seed", [0, 1])
def test_the_stated_error_holds(
    p: GaussianMixture, noise: Any, made: dict[str, float], logits: dict[str, float], least: float, seed: int
) -> None:
    """Where it has to be large, because no float64 resolves a collapsed law, it is; elsewhere it is small."""
    d, q = judge(network(2 * seed, **logits)), Pushforward(noise, network(2 * seed + 1, **made))  # type: ignore[arg-type]  # numbers
    m = measure(d, p, q, ())
    assert abs(m.value[0] - float(exact_value(d, p, q))) <= m.value_error[0]
    assert m.value_error[0] <= least * (1.0 + abs(m.value[0]))


def batch() -> tuple[PiecewiseLinearDiscriminator, GaussianMixture, Pushforward]:
    rng = np.random.default_rng(0)
    p = GaussianMixture(rng.dirichlet([2.0, 2.0], 5), 2 * rng.normal(size=(5, 2)), 0.3 + rng.random((5, 2)))
    return judge(network(3, 5)), p, Pushforward(Gaussian(np.zeros(5), np.ones(5)), network(4, 5))


def test_theory_agrees() -> None:
    d, p, q = batch()
    m, value, gap = measure(d, p, q, ()), value_estimate(d, p, q), suboptimality_estimate(d, p, q)
    assert (np.abs(m.value - value.value) <= m.value_error + value.error).all()
    assert (np.abs(m.gap - gap.value) <= m.gap_error + gap.error).all()
    assert (value.error <= 1e-9).all()  # for the kinks are among its panels' edges


def test_a_quadratic_logit_agrees_with_the_plain_quadrature() -> None:
    _, p, q = batch()
    d = QuadraticDiscriminator(np.random.default_rng(1).normal(size=(5, 3)), np.zeros(5), np.ones(5))

    class Unknown:
        """The same discriminator, of a kind that has no panels of its own."""

        logit, prob = staticmethod(d.logit), staticmethod(d.prob)

    fast, slow = measure(d, p, q, ()), measure(Unknown(), p, q, ())  # type: ignore[arg-type]  # no rows are asked for
    assert (np.abs(fast.value - slow.value) <= fast.value_error + slow.value_error).all()
    assert (np.abs(fast.gap - slow.gap) <= fast.gap_error + slow.gap_error).all()
    np.testing.assert_allclose(fast.jsd, slow.jsd, rtol=1e-12)
    np.testing.assert_allclose(fast.d_fake, slow.d_fake, rtol=1e-9)


def close(a: Measurement, b: Measurement) -> None:
    for name in (field.name for field in fields(Measurement) if not field.name.endswith("error")):
        np.testing.assert_allclose(getattr(a, name), getattr(b, name), rtol=1e-12, atol=1e-14)


def test_each_problem_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    d, p, q = batch()
    whole = measure(d, p, q, ())
    monkeypatch.setattr(panel_measurement, "ROWS_AT_ONCE", 2)
    close(measure(d, p, q, ()), whole)
    alone = [measure(d[[i]], p[[i]], q[[i]], ()) for i in range(5)]
    close(
        Measurement(*(np.concatenate([getattr(m, f.name) for m in alone]) for f in fields(Measurement))),
        whole,
    )


def test_torch_agrees() -> None:
    d, p, q = batch()
    g = q.generator
    assert isinstance(g, PiecewiseLinear)

    def moved(pieces: PiecewiseLinear) -> PiecewiseLinear:
        return PiecewiseLinear(*(torch.tensor(getattr(pieces, n)) for n in ("knots", "slopes", "intercepts")))

    twin = GaussianMixture(
        *(torch.tensor(getattr(p, n)).requires_grad_() for n in ("weights", "loc", "scale"))
    )
    noise = Gaussian(torch.zeros(5), torch.ones(5))
    d_twin = replace(d, pieces=moved(d.pieces), centre=torch.tensor(d.centre), width=torch.tensor(d.width))
    close(measure(d_twin, twin, Pushforward(noise, moved(g)), ()), measure(d, p, q, ()))


def test_equal_laws_have_no_divergence() -> None:
    p = GaussianMixture([[1.0, 0.0]], [[1.0, 0.0]], [[2.0, 1.0]])
    q = Pushforward(NORMAL, PiecewiseLinear([[0.0]], [[2.0, 2.0]], [[1.0, 1.0]]))
    m = measure(judge(network(0)), p, q, ())
    assert 0.0 <= m.jsd[0] <= 1e-25
    assert abs(m.criterion[0] + np.log(4.0)) <= 1e-15
