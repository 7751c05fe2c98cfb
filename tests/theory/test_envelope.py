"""Gradients of the game: with D frozen at D*, the generator descends 2·JSD."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gancheck.distributions import Discrete, Gaussian, GaussianMixture
from gancheck.divergences.jensen_shannon import jsd
from gancheck.errors import UnsupportedPair
from gancheck.theory.envelope import criterion_derivative, generator_gradient, value_derivative
from gancheck.theory.optimal_discriminator import optimal_probability
from tests.theory.many_digits import M, integral, mpmath, normal_log_density, panels

U = 2.0**-53


def test_the_slope_of_v_vanishes_exactly_at_the_share() -> None:
    p, q = np.array([0.5, 0.25, 0.125]), np.array([0.5, 0.75, 0.375])
    assert value_derivative(optimal_probability(p, q), p, q).tolist() == [0.0, 0.0, 0.0]
    assert value_derivative(np.array([0.25]), np.array([0.5]), np.array([0.3])).tolist() == [2.0 - 0.3 / 0.75]


def test_the_slope_of_v_is_autograd_s() -> None:
    d, p, q = (
        torch.rand(5, dtype=torch.float64, generator=torch.Generator().manual_seed(i)) for i in range(3)
    )
    d.requires_grad_()
    v = (p * torch.log(d) + q * torch.log1p(-d)).sum()
    assert torch.allclose(torch.autograd.grad(v, d)[0], value_derivative(d, p, q), rtol=8 * U, atol=0.0)


@settings(deadline=None, max_examples=50)
@given(p=st.floats(0.0, 1.0), q=st.floats(5e-324, 1.0))
def test_the_slope_of_c_is_log_1_minus_d(p: float, q: float) -> None:
    found = float(criterion_derivative(np.array([p]), np.array([q]))[0])
    truth = -mpmath.log1p(M(p) / M(q))
    logit = mpmath.log(M(p) / M(q)) if p else M(0)
    # The logit log(p/q) ≤ 745 carries 8u of itself, which the slope feels as D* ≤ 1.
    assert abs(M(found) - truth) <= 16 * U * (abs(truth) + min(M(p) / M(q), 1) * abs(logit)) + M(2) ** -1074
    assert found <= 0.0


def softmax_truth(p: Any, logits: Any) -> Any:
    """∇ of 2·JSD by forty-digit arithmetic: ∂ Σ q(a − ⟨q, a⟩) with a = log(q/(p+q))."""
    q = [mpmath.exp(M(float(t))) for t in logits]
    q = [x / mpmath.fsum(q) for x in q]
    a = [mpmath.log(x / (M(float(y)) + x)) for x, y in zip(q, p, strict=True)]
    mean = mpmath.fsum(x * y for x, y in zip(q, a, strict=True))
    return [x * (y - mean) for x, y in zip(q, a, strict=True)]


def test_a_softmax_generator_feels_the_criterion() -> None:
    p = Discrete(probs=[0.5, 0.3, 0.2, 0.0])
    logits = np.array([0.3, -1.0, 2.0, 0.1])
    q = Discrete(logits=logits)
    found = generator_gradient(p, q)
    for value, error, truth in zip(found.value, found.error, softmax_truth(p.probs, logits), strict=True):
        # q itself is a rounded softmax: ten roundings, felt by every term.
        assert abs(M(float(value)) - truth) <= M(float(error)) + 20 * U
    t = torch.tensor(logits, requires_grad=True)
    by_autograd = torch.autograd.grad(
        2.0 * jsd(Discrete(probs=torch.tensor(p.probs)), Discrete(logits=t)), t
    )[0]
    assert found.value == pytest.approx(by_autograd.numpy(), abs=1e-14)


def test_an_atom_that_the_generator_never_draws_does_not_move() -> None:
    found = generator_gradient(Discrete(probs=[[0.5, 0.5, 0.0]]), Discrete(probs=[[1.0, 0.0, 0.0]]))
    assert found.value.tolist() == [[0.0, 0.0, 0.0]]
    assert np.isfinite(found.error).all()


LINE = [
    ((0.0, 1.0), (1.0, 2.0)),
    ((0.0, 1.0), (1e-10, 1.0 + 1e-10)),  # the gradient is 1e-10 of its terms
    ((1e3, 1.0), (1e3 + 1e-6, 1.0)),
    ((0.0, 1.0), (4.0, 0.25)),
    ((0.0, 1e-3), (0.0, 1e3)),
]


@pytest.mark.parametrize("laws", LINE)
def test_an_affine_generator_feels_it_too_within_the_stated_error(
    laws: tuple[tuple[float, float], ...],
) -> None:
    (loc_p, scale_p), (loc_q, scale_q) = [(M(m), M(s)) for m, s in laws]
    log_p, log_q = (normal_log_density(*law) for law in laws)

    def pull(x: Any) -> Any:
        slope = (x - loc_q) / scale_q**2 - (x - loc_p) / scale_p**2
        return -mpmath.exp(log_q(x)) / (1 + mpmath.exp(log_q(x) - log_p(x))) * slope

    points = panels(*laws)
    truth = integral(pull, points), integral(lambda x: pull(x) * (x - loc_q), points)
    p, q = (Gaussian([m], [s]) for m, s in laws)
    found = generator_gradient(p, q)
    for i in range(2):
        assert abs(M(float(found.value[0, i])) - truth[i]) <= M(float(found.error[0, i]))
        assert found.error[0, i] <= 1e-9 * max(abs(t) for t in truth)
    unbatched = generator_gradient(p[0], q[0])
    assert np.array_equal(unbatched.value, found.value[0])


def test_it_is_the_gradient_of_the_divergence_by_autograd() -> None:
    one = torch.ones(1, dtype=torch.float64)
    loc, log_scale = (torch.tensor([v], dtype=torch.float64, requires_grad=True) for v in (1.0, 0.5))
    divergence = 2.0 * jsd(Gaussian(0.0 * one, one), Gaussian(loc, torch.exp(log_scale)))
    by_autograd = [g.item() for g in torch.autograd.grad(divergence.sum(), (loc, log_scale))]
    found = generator_gradient(Gaussian([0.0], [1.0]), Gaussian([1.0], [float(np.exp(0.5))]))
    assert found.value[0] == pytest.approx(by_autograd, abs=1e-13)


def test_torch_laws_give_torch_gradients() -> None:
    one = torch.ones(1, dtype=torch.float64)
    found = generator_gradient(Gaussian(0.0 * one, one), Gaussian(one, 2.0 * one))
    expected = generator_gradient(Gaussian([0.0], [1.0]), Gaussian([1.0], [2.0]))
    assert isinstance(found.value, torch.Tensor)
    assert found.value.numpy() == pytest.approx(expected.value, rel=1e-14)


def test_no_other_generator_has_a_known_gradient() -> None:
    mixture = GaussianMixture([[1.0]], [[0.0]], [[1.0]])
    sentence = r"^The generator's gradient is known for .*, not for mixture against gaussian\.$"
    with pytest.raises(UnsupportedPair, match=sentence):
        generator_gradient(mixture, Gaussian([0.0], [1.0]))
