"""The table of generators: each row against its sum and its supremum, and rows that are wrong are refused."""

import dataclasses
import math

import numpy as np
import pytest
import torch
from scipy.optimize import minimize_scalar

from gancheck.distributions.discrete import Discrete
from gancheck.divergences.f_divergence import NAMES, f_divergence, f_divergence_estimate
from gancheck.divergences.generators import GENERATORS, generator
from gancheck.errors import InvalidInput

ORDERS = (-1.5, 0.0, 0.4, 1.0, 2.5)
ROWS = [pytest.param(row, {}, id=row.name) for row in GENERATORS.values()] + [
    pytest.param(generator("alpha", alpha=order), {"alpha": order}, id=f"alpha {order}") for order in ORDERS
]
SMOOTH = [row for row in ROWS if row.id != "total_variation"]


def test_the_tables_have_the_same_names():
    assert (*GENERATORS, "alpha") == NAMES


@pytest.mark.parametrize("row, order", ROWS)
def test_the_divergence_by_name_is_the_sum_of_its_generator(row, order):
    """With zeros of all kinds: q f(0), p f'(∞), and nothing at a common zero."""
    rng = np.random.default_rng(0)
    p, q = rng.dirichlet(np.ones(8), (2, 40))
    p[:20, 0] = p[:, 3] = 0.0
    q[10:30, 1] = q[:, 3] = 0.0
    p, q = (x / x.sum(axis=-1, keepdims=True) for x in (p, q))
    slow = row.perspective(p, q).sum(axis=-1)
    named = f_divergence_estimate(Discrete(probs=p), Discrete(probs=q), row.name, **order)
    infinite = np.isinf(slow)
    assert (np.isinf(named.value) == infinite).all()
    assert infinite.any() == (math.isinf(row.at_zero) or math.isinf(row.slope_at_infinity))
    np.testing.assert_allclose(named.value[~infinite], slow[~infinite], rtol=1e-13, atol=4e-15)


@pytest.mark.parametrize("row, order", ROWS)
@pytest.mark.parametrize("t", [-5.0, -0.7, -0.2, 0.1, 0.3, 0.9, 2.0])
def test_the_conjugate_is_the_supremum(row, order, t):
    """f*(t) = sup_u [ut - f(u)] by a search over log u; unbounded above f'(∞)."""

    def negative(log_u):
        u = np.array([math.exp(log_u)])
        return float((row.f(u) - u * t)[0])

    conjugate = float(row.conjugate(np.array([t]))[0])
    if t > row.slope_at_infinity:
        assert conjugate == math.inf
        assert negative(40.0) < -1e6
        return
    ends = [-negative(-60.0), -negative(25.0)]
    searched = -minimize_scalar(
        negative, bounds=(-12.0, 12.0), method="bounded", options={"xatol": 1e-10}
    ).fun
    # A search in floats stops within √u of the top, where the function is flat; the ends are limits.
    assert max(searched, *ends) == pytest.approx(conjugate, rel=2e-5, abs=2e-5)
    assert max(searched, *ends) <= conjugate + 1e-9 * (1.0 + abs(conjugate))


@pytest.mark.parametrize("row, order", ROWS)
def test_the_conjugate_of_the_conjugate_is_f(row, order):
    """f(u) = sup_t [ut - f*(t)], attained at f'(u): Fenchel and Moreau."""
    u = np.array([0.05, 0.4, 0.9, 1.2, 3.0, 20.0])
    slopes = row.slope(u)
    t = np.concatenate([slopes, slopes - 0.3, np.minimum(slopes + 0.3, row.slope_at_infinity)])
    values = u[:, None] * t[None, :] - row.conjugate(t)[None, :]
    np.testing.assert_allclose(np.diagonal(values[:, :6]), row.f(u), rtol=1e-12, atol=1e-13)
    assert (values <= row.f(u)[:, None] + 1e-12 * (1.0 + np.abs(row.f(u)[:, None]))).all()


