"""One step of Proposition 2's descent, and what its theorem promises."""

from fractions import Fraction

import numpy as np
import pytest
import torch

from gancheck.distributions import Discrete
from gancheck.divergences.jensen_shannon import jsd
from gancheck.divergences.kullback_leibler import kl
from gancheck.theory.mirror_descent import mirror_descent_step
from gancheck.theory.optimal_discriminator import optimal_probability

U = 2.0**-53


def laws(seed: int, size: int = 4, n: int = 6) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.dirichlet(np.ones(n), size), rng.dirichlet(np.ones(n), size)


def test_a_full_step_goes_half_way() -> None:
    p, q = np.array([[0.5, 0.5, 0.0]]), np.array([[0.25, 0.25, 0.5]])
    step = mirror_descent_step(p, q, np.array([1.0]))
    exact = [(Fraction(a) + Fraction(b)) / 2 for a, b in zip(p[0].tolist(), q[0].tolist(), strict=True)]
    assert step[0].tolist() == [float(x) for x in exact]


def test_it_follows_log_1_minus_d() -> None:
    """q⁺ ∝ q (1 − D*)^{−η}, by the definition."""
    p, q = laws(0)
    eta = np.array([0.1, 0.5, 0.9, 1.0])
    weights = q * (1.0 - optimal_probability(p, q)) ** -eta[:, None]
    expected = weights / weights.sum(axis=-1, keepdims=True)
    assert mirror_descent_step(p, q, eta) == pytest.approx(expected, rel=64 * U)


def test_no_step_stays_and_the_data_law_is_fixed() -> None:
    p, q = laws(1)
    assert mirror_descent_step(p, q, np.zeros(4)) == pytest.approx(q, rel=16 * U)
    assert mirror_descent_step(p, p, np.full(4, 0.7)) == pytest.approx(p, rel=16 * U)


def test_an_atom_without_mass_never_gets_any_and_nothing_is_nan() -> None:
    p, q = np.array([[0.5, 0.5, 0.0, 0.0]]), np.array([[0.5, 0.0, 0.5, 0.0]])
    for eta in (0.5, 1.0, 1.5, -1.0):
        step = mirror_descent_step(p, q, np.array([eta]))
        assert step[0, [1, 3]].tolist() == [0.0, 0.0]
        assert abs(step.sum() - 1.0) <= 8 * U
    tiny = mirror_descent_step(np.array([[0.5, 0.5]]), np.array([[1.0, 5e-324]]), np.array([1.0]))
    assert tiny[0] == pytest.approx([0.75, 0.25], rel=8 * U)


@pytest.mark.parametrize("eta", [0.25, 1.0])
def test_descent_lowers_the_criterion_at_the_promised_rate(eta: float) -> None:
    p, q = laws(2)
    start, first = (
        kl(Discrete(probs=p, normalize=True), Discrete(probs=q, normalize=True)),
        jsd(Discrete(probs=p, normalize=True), Discrete(probs=q, normalize=True)),
    )
    for t in range(1, 30):
        q = mirror_descent_step(p, q, np.full(4, eta))
        now = jsd(Discrete(probs=p, normalize=True), Discrete(probs=q, normalize=True))
        assert (now <= first + 8 * U).all()
        assert (2.0 * now <= start / (eta * t) + 8 * U).all()
        first = now


def test_a_longer_step_can_climb() -> None:
    p, q = np.array([[0.1, 0.9]]), np.array([[1e-9, 1.0 - 1e-9]])
    after = mirror_descent_step(p, q, np.array([1.5]))

    def distance(q: np.ndarray) -> float:
        return float(jsd(Discrete(probs=p[0]), Discrete(probs=q[0], normalize=True)))

    assert distance(after) > distance(q)


def test_torch_gives_the_same_step_and_its_gradient() -> None:
    p, q = laws(3, size=2, n=3)
    eta = np.array([0.5, 1.0])
    tensors = [torch.tensor(v, requires_grad=True) for v in (p, q, eta)]
    assert mirror_descent_step(*tensors).detach().numpy() == pytest.approx(
        mirror_descent_step(p, q, eta), rel=8 * U
    )
    assert torch.autograd.gradcheck(mirror_descent_step, tensors)
