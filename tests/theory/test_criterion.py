"""C(G), against exact sums and the value at the optimal discriminator."""

from math import log

import numpy as np
import pytest
import scipy.stats
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gancheck.distributions import Discrete, Empirical, Gaussian, MultivariateGaussian
from gancheck.divergences.jensen_shannon import jsd
from gancheck.errors import UnsupportedPair
from gancheck.theory.criterion import criterion, criterion_estimate, optimal_value_estimate
from tests.theory.many_digits import M, integral, mpmath, normal_log_density, panels

LOG_4 = log(4.0)


@settings(deadline=None, max_examples=50)
@given(
    st.lists(
        st.tuples(*[st.floats(min_value=0.0, max_value=1.0) for _ in range(2)]), min_size=1, max_size=8
    ).filter(lambda rows: all(sum(row[i] for row in rows) > 0.1 for i in (0, 1)))
)
@example([(1.0, 0.0), (0.0, 1.0)])
@example([(0.5, 0.5), (0.5, 0.5000001)])
@example([(1.0, 5e-324), (5e-324, 1.0)])
def test_both_ways_to_the_criterion_are_within_their_errors_of_the_truth(
    rows: list[tuple[float, float]],
) -> None:
    p, q = (Discrete(probs=np.array(w) / np.sum(w), normalize=True) for w in zip(*rows, strict=True))
    with mpmath.workdps(800):  # masses of ratio 1e-324 are added to ones of 1
        truth = mpmath.fsum(
            (M(a) * mpmath.log(M(a) / (M(a) + M(b))) if a else 0)
            + (M(b) * mpmath.log(M(b) / (M(a) + M(b))) if b else 0)
            for a, b in zip(p.probs.tolist(), q.probs.tolist(), strict=True)
        )
    # JSD is shifted by (Σp + Σq − 2) log 2 where rounded masses miss 1.
    defect = abs(p.mass_defect) + abs(q.mass_defect) + 2.0**-52
    for found, extra in ((criterion_estimate(p, q), defect), (optimal_value_estimate(p, q), 0.0)):
        assert abs(M(float(found.value)) - truth) <= M(float(found.error)) + M(float(extra))
        assert found.error < 1e-13


@pytest.mark.parametrize(
    "laws", [((0.0, 1.0), (1.0, 2.0)), ((0.0, 1.0), (1e-3, 1.0)), ((0.0, 1.0), (0.0, 50.0))]
)
def test_gaussians(laws: tuple[tuple[float, float], ...]) -> None:
    log_p, log_q = (normal_log_density(*law) for law in laws)

    def f(x: M) -> M:
        a, b = mpmath.exp(log_p(x)), mpmath.exp(log_q(x))
        return a * mpmath.log(a / (a + b)) + b * mpmath.log(b / (a + b))

    truth = integral(f, panels(*laws))
    pair = [Gaussian(*law) for law in laws]
    for found in (criterion_estimate(*pair), optimal_value_estimate(*pair)):
        assert abs(M(float(found.value)) - truth) <= M(float(found.error))
        assert found.error < 1e-12


def test_its_range_is_closed() -> None:
    same, other = Discrete(probs=[0.5, 0.5, 0.0]), Discrete(probs=[0.0, 0.0, 1.0])
    assert criterion(same, same) == -LOG_4
    assert criterion(same, other) == 0.0
    assert criterion(Gaussian(0.0, 1.0), Gaussian(1e6, 1.0)) == 0.0
    assert criterion(Gaussian(3.0, 2.0), Gaussian(3.0, 2.0)) == -LOG_4


def test_it_is_minus_log_4_plus_twice_the_divergence_in_every_dimension() -> None:
    p, q = MultivariateGaussian([0.0, 0.0], np.eye(2)), MultivariateGaussian([1.0, 0.0], 2.0 * np.eye(2))
    assert criterion(p, q) == pytest.approx(2.0 * jsd(p, q) - LOG_4, rel=4e-16)
    with pytest.raises(UnsupportedPair, match="use criterion"):
        optimal_value_estimate(p, q)


def test_batches_conversions_and_samples() -> None:
    p, q = Gaussian([0.0, 0.0], [1.0, 1.0]), Gaussian([0.0, 1.0], [1.0, 2.0])
    assert criterion(p, q) == pytest.approx([criterion(p[i], q[i]) for i in range(2)], rel=4e-16)
    assert criterion(p[0], q).shape == (2,)
    assert criterion(scipy.stats.norm(0.0, 1.0), scipy.stats.norm(1.0, 2.0)) == criterion(p[1], q[1])
    assert criterion(Empirical([0, 1]), Empirical([2, 3])) == 0.0
    assert criterion(Empirical([0, 1, 1, 1]), Discrete(probs=[0.25, 0.75])) == -LOG_4


def test_torch_gives_the_same_values_and_gradients() -> None:
    p, q = (
        torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in ([0.5, 0.3, 0.2], [0.1, 0.3, 0.6])
    )
    found = criterion(Discrete(probs=p), Discrete(probs=q))
    assert isinstance(found, torch.Tensor)
    assert found.item() == pytest.approx(
        criterion(Discrete(probs=p.tolist()), Discrete(probs=q.tolist())), rel=4e-16
    )
    gradient = torch.autograd.grad(found, q)[0]
    slope = torch.log(q / (p + q)).detach()  # log(1 − D*), up to the multiplier of the simplex
    shift = gradient - slope
    assert (shift - shift[0]).abs().max() <= 1e-15
    loc = torch.tensor([0.5], dtype=torch.float64, requires_grad=True)
    one = torch.ones(1, dtype=torch.float64)
    assert torch.autograd.gradcheck(
        lambda m: criterion(Gaussian(0.0 * one, one), Gaussian(m, 2.0 * one)), loc
    )


def test_a_density_against_samples_is_refused() -> None:
    with pytest.raises(UnsupportedPair, match="mutually singular"):
        criterion(Empirical([0.0, 1.0]), Gaussian(0.0, 1.0))
