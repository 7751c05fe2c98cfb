"""The variational bound: its value by hand, its error against balls, its gradient, and what it refuses."""

import math

import numpy as np
import pytest
import torch
from flint import arb

from gancheck.certified.generators import NAMES, ball_generator, variational_value
from gancheck.certified.precision import working_precision
from gancheck.distributions import Discrete, Gaussian
from gancheck.divergences.f_divergence import f_divergence
from gancheck.divergences.generators import generator
from gancheck.errors import InvalidInput, UnsupportedPair
from gancheck.theory.discriminators import TabularDiscriminator
from gancheck.theory.value import value
from gancheck.theory.variational_bound import variational_bound, variational_bound_estimate

ROWS = [(name, {}) for name in NAMES] + [("alpha", {"alpha": order}) for order in (-1.5, 0.25, 1.0, 2.5)]


def problem(n=6, size=20):
    rng = np.random.default_rng(2)
    p, q = rng.dirichlet(np.ones(n), (2, size))
    return Discrete(probs=p), Discrete(probs=q), rng.normal(0.0, 3.0, (size, n))


@pytest.mark.parametrize("name, order", ROWS)
def test_the_stated_error_covers_the_true_one(name, order):
    """The sum at exact masses and outputs in 256 bits."""
    p, q, v = problem()
    row = generator(name, **order)
    t = row.activation(v)
    found = variational_bound_estimate(p, q, t, name, **order)
    with working_precision(256):
        conjugate = ball_generator(name, order.get("alpha")).conjugate
        for i in range(len(p)):
            a, b, x = ([arb(float(y)) for y in row] for row in (p.probs[i], q.probs[i], t[i]))
            truth = variational_value(a, b, x, conjugate)
            assert truth.is_finite()
            assert abs(arb(float(found.value[i])) - truth) <= float(found.error[i])
    assert np.median(found.error / np.abs(found.value)) < 1e-13


@pytest.mark.parametrize("name, order", ROWS)
def test_the_best_critic_reaches_the_divergence_and_others_do_not(name, order):
    p, q, v = problem()
    row = generator(name, **order)
    divergence = f_divergence(p, q, name, **order)
    best = variational_bound(p, q, row.slope(p.probs / q.probs), name, **order)
    np.testing.assert_allclose(best, divergence, rtol=1e-10, atol=1e-13)
    assert (variational_bound(p, q, row.activation(v), name, **order) < divergence).all()


def test_for_the_game_it_is_the_value_of_a_discriminator():
    """T = log D makes E_p[T] − E_q[f*(T)] the V(D, G) of [goodfellow2014]."""
    p, q, v = problem()
    t = generator("gan").activation(v)
    np.testing.assert_allclose(
        variational_bound(p, q, t, "gan"), value(TabularDiscriminator(v), p, q), rtol=1e-13
    )


def test_ascent_on_the_critic_is_ascent_to_the_divergence():
    """The gradient in T is p − q f*'(T): 0 at f'(p/q), by autograd."""
    p, q = (Discrete(probs=torch.tensor(x)) for x in ([0.5, 0.3, 0.2], [0.2, 0.3, 0.5]))
    for name in ("kl", "jsd", "vincze_le_cam", "pearson"):
        row = generator(name)
        t = row.slope(p.probs / q.probs).requires_grad_(True)
        gradient = torch.autograd.grad(variational_bound(p, q, t, name), t)[0]
        assert float(gradient.abs().max()) < 1e-14
        moved = (t.detach() - 0.1).requires_grad_(True)
        gradient = torch.autograd.grad(variational_bound(p, q, moved, name), moved)[0]
        expected = p.probs - q.probs * row.ratio(moved.detach())
        np.testing.assert_allclose(gradient.numpy(), expected.numpy(), rtol=1e-12)


def test_ends_of_the_domain_and_empty_atoms():
    """f* is infinite beyond its domain, unless q has no mass there; −∞ is a critic's answer where p has none."""
    p, q = Discrete(probs=[0.5, 0.5, 0.0]), Discrete(probs=[0.25, 0.0, 0.75])
    assert variational_bound(p, q, [0.1, 0.3, 0.0], "jsd") > -1.0
    assert variational_bound(p, q, [0.4, 0.3, 0.0], "jsd") == -math.inf
    best = generator("squared_hellinger").slope(np.array([2.0]))[0]
    reached = variational_bound(p, q, [best, 0.5, -math.inf], "squared_hellinger")
    assert reached == pytest.approx(f_divergence(p, q, "squared_hellinger"), rel=1e-14)
    assert variational_bound(p, q, [-0.5, -0.1, -math.inf], "reverse_kl") == math.inf
    assert variational_bound(p, q, [-math.inf, -0.1, -0.1], "reverse_kl") == -math.inf


def test_what_is_refused():
    p, q = Discrete(probs=[0.5, 0.5]), Discrete(probs=[0.25, 0.75])
    with pytest.raises(InvalidInput, match="`critic` has shape"):
        variational_bound(p, q, [0.0], "kl")
    with pytest.raises(InvalidInput, match="`critic` holds NaN or inf"):
        variational_bound(p, q, [0.0, math.nan], "kl")
    with pytest.raises(InvalidInput, match="the f-divergences are"):
        variational_bound(p, q, [0.0, 0.0], "wasserstein")
    with pytest.raises(UnsupportedPair, match="discrete laws"):
        variational_bound(Gaussian(0.0, 1.0), Gaussian(0.0, 1.0), [0.0], "kl")


@pytest.mark.parametrize("critic", [[-1.0, 0.5, -math.inf], [-math.inf, -1.0, -math.inf]])
def test_infinities_of_both_signs_make_a_bound_of_minus_infinity(critic):
    """T beyond the domain of f*, or −∞ on the data, beside a T of −∞ where p has no mass and f(0) is infinite."""
    p, q = Discrete(probs=[0.5, 0.5, 0.0]), Discrete(probs=[0.25, 0.25, 0.5])
    assert variational_bound(p, q, critic, "reverse_kl") == -math.inf
