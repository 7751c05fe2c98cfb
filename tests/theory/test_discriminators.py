from typing import Any

import mpmath
import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gancheck.distributions import Gaussian
from gancheck.distributions.codec import decode, encode
from gancheck.errors import InvalidInput
from gancheck.numerics.estimate import UNIT_ROUNDOFF
from gancheck.theory.discriminators import (
    LEVELS,
    Discriminator,
    QuadraticDiscriminator,
    TabularDiscriminator,
    logit_error,
    probability,
)
from gancheck.theory.optimal_discriminator import optimal_discriminator

U = UNIT_ROUNDOFF
INF = np.inf


@settings(deadline=None, max_examples=50)
@given(st.floats(min_value=-800.0, max_value=800.0))
@example(0.0)
@example(-745.1)
@example(40.0)
def test_the_probability_has_small_relative_error_at_both_ends(t: float) -> None:
    with mpmath.workdps(60):
        truth = 1 / (1 + mpmath.exp(-mpmath.mpf(t)))
        subnormal = mpmath.mpf(2) ** -1074
        assert abs(mpmath.mpf(float(probability(np.array(t)))) - truth) <= 4 * U * truth + subnormal


def test_certainty_has_infinite_logits() -> None:
    assert probability(np.array([INF, -INF, 0.0, -0.0])).tolist() == [1.0, 0.0, 0.5, 0.5]
    assert np.isnan(probability(np.array([np.nan])))


def test_the_slope_of_the_probability_is_a_quarter_at_one_half_and_never_nan() -> None:
    t = torch.tensor(
        [0.0, -0.0, 1.0, -2.0, 800.0, -800.0, INF, -INF], dtype=torch.float64, requires_grad=True
    )
    slope = torch.autograd.grad(probability(t).sum(), t)[0]
    assert slope[:2].tolist() == [0.25, 0.25]
    assert torch.isfinite(slope).all()
    finite = t[:4].detach().requires_grad_()
    assert torch.autograd.gradcheck(probability, finite)
    assert torch.autograd.gradgradcheck(probability, finite[2:].detach().requires_grad_())


def test_a_table_answers_at_indices_of_one_or_many_problems() -> None:
    one = TabularDiscriminator([0.0, INF, -INF])
    assert one.logit(np.array([2, 0])).tolist() == [-INF, 0.0]
    assert one.probs.tolist() == [0.5, 1.0, 0.0]
    many = TabularDiscriminator([[0.0, 1.0], [2.0, 3.0]])
    assert len(many) == 2
    assert many.logit(np.array([1, 1, 0])).tolist() == [[1.0, 1.0, 0.0], [3.0, 3.0, 2.0]]
    assert many.logit(np.array([[1], [0]])).tolist() == [[1.0], [2.0]]
    assert many[np.array([1])].logits.tolist() == [[2.0, 3.0]]
    assert np.array_equal(many.prob(np.arange(2)), many.probs)


def quadratic(**changes: Any) -> QuadraticDiscriminator:
    fields = {"coefficients": [[0.25, -1.0, 0.5], [3.0, 0.0, 0.0]], "centre": [1.0, 0.0], "width": [2.0, 1.0]}
    return QuadraticDiscriminator(**{**fields, **changes})


def test_a_quadratic_is_what_it_says() -> None:
    d = quadratic()
    x = np.array([-1.0, 1.0, 3.0])
    assert d.logit(x).tolist() == [[1.75, 0.25, -0.25], [3.0, 3.0, 3.0]]
    assert np.array_equal(d.prob(x), probability(d.logit(x)))
    assert d[1:].logit(x).tolist() == [[3.0, 3.0, 3.0]]
    assert len(d) == 2


@settings(deadline=None, max_examples=50)
@given(
    st.tuples(*[st.floats(min_value=-1e3, max_value=1e3) for _ in range(4)]),
    st.floats(min_value=1e-3, max_value=1e3),
)
@example((1.0, -2.0, 1.0, 1e3), 1e-3)
def test_the_stated_error_of_a_quadratic_bounds_it(c: tuple[float, ...], width: float) -> None:
    x = np.array([[-7.3, 0.1, 999.9]])
    d = QuadraticDiscriminator([c[:3]], [c[3]], [width])
    with mpmath.workdps(60):
        for point, t, e in zip(x[0], d.logit(x)[0], d.logit_error(x)[0], strict=True):
            u = (mpmath.mpf(float(point)) - c[3]) / mpmath.mpf(width)
            truth = mpmath.mpf(c[0]) + u * (mpmath.mpf(c[1]) + u * mpmath.mpf(c[2]))
            assert abs(mpmath.mpf(float(t)) - truth) <= mpmath.mpf(float(e)) + mpmath.mpf(2) ** -1074