@pytest.mark.parametrize("row, order", ROWS)
def test_under_torch_the_derivatives_are_those_of_the_table(row, order):
    u = torch.tensor([0.3, 0.9, 1.7, 5.0], dtype=torch.float64, requires_grad=True)
    np.testing.assert_allclose(torch.autograd.grad(row.f(u).sum(), u)[0], row.slope(u.detach()), rtol=1e-12)
    t = (row.slope(u.detach()) - 0.01).requires_grad_(True)
    np.testing.assert_allclose(
        torch.autograd.grad(row.conjugate(t).sum(), t)[0], row.ratio(t.detach()), rtol=1e-10
    )
    v = torch.tensor([-40.0, -1.0, 0.0, 2.0, 40.0], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(row.activation, v[1:4].detach().requires_grad_(True))
    assert bool(torch.isfinite(torch.autograd.grad(row.activation(v).sum(), v)[0]).all())


@pytest.mark.parametrize("row, order", SMOOTH)
def test_curvatures_are_the_differences_of_slopes(row, order):
    u, h = np.array([0.3, 0.9, 1.7, 5.0]), 2.0**-14
    np.testing.assert_allclose((row.slope(u + h) - row.slope(u - h)) / (2 * h), row.curvature(u), rtol=1e-6)


@pytest.mark.parametrize("row, order", ROWS)
def test_the_best_output_of_every_activation_is_the_log_ratio(row, order):
    log_u = np.array([-3.0, -0.5, 0.25, 4.0])
    if row.name == "total_variation":
        np.testing.assert_array_equal(row.activation(400.0 * log_u), row.slope(np.exp(log_u)))
    else:
        np.testing.assert_allclose(row.activation(log_u), row.slope(np.exp(log_u)), rtol=1e-13, atol=1e-15)


WRONG = {
    "Nowozin's JS conjugate": (
        "jsd",
        {"conjugate": lambda t: -np.log(2.0 - np.exp(np.minimum(t, 0.69)))},
        "u f'(u) - f(u)",
    ),
    "the conjugate of the shifted KL": ("kl", {"conjugate": lambda t: np.exp(t) - 1.0}, "u f'(u) - f(u)"),
    "no offset": ("gan", {"offset": 0.0}, "f(1) = offset"),
    "a concave f": ("kl", {"curvature": lambda u: -1.0 / u}, "f''(u) >= 0"),
    "the identity as total variation's activation": (
        "total_variation",
        {"activation": lambda v: v},
        "stays in the domain",
    ),
    "an activation that stops short": (
        "reverse_kl",
        {"activation": lambda v: -1.0 / (1.0 + np.exp(v))},
        "log u is f'(u)",
    ),
    "total variation's conjugate without its floor": (
        "total_variation",
        {"conjugate": lambda t: t},
        "f*(t) >= -f(0)",
    ),
    "the slope at infinity of Nowozin's Hellinger": (
        "squared_hellinger",
        {"slope_at_infinity": 0.25},
        "f'(0) <= f'(u)",
    ),
    "another inverse": ("pearson", {"ratio": lambda t: 1.0 + t}, "ratio(t)"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_row_cannot_be_built(wrong):
    name, changes, sentence = WRONG[wrong]
    with pytest.raises(InvalidInput, match="breaks the rule") as refusal:
        dataclasses.replace(GENERATORS[name], **changes)
    assert sentence in str(refusal.value)


def test_orders_across_the_line_build():
    """Every order is tested when it is built: near the limits and far out, where powers overflow."""
    for order in (-1e6, -30.0, -1e-9, 1e-20, 0.5, 1.0 - 2.0**-50, 1.0 + 1e-9, 30.0, 1e6):
        assert generator("alpha", alpha=order).offset == 0.0


def test_unknown_names_and_orders_are_refused():
    with pytest.raises(InvalidInput, match="'wasserstein'; the f-divergences are kl"):
        generator("wasserstein")
    with pytest.raises(InvalidInput, match="`alpha` is missing"):
        generator("alpha")
    with pytest.raises(InvalidInput, match="belongs to name='alpha' alone"):
        generator("kl", alpha=1.0)


def test_the_domain_ends_at_the_slope_at_infinity():
    p, q = Discrete(probs=[1.0, 0.0]), Discrete(probs=[0.5, 0.5])
    for name in ("squared_hellinger", "total_variation", "vincze_le_cam"):
        row = generator(name)
        assert row.domain == (-math.inf, row.slope_at_infinity)
        # All of q's second atom meets no mass of p, and the first has the ratio 2.
        expected = 0.5 * row.at_zero + 0.5 * float(row.f(np.array([2.0]))[0])
        assert f_divergence(p, q, name) == pytest.approx(expected, rel=1e-15)
