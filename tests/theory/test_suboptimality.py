"""V(D*) − V(D) as a sum of relative entropies, against the difference in forty digits."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gancheck.distributions import (
    Discrete,
    Empirical,
    Gaussian,
    MultivariateGaussian,
    PiecewiseLinear,
    Pushforward,
)
from gancheck.errors import UnsupportedPair
from gancheck.theory.discriminators import QuadraticDiscriminator, TabularDiscriminator
from gancheck.theory.optimal_discriminator import optimal_discriminator
from gancheck.theory.suboptimality import (
    bernoulli_divergence,
    relative_entropy_terms,
    suboptimality,
    suboptimality_estimate,
)
from gancheck.theory.value import value_estimate
from tests.theory.many_digits import (
    M,
    discrete_gap,
    integral,
    log_sigmoid,
    mpmath,
    normal_log_density,
    panels,
)

INF = np.inf


def bernoulli(best: float, logit: float) -> Any:
    """KL(Bern(σ(t*))‖Bern(σ(t))) in forty digits."""
    with mpmath.workdps(800):
        s, t = M(best), M(logit)
        d, other = 1 / (1 + mpmath.exp(-s)), 1 / (1 + mpmath.exp(s))
        return d * (log_sigmoid(s) - log_sigmoid(t)) + other * (log_sigmoid(-s) - log_sigmoid(-t))


LOGITS = st.floats(min_value=-60.0, max_value=60.0)


@settings(deadline=None, max_examples=50)
@given(best=LOGITS, logit=LOGITS)
@example(best=0.0, logit=1e-12)
@example(best=40.0, logit=40.0 + 2.0**-47)
@example(best=-30.0, logit=-29.0)
@example(best=-1.0, logit=-1.0 - 1e-9)
@example(best=50.0, logit=-50.0)
def test_the_divergence_of_two_labels_keeps_its_digits(best: float, logit: float) -> None:
    """Relative error below 2^-40: the worst is the far form, whose logarithms of size 60 leave e^-60 · few."""
    found, truth = float(bernoulli_divergence(np.array(best), np.array(logit))), bernoulli(best, logit)
    assert found >= 0.0
    assert abs(M(found) - truth) <= M(2) ** -44 * truth + M(2) ** -1074
    if abs(best - logit) < 1.0:
        assert abs(M(found) - truth) <= M(2) ** -46 * truth + M(2) ** -1074


def test_the_divergence_at_the_edges() -> None:
    best = np.array([INF, -INF, INF, -INF, 0.0, 0.0, INF, 3.0, np.nan, np.nan, -800.0])
    logit = np.array([INF, -INF, -INF, INF, INF, -INF, 0.0, 3.0, 1.0, INF, -800.0])
    expected = [0.0, 0.0, INF, INF, INF, INF, float(np.log(2.0)), 0.0, 0.0, 0.0, 0.0]
    assert bernoulli_divergence(best, logit).tolist() == expected


def test_the_divergence_is_differentiable_at_its_minimum() -> None:
    best = torch.tensor([0.0, 1.5, -30.0, 2.0, 0.0], dtype=torch.float64, requires_grad=True)
    logit = torch.tensor([0.0, 1.5, -30.0, -4.0, 0.5], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(bernoulli_divergence, (best, logit))
    hessian = torch.autograd.functional.hessian(
        lambda t: bernoulli_divergence(best[:1].detach(), t).sum(), logit[:1]
    )
    assert hessian.item() == pytest.approx(0.25, rel=1e-12)  # D*(1 − D*)
    edges = torch.tensor([INF, -INF, np.nan], dtype=torch.float64)
    moving = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64, requires_grad=True)
    gradient = torch.autograd.grad(bernoulli_divergence(edges, moving).sum(), moving)[0]
    sigma = torch.sigmoid(moving.detach())
    assert gradient.numpy() == pytest.approx([float(sigma[0] - 1), float(sigma[1]), 0.0], rel=1e-14)


@settings(deadline=None, max_examples=50)
@given(
    st.lists(
        st.tuples(*[st.floats(min_value=0.0, max_value=1.0) for _ in range(2)], st.floats(-300.0, 300.0)),
        min_size=1,
        max_size=6,
    ).filter(lambda rows: all(sum(row[i] for row in rows) > 0.1 for i in (0, 1)))
)
@example([(0.5, 0.5, 1e-9), (0.5, 0.5, -1e-9)])
@example([(1.0, 0.0, 300.0), (0.0, 1.0, -300.0)])
@example([(1.0, 1e-300, 690.0), (1e-300, 1.0, -1.0)])
def test_the_stated_error_bounds_a_sum_over_atoms(rows: list[tuple[float, float, float]]) -> None:
    a, b, t = map(list, zip(*rows, strict=True))
    p, q = (Discrete(probs=np.array(w) / np.sum(w), normalize=True) for w in (a, b))
    found = suboptimality_estimate(TabularDiscriminator(t), p, q)
    with mpmath.workdps(800):
        truth = discrete_gap(t, p.probs, q.probs)
        assert abs(M(float(found.value)) - truth) <= M(float(found.error))
    assert found.value >= 0.0
    assert float(suboptimality(TabularDiscriminator(t), p, q)) == found.value


def gap_on_the_line(c: tuple[float, ...], laws: tuple[tuple[float, float], ...], extra: Any) -> Any:
    log_p, log_q = (normal_log_density(*law) for law in laws)

    def f(x: Any) -> Any:
        best, t = log_p(x) - log_q(x), M(c[0]) + x * (M(c[1]) + x * M(c[2]))
        return mpmath.exp(log_p(x)) * (log_sigmoid(best) - log_sigmoid(t)) + mpmath.exp(log_q(x)) * (
            log_sigmoid(-best) - log_sigmoid(-t)
        )

    return integral(f, panels(*laws, extra=extra))


@pytest.mark.parametrize(
    "c, laws",
    [
        ((0.3, -1.0, 0.2), ((0.0, 1.0), (1.0, 2.0))),
        ((0.5 + 1e-9, -1.0, 0.0), ((0.0, 1.0), (1.0, 1.0))),  # a gap of 1e-19 nats
        ((0.5, -1.0, 1e-12), ((0.0, 1.0), (1.0, 1.0))),
        ((0.0, 0.0, 1e6), ((0.0, 1.0), (0.0, 1.0))),
        ((3.0, 100.0, -50.0), ((0.0, 0.1), (0.3, 2.0))),
    ],
)
def test_the_stated_error_bounds_the_quadrature(
    c: tuple[float, ...], laws: tuple[tuple[float, float], ...]
) -> None:
    d = QuadraticDiscriminator([c], [0.0], [1.0])
    found = suboptimality_estimate(d, *(Gaussian([loc], [scale]) for loc, scale in laws))
    truth = gap_on_the_line(c, laws, d.breakpoints()[0])
    assert abs(M(float(found.value[0])) - truth) <= M(float(found.error[0]))
    assert found.error[0] <= 0.1 * truth


def test_it_is_exactly_zero_at_the_optimum() -> None:
    p, q = Discrete(probs=[0.5, 0.5, 0.0, 0.0]), Discrete(probs=[0.25, 0.0, 0.75, 0.0])
    assert suboptimality(optimal_discriminator(p, q), p, q) == 0.0
    rng = np.random.default_rng(3)
    p, q = (Discrete(probs=rng.dirichlet(np.ones(9), 20), normalize=True) for _ in range(2))
    assert (suboptimality(optimal_discriminator(p, q), p, q) == 0.0).all()
    p, q = Gaussian([0.0, 5.0], [1.0, 1e-3]), Gaussian([1.0, 80.0], [2.0, 1.0])
    assert (suboptimality(optimal_discriminator(p, q), p, q) == 0.0).all()


def test_excluding_what_happens_costs_everything_and_off_the_supports_nothing_counts() -> None:
    p, q = Discrete(probs=[0.5, 0.5, 0.0, 0.0]), Discrete(probs=[0.25, 0.0, 0.75, 0.0])
    best = optimal_discriminator(p, q).logits
    for atom, logit, expected in (
        (0, INF, INF),
        (0, -INF, INF),
        (1, -INF, INF),
        (2, INF, INF),
        (3, INF, 0.0),
        (3, -5.0, 0.0),
    ):
        t = np.where(np.isnan(best), 0.0, best)
        t[atom] = logit
        assert suboptimality(TabularDiscriminator(t), p, q) == expected
    estimate = suboptimality_estimate(TabularDiscriminator([INF, INF, -INF, 0.0]), p, q)
    assert (estimate.value, estimate.error <= 1e-300) == (INF, True)


def test_a_wrong_verdict_on_a_generators_atom_is_counted() -> None:
    """Half of the fakes sit on 0, where D = ½ for D* = 0 costs half of log 2."""
    flat = PiecewiseLinear(knots=[[0.0]], slopes=[[0.0, 1.0]], intercepts=[[0.0, 0.0]])
    p, q = Gaussian([0.0], [1.0]), Pushforward(Gaussian([0.0], [1.0]), flat)
    d = QuadraticDiscriminator([[0.0, 0.0, 0.0]], [0.0], [1.0])
    found = suboptimality_estimate(d, p, q)
    shortfall = value_estimate(optimal_discriminator(p, q), p, q) - value_estimate(d, p, q)
    assert abs(found.value - shortfall.value) <= found.error + shortfall.error
    assert found.value[0] == pytest.approx(
        np.log(2.0), rel=1e-12
    )  # both halves of the two laws that do not meet


def test_samples_are_laws_of_their_shares() -> None:
    p, q = Empirical([0, 0, 2]), Discrete(probs=[0.5, 0.25, 0.25])
    assert suboptimality(optimal_discriminator(p, q), p, q) == 0.0
    d = TabularDiscriminator([1.0, -1.0, 0.5])
    assert suboptimality(d, p, q) == suboptimality(d, Discrete(probs=[2.0 / 3.0, 0.0, 1.0 / 3.0]), q)


def test_torch_gives_the_same_values_and_gradients() -> None:
    p, q, t = (
        torch.tensor(v, dtype=torch.float64, requires_grad=True)
        for v in ([0.5, 0.3, 0.2], [0.1, 0.3, 0.6], [1.0, 0.0, -2.0])
    )
    found = suboptimality(TabularDiscriminator(t), Discrete(probs=p), Discrete(probs=q))
    lists = [v.tolist() for v in (p, q, t)]
    expected = suboptimality(
        TabularDiscriminator(lists[2]), Discrete(probs=lists[0]), Discrete(probs=lists[1])
    )
    assert isinstance(found, torch.Tensor)
    assert found.item() == pytest.approx(float(expected), rel=1e-14)
    by_logit = torch.autograd.grad(found, t)[0].numpy()
    assert by_logit == pytest.approx(((p + q) * torch.sigmoid(t) - p).detach().numpy(), rel=1e-12, abs=1e-16)


def test_torch_quadrature_is_differentiable_in_the_discriminator() -> None:
    zero, one = torch.zeros(1, dtype=torch.float64), torch.ones(1, dtype=torch.float64)
    c = torch.tensor([[0.3, -1.0, 0.2]], dtype=torch.float64, requires_grad=True)
    p, q = Gaussian(zero, one), Gaussian(one, 2.0 * one)
    assert torch.autograd.gradcheck(lambda c: suboptimality(QuadraticDiscriminator(c, zero, one), p, q), c)


@settings(deadline=None, max_examples=50)
@given(a=st.floats(0.0, 1.0), b=st.floats(0.0, 1.0))
@example(a=0.5, b=0.5 + 2.0**-40)
@example(a=0.3, b=0.0)
@example(a=0.0, b=0.3)
@example(a=1.0, b=16.0 / 17.0)
def test_the_terms_of_a_relative_entropy_are_never_negative(a: float, b: float) -> None:
    found = float(relative_entropy_terms(np.array(a), np.array(b)))
    if b == 0.0:
        assert found == (INF if a > 0 else 0.0)
        return
    truth = (M(a) * mpmath.log(M(a) / M(b)) if a else M(0)) - M(a) + M(b)
    assert found >= 0.0
    # Far from b the three parts are rounded; near it the series keeps relative accuracy.
    size = abs(truth) if abs(a - b) <= b / 16 else M(a) + M(b) + abs(truth)
    assert abs(M(found) - truth) <= 32 * M(2) ** -53 * size + M(2) ** -1074


def test_several_dimensions_are_refused_with_a_way_out() -> None:
    law = MultivariateGaussian([0.0, 0.0], np.eye(2))
    with pytest.raises(
        UnsupportedPair,
        match=r"^The gap of a discriminator in several dimensions .*; use laws on the line\.$",
    ):
        suboptimality(optimal_discriminator(law, law), law, law)