@pytest.mark.parametrize("c", [(0.0, 3.0, 0.0), (-1.0, 0.0, 2.0), (0.5, -1e4, 1e8), (1.0, 2.0, -3.0)])
def test_a_quadratic_names_the_points_at_which_its_logit_passes_a_level(c: tuple[float, ...]) -> None:
    d = QuadraticDiscriminator([c], [0.25], [0.5])
    points = d.breakpoints()
    assert points.shape == (1, 2 * len(LEVELS))
    logits = d.logit(points)[0]
    reached = np.abs(logits[:, None] - np.array(LEVELS)).min(axis=1) <= 1e-6 * max(map(abs, c))
    assert (reached | (points[0] == 0.25)).all()
    vertex = c[0] - c[1] ** 2 / (4.0 * c[2]) if c[2] else 0.0
    lowest, highest = vertex if c[2] > 0 else -INF, vertex if c[2] < 0 else INF
    for level in LEVELS:
        if lowest < level < highest:
            assert np.abs(logits - level).min() <= 1e-6 * max(map(abs, c)), level


def test_a_constant_logit_has_no_such_points() -> None:
    assert (QuadraticDiscriminator([[3.0, 0.0, 0.0]], [1.5], [1.0]).breakpoints() == 1.5).all()


def test_a_logit_without_a_stated_error_counts_as_exact() -> None:
    x = np.array([[1.0, 2.0]])
    assert logit_error(TabularDiscriminator([[0.0]]), x).tolist() == [[0.0, 0.0]]
    assert (logit_error(quadratic()[:1], x) > 0).all()


@pytest.mark.parametrize(
    "d",
    [
        quadratic(),
        TabularDiscriminator([[1.0, -INF]]),
        optimal_discriminator(Gaussian([0.0], [1.0]), Gaussian([1.0], [1.0])),
    ],
)
def test_they_are_discriminators(d: object) -> None:
    assert isinstance(d, Discriminator)
    assert not isinstance(0.5, Discriminator)


def test_they_are_written_and_read_bit_for_bit() -> None:
    table, d = TabularDiscriminator([[0.1, -INF, INF]]), quadratic()
    assert np.array_equal(decode(encode(table)).logits, table.logits)
    for name in ("coefficients", "centre", "width"):
        assert np.array_equal(getattr(decode(encode(d)), name), getattr(d, name))


def test_torch_stays_torch_and_is_differentiable() -> None:
    logits = torch.tensor([[0.0, 1.0, -3.0]], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda t: TabularDiscriminator(t).probs, logits)
    c = torch.tensor([[0.0, 1.0, -0.5]], dtype=torch.float64, requires_grad=True)
    centre, width = torch.zeros(1, dtype=torch.float64), torch.ones(1, dtype=torch.float64)
    x = torch.tensor([[-1.0, 0.0, 2.0]], dtype=torch.float64)
    assert torch.autograd.gradcheck(lambda t: QuadraticDiscriminator(t, centre, width).prob(x), c)
    d = QuadraticDiscriminator(c, centre, width)
    assert isinstance(d.logit(x), torch.Tensor)
    assert (
        d.logit(x).detach().numpy().tolist()
        == QuadraticDiscriminator([[0.0, 1.0, -0.5]], [0.0], [1.0]).logit(x.numpy()).tolist()
    )


@pytest.mark.parametrize(
    "make, sentence",
    [
        (
            lambda: TabularDiscriminator([[0.0, 1.0], [2.0, np.nan]]),
            r"`logits` is nan in row 1, entry 1: it must be a number; where neither law has mass, any number serves\.",
        ),
        (lambda: TabularDiscriminator([]), r"`logits` is empty; give at least one number\."),
        (lambda: quadratic(width=[1.0, -2.0]), r"`width` is -2\.0 in row 1: it must be positive\."),
        (lambda: quadratic(width=[1.0, 0.0]), r"`width` is 0\.0 in row 1: it must be positive\."),
        (lambda: quadratic(centre=[INF, 0.0]), r"`centre` is inf in row 0: it must be finite\."),
        (
            lambda: quadratic(coefficients=[[0.0, 0.0, 0.0], [0.0, np.nan, 0.0]]),
            r"`coefficients` is nan in row 1, entry 1: it must be finite\.",
        ),
        (
            lambda: quadratic(coefficients=[[0.0, 0.0, 0.0]]),
            r"`coefficients`, `centre` and `width` have shapes \(1, 3\), \(2,\), \(2,\); "
            r"give \(B, 3\), \(B,\) and \(B,\)\.",
        ),
        (
            lambda: QuadraticDiscriminator([0.0, 1.0, 0.0], 0.0, 1.0),
            r"`coefficients`, `centre` and `width` have shapes \(3,\), \(\), \(\); give \(B, 3\), \(B,\) and \(B,\)\.",
        ),
    ],
)
def test_what_is_no_discriminator_is_refused_in_a_sentence(make: Any, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=f"^{sentence}$"):
        make()
