"""Proposition 1, against exact rationals and forty digits."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
import scipy.stats
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gancheck.distributions import (
    Discrete,
    Empirical,
    Gaussian,
    GaussianMixture,
    MultivariateGaussian,
    PiecewiseLinear,
    Pushforward,
)
from gancheck.errors import InvalidInput, UnsupportedPair
from gancheck.numerics.estimate import UNIT_ROUNDOFF
from gancheck.theory.optimal_discriminator import (
    optimal_discriminator,
    optimal_logit,
    optimal_probability,
    posterior,
)

U = UNIT_ROUNDOFF
MASSES = st.floats(min_value=0.0, max_value=1.0)


@settings(deadline=None, max_examples=50)
@given(a=MASSES, b=MASSES)
@example(a=0.5, b=0.5)
@example(a=1.0, b=5e-324)
@example(a=5e-324, b=5e-324)
@example(a=1e-300, b=1e-310)
@example(a=0.3, b=0.30000000000000004)
def test_the_probability_is_the_share_within_three_roundings(a: float, b: float) -> None:
    found = float(optimal_probability(np.array(a), np.array(b)))
    if a == b == 0.0:
        assert np.isnan(found)
        return
    truth = Fraction(a) / (Fraction(a) + Fraction(b))
    subnormal = Fraction(2) ** -1073  # a share that underflows errs by units of the smallest subnormal
    assert abs(Fraction(found) - truth) <= 4 * Fraction(U) * truth + subnormal


@settings(deadline=None, max_examples=50)
@given(a=MASSES, b=MASSES)
@example(a=1.0, b=5e-324)
@example(a=5e-324, b=1e-323)
@example(a=0.3, b=0.30000000000000004)
@example(a=1e-200, b=1e-10)
def test_the_logit_has_small_relative_error_also_near_equality(a: float, b: float) -> None:
    found = float(optimal_logit(np.array(a), np.array(b)))
    if a == 0.0 or b == 0.0:
        expected = np.nan if a == b else (np.inf if b == 0.0 else -np.inf)
        assert np.array_equal(found, expected, equal_nan=True)
        return
    with mpmath.workdps(60):
        truth = mpmath.log(mpmath.mpf(a) / mpmath.mpf(b))
        assert abs(mpmath.mpf(found) - truth) <= 8 * mpmath.mpf(U) * abs(truth)


def test_densities_may_leave_the_range_of_masses() -> None:
    a, b = np.array([1e308, 1e-308, 1e308]), np.array([1e-308, 1e308, 1e308])
    assert optimal_logit(a, b) == pytest.approx(np.array([1.0, -1.0, 0.0]) * 616.0 * np.log(10.0), rel=4 * U)
    assert optimal_probability(a, b).tolist() == [1.0, 0.0, 0.5]


@pytest.mark.parametrize("prior", [0.5, 0.2, 1e-12, 1.0 - 2.0**-53])
@settings(deadline=None, max_examples=50)
@given(a=MASSES, b=MASSES)
@example(a=5e-324, b=1.0)
@example(a=1e-320, b=1e-320)
def test_the_posterior_is_bayes_rule(prior: float, a: float, b: float) -> None:
    found = float(posterior(np.array(a), np.array(b), np.array(prior)))
    if a == b == 0.0:
        assert np.isnan(found)
        return
    pi = Fraction(prior)
    rest = Fraction(1.0 - prior)  # what float64 makes of 1 − π
    truth = pi * Fraction(a) / (pi * Fraction(a) + rest * Fraction(b))
    coarse = Fraction(2) ** -1070 / min(pi, rest)
    assert abs(Fraction(found) - truth) <= 8 * Fraction(U) * truth + coarse


def test_at_even_odds_the_posterior_is_the_optimal_discriminator() -> None:
    p, q = np.array([0.5, 0.3, 0.2, 0.0, 0.0]), np.array([0.1, 0.3, 0.0, 0.6, 0.0])
    assert np.array_equal(posterior(p, q, np.array(0.5)), optimal_probability(p, q), equal_nan=True)


def test_discrete_laws_have_a_table_with_every_edge() -> None:
    p, q = Discrete(probs=[0.5, 0.5, 0.0, 0.0]), Discrete(probs=[0.25, 0.0, 0.75, 0.0])
    d = optimal_discriminator(p, q)
    assert np.array_equal(d.probs, [2.0 / 3.0, 1.0, 0.0, np.nan], equal_nan=True)
    assert np.array_equal(d.logits, [np.log1p(1.0), np.inf, -np.inf, np.nan], equal_nan=True)
    assert np.array_equal(d.prob(np.arange(4)), d.probs, equal_nan=True)


def test_equal_laws_leave_it_blind_to_the_last_bit() -> None:
    rng = np.random.default_rng(0)
    law = Discrete(probs=rng.dirichlet(np.ones(7), 3), normalize=True)
    assert (optimal_discriminator(law, law).probs == 0.5).all()
    assert (optimal_discriminator(law, law).logits == 0.0).all()
    gaussian = Gaussian([0.3, -1e9], [1e-8, 1e8])
    assert (optimal_discriminator(gaussian, gaussian).prob(np.linspace(-3.0, 3.0, 9)) == 0.5).all()


def test_far_out_the_logit_of_densities_stays_finite_where_the_densities_underflow() -> None:
    d = optimal_discriminator(Gaussian(0.0, 1.0), Gaussian(1.0, 1.0))
    x = np.array([-1e3, 0.5, 1e3])
    assert d.logit(x) == pytest.approx(0.5 - x, abs=16 * U * 5e5)  # log densities of size x²/2
    assert d.prob(x).tolist() == [1.0, 0.5, 0.0]


def test_the_stated_error_of_a_logit_on_the_line_bounds_it() -> None:
    laws = [(0.3, 1.7), (-2.0, 1e-3)]
    x = np.linspace(-9.0, 9.0, 37)
    d = optimal_discriminator(*(Gaussian(*law) for law in laws))
    found, error = d.logit(x), d.logit_error(x)
    with mpmath.workdps(60):
        for t, e, point in zip(found, error, x, strict=True):
            logs = [
                -(((mpmath.mpf(point) - m) / s) ** 2) / 2 - mpmath.log(s)
                for m, s in ((mpmath.mpf(m), mpmath.mpf(s)) for m, s in laws)
            ]
            assert abs(mpmath.mpf(t) - (logs[0] - logs[1])) <= mpmath.mpf(e)
    assert (error < 1e-7).all()  # eight units of a log density of 4e7


def test_batches_hold_their_rows_and_one_law_meets_a_batch() -> None:
    p, q = Gaussian(0.0, 1.0), Gaussian([0.0, 1.0, 2.0], [1.0, 2.0, 0.5])
    d = optimal_discriminator(p, q)
    x = np.linspace(-2.0, 2.0, 5)
    assert len(d) == 3
    assert d.prob(x).shape == (3, 5)
    for row in range(3):
        assert np.array_equal(d.prob(x)[row], optimal_discriminator(p, q[row]).prob(x))
        assert np.array_equal(d[row : row + 1].logit(x), d.logit(x)[row : row + 1])


def test_scipy_torch_and_own_laws_say_the_same() -> None:
    x = np.linspace(-3.0, 3.0, 7)
    own = optimal_discriminator(Gaussian(0.0, 1.0), Gaussian(1.0, 2.0)).logit(x)
    scipy_s = optimal_discriminator(scipy.stats.norm(0.0, 1.0), scipy.stats.norm(1.0, 2.0)).logit(x)
    normals = [
        torch.distributions.Normal(torch.tensor(m).double(), torch.tensor(s).double())
        for m, s in ((0.0, 1.0), (1.0, 2.0))
    ]
    torch_s = optimal_discriminator(*normals).logit(torch.as_tensor(x))
    assert np.array_equal(own, scipy_s)
    assert isinstance(torch_s, torch.Tensor)
    assert torch_s.numpy() == pytest.approx(own, rel=8 * U, abs=8 * U)


def test_several_dimensions_have_a_logit_at_points() -> None:
    p, q = MultivariateGaussian([0.0, 0.0], np.eye(2)), MultivariateGaussian([1.0, 0.0], np.eye(2))
    x = np.array([[0.0, 5.0], [0.5, -3.0], [1.0, 0.0]])
    assert optimal_discriminator(p, q).logit(x) == pytest.approx([0.5, 0.0, -0.5], abs=64 * U * 30.0)


def test_samples_become_shares_on_the_union_of_atoms() -> None:
    d = optimal_discriminator(Empirical([0, 0, 2, 5]), Empirical([0, 2, 2, 7]))
    assert d.probs.tolist() == [2.0 / 3.0, 1.0 / 3.0, 1.0, 0.0]


def test_on_the_atom_of_a_flat_piece_the_fakes_are_certain() -> None:
    flat = PiecewiseLinear(knots=[0.0], slopes=[0.0, 1.0], intercepts=[0.0, 0.0])
    fakes = Pushforward(Gaussian(0.0, 1.0), flat)
    d = optimal_discriminator(Gaussian(0.0, 1.0), fakes)
    assert d.logit(np.array([-1.0, 0.0, 1.0])).tolist() == [np.inf, -np.inf, 0.0]
    assert optimal_discriminator(fakes, Gaussian(0.0, 1.0)).logit(np.array([0.0])).tolist() == [np.inf]


def test_a_mixture_against_one_of_its_components() -> None:
    p, q = GaussianMixture([0.5, 0.5], [-3.0, 3.0], [1.0, 1.0]), Gaussian(3.0, 1.0)
    d = optimal_discriminator(p, q)
    assert d.prob(np.array([3.0]))[0] == pytest.approx(
        0.5 / 1.5, rel=1e-7
    )  # e^−18 of the other component is seen
    assert d.prob(np.array([-3.0]))[0] > 1.0 - 1e-7


def masses(n: int) -> tuple[torch.Tensor, torch.Tensor]:
    rng = np.random.default_rng(n)
    return tuple(torch.tensor(rng.dirichlet(np.ones(n)), requires_grad=True) for _ in range(2))


def test_torch_masses_are_differentiable_also_where_they_are_equal() -> None:
    a, b = masses(5)
    assert torch.autograd.gradcheck(optimal_logit, (a, b))
    assert torch.autograd.gradcheck(optimal_probability, (a, b))
    same = torch.tensor([0.25, 0.75], dtype=torch.float64, requires_grad=True)
    other = same.detach().clone().requires_grad_()
    gradients = torch.autograd.grad(optimal_logit(same, other).sum(), (same, other))
    assert gradients[0].tolist() == [4.0, 1.0 / 0.75]
    assert gradients[1].tolist() == [-4.0, -1.0 / 0.75]
    share = torch.autograd.grad(optimal_probability(same, other).sum(), same)[0]
    assert share.numpy() == pytest.approx([1.0, 1.0 / 3.0], rel=8 * U)  # q/(p+q)²


def test_no_gradient_is_nan_off_the_supports() -> None:
    a = torch.tensor([0.5, 0.5, 0.0, 0.0], dtype=torch.float64, requires_grad=True)
    b = torch.tensor([0.5, 0.0, 0.5, 0.0], dtype=torch.float64)
    for f in (optimal_logit, optimal_probability):
        values = f(a, b)
        finite = values[torch.isfinite(values)].sum()
        assert torch.isfinite(torch.autograd.grad(finite, a)[0]).all()


@pytest.mark.parametrize(
    "p, q, error, sentence",
    [
        (
            Discrete(probs=[0.5, 0.5]),
            Gaussian(0.0, 1.0),
            UnsupportedPair,
            r"`p` is a discrete law and `q` a density on the line: they are mutually singular, so JSD = log 2, .*",
        ),
        (
            Gaussian(0.0, 1.0),
            MultivariateGaussian([0.0], [[1.0]]),
            UnsupportedPair,
            r"`p` is a density on the line and `q` a density in several dimensions; give laws on one space\.",
        ),
        (
            Discrete(probs=[0.5, 0.5]),
            Discrete(probs=[0.5, 0.25, 0.25]),
            InvalidInput,
            r"`p` has 2 atoms and `q` has 3; give one probability for each common atom, 0 included\.",
        ),
        (
            Gaussian([0.0, 1.0], [1.0, 1.0]),
            Gaussian([0.0, 1.0, 2.0], [1.0, 1.0, 1.0]),
            InvalidInput,
            r"`p` is a batch of 2 and `q` one of 3; give equal sizes, or one law unbatched\.",
        ),
        (0.5, Gaussian(0.0, 1.0), InvalidInput, r"A float is no law; give one of gancheck, .*"),
    ],
)
def test_a_pair_that_has_no_answer_is_refused_in_a_sentence(
    p: object, q: object, error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=f"^{sentence}$"):
        optimal_discriminator(p, q)


def test_densities_have_no_table() -> None:
    d = optimal_discriminator(Gaussian(0.0, 1.0), Gaussian(1.0, 1.0))
    sentence = r"^`probs` and `logits` list the atoms of discrete laws and this pair is gaussian; call \.prob\(x\) or "
    for name in ("probs", "logits"):
        with pytest.raises(InvalidInput, match=sentence):
            getattr(d, name)
